import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** In-process, offline synthesis of the app that `sst.config.ts` declares: no credentials, no network. */

export const ASSEMBLY_DIR = path.resolve(".sst/dist");
const STAMP = path.resolve(".sst/assembly-stamp");
const REGION = "eu-west-1";

/** The content of everything that the assembly is made from. */
function inputsHash(stage: string): string {
  const files = [
    ...globSync("packages/{core,table,gateways,platform,functions}/{src/**/*,package.json,manifest.json}"),
    ...globSync("stacks/*.ts"),
    "sst.config.ts",
    "package-lock.json",
    "scripts/synth.ts",
  ].filter((file) => /\.(ts|json)$/.test(file) && !file.endsWith(".test.ts"));
  const hash = createHash("sha256").update(`${stage}\n`);
  for (const [name, value] of Object.entries(process.env).sort()) {
    if (name.startsWith("COWRY_") && !["COWRY_PORT", "COWRY_TEST_CLOUDS"].includes(name))
      hash.update(`${name}=${value}\n`);
  }
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

/** Writes the cloud assembly to `.sst/dist` unless it already is what the sources say. Gives its folder. */
export async function ensureAssembly(stage = "dev"): Promise<string> {
  const wanted = inputsHash(stage);
  const fresh = existsSync(path.join(ASSEMBLY_DIR, "manifest.json")) && existsSync(STAMP);
  if (fresh && readFileSync(STAMP, "utf8") === wanted) return ASSEMBLY_DIR;
  await synth(stage);
  writeFileSync(STAMP, wanted);
  return ASSEMBLY_DIR;
}

/** Synthesizes always. Findings of cdk-nag are errors of the assembly and fail it. */
export async function synth(stage: string): Promise<void> {
  // SST asks AWS for its bootstrap stack unless it believes itself in a test.
  process.env["NODE_ENV"] = "test";
  process.env["AWS_EC2_METADATA_DISABLED"] = "true";
  const { initProject, useProject } = await import("sst/project.js");
  await initProject({ root: process.cwd(), stage, region: REGION });
  const { App } = await import("sst/constructs");
  const { load } = (await import(path.resolve("node_modules/sst/stacks/build.js"))) as {
    load: (config: string) => Promise<[unknown, { stacks: (app: unknown) => Promise<void> }]>;
  };
  const project = useProject();
  const [, config] = await load(project.paths.config);
  rmSync(ASSEMBLY_DIR, { recursive: true, force: true });
  mkdirSync(ASSEMBLY_DIR, { recursive: true });
  const app = new App(
    { mode: "deploy", stage, name: project.config.name, region: REGION, account: "000000000000" },
    { outdir: ASSEMBLY_DIR, context: { "aws:cdk:enable-path-metadata": false } },
  );
  await config.stacks(app);
  await app.finish();
  const assembly = app.synth();
  const findings = assembly.stacks.flatMap((stack) =>
    stack.messages.filter(({ level }) => level === "error").map(({ id, entry }) => `${id}: ${String(entry.data)}`),
  );
  if (findings.length > 0) throw new Error(`the templates have findings:\n${findings.join("\n")}`);
}

if (import.meta.main) {
  const stageAt = process.argv.indexOf("--stage");
  const stage = stageAt === -1 ? "dev" : process.argv[stageAt + 1];
  if (stage === undefined || !/^[a-z][a-z0-9-]{0,15}$/.test(stage)) {
    process.stderr.write("usage: npm run synth -- [--stage dev|staging|prod]\n");
    process.exit(2);
  }
  const began = performance.now();
  await synth(stage);
  process.stdout.write(`synthesized stage ${stage} to .sst/dist in ${Math.round(performance.now() - began)} ms\n`);
  process.exit(0);
}
