import { createHash } from "node:crypto";
import type { Minor } from "../kernel/index.ts";
import { nearOf } from "./limits.ts";
import type { Usage } from "./model.ts";

/**
 * Which transfers compliance hears of, and which it decides on before the money moves. Pure; what staff do with them is
 * in `review-decision.ts`.
 */

/** Absent: no rule of this sort. */
export interface Thresholds {
  /** From this amount on a transfer is listed for compliance. */
  readonly flagAmount?: Minor | undefined;
  /** From this amount on it waits for a decision. */
  readonly holdAmount?: Minor | undefined;
  /** The same for somebody whom the payer has not paid lately. */
  readonly newPayeeAmount?: Minor | undefined;
  /** From so many orders a day on each further one is listed. */
  readonly flagDayCount?: number | undefined;
  /** An order of at least this share of `flagAmount`, yet below it, is one of a series… */
  readonly nearPercent?: number | undefined;
  /** …and the order that makes it so many in a day waits. */
  readonly nearCount?: number | undefined;
}

export const REVIEW_REASONS = ["amount", "velocity", "new_recipient", "structuring"] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];

export interface ReviewVerdict {
  readonly outcome: "pass" | "flag" | "hold";
  readonly reasons: readonly ReviewReason[];
  /** Just below the amount at which compliance looks: counted. */
  readonly isNear: boolean;
}

/** What a transfer looks like to compliance. `usage`: before it. */
export function decideReview(
  of: Thresholds,
  { amount, usage, isNewPayee }: { readonly amount: Minor; readonly usage: Usage; readonly isNewPayee: boolean },
): ReviewVerdict {
  const isNear =
    of.flagAmount !== undefined &&
    of.nearPercent !== undefined &&
    amount < of.flagAmount &&
    amount * 100n >= of.flagAmount * BigInt(of.nearPercent);
  const holding: ReviewReason[] = [];
  const reaches = (threshold: Minor | undefined) => threshold !== undefined && amount >= threshold;
  if (reaches(of.holdAmount)) holding.push("amount");
  if (isNewPayee && reaches(of.newPayeeAmount)) holding.push("new_recipient");
  if (isNear && of.nearCount !== undefined && nearOf(usage) + 1 >= of.nearCount) holding.push("structuring");
  if (holding.length > 0) return { outcome: "hold", reasons: holding, isNear };
  const flagging: ReviewReason[] = [];
  if (reaches(of.flagAmount)) flagging.push("amount");
  if (of.flagDayCount !== undefined && (usage[2]?.count ?? 0) >= of.flagDayCount) flagging.push("velocity");
  return { outcome: flagging.length > 0 ? "flag" : "pass", reasons: flagging, isNear };
}

/** Payees whom a wallet remembers: so many marks of 6 characters, newest first. */
const PAYEES_MAX = 12;
const MARK = 6;

/** Tells payees apart well enough for a hint, and tells nobody who they are. */
function markOf(payer: string, payee: string): string {
  return createHash("sha256").update(`cowry/payee:${payer}:${payee}`).digest("base64url").slice(0, MARK);
}

const marksIn = (recent: string): readonly string[] => recent.match(/.{6}/g) ?? [];

export function isRecentPayee(recent: string | undefined, payer: string, payee: string): boolean {
  return marksIn(recent ?? "").includes(markOf(payer, payee));
}

/** The memory after paying this one. */
export function withPayee(recent: string | undefined, payer: string, payee: string): string {
  const mark = markOf(payer, payee);
  return [mark, ...marksIn(recent ?? "").filter((known) => known !== mark)].slice(0, PAYEES_MAX).join("");
}
