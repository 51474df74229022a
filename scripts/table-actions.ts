import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build, type Plugin } from "esbuild";
import { type Door, readManifest, TABLE_ACTIONS, type TableAction } from "../stacks/manifest.ts";
import { describePermissions } from "./describe-permissions.ts";

/**
 * `node scripts/table-actions.ts [--check]`: what the code of each door can do to the table, on whatever path, read from the
 * code itself. Each function of the table package that makes a request leaves a mark; a mark that is still there when all
 * that the door cannot reach has been shaken out is one of its actions. Writes packages/functions/table-actions.json, and
 * stacks/grants.ts grants no more; and docs/permissions.md. `--check` fails when they are not fresh.
 */
const ACTIONS = "packages/functions/table-actions.json";
const DOCUMENT = "docs/permissions.md";

type Mark = readonly [pattern: RegExp, action: TableAction, replacement: (mark: string, ...found: string[]) => string];

const command = (name: string, action: TableAction): Mark => [
  new RegExp(`new ${name}Command\\(`, "g"),
  action,
  (mark) => `new (${mark}, ${name}Command)(`,
];
const inBody = (name: string, action: TableAction): Mark => [
  new RegExp(`export async function ${name}<[^]*?\\): Promise<[^]*? \\{\\n`, "g"),
  action,
  (mark, head = "") => `${head}${mark};\n`,
];
const kind = (of: string, action: TableAction): Mark => [
  new RegExp(`kind: "${of}",(?=\\n {4}entity)`, "g"),
  action,
  (mark) => `kind: (${mark}, "${of}"),`,
];
const keyed = (of: string, action: TableAction): Mark => [
  new RegExp(`keyed\\("${of}"`, "g"),
  action,
  (mark) => `keyed((${mark}, "${of}")`,
];

const MARKS: Readonly<Record<string, readonly Mark[]>> = {
  reads: [
    command("GetItem", "get"),
    command("BatchGetItem", "batch_get"),
    inBody("queryItems", "query"),
    inBody("queryIndex", "query_index"),
  ],
  writes: [kind("put", "put"), kind("update", "update"), keyed("remove", "delete"), keyed("check", "check")],
  "put-all": [command("BatchWriteItem", "put_many")],
  audit: [command("Scan", "scan"), command("Query", "query")],
};

const marks: Plugin = {
  name: "marks",
  setup(builder) {
    // Libraries never ask the table for anything.
    builder.onResolve({ filter: /^[^./]/ }, ({ path: name, kind: how }) =>
      how === "entry-point" || name.startsWith("@cowry/")
        ? undefined
        : { path: name, external: true, sideEffects: false },
    );
    builder.onLoad({ filter: /packages\/table\/src\/[a-z-]+\.ts$/ }, ({ path: file }) => {
      let contents = readFileSync(file, "utf8");
      for (const [pattern, action, replacement] of MARKS[path.basename(file, ".ts")] ?? []) {
        const marked = contents.replaceAll(pattern, (head: string) => replacement(`globalThis.DOES_${action}_`, head));
        if (marked === contents) throw new Error(`${file} has no ${pattern.source} any more: ${action} is not seen`);
        contents = marked;
      }
      return { contents, loader: "ts" };
    });
  },
};

/** As stacks/bundles.ts has it: the checks of callers that a door does not have are not in its bundle. */
const CALLERS = { staff: "@cowry/platform/know-staff", client: "@cowry/platform/know-client" } as const;
const NOBODY = path.resolve("packages/platform/src/know-nobody.ts");

async function actionsOf(
  doors: readonly Door[],
  knows: Door["knows"],
): Promise<readonly (readonly [string, TableAction[]])[]> {
  const absent = Object.entries(CALLERS).filter(([caller]) => caller !== knows);
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    minifySyntax: true,
    logLevel: "warning",
    outdir: "/",
    alias: Object.fromEntries(absent.map(([, check]) => [check, NOBODY])),
    loader: { ".wasm": "empty", ".ttf": "empty", ".json": "empty" },
    plugins: [marks],
    entryPoints: doors.map(({ file, id }) => ({ in: path.resolve(file), out: id })),
  });
  return outputFiles.map(({ path: file, text }) => {
    const found = new Set([...text.matchAll(/DOES_(\w+?)_\b/g)].map(([, action]) => action));
    const actions = (Object.keys(TABLE_ACTIONS) as TableAction[]).filter((action) => found.has(action));
    return [file.slice(1, -".js".length), actions.sort()] as const;
  });
}

const { doors } = readManifest();
const touching = doors.filter(({ uses }) => uses.table !== undefined && uses.table !== "rebuild");
const found: (readonly [string, readonly TableAction[]])[] = [];
for (const [knows, group] of Map.groupBy(touching, (door) => door.knows))
  found.push(...(await actionsOf(group, knows)));
found.sort(([a], [b]) => (a < b ? -1 : 1));

const lines = found.map(([id, actions]) => `  ${JSON.stringify(id)}: [${actions.map((one) => `"${one}"`).join(", ")}]`);
const generated = {
  [ACTIONS]: `{\n${lines.join(",\n")}\n}\n`,
  [DOCUMENT]: describePermissions(doors, new Map(found)),
};
const stale = Object.entries(generated).filter(([file, text]) => readOr(file) !== text);
if (process.argv.includes("--check")) {
  for (const [file] of stale) process.stderr.write(`${file} is stale: run \`node scripts/table-actions.ts\`\n`);
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const [file, text] of stale) writeFileSync(file, text);
process.stdout.write(`${found.length} doors, ${stale.length} files written\n`);

function readOr(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
