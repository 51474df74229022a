import * as z from "zod/mini";
import { Id, isoTime, now, PageQuery, SECOND, text, Time, toWire } from "../kernel/index.ts";
import type { DayReport } from "./report.ts";
import { isDay } from "./day.ts";
import {
  DISCREPANCY_STATES,
  emptyTally,
  foundIn,
  KINDS,
  PROVIDERS,
  RESOLUTIONS,
  RUN_STATES,
  type Side,
  STREAMS,
  type Stream,
  type StreamTally,
} from "./model.ts";
import type { Discrepancy, Run } from "./store.ts";

/** Shapes of the wire. */

const Provider = z.enum(PROVIDERS);
const Day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/), z.refine(isDay, "must be a date that the calendar has"));
const Count = z.int().check(z.minimum(0));
const Money = z.int().check(z.minimum(Number.MIN_SAFE_INTEGER), z.maximum(Number.MAX_SAFE_INTEGER));
const Word = z.string().check(z.maxLength(200));

export const RunQuery = z.strictObject({ ...PageQuery, provider: z._default(Provider, "paystack") });
export const RunParams = z.strictObject({ provider: Provider, day: Day });
export const RunRequest = z.strictObject({ provider: z._default(Provider, "paystack"), day: Day });
export const ReportQuery = z.strictObject({ format: z._default(z.enum(["json", "csv", "html"]), "json") });

export const DiscrepancyQuery = z.strictObject({
  ...PageQuery,
  provider: z._default(Provider, "paystack"),
  /** All of this day; without it those of all days that are open. */
  day: z.optional(Day),
});
export const DiscrepancyParams = z.strictObject({ provider: Provider, day: Day, id: Id });
export const AssignRequest = z.strictObject({ owner: Id });
export const ResolveRequest = z.strictObject({ resolution: z.enum(RESOLUTIONS), note: text(140) });

const SumShown = z.strictObject({ count: Count, amount: Money });
const StreamShown = z.strictObject({
  stream: z.enum(STREAMS),
  ours: SumShown,
  theirs: SumShown,
  matched: SumShown,
  elsewhere: Count,
  differing: Count,
  kinds: z.array(z.strictObject({ kind: z.enum(KINDS), count: Count })).check(z.maxLength(KINDS.length)),
});

export const RunShown = z.strictObject({
  provider: Provider,
  day: Day,
  attempt: Count,
  status: z.enum(RUN_STATES),
  started_by: Word,
  started_at: Time,
  finished_at: z.nullable(Time),
  differing: Count,
  streams: z.array(StreamShown).check(z.maxLength(STREAMS.length)),
});

export function runView(run: Run): z.output<typeof RunShown> {
  const tally = run.tally ?? emptyTally();
  return {
    provider: Provider.parse(run.provider),
    day: run.day,
    attempt: run.attempt,
    status: run.status,
    started_by: run.by,
    started_at: isoTime(run.startedAtMs),
    finished_at: run.finishedAtMs === undefined ? null : isoTime(run.finishedAtMs),
    differing: foundIn(tally),
    streams: STREAMS.map((stream) => streamView(stream, tally[stream])),
  };
}

function streamView(stream: Stream, { ours, theirs, matched, elsewhere, found }: StreamTally) {
  const sum = ({ count, amount }: StreamTally["ours"]) => ({ count, amount: toWire(amount) });
  const kinds = KINDS.flatMap((kind) => (found[kind] === undefined ? [] : [{ kind, count: found[kind] }]));
  const differing = kinds.reduce((total, { count }) => total + count, 0);
  return { stream, ours: sum(ours), theirs: sum(theirs), matched: sum(matched), elsewhere, differing, kinds };
}

const SideShown = z.nullable(
  z.strictObject({
    amount: z.nullable(Money),
    fee: z.nullable(Money),
    currency: z.nullable(Word),
    status: z.nullable(Word),
    at: z.nullable(Time),
    count: z.nullable(Count),
  }),
);

export const DiscrepancyShown = z.strictObject({
  id: Id,
  provider: Provider,
  day: Day,
  kind: z.enum(KINDS),
  stream: z.enum(STREAMS),
  reference: z.string().check(z.maxLength(300)),
  transaction_id: z.nullable(Id),
  ours: SideShown,
  theirs: SideShown,
  state: z.enum(DISCREPANCY_STATES),
  found_at: Time,
  /** How long it was open, or is by now. */
  age_seconds: Count,
  due_at: Time,
  is_overdue: z.boolean(),
  owner: z.nullable(Id),
  resolution: z.nullable(z.enum(RESOLUTIONS)),
  note: z.nullable(z.string().check(z.maxLength(140))),
  closed_at: z.nullable(Time),
  closed_by: z.nullable(Word),
});

export function discrepancyView(of: Discrepancy): z.output<typeof DiscrepancyShown> {
  const untilMs = of.closedAtMs ?? now();
  return {
    id: of.discrepancyId,
    provider: Provider.parse(of.provider),
    day: of.day,
    kind: of.kind,
    stream: of.stream,
    reference: of.reference,
    transaction_id: of.transactionId ?? null,
    ours: sideView(of.ours),
    theirs: sideView(of.theirs),
    state: of.state,
    found_at: isoTime(of.foundAtMs),
    age_seconds: Math.max(0, Math.floor((untilMs - of.foundAtMs) / SECOND)),
    due_at: isoTime(of.dueAtMs),
    is_overdue: of.state === "open" && of.dueAtMs <= untilMs,
    owner: of.owner ?? null,
    resolution: of.resolution ?? null,
    note: of.note ?? null,
    closed_at: of.closedAtMs === undefined ? null : isoTime(of.closedAtMs),
    closed_by: of.closedBy ?? null,
  };
}

function sideView(side: Side | undefined): z.output<typeof SideShown> {
  if (side === undefined) return null;
  const money = (amount: bigint | undefined) => (amount === undefined ? null : toWire(amount));
  const { amount, fee, currency = null, status = null, atMs, count = null } = side;
  const at = atMs === undefined ? null : isoTime(atMs);
  return { amount: money(amount), fee: money(fee), currency, status, at, count };
}

/** The whole of a day: the run and what it found, as far as one answer holds it. */
export const Report = z.strictObject({
  run: RunShown,
  discrepancies: z.array(DiscrepancyShown).check(z.maxLength(2_000)),
  /** There are more: list them. */
  is_cut: z.boolean(),
});

export function reportView({ run, discrepancies, isCut }: DayReport): z.output<typeof Report> {
  return { run: runView(run), discrepancies: discrepancies.map(discrepancyView), is_cut: isCut };
}
