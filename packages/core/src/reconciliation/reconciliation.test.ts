import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { comparePlace } from "./compare-day.ts";
import { added, emptyTally, foundIn, type RunName, STREAMS, type Tally } from "./model.ts";
import { type Place, readPages } from "./read-pages.ts";
import { BALANCE_PLACES, REFERENCE_PLACES } from "./row-store.ts";
import { DAY_SEEDED, SeededDay, seededKinds } from "./seeded.testkit.ts";
import { readDiscrepancies } from "./store.ts";

/** A day against AWS's own engine: every row passes through the table. */
let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(() => useEmptyTable(engine));

const RUN: RunName = { provider: "paystack", day: DAY_SEEDED, attempt: 1 };

const PLACES = [...REFERENCE_PLACES, ...BALANCE_PLACES];

interface Done {
  readonly tally: Tally;
  readonly steps: number;
}

/** Every step by itself, each for so long: what the state machine does, without it. */
async function read(day: SeededDay, run: RunName, budgetMs: number): Promise<Done> {
  let [tally, steps] = [emptyTally(), 0];
  for (const stream of STREAMS) {
    let place: Place | undefined;
    do {
      const reading = await readPages(run, stream, day.records, { place, budgetMs });
      tally = added(tally, reading.tally);
      place = reading.outcome === "more" ? reading.place : undefined;
      steps += 1;
    } while (place !== undefined);
  }
  return { tally, steps };
}

async function compare(day: SeededDay, run: RunName, places: readonly string[], budgetMs: number): Promise<Done> {
  let [tally, steps] = [emptyTally(), 0];
  for (const at of places) {
    let after: string | undefined;
    do {
      const comparison = await comparePlace(run, at, day.looks, { after, budgetMs });
      tally = added(tally, comparison.tally);
      after = comparison.outcome === "more" ? comparison.after : undefined;
      steps += 1;
    } while (after !== undefined);
  }
  return { tally, steps };
}

async function discrepancies() {
  const all = [];
  for await (const page of readDiscrepancies("paystack", DAY_SEEDED)) all.push(...page);
  return all;
}

describe("a day of 500 transactions", () => {
  it("shows one discrepancy of each of the twelve kinds, and nothing else, in steps of any length", async () => {
    const day = new SeededDay(500);
    await day.writeOurs();
    const whole = await read(day, RUN, 60_000);
    const joined = await compare(day, RUN, PLACES, 60_000);
    const found = await discrepancies();
    expect(found.map(({ kind }) => kind).sort()).toEqual(seededKinds);
    expect(foundIn(whole.tally) + foundIn(joined.tally)).toBe(12);
    const { charges, transfers, balance } = joined.tally;
    expect([charges.matched.count, transfers.matched.count, balance.matched.count]).toEqual([375, 49, 435]);

    // The whole once more, a page and a reference at a time: the same, and nothing is written twice.
    const again = { ...RUN, attempt: 2 };
    const paged = await read(day, again, 0);
    expect(paged).toEqual({ tally: whole.tally, steps: 16 });
    const some = ["3", "b3"];
    const stepped = await compare(day, again, some, 0);
    expect(stepped.tally).toEqual((await compare(day, RUN, some, 60_000)).tally);
    expect(stepped.steps).toBeGreaterThan(80);
    expect((await discrepancies()).map(idOf)).toEqual(found.map(idOf));
  });
});

const idOf = ({ discrepancyId }: { readonly discrepancyId: string }) => discrepancyId;
