import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startLocalCloud } from "@cowry/local";
import type { TestProject } from "vitest/node";
import { ensureAssembly } from "../../scripts/synth.ts";
import type { CloudAddresses } from "./cloud.ts";
import { lend } from "./lender.ts";

/** Runs side by side that have a cloud each (scripts/test.ts). */
const CLOUDS = 2;

/** What a warm instance takes at most, with what it has read. */
const INSTANCE_BYTES = 32 * 1024 * 1024;

/**
 * Every door stays warm where half of the memory holds that: the files of a run call all of them by turns, and a cold
 * start costs as much as ten requests. More than four instances of one door would only wait for the two cores.
 */
function instancesInAll(): number {
  return Math.max(48, Math.min(200, Math.floor(os.totalmem() / 2 / CLOUDS / INSTANCE_BYTES)));
}

/** A local cloud, in memory, from the templates that are deployed: the files that need one have it by turns. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const assemblyDir = await ensureAssembly();
  const cloud = await startLocalCloud({
    port: 0,
    paystackPort: 0,
    assemblyDir,
    quiet: true,
    limits: { perFunction: 4, total: instancesInAll() },
  });
  const addresses: CloudAddresses[] = [{ origin: cloud.info.api, paystack: cloud.info.paystack }];
  const lender = await lend(addresses);
  project.provide("lender", lender.port);
  return async () => {
    await lender.stop();
    await reportPermissions(addresses);
    await cloud.stop();
  };
}

interface Permissions {
  readonly function: string;
  readonly never_used: readonly string[];
  readonly denied: readonly { readonly action: string; readonly resource: string }[];
}

/** What the doors were granted and no test of this run needed, and what they were denied: `.build/permissions-<half>.json`. */
async function reportPermissions(clouds: readonly CloudAddresses[]): Promise<void> {
  const views = await Promise.all(
    clouds.map(async ({ origin }) => (await (await fetch(`${origin}/_local/permissions`)).json()) as Permissions[]),
  );
  const byFunction = Map.groupBy(views.flat(), (view) => view.function);
  const report = [...byFunction].map(([name, each]) => ({
    function: name,
    // Never used in any of the clouds.
    never_used: each.map(({ never_used }) => never_used).reduce((all, own) => all.filter((one) => own.includes(one))),
    denied: [...new Set(each.flatMap(({ denied }) => denied.map(({ action, resource }) => `${action} ${resource}`)))],
  }));
  const half = process.env["COWRY_HALF"];
  const file = path.resolve(`.build/permissions${half === undefined ? "" : `-${half}`}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

declare module "vitest" {
  interface ProvidedContext {
    /** The port at which a file borrows a local cloud. */
    lender: number;
  }
}
