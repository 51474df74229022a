import type * as z from "zod/mini";
import { parseTime } from "@cowry/core/kernel/clock";
import type { Charge, Transfer, Unknown } from "./outcomes.ts";
import { CHARGE_STATUSES, TRANSFER_STATUSES } from "./outcomes.ts";
import type { ChargeData, TransferData } from "./shapes.ts";

/** From Paystack's words to ours. */

export const badAnswer: Unknown = { outcome: "unknown", why: "bad_answer" };

function known<T extends string>(words: readonly T[], word: string): T | "unrecognised" {
  return words.find((one) => one === word) ?? "unrecognised";
}

export function readCharge(data: z.output<typeof ChargeData>): Charge {
  const paidAt = data.paid_at ?? data.paidAt;
  return {
    id: data.id,
    reference: data.reference,
    status: known(CHARGE_STATUSES, data.status),
    amount: data.amount,
    requestedAmount: data.requested_amount,
    fees: data.fees,
    currency: data.currency,
    domain: data.domain,
    channel: data.channel,
    gatewayResponse: data.gateway_response,
    paidAtMs: paidAt === undefined ? undefined : parseTime(paidAt),
  };
}

export function readTransfer(data: z.output<typeof TransferData>): Transfer {
  return {
    id: data.id,
    reference: data.reference,
    status: known(TRANSFER_STATUSES, data.status),
    recipientCode: data.recipient,
    transferCode: data.transfer_code,
    amount: data.amount,
    currency: data.currency,
    domain: data.domain,
    fee: data.fee_charged,
    sessionId: data.session,
    reason: data.gateway_response,
  };
}
