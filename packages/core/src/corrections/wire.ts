import * as z from "zod/mini";
import {
  Amount,
  amountFits,
  CurrencyCode,
  DEFAULT_CURRENCY,
  Id,
  Note,
  present,
  readAmount,
  text,
} from "../kernel/index.ts";
import type { AdjustmentOrder } from "./adjustment.ts";
import { ADJUSTMENT_ACCOUNTS } from "./model.ts";
import type { ReversalOrder } from "./reversal.ts";

/** Shapes of the wire. */

const Reason = text(140);
const Currency = z._default(CurrencyCode, DEFAULT_CURRENCY);

export const OriginalParams = z.strictObject({ id: Id });

export const ReversalRequest = z
  .strictObject({
    /** A refund takes only what the payee has; a reversal leaves the rest as owed to us. */
    mode: z.enum(["refund", "reversal"]),
    /** All or a part of what has not been given back yet. */
    amount: Amount,
    currency: Currency,
    reason: Reason,
  })
  .check(amountFits());

export function toReversal(
  transactionId: string,
  { mode, amount, currency, reason }: z.output<typeof ReversalRequest>,
  key: string,
): ReversalOrder {
  const payload = { mode, transaction_id: transactionId, amount: inText(amount, currency), currency };
  return { transactionId, payload, reason, key };
}

export const AdjustmentRequest = z
  .strictObject({
    user_id: Id,
    direction: z.enum(["credit", "debit"]),
    amount: Amount,
    currency: Currency,
    /** What stands against it. */
    account: z._default(z.enum(ADJUSTMENT_ACCOUNTS), "adjustments"),
    /** For colleagues and the audit trail. */
    reason: Reason,
    /** For the owner of the wallet. */
    note: z.optional(Note),
  })
  .check(amountFits());

export function toAdjustment(body: z.output<typeof AdjustmentRequest>, key: string): AdjustmentOrder {
  const { user_id, direction, amount, currency, account, reason, note } = body;
  const payload = { direction, amount: inText(amount, currency), currency, account };
  return { userId: user_id, payload: note === undefined ? payload : { ...payload, note }, reason, key };
}

function inText(amount: number | string, currency: z.output<typeof CurrencyCode>): string {
  return String(present(readAmount(amount, currency), "the schema has read it"));
}
