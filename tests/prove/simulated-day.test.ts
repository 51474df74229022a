import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seededKinds } from "../../packages/core/src/reconciliation/seeded.testkit.ts";
import {
  foundOn,
  heldMb,
  reconcileDay,
  referencesOn,
} from "../../packages/gateways/src/paystack/reconciliation.testkit.ts";
import { SimulatedDay } from "../../packages/gateways/src/paystack/simulated-day.testkit.ts";
import { useEmptyTable, useEngine } from "../../packages/core/src/wallet/wallet.testkit.ts";

const SIZE = Number(process.env["COWRY_RECONCILED"] ?? "50000");
const WITHIN_MS = 10 * 60_000;
/** However many there are: what is held while they are compared, beyond what was held before. */
const GROWTH_MAX_MB = 32;
const STEP_MS = 5_000;
const KEY = "sk_test_reconciled";
const BIN = path.resolve("packages/paystack-simulator/src/bin.ts");

let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
  await useEmptyTable(engine);
});
afterAll(() => engine.stop());

it(
  `reconciliation over the simulator's own lists finds one discrepancy of each kind among ${SIZE} transactions`,
  async () => {
    // A process of its own: what it remembers is not ours.
    const child = spawn(process.execPath, [BIN, "--port", "0", "--key", KEY], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const url = /http:\/\/[\d.:]+/.exec(line.toString())?.[0] ?? "";
      const day = new SimulatedDay({ url, key: KEY }, SIZE);
      const startedAt = performance.now();
      await day.happen();
      const madeAt = performance.now();
      let peakMb = heldMb();
      const beforeMb = peakMb;
      const steps = await reconcileDay(day, STEP_MS, 1, () => (peakMb = Math.max(peakMb, heldMb())));
      const tookMs = performance.now() - madeAt;
      const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`;
      process.stdout.write(
        `${SIZE} transactions made in ${seconds(madeAt - startedAt)}, reconciled in ${seconds(tookMs)}, ${steps} steps, ` +
          `heap ${beforeMb.toFixed(0)} to ${peakMb.toFixed(0)} MB\n`,
      );
      expect((await foundOn(day.day)).map((one) => one.split(" ")[0])).toEqual(seededKinds);
      expect(await referencesOn(day.day)).toEqual(day.seeded);
      expect(tookMs).toBeLessThan(WITHIN_MS);
      expect(peakMb - beforeMb).toBeLessThan(GROWTH_MAX_MB);
    } finally {
      child.kill();
    }
  },
  60 * 60_000,
);
