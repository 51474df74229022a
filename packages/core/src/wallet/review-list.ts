import { batchGet, keyOf, openCursor, queryIndex, sealCursor } from "@cowry/table";
import * as z from "zod/mini";
import {
  alertStaff,
  Amount,
  CurrencyCode,
  currentKey,
  errors as kernelErrors,
  Id,
  isoTime,
  liveKeys,
  NotNegativeAmount,
  Note,
  now,
  type Page,
  PageQuery,
  showAmount,
  subkey,
  text,
  Time,
} from "../kernel/index.ts";
import { PLACES } from "./journal.ts";
import { REVIEW_STATES, TRANSACTION_STATUSES } from "./model.ts";
import { listOpenJournals } from "./open-journals.ts";
import { REVIEW_REASONS, type ReviewReason } from "./review.ts";
import { DECISIONS, expireTransfer, payeeOf } from "./review-decision.ts";
import { type Journal, journal } from "./store.ts";
import { HELD_FOR_MS } from "./transfer-decision.ts";

/** What compliance has before it, and the sweep of what it did not decide in time. */

export const ReviewQuery = z.strictObject({ ...PageQuery, state: z._default(z.enum(["held", "flagged"]), "held") });
export const ReviewParams = z.strictObject({ id: Id });
export const ReviewDecision = z.strictObject({ decision: z.enum(DECISIONS), reason: text(140) });

export const ReviewShown = z.strictObject({
  id: Id,
  state: z.enum(REVIEW_STATES),
  reasons: z.array(z.enum(REVIEW_REASONS)).check(z.maxLength(8)),
  status: z.enum(TRANSACTION_STATUSES),
  amount: Amount,
  fee: NotNegativeAmount,
  currency: CurrencyCode,
  payer_id: Id,
  payee_id: Id,
  note: z.nullable(Note),
  created_at: Time,
  /** When a held transfer gives the money back by itself. */
  expires_at: z.nullable(Time),
});

export function reviewView(of: Journal): z.output<typeof ReviewShown> {
  const currency = CurrencyCode.parse(of.currency);
  const reasons = (of.review?.reasons ?? "").split(" ").filter((word) => word !== "") as ReviewReason[];
  return {
    id: of.transactionId,
    state: of.review?.state ?? "cleared",
    reasons,
    status: of.status,
    amount: showAmount(of.amount, currency),
    fee: showAmount(of.fee, currency),
    currency,
    payer_id: of.owner,
    payee_id: payeeOf(of),
    note: of.note ?? null,
    created_at: isoTime(of.createdAtMs),
    expires_at: of.expiresAtMs === undefined ? null : isoTime(of.expiresAtMs),
  };
}

/** Place by place of the index, oldest first within each. Pages may be short before the last one. */
export async function listReviews({ state, limit, cursor }: z.output<typeof ReviewQuery>): Promise<Page<Journal>> {
  const scope = `reviews:${state}`;
  const { place, after } = cursor === undefined ? { place: 0, after: undefined } : openPosition(scope, cursor);
  const listed: string[] = [];
  for (let shard = place; shard < PLACES; shard++) {
    const range = { limit: limit - listed.length, after: shard === place ? after : undefined };
    const { keys, last } = await queryIndex(journal, { kind: "transfer", status: state, shard: `${shard}` }, range);
    listed.push(...keys.map(({ transactionId }) => transactionId));
    const isFull = listed.length >= limit;
    if (last !== undefined) return { items: await load(listed, state), nextCursor: seal(scope, shard, last) };
    if (isFull && shard + 1 < PLACES) return { items: await load(listed, state), nextCursor: seal(scope, shard + 1) };
  }
  return { items: await load(listed, state), nextCursor: null };
}

/** The index may be a moment behind: what has been decided meanwhile is left out. */
async function load(ids: readonly string[], state: "held" | "flagged"): Promise<readonly Journal[]> {
  const found = await batchGet(ids.map((transactionId) => keyOf(journal, { transactionId })));
  return ids.flatMap((transactionId) => {
    const of = found.get(journal, { transactionId });
    return of?.review?.state === state ? [of] : [];
  });
}

const CURSOR_PURPOSE = "reviews";

function seal(scope: string, place: number, after = ""): string {
  return sealCursor(subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE), scope, `${place} ${after}`);
}

function openPosition(scope: string, cursor: string): { place: number; after: string | undefined } {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const position = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (position === undefined) continue;
    const after = position.slice(2);
    return { place: Number(position.slice(0, 1)), after: after === "" ? undefined : after };
  }
  throw kernelErrors.invalid_cursor();
}

/** For how long one sweep begins anything: its door runs longer. */
export const SWEEP_MS = 90_000;

/** Gives the money of held transfers back on which nobody decided. */
export async function sweepReviews(budgetMs = SWEEP_MS): Promise<void> {
  const startedAt = performance.now();
  for await (const ids of listOpenJournals("transfer", ["held"], now() - HELD_FOR_MS)) {
    if (performance.now() - startedAt >= budgetMs) return;
    for (const transactionId of ids) {
      await expireTransfer(transactionId).catch(() => alertStaff({ alert: "review_sweep_failed", transactionId }));
    }
  }
}
