import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { comparePlace } from "../../packages/core/src/reconciliation/compare-day.ts";
import { added, emptyTally, foundIn, type RunName, STREAMS } from "../../packages/core/src/reconciliation/model.ts";
import { type Place, readPages } from "../../packages/core/src/reconciliation/read-pages.ts";
import { BALANCE_PLACES, REFERENCE_PLACES } from "../../packages/core/src/reconciliation/row-store.ts";
import { DAY_SEEDED, SeededDay, seededKinds } from "../../packages/core/src/reconciliation/seeded.testkit.ts";
import { foundOn, heldMb, referencesOn } from "../../packages/gateways/src/paystack/reconciliation.testkit.ts";
import { useEmptyTable, useEngine } from "../../packages/core/src/wallet/wallet.testkit.ts";

const SIZE = Number(process.env["COWRY_RECONCILED"] ?? "50000");
const WITHIN_MS = 10 * 60_000;
/** However many there are: what is held while they are compared, beyond what was held before. */
const GROWTH_MAX_MB = 32;
/** Each step begins anew from what it was given, as a function does. */
const STEP_MS = 5_000;
const RUN: RunName = { provider: "paystack", day: DAY_SEEDED, attempt: 1 };

let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
  await useEmptyTable(engine);
});
afterAll(() => engine.stop());

let peakMb = 0;

function measure(): void {
  peakMb = Math.max(peakMb, heldMb());
}

it(
  `reconciliation finds one discrepancy of each of the twelve kinds among ${SIZE} transactions, and nothing else`,
  async () => {
    const day = new SeededDay(SIZE);
    await day.writeOurs();
    measure();
    const beforeMb = peakMb;
    const startedAt = performance.now();
    let [tally, steps] = [emptyTally(), 0];
    for (const stream of STREAMS) {
      let place: Place | undefined;
      do {
        const reading = await readPages(RUN, stream, day.records, { place, budgetMs: STEP_MS });
        tally = added(tally, reading.tally);
        place = reading.outcome === "more" ? reading.place : undefined;
        steps += 1;
        measure();
      } while (place !== undefined);
      tell(`${stream} read`, startedAt, steps);
    }
    for (const at of [...REFERENCE_PLACES, ...BALANCE_PLACES]) {
      let after: string | undefined;
      do {
        const comparison = await comparePlace(RUN, at, day.looks, { after, budgetMs: STEP_MS });
        tally = added(tally, comparison.tally);
        after = comparison.outcome === "more" ? comparison.after : undefined;
        steps += 1;
        measure();
      } while (after !== undefined);
    }
    const tookMs = performance.now() - startedAt;
    tell(`${SIZE} transactions reconciled, heap ${beforeMb.toFixed(0)} to ${peakMb.toFixed(0)} MB`, startedAt, steps);

    expect((await foundOn(DAY_SEEDED)).map((one) => one.split(" ")[0])).toEqual(seededKinds);
    expect(await referencesOn(DAY_SEEDED)).toEqual(day.seeded);
    expect(foundIn(tally)).toBe(12);
    expect(tookMs).toBeLessThan(WITHIN_MS);
    expect(peakMb - beforeMb).toBeLessThan(GROWTH_MAX_MB);
    expect(tally.charges.matched.count + tally.transfers.matched.count).toBeGreaterThan(SIZE * 0.85);
  },
  30 * 60_000,
);

function tell(what: string, startedAt: number, steps: number): void {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  process.stdout.write(`${what}: ${seconds} s, ${steps} steps\n`);
}
