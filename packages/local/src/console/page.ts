import { readFileSync } from "node:fs";

/** The console: one self-contained page that reads the local surface (`/_local/…`). Nothing is loaded from elsewhere. */
export function consolePage(): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  return {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'",
      "referrer-policy": "no-referrer",
    },
    body: readFileSync(new URL("./console.html", import.meta.url), "utf8"),
  };
}
