import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isRecord, parseJson } from "../json.ts";

const SOURCES = fileURLToPath(new URL("../../../console/", import.meta.url));
const CACHE = fileURLToPath(new URL("../../../../.build/console/", import.meta.url));
/** Changes when what is made of the same sources does. */
const FORM = "1";

/** A file of the console as it is served. */
export interface ConsoleFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const SAFE = {
  // Nothing from elsewhere, nothing inline: what somebody writes into a note cannot become a script.
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

let built: { readonly key: string; readonly files: Promise<ReadonlyMap<string, string>> } | undefined;

/**
 * The console's page (`/_console`) or one of its files (`/_console/<name>`), built from `packages/console` when it is
 * first asked for and after that only when the sources changed. undefined: there is no such file.
 */
export async function consoleFile(address: string): Promise<ConsoleFile | undefined> {
  const name = address.replace(/^\/_console\/?/, "");
  const files = await consoleFiles();
  const body = files.get(name === "" ? "index.html" : name);
  if (body === undefined) return undefined;
  const isPage = name === "" || name === "index.html";
  return {
    headers: {
      ...SAFE,
      "content-type": TYPES[isPage ? ".html" : path.extname(name)] ?? "application/octet-stream",
      // The files carry their content in their name.
      "cache-control": isPage ? "no-store" : "public, max-age=31536000, immutable",
    },
    body,
  };
}

/** Everything that is served, by name. */
export function consoleFiles(): Promise<ReadonlyMap<string, string>> {
  const key = keyOfSources();
  if (built?.key === key) return built.files;
  const files = load(key);
  built = { key, files };
  // A build that failed is tried again with the next question.
  files.catch(() => (built = undefined));
  return files;
}

async function load(key: string): Promise<ReadonlyMap<string, string>> {
  const file = path.join(CACHE, `${key}.json`);
  const kept = existsSync(file) ? parseJson(readFileSync(file, "utf8")) : undefined;
  if (isRecord(kept)) return new Map(Object.entries(kept).map(([name, body]) => [name, String(body)]));
  const made = await build();
  mkdirSync(CACHE, { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, JSON.stringify(Object.fromEntries(made)));
  renameSync(draft, file);
  return made;
}

function keyOfSources(): string {
  const hash = createHash("sha256").update(FORM);
  for (const name of globSync("{package.json,src/**/*.{ts,tsx,css,html}}", { cwd: SOURCES }).sort()) {
    if (!/\.test\.ts$/.test(name)) hash.update(`${name}\n`).update(readFileSync(path.join(SOURCES, name)));
  }
  return hash.digest("hex").slice(0, 24);
}

/** One bundle and one sheet, named by their content, and the page that names them. */
async function build(): Promise<ReadonlyMap<string, string>> {
  const esbuild = await import("esbuild");
  const { outputFiles } = await esbuild.build({
    absWorkingDir: SOURCES,
    entryPoints: ["src/main.tsx", "src/style.css"],
    outdir: "out",
    entryNames: "[name]-[hash]",
    ...{ bundle: true, write: false, minify: true, format: "esm", target: "es2022", legalComments: "none" },
    ...{ jsx: "automatic", jsxImportSource: "preact", logLevel: "silent" },
  });
  const files = new Map(outputFiles.map((file) => [path.basename(file.path), file.text]));
  const named = (start: string, end: string) =>
    [...files.keys()].find((name) => name.startsWith(start) && name.endsWith(end)) ?? "";
  const page = readFileSync(path.join(SOURCES, "src/index.html"), "utf8")
    .replace("%SCRIPT%", named("main-", ".js"))
    .replace("%STYLE%", named("style-", ".css"));
  return files.set("index.html", page);
}
