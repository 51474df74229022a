import type * as z from "zod/mini";
import { parseTime } from "@cowry/core/kernel/clock";
import type { Charge, ReceivedTransfer, SavedCard, Transfer, Unknown } from "./outcomes.ts";
import { CHARGE_STATUSES, TRANSFER_STATUSES } from "./outcomes.ts";
import type { ChargeData, TransferData } from "./shapes.ts";

/** From Paystack's words to ours. */

export const badAnswer: Unknown = { outcome: "unknown", why: "bad_answer" };

export function known<T extends string>(words: readonly T[], word: string): T | "unrecognised" {
  return words.find((one) => one === word) ?? "unrecognised";
}

/** Undefined where it is absent or no time. */
export function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseTime(text);
}

type Authorization = z.output<typeof ChargeData>["authorization"];

export function readCard(card: Authorization): SavedCard | undefined {
  if (card?.reusable !== true || card.authorization_code === undefined) return undefined;
  // Bank accounts and wallets can be charged again, too: they are no cards.
  if (card.channel !== undefined && card.channel !== "card") return undefined;
  return {
    authorizationCode: card.authorization_code,
    signature: card.signature,
    last4: card.last4 ?? "",
    brand: card.brand?.trim(),
    bank: card.bank,
    expiryMonth: card.exp_month,
    expiryYear: card.exp_year,
    holder: card.account_name,
  };
}

function readReceived(authorization: Authorization): ReceivedTransfer | undefined {
  const receiverAccount = authorization?.receiver_bank_account_number;
  if (receiverAccount === undefined) return undefined;
  return {
    receiverAccount,
    senderName: authorization?.sender_name,
    senderBank: authorization?.sender_bank,
    narration: authorization?.narration,
  };
}

export function readCharge(data: z.output<typeof ChargeData>): Charge {
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
    paidAtMs: timeOf(data.paid_at ?? data.paidAt),
    createdAtMs: timeOf(data.created_at ?? data.createdAt),
    customerCode: data.customer?.customer_code,
    owner: data.metadata,
    savedCard: readCard(data.authorization),
    transferred: readReceived(data.authorization),
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
