import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { App } from "sst/constructs";
import type { BuildOptions, Metafile } from "esbuild";
import { type Door, readManifest } from "./manifest.ts";

/**
 * One cached esbuild call for all doors, in the place of SST's builder, which runs one build and one
 * `npm install` per function. It patches SST's runtime handler (2.49.8 exactly; tests/stacks holds it).
 */

const BUILD_DIR = path.resolve(".build/bundles");
const STAMP = path.join(BUILD_DIR, "stamp.json");

/** Files that a bundle reads beside itself at run time: shipped where `require.resolve` finds them. */
const ASSETS = [
  "argon2-browser/dist/argon2-simd.wasm",
  "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
  "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
];

export const BUNDLE_OPTIONS = {
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  // Smaller than main-first: ES modules are tree-shaken (docs/decisions/0001).
  mainFields: ["module", "main"],
  minify: true,
  keepNames: false,
  // Lambda gives a function its credentials in the environment: the SDK's search for them elsewhere costs 80 KB.
  alias: {
    "@aws-sdk/credential-provider-node": "./packages/platform/src/lambda-credentials.ts",
    // And the platform says where the table is.
    "@cowry/table/sdk-place": "./packages/platform/src/no-sdk-place.ts",
  },
  legalComments: "none",
  metafile: true,
  outExtension: { ".js": ".mjs" },
  logLevel: "warning",
  banner: { js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' },
} as const satisfies BuildOptions;

/** The checks of callers that a door does not have stay out of its bundle. */
const CALLER_CHECKS = { staff: "@cowry/platform/know-staff", client: "@cowry/platform/know-client" } as const;
const NO_CHECK = "./packages/platform/src/know-nobody.ts";
type Knows = Door["knows"];

function aliasesFor(knows: Knows): Record<string, string> {
  const left = Object.entries(CALLER_CHECKS).filter(([caller]) => caller !== knows);
  return { ...BUNDLE_OPTIONS.alias, ...Object.fromEntries(left.map(([, check]) => [check, NO_CHECK])) };
}

interface Stamp {
  readonly environment: string;
  /** Whose checks an entry was built with. */
  knows: Record<string, Knows | "nobody">;
  /** Entry file → every source it read → content hash. */
  entries: Record<string, Record<string, string>>;
}

export interface Bundle {
  readonly dir: string;
  readonly handler: string;
}

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
const hashOf = (file: string) => (existsSync(file) ? sha256(readFileSync(file)) : "");
const dirOf = (entry: string) => path.join(BUILD_DIR, entry.replace(/\.ts$/, ""));

/** A third less CPU than with 100, esbuild's own; what it takes in memory is held down by building in parts. */
const COLLECT_AT_PERCENT = "400";
const ENTRIES_MAX = 30;

function inParts(entries: readonly string[]): string[][] {
  const parts = Math.ceil(entries.length / ENTRIES_MAX);
  return Array.from({ length: parts }, (_, part) => entries.slice(part * ENTRIES_MAX, (part + 1) * ENTRIES_MAX));
}

/** Bundles these entry files (relative to the root), rebuilding only what changed. */
export async function bundle(entries: readonly string[]): Promise<ReadonlyMap<string, Bundle>> {
  const environment = sha256(
    JSON.stringify([BUNDLE_OPTIONS, CALLER_CHECKS, NO_CHECK]) + JSON.stringify(ASSETS) + hashOf("package-lock.json"),
  );
  const stamp = readStamp(environment);
  const hashes = new Map<string, string>();
  const hash = (file: string) => hashes.get(file) ?? hashes.set(file, hashOf(file)).get(file);
  const knownBy = new Map(readManifest().doors.map(({ file, knows }) => [file, knows]));
  const stale = entries.filter((entry) => {
    const inputs = stamp.entries[entry];
    return (
      inputs === undefined ||
      stamp.knows[entry] !== (knownBy.get(entry) ?? "nobody") ||
      !existsSync(path.join(dirOf(entry), "index.mjs")) ||
      Object.entries(inputs).some(([file, before]) => hash(file) !== before)
    );
  });
  if (stale.length > 0) {
    // Read by esbuild's own process as it starts.
    process.env["GOGC"] ??= COLLECT_AT_PERCENT;
    const { build } = await import("esbuild");
    for (const entry of stale) rmSync(dirOf(entry), { recursive: true, force: true });
    const alike = [...Map.groupBy(stale, (entry) => knownBy.get(entry))];
    for (const [knows, group] of alike.flatMap(([by, all]) => inParts(all).map((part) => [by, part] as const))) {
      const result = await build({
        ...BUNDLE_OPTIONS,
        alias: aliasesFor(knows),
        outdir: BUILD_DIR,
        entryPoints: group.map((entry) => ({ in: entry, out: path.join(entry.replace(/\.ts$/, ""), "index") })),
      });
      for (const entry of group) {
        const inputs = inputsOf(entry, result.metafile);
        shipAssets(entry);
        stamp.entries[entry] = Object.fromEntries(inputs.map((file) => [file, hash(file) ?? ""]));
        stamp.knows[entry] = knows ?? "nobody";
      }
    }
    mkdirSync(BUILD_DIR, { recursive: true });
    writeFileSync(STAMP, JSON.stringify(stamp));
  }
  return new Map(entries.map((entry) => [entry, { dir: dirOf(entry), handler: "index.handler" }]));
}

function readStamp(environment: string): Stamp {
  if (existsSync(STAMP)) {
    const stamp = JSON.parse(readFileSync(STAMP, "utf8")) as Stamp;
    if (stamp.environment === environment) return stamp;
  }
  return { environment, entries: {}, knows: {} };
}

/** The project's own files that an entry reaches; dependencies are covered by the lock file's hash. */
function inputsOf(entry: string, metafile: Metafile): string[] {
  const seen = new Set<string>();
  const visit = (file: string) => {
    const input = metafile.inputs[file];
    if (input === undefined || seen.has(file) || file.includes("node_modules/")) return;
    seen.add(file);
    for (const { path: imported } of input.imports) visit(imported);
  };
  visit(entry);
  return [...seen].sort();
}

/** A bundle that speaks of an asset resolves it at run time; what was tree-shaken away is not shipped. */
function shipAssets(entry: string): void {
  const require = createRequire(path.resolve("packages/core/package.json"));
  const code = readFileSync(path.join(dirOf(entry), "index.mjs"), "utf8");
  for (const asset of ASSETS) {
    if (code.includes(asset)) cpSync(require.resolve(asset), path.join(dirOf(entry), "node_modules", asset));
  }
}

/** Makes SST take our bundles. Mode `deploy` only: `sst dev` keeps SST's builder. */
export async function useOwnBundles(app: App): Promise<void> {
  if (app.mode !== "deploy") return;
  const { useFunctions } = await import("sst/constructs/Function.js");
  const { useRuntimeHandlers } = await import("sst/runtime/handlers.js");
  const functions = useFunctions().all;
  const entryOf = (id: string) => functions[id]?.handler?.replace(/\.handler$/, ".ts");
  const bundles = await bundle(Object.keys(functions).flatMap((id) => entryOf(id) ?? []));
  const handlers = useRuntimeHandlers();
  const original = handlers.build.bind(handlers);
  handlers.build = async (functionId, mode) => {
    const own = mode === "deploy" ? bundles.get(entryOf(functionId) ?? "") : undefined;
    return own === undefined
      ? original(functionId, mode)
      : { type: "success", out: own.dir, handler: own.handler, sourcemap: undefined };
  };
}
