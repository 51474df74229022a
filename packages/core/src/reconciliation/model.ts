import type { Minor } from "../kernel/money.ts";

/** The words of a reconciliation. No I/O here. */

export const PROVIDERS = ["paystack"] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** The provider's books, each of which is read by itself. */
export const STREAMS = ["charges", "transfers", "refunds", "balance", "settlements"] as const;
export type Stream = (typeof STREAMS)[number];
/** Those whose records are compared one by one with ours. */
export const COMPARED = ["charges", "transfers", "refunds"] as const;
export type ComparedStream = (typeof COMPARED)[number];

/** What can differ. */
export const KINDS = [
  "missing_here",
  "missing_there",
  "amount",
  "fee",
  "currency",
  "status",
  "duplicate",
  "late",
  "reversed",
  "settlement_short",
  "wrong_day",
  "unknown_reference",
] as const;
export type Kind = (typeof KINDS)[number];

/**
 * What a status means for the money: it was `moved`, it was moved and came back (`returned`), that is not decided
 * (`open`), or it never will be (`none`).
 */
export type Standing = "moved" | "returned" | "open" | "none";

/** One of our movements at the provider. `gross` and `fee` are signed as in `clearing_movement`. */
export interface OurRow {
  readonly transactionId: string;
  readonly stream: ComparedStream;
  readonly gross: Minor;
  readonly fee: Minor;
  readonly currency: string;
  readonly movedAtMs: number;
}

/** One of the provider's records. */
export interface TheirRow {
  readonly stream: ComparedStream;
  readonly id: string;
  readonly status: string;
  readonly amount: Minor;
  readonly fee: Minor | undefined;
  readonly currency: string;
  /** When the money moved, as the provider says; unknown in an answer about a single reference. */
  readonly atMs: number | undefined;
}

/** Everything of both sides under one reference. */
export interface Group {
  /** As part of a key: `referenceKeyOf`. */
  readonly key: string;
  readonly ours: readonly OurRow[];
  readonly theirs: readonly TheirRow[];
}

/** One side of a discrepancy, as people see it. */
export interface Side {
  readonly amount?: Minor | undefined;
  readonly fee?: Minor | undefined;
  readonly currency?: string | undefined;
  readonly status?: string | undefined;
  readonly atMs?: number | undefined;
  readonly count?: number | undefined;
}

/** Something that differs, before it is written down. */
export interface Finding {
  readonly kind: Kind;
  readonly stream: Stream;
  readonly reference: string;
  readonly transactionId?: string | undefined;
  readonly ours?: Side | undefined;
  readonly theirs?: Side | undefined;
}

/** How many, and how much in all, by currency-less sums of one provider's currency. */
export interface Sum {
  readonly count: number;
  readonly amount: Minor;
}

/** What was looked at in one stream. Every reference is in exactly one of these. */
export interface StreamTally {
  readonly ours: Sum;
  readonly theirs: Sum;
  /** References on which both sides agree. */
  readonly matched: Sum;
  /** References of which the run of another day tells. */
  readonly elsewhere: number;
  readonly found: Readonly<Partial<Record<Kind, number>>>;
}

export type Tally = Readonly<Record<Stream, StreamTally>>;

const NONE: Sum = { count: 0, amount: 0n };
const EMPTY: StreamTally = { ours: NONE, theirs: NONE, matched: NONE, elsewhere: 0, found: {} };

export function emptyTally(): Tally {
  return { charges: EMPTY, transfers: EMPTY, refunds: EMPTY, balance: EMPTY, settlements: EMPTY };
}

/** Adds one stream's counts to a tally. Pure. */
export function counted(tally: Tally, stream: Stream, more: Partial<StreamTally>): Tally {
  const before = tally[stream];
  const sum = (a: Sum, b: Sum = NONE): Sum => ({ count: a.count + b.count, amount: a.amount + b.amount });
  const found: Partial<Record<Kind, number>> = { ...before.found };
  for (const kind of KINDS) {
    const count = more.found?.[kind] ?? 0;
    if (count > 0) found[kind] = (found[kind] ?? 0) + count;
  }
  const after: StreamTally = {
    ours: sum(before.ours, more.ours),
    theirs: sum(before.theirs, more.theirs),
    matched: sum(before.matched, more.matched),
    elsewhere: before.elsewhere + (more.elsewhere ?? 0),
    found,
  };
  return { ...tally, [stream]: after };
}

export function added(a: Tally, b: Tally): Tally {
  return STREAMS.reduce((sum, stream) => counted(sum, stream, b[stream]), a);
}

export function foundIn(tally: Tally): number {
  return STREAMS.flatMap((stream) => Object.values(tally[stream].found)).reduce((sum, count) => sum + count, 0);
}

/** Which day of which provider, and the how-manieth time. */
export interface RunName {
  readonly provider: ProviderName;
  /** At home, `2026-11-21`. */
  readonly day: string;
  /** From 1. */
  readonly attempt: number;
}

/** `paystack.2026-11-21.1`: the name of the execution, and of the rows that are set out for it. */
export function runKey({ provider, day, attempt }: RunName): string {
  return `${provider}.${day}.${attempt}`;
}

/** What is done with a discrepancy. */
export const RESOLUTIONS = [
  "corrected_here",
  "corrected_there",
  "refunded",
  "timing",
  "accepted",
  "written_off",
] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** `gone`: a later run of the same day did not find it any more. */
export const DISCREPANCY_STATES = ["open", "resolved", "gone"] as const;
export type DiscrepancyState = (typeof DISCREPANCY_STATES)[number];

export const RUN_STATES = ["running", "matching", "differing", "failed"] as const;
export type RunState = (typeof RUN_STATES)[number];
