import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { startLocalCloud } from "@cowry/local";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { ensureAssembly } from "../../scripts/synth.ts";
import { findChromium, LAUNCH_ARGS, REMEDY } from "./chromium.ts";

/** Where the pages are, and the browser that is lent to all files. */
export interface Stage {
  readonly browser: string;
  readonly origin: string;
  readonly paystack: string;
}

/**
 * One browser and one local cloud for all files. The cloud is their own: what the pages show, above all whether the
 * books are right, must not hang on what tests of other projects have done to theirs on purpose.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    process.stdout.write(`no chromium: ${testsHere()} browser tests are not run (${REMEDY})\n`);
    project.provide("stage", undefined);
    return () => Promise.resolve();
  }
  const assemblyDir = await ensureAssembly();
  const [cloud, server] = await Promise.all([
    startLocalCloud({ port: 0, paystackPort: 0, assemblyDir, quiet: true }),
    chromium.launchServer({ executablePath, args: LAUNCH_ARGS }),
  ]);
  project.provide("stage", { browser: server.wsEndpoint(), origin: cloud.info.api, paystack: cloud.info.paystack });
  return async () => {
    await server.close();
    await cloud.stop();
  };
}

function testsHere(): number {
  const files = globSync("*.test.ts", { cwd: import.meta.dirname });
  const texts = files.map((file) => readFileSync(path.join(import.meta.dirname, file), "utf8"));
  return texts.reduce((sum, text) => sum + (text.match(/^\s+it\(/gm)?.length ?? 0), 0);
}

declare module "vitest" {
  interface ProvidedContext {
    /** undefined where there is no browser. */
    stage: Stage | undefined;
  }
}
