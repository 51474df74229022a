import * as z from "zod/mini";
import {
  AmountMinor,
  CurrencyCode,
  Id,
  isoTime,
  PageQuery,
  providerReference,
  Reference,
  text,
  Time,
  toWire,
} from "../kernel/index.ts";
import { type Journal, TRANSACTION_STATUSES } from "../wallet/index.ts";
import { FLAWS, isOpen, readFacts, WAITS_FOR } from "./model.ts";
import { type Progress, STAGE_SAYS, STAGES } from "./progress.ts";
import { WISHES } from "./staff-decision.ts";
import { LISTED } from "./staff-list.ts";
import type { PayoutState } from "./store.ts";

/** Shapes of the wire: what owners see of a payout's way, and what staff see and say. */

const Word = z.string().check(z.minLength(1), z.maxLength(64));
const Reason = text(140);

export const PayoutParams = z.strictObject({ id: Id });
export const PayoutsQuery = z.strictObject({
  ...PageQuery,
  state: z._default(z.enum(LISTED), "awaiting_confirmation"),
});
export const RetryRequest = z.strictObject({ reason: Reason });
export const CodeRequest = z.strictObject({
  /** Left out: another code is sent to our phone. */
  otp: z.optional(z.string().check(z.regex(/^\d{4,8}$/))),
  reason: Reason,
});
export const ConclusionRequest = z.strictObject({ outcome: z.enum(WISHES), reason: Reason });

export const ProgressShown = z.strictObject({
  transaction_id: Id,
  status: z.enum(TRANSACTION_STATUSES),
  stage: z.enum(STAGES),
  says: z.string().check(z.minLength(1), z.maxLength(200)),
  /** By then it has ended, or a person looks after it. */
  known_by: z.nullable(Time),
  reference: Reference,
  /** Why it was not paid. */
  failure: z.nullable(Word),
});

export function progressView({ payout, stage, byMs }: Progress): z.infer<typeof ProgressShown> {
  return {
    transaction_id: payout.transactionId,
    status: payout.status,
    stage,
    says: STAGE_SAYS[stage],
    known_by: byMs === undefined ? null : isoTime(byMs),
    reference: payout.reference ?? providerReference(payout.transactionId),
    failure: payout.metadata?.["failure"] ?? null,
  };
}

const LINES = [
  "ordered",
  "sent",
  "answer_missing",
  "arrived",
  ...WAITS_FOR.map((what) => `waits_for_${what}` as const),
  "flagged",
  "ended",
] as const;

const listed = {
  id: Id,
  status: z.enum(TRANSACTION_STATUSES),
  amount: AmountMinor,
  fee: z.int().check(z.minimum(0)),
  currency: CurrencyCode,
  owner_id: Id,
  /** At the provider, too. */
  reference: Reference,
  waits_for: z.nullable(z.enum(WAITS_FOR)),
  flaw: z.nullable(z.enum(FLAWS)),
  failure: z.nullable(Word),
  created_at: Time,
  completed_at: z.nullable(Time),
};
export const PayoutListed = z.strictObject(listed);

export function listedView(of: Journal): z.infer<typeof PayoutListed> {
  const { waitsFor, flaw } = readFacts(of);
  return {
    id: of.transactionId,
    status: of.status,
    amount: toWire(of.amount),
    fee: toWire(of.fee),
    currency: CurrencyCode.parse(of.currency),
    owner_id: of.owner,
    reference: providerReference(of.transactionId),
    waits_for: waitsFor ?? null,
    flaw: flaw ?? null,
    failure: of.metadata?.["failure"] ?? null,
    created_at: isoTime(of.createdAtMs),
    completed_at: of.completedAtMs === undefined ? null : isoTime(of.completedAtMs),
  };
}

export const PayoutShown = z.strictObject({
  ...listed,
  sendings: z.int().check(z.minimum(0)),
  transfer_code: z.nullable(Word),
  provider_status: z.nullable(Word),
  /** What is known to have happened, oldest first; what staff did is in the owner's audit trail. */
  story: z.array(z.strictObject({ at: Time, what: z.enum(LINES) })).check(z.maxLength(16)),
});

export function payoutStoryView({ payout, dispatch }: PayoutState): z.infer<typeof PayoutShown> {
  const { transferCode, providerStatus } = readFacts(payout);
  return {
    ...listedView(payout),
    sendings: dispatch?.sends ?? 0,
    transfer_code: transferCode ?? null,
    provider_status: providerStatus ?? null,
    story: storyOf({ payout, dispatch }).map(({ atMs, what }) => ({ at: isoTime(atMs), what })),
  };
}

interface Line {
  readonly atMs: number;
  readonly what: (typeof LINES)[number];
}

/** Pure. */
export function storyOf({ payout, dispatch }: PayoutState): readonly Line[] {
  const { waitsFor, waitsSinceMs, noted } = readFacts(payout);
  const line = (what: Line["what"], atMs: number | undefined): readonly Line[] =>
    atMs === undefined ? [] : [{ atMs, what }];
  const isSent = dispatch !== undefined && dispatch.sends > 0;
  return [
    ...line("ordered", payout.createdAtMs),
    ...line("sent", isSent ? dispatch.sentAtMs : undefined),
    ...line("answer_missing", dispatch?.doubtAtMs),
    ...line("arrived", dispatch?.arrivedAtMs),
    ...(waitsFor === undefined ? [] : line(`waits_for_${waitsFor}`, waitsSinceMs)),
    ...line("flagged", noted?.atMs),
    ...line("ended", isOpen(payout) ? undefined : payout.completedAtMs),
  ].toSorted((a, b) => a.atMs - b.atMs);
}
