import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { StageEnvironment } from "../stacks/stage.ts";

/** In-process, offline synthesis of the app that `sst.config.ts` declares: no credentials, no network. */

export const ASSEMBLY_DIR = path.resolve(".sst/dist");
const STAMP = path.resolve(".sst/assembly-stamp");
const REGION = "eu-west-1";
const ASSET_KEPT_MS = 24 * 3_600_000;

/** The content of everything that the assembly is made from. */
function inputsHash(stage: string): string {
  const files = [
    ...globSync(
      "packages/{core,table,gateways,platform,functions}/{src/**/*,package.json,manifest.json,table-actions.json}",
    ),
    ...globSync("stacks/*.ts"),
    "sst.config.ts",
    "package.json",
    "package-lock.json",
    "scripts/synth.ts",
  ].filter((file) => /\.(ts|json)$/.test(file) && !file.endsWith(".test.ts"));
  const hash = createHash("sha256").update(`${stage}\n`);
  for (const name of Object.keys(StageEnvironment.shape).sort()) {
    const value = process.env[name];
    if (value !== undefined) hash.update(`${name}=${value}\n`);
  }
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

/**
 * Writes the cloud assembly to `.sst/dist` unless it already is what the sources say; gives its folder.
 * The synthesis runs in a process of its own: it loads the whole CDK, which the caller then need not carry.
 */
export async function ensureAssembly(stage = "dev"): Promise<string> {
  const wanted = inputsHash(stage);
  const there = existsSync(path.join(ASSEMBLY_DIR, "manifest.json")) && existsSync(STAMP);
  if (there && readFileSync(STAMP, "utf8") === wanted) return ASSEMBLY_DIR;
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, ["scripts/synth.ts", "--stage", stage], { stdio: ["ignore", 2, 2] });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error("the templates could not be synthesized"))));
  });
  writeFileSync(STAMP, wanted);
  return ASSEMBLY_DIR;
}

/** Synthesizes always: the whole app, or `only` these domains. Findings of cdk-nag are errors and fail it. */
export async function synth(stage: string, outDir = ASSEMBLY_DIR, only?: readonly string[]): Promise<void> {
  // SST asks AWS for its bootstrap stack unless it believes itself in a test.
  process.env["NODE_ENV"] = "test";
  process.env["AWS_EC2_METADATA_DISABLED"] = "true";
  const { initProject, useProject } = await import("sst/project.js");
  await initProject({ root: process.cwd(), stage, region: REGION });
  const { App } = await import("sst/constructs");
  const { load } = (await import(path.resolve("node_modules/sst/stacks/build.js"))) as {
    load: (
      config: string,
    ) => Promise<[unknown, { stacks: (app: unknown, only: readonly string[] | undefined) => Promise<void> }]>;
  };
  const project = useProject();
  const [, config] = await load(project.paths.config);
  const workDir = `${outDir}.${process.pid}`;
  mkdirSync(workDir, { recursive: true });
  try {
    const app = new App(
      { mode: "deploy", stage, name: project.config.name, region: REGION, account: "000000000000" },
      { outdir: workDir, context: { "aws:cdk:enable-path-metadata": false } },
    );
    await config.stacks(app, only);
    await app.finish();
    refuseFindings(app.synth());
    publish(workDir, outDir);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

interface Assembly {
  readonly stacks: readonly {
    readonly messages: readonly {
      readonly level: string;
      readonly id: string;
      readonly entry: { readonly data?: unknown };
    }[];
  }[];
}

function refuseFindings(assembly: Assembly): void {
  const findings = assembly.stacks.flatMap((stack) =>
    stack.messages.filter(({ level }) => level === "error").map(({ id, entry }) => `${id}: ${String(entry.data)}`),
  );
  if (findings.length > 0) throw new Error(`the templates have findings:\n${findings.join("\n")}`);
}

/**
 * Puts a finished assembly in the place of the one before. A local cloud that runs from the old one loads bundles when
 * they are first called: assets, which are named by their content, stay for a day.
 */
function publish(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const made = readdirSync(from);
  for (const name of made) {
    const target = path.join(to, name);
    if (name.startsWith("asset.") && existsSync(target)) {
      utimesSync(target, new Date(), new Date());
      continue;
    }
    renameSync(path.join(from, name), target);
  }
  for (const name of readdirSync(to)) {
    const file = path.join(to, name);
    const kept =
      made.includes(name) || (name.startsWith("asset.") && statSync(file).mtimeMs > Date.now() - ASSET_KEPT_MS);
    if (!kept) rmSync(file, { recursive: true, force: true });
  }
}

function usage(): never {
  process.stderr.write("usage: npm run synth -- [--stage dev|staging|prod] [--domain NAME] [--out DIR]\n");
  process.exit(2);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { stage: { type: "string" }, out: { type: "string" }, domain: { type: "string" } },
  });
  const { stage = "dev", domain, out = domain === undefined ? ".sst/dist" : `.sst/${domain}` } = values;
  // An assembly of one domain is none to run.
  if (domain !== undefined && path.resolve(out) === ASSEMBLY_DIR) usage();
  if (!/^[a-z][a-z0-9-]{0,15}$/.test(stage)) usage();
  const began = performance.now();
  if (path.resolve(out) === ASSEMBLY_DIR) rmSync(STAMP, { force: true });
  await synth(stage, path.resolve(out), domain === undefined ? undefined : [domain]);
  const what = domain === undefined ? `stage ${stage}` : `domain ${domain} of stage ${stage}`;
  process.stdout.write(`synthesized ${what} to ${out} in ${Math.round(performance.now() - began)} ms\n`);
  process.exit(0);
}
