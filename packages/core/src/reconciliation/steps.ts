import * as z from "zod/mini";
import { comparePlace } from "./compare-day.ts";
import {
  added,
  emptyTally,
  KINDS,
  PROVIDERS,
  type RunName,
  STREAMS,
  type Stream,
  type StreamTally,
  type Tally,
} from "./model.ts";
import type { ProviderLooks, ProviderRecords } from "./ports.ts";
import { readPages } from "./read-pages.ts";
import { BALANCE_PLACES, REFERENCE_PLACES } from "./row-store.ts";
import { closeRun, failRun } from "./runs.ts";

/** What travels between the steps of a run: plain JSON, a few kilobytes however long the day was. */

const Digits = z.string().check(z.regex(/^-?\d{1,20}$/));
const Count = z.int().check(z.minimum(0));
const SumWire = z.strictObject({ count: Count, amount: Digits });
const StreamTallyWire = z.strictObject({
  ours: SumWire,
  theirs: SumWire,
  matched: SumWire,
  elsewhere: Count,
  found: z.partialRecord(z.enum(KINDS), Count),
});
const TallyWire = z.strictObject({
  charges: StreamTallyWire,
  transfers: StreamTallyWire,
  refunds: StreamTallyWire,
  balance: StreamTallyWire,
  settlements: StreamTallyWire,
});
type TallyWire = z.output<typeof TallyWire>;

const Day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));
export const RunInput = z.strictObject({
  provider: z.enum(PROVIDERS),
  day: Day,
  attempt: z.int().check(z.minimum(1)),
});

const Settled = z.strictObject({ at: Count, page: Count, net: Digits });
const PlaceWire = z.strictObject({ page: Count, settlement: z.optional(Settled) });
const Outcome = z.enum(["more", "done"]);

const StreamList = z.array(z.enum(STREAMS)).check(z.maxLength(STREAMS.length));
const PLACES = [...REFERENCE_PLACES, ...BALANCE_PLACES];
const PlaceList = z.array(z.enum(PLACES)).check(z.maxLength(PLACES.length));

/** Each part of the plan is read, or compared, by itself and beside the others. */
export const RunPlan = z.strictObject({
  run: RunInput,
  readings: z.array(z.strictObject({ streams: StreamList })),
  comparisons: z.array(z.strictObject({ places: PlaceList })),
});

/** The long lists by themselves; the others share a part. */
const READINGS: readonly (readonly Stream[])[] = [["charges"], ["balance"], ["settlements"], ["transfers", "refunds"]];
const COMPARISONS = 4;

export function planRun(run: RunName): z.output<typeof RunPlan> {
  const parts = Array.from({ length: COMPARISONS }, (_, part) => PLACES.filter((_, at) => at % COMPARISONS === part));
  return {
    run: { ...run },
    readings: READINGS.map((streams) => ({ streams: [...streams] })),
    comparisons: parts.map((places) => ({ places })),
  };
}

/** `streams`: what is left to be read, the one under way first. */
export const ReadInput = z.strictObject({
  run: RunInput,
  streams: StreamList,
  place: z.optional(PlaceWire),
  tally: z.optional(TallyWire),
  outcome: z.optional(Outcome),
});
export const ReadOutput = z.strictObject({
  run: RunInput,
  streams: StreamList,
  place: z.optional(PlaceWire),
  tally: TallyWire,
  outcome: Outcome,
});

/** Reads on until its time is up. */
export async function readStep(
  { run, streams, place: start, tally: before }: z.output<typeof ReadInput>,
  records: ProviderRecords,
  budgetMs: number,
): Promise<z.output<typeof ReadOutput>> {
  const left = timer(budgetMs);
  let tally = before === undefined ? emptyTally() : fromWire(before);
  let place = start;
  for (const [at, stream] of streams.entries()) {
    const reading = await readPages(run, stream, records, { place, budgetMs: left() });
    tally = added(tally, reading.tally);
    place = undefined;
    const rest = streams.slice(reading.outcome === "more" ? at : at + 1);
    const more = { run, streams: rest, tally: toWire(tally), outcome: "more" as const };
    if (reading.outcome === "more") return { ...more, place: reading.place };
    if (left() <= 0 && rest.length > 0) return more;
  }
  return { run, streams: [], tally: toWire(tally), outcome: "done" };
}

export const CompareInput = z.strictObject({
  run: RunInput,
  places: PlaceList,
  after: z.optional(z.string().check(z.maxLength(2_048))),
  tally: z.optional(TallyWire),
  outcome: z.optional(Outcome),
});
export const CompareOutput = z.strictObject({
  run: RunInput,
  places: PlaceList,
  after: z.optional(z.string().check(z.maxLength(2_048))),
  tally: TallyWire,
  outcome: Outcome,
});

/** Compares on until its time is up. */
export async function compareStep(
  { run, places, after: start, tally: before }: z.output<typeof CompareInput>,
  looks: ProviderLooks,
  budgetMs: number,
): Promise<z.output<typeof CompareOutput>> {
  const left = timer(budgetMs);
  let tally = before === undefined ? emptyTally() : fromWire(before);
  let after = start;
  for (const [at, place] of places.entries()) {
    const comparison = await comparePlace(run, place, looks, { after, budgetMs: left() });
    tally = added(tally, comparison.tally);
    after = undefined;
    const rest = places.slice(comparison.outcome === "more" ? at : at + 1);
    const more = { run, places: rest, tally: toWire(tally), outcome: "more" as const };
    if (comparison.outcome === "more") return { ...more, after: comparison.after };
    if (left() <= 0 && rest.length > 0) return more;
  }
  return { run, places: [], tally: toWire(tally), outcome: "done" };
}

function timer(budgetMs: number): () => number {
  const endsAt = performance.now() + budgetMs;
  return () => endsAt - performance.now();
}

export const CloseInput = z.strictObject({
  run: RunInput,
  tallies: z.array(z.array(TallyWire).check(z.maxLength(16))).check(z.maxLength(2)),
});
export const RunEnded = z.strictObject({
  run: RunInput,
  status: z.enum(["matching", "differing", "failed"]),
});

export async function closeStep({ run, tallies }: z.output<typeof CloseInput>): Promise<z.output<typeof RunEnded>> {
  const tally = tallies.flat().map(fromWire).reduce(added, emptyTally());
  return { run, status: await closeRun(run, tally) };
}

export async function failStep(run: RunName): Promise<z.output<typeof RunEnded>> {
  await failRun(run);
  return { run: { ...run }, status: "failed" };
}

function toWire(tally: Tally): TallyWire {
  const one = ({ ours, theirs, matched, elsewhere, found }: StreamTally) => {
    const sum = ({ count, amount }: StreamTally["ours"]) => ({ count, amount: `${amount}` });
    return { ours: sum(ours), theirs: sum(theirs), matched: sum(matched), elsewhere, found: { ...found } };
  };
  const { charges, transfers, refunds, balance, settlements } = tally;
  return {
    charges: one(charges),
    transfers: one(transfers),
    refunds: one(refunds),
    balance: one(balance),
    settlements: one(settlements),
  };
}

function fromWire(wire: TallyWire): Tally {
  const one = ({ ours, theirs, matched, elsewhere, found }: TallyWire["charges"]): StreamTally => {
    const sum = ({ count, amount }: TallyWire["charges"]["ours"]) => ({ count, amount: BigInt(amount) });
    return { ours: sum(ours), theirs: sum(theirs), matched: sum(matched), elsewhere, found };
  };
  const { charges, transfers, refunds, balance, settlements } = wire;
  return {
    charges: one(charges),
    transfers: one(transfers),
    refunds: one(refunds),
    balance: one(balance),
    settlements: one(settlements),
  };
}
