import { existsSync } from "node:fs";

const USUAL = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Nothing that calls out by itself, and no sandbox: build servers run as root. */
export const LAUNCH_ARGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

export const REMEDY = "apt-get install chromium, or set COWRY_CHROMIUM to the path of one";

/**
 * The browser to test with: what COWRY_CHROMIUM names, or Debian's. undefined when there is none; with
 * COWRY_CHROMIUM=required that is an error, as on a build server, where nobody would notice that nothing was tested.
 */
export function findChromium(): string | undefined {
  const named = process.env["COWRY_CHROMIUM"] ?? "";
  if (named !== "" && named !== "required") {
    if (!existsSync(named)) throw new Error(`COWRY_CHROMIUM names ${named}, which does not exist`);
    return named;
  }
  const found = USUAL.find((path) => existsSync(path));
  if (found === undefined && named === "required") {
    throw new Error(`the browser tests are required and there is no chromium: ${REMEDY}`);
  }
  return found;
}
