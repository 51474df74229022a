import os from "node:os";
import { startLocalCloud } from "@cowry/local";
import type { TestProject } from "vitest/node";
import { collect, unknownOf } from "../../scripts/conditions/known.ts";
import { Tap } from "../../scripts/conditions/tap.ts";
import { ensureAssembly } from "../../scripts/synth.ts";
import type { CloudAddresses } from "./cloud.ts";
import { lend } from "./lender.ts";
import { keepPermissions } from "./permissions.ts";

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

const WEEK_MS = 7 * 86_400_000;
/** Nine o'clock in Lagos on the first Monday of 1970. */
const A_MONDAY_MS = Date.UTC(1970, 0, 5, 8);

/**
 * Until the next Monday, nine in the morning: which schedules a test meets that moves the clock, and how far the day's
 * limits still reach, does not hang on the hour of the run.
 */
const untilMonday = (nowMs: number): number => WEEK_MS - ((nowMs - A_MONDAY_MS) % WEEK_MS);

/** A local cloud, in memory, from the templates that are deployed: the files that need one have it by turns. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const assemblyDir = await ensureAssembly();
  const tap = new Tap();
  const cloud = await startLocalCloud({
    onTable: (operation, body) => tap.pass(operation, body),
    port: 0,
    paystackPort: 0,
    assemblyDir,
    quiet: true,
    aheadMs: untilMonday(Date.now()),
    limits: { perFunction: 4, total: instancesInAll() },
  });
  const addresses: CloudAddresses[] = [{ origin: cloud.info.api, paystack: cloud.info.paystack }];
  const lender = await lend(addresses, (_cloud, file) => {
    const seen = tap.take();
    collect(file, seen);
    return unknownOf(seen);
  });
  project.provide("lender", lender.port);
  return async () => {
    await lender.stop();
    await keepPermissions(addresses);
    await cloud.stop();
  };
}

declare module "vitest" {
  interface ProvidedContext {
    /** The port at which a file borrows a local cloud. */
    lender: number;
  }
}
