import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { DeclaredError } from "@cowry/core/kernel";
import { errorCatalogue } from "@cowry/platform/catalogue";
import { type Door, DOORS_DIR, type Workflow } from "@cowry/platform/door";
import { findings } from "@cowry/platform/findings";
import { manifestOf, routeTable } from "@cowry/platform/manifest";
import type { Schema } from "@cowry/platform/definition";
import { openApi } from "@cowry/platform/openapi";
import type { Recorded } from "@cowry/platform/openapi-examples";
import { format } from "prettier";
import { configurationPage, envExample } from "./configuration.ts";
import { type AnyEntity, describeTable, keyCollisions } from "@cowry/table";
import { type ApiDocument, clientSchema } from "./client-schema.ts";

/**
 * `npm run gen` writes what is derived from the doors, the catalogues of refusals and the entities;
 * `npm run gen -- --check` writes nothing and fails when a committed file differs. `--skip-broken` leaves out what does
 * not load, with a warning: for a tree in which somebody is in the middle of something.
 */

const ROOT = path.resolve(import.meta.dirname, "..");

type Exports = Readonly<Record<string, unknown>>;

const files = (pattern: string) =>
  globSync(pattern, { cwd: ROOT })
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => !/\.(test|testkit)\.ts$/.test(file))
    .sort();

const load = async (file: string) => (await import(pathToFileURL(path.join(ROOT, file)).href)) as Exports;

const KINDS = new Set(["stream", "cron", "step", "event"]);

async function loadDoor(file: string): Promise<Door> {
  const [, domain = "", name = "", suffix = "http"] = /([^/]+)\/([^/.]+)(?:\.([a-z]+))?\.ts$/.exec(file) ?? [];
  const { handler } = await load(file);
  const definition: unknown = typeof handler === "function" ? Reflect.get(handler, "definition") : undefined;
  if (typeof definition !== "object" || definition === null) throw new Error(`${file} exports no handler of a door`);
  const kind: unknown = Reflect.get(definition, "kind") ?? "http";
  if (kind !== suffix || (suffix !== "http" && !KINDS.has(suffix))) {
    throw new Error(`${file} holds a door of kind ${String(kind)}: its name says ${suffix}`);
  }
  return { id: `${domain}/${name}`, domain, file, kind, definition } as Door;
}

async function loadWorkflow(file: string): Promise<Workflow> {
  const { workflow } = await load(file);
  return workflow as Workflow;
}

/** All files, or every reason why one could not be loaded. */
async function loadAll<T>(names: readonly string[], read: (file: string) => Promise<T>): Promise<readonly T[]> {
  const results = await Promise.allSettled(names.map(read));
  const broken = results.flatMap((result, index) =>
    result.status === "rejected" ? [`${names[index] ?? ""}: ${String(result.reason)}`] : [],
  );
  if (broken.length > 0 && process.argv.includes("--skip-broken")) warn("left out, as they do not load", broken);
  else if (broken.length > 0) fail("these files do not load", broken);
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

function warn(what: string, lines: readonly string[]): void {
  process.stderr.write(`gen: ${what}\n${lines.map((line) => `  ${line}\n`).join("")}`);
}

function fail(what: string, lines: readonly string[]): never {
  warn(what, lines);
  process.exit(1);
}

function declaredErrors(modules: readonly Exports[]): readonly DeclaredError[] {
  const errors = modules.flatMap(({ errors }) => Object.values(errors ?? {}) as DeclaredError[]);
  const domains = new Map<string, string>();
  const twice = errors.flatMap(({ code, domain }) => {
    const other = domains.get(code);
    domains.set(code, domain);
    return other === undefined ? [] : [`${code}: in ${other} and in ${domain}`];
  });
  if (twice.length > 0) fail("a code means one thing in the whole product", twice);
  return errors;
}

function entitiesIn(modules: readonly Exports[]): readonly AnyEntity[] {
  const entities = new Set(modules.flatMap((module) => Object.values(module)).filter(isEntity));
  const collisions = keyCollisions([...entities]);
  if (collisions.length > 0) fail("keys collide", collisions);
  return [...entities];
}

function isEntity(value: unknown): value is AnyEntity {
  return typeof value === "object" && value !== null && "templates" in value && "attributes" in value;
}

/** Exported object schemas of the domains, by export name; with the domain's before it where two share one. */
function schemaNames(modules: readonly (readonly [file: string, Exports])[]): ReadonlyMap<Schema, string> {
  const found = modules.flatMap(([file, module]) =>
    Object.entries(module).flatMap(([name, value]) =>
      isObjectSchema(value) ? [{ name, schema: value, domain: file.split("/").at(-2) ?? "" }] : [],
    ),
  );
  const counts = Map.groupBy(found, ({ name }) => name);
  const unique = ({ name, domain }: (typeof found)[number]) =>
    counts.get(name)?.length === 1 ? name : domain.charAt(0).toUpperCase() + domain.slice(1) + name;
  return new Map(found.map((each) => [each.schema, unique(each)]));
}

function isObjectSchema(value: unknown): value is Schema {
  if (typeof value !== "object" || value === null || !("_zod" in value)) return false;
  return (value as Schema)._zod.def.type === "object";
}

const doorFiles = files(`${DOORS_DIR}/*/*.ts`);
const isWorkflow = (file: string) => file.endsWith(".workflow.ts");
const holdsEntity = (file: string) => /\bentity\(/.test(readFileSync(path.join(ROOT, file), "utf8"));

const doors = await loadAll(
  doorFiles.filter((file) => !isWorkflow(file)),
  loadDoor,
);
const workflows = await loadAll(doorFiles.filter(isWorkflow), loadWorkflow);
const found = findings(doors, workflows);
if (found.length > 0) fail("definitions that cannot be right", found);
const errors = declaredErrors(await loadAll(files("packages/core/src/*/errors.ts"), load));
const entities = entitiesIn(await loadAll(files("packages/core/src/**/*.ts").filter(holdsEntity), load));

const wireFiles = files("packages/core/src/*/*wire.ts");
const wires = await loadAll(wireFiles, load);
const names = schemaNames(wires.map((module, at) => [wireFiles[at] ?? "", module]));

const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { version: string };
const EXAMPLES = "docs/examples.json";
const recorded = (
  existsSync(path.join(ROOT, EXAMPLES)) ? JSON.parse(readFileSync(path.join(ROOT, EXAMPLES), "utf8")) : {}
) as Recorded;
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const document = openApi(doors, version, { names, recorded });
const generated: Readonly<Record<string, string>> = {
  "packages/functions/manifest.json": json(manifestOf(doors, workflows)),
  "packages/functions/src/system/routes.generated.json": json(routeTable(doors)),
  "docs/openapi.json": json(document),
  "packages/client/src/schema.ts": await clientSchema(document as unknown as ApiDocument),
  "docs/errors.md": errorCatalogue(errors),
  "docs/table.md": describeTable(entities),
  "docs/configuration.md": await format(configurationPage(), { parser: "markdown", printWidth: 120 }),
  ".env.example": envExample(),
};

const current = (file: string) =>
  globSync(file, { cwd: ROOT }).map((found) => readFileSync(path.join(ROOT, found), "utf8"))[0];
const stale = Object.keys(generated).filter((file) => current(file) !== generated[file]);

if (process.argv.includes("--check")) {
  if (stale.length > 0) fail("stale files: run `npm run gen` and commit", stale);
  process.stdout.write(`gen: ${doors.length} doors, all files are fresh\n`);
} else {
  for (const file of stale) {
    mkdirSync(path.dirname(path.join(ROOT, file)), { recursive: true });
    writeFileSync(path.join(ROOT, file), generated[file] ?? "");
  }
  process.stdout.write(`gen: ${doors.length} doors, ${stale.length} files written\n`);
}
