import { toWire } from "@cowry/core/kernel/money";
import type {
  RecipientOrder,
  RecipientOutcome,
  StartTransferOutcome,
  TransferOrder,
  VerifyTransferOutcome,
} from "./outcomes.ts";
import { badAnswer, readTransfer } from "./reading.ts";
import { CODE } from "./refusals.ts";
import { RecipientData, TransferData } from "./shapes.ts";
import type { Wire } from "./wire.ts";

/** Money out. */

/** Asked again when in doubt: an account that is known gives the recipient that it had. */
export async function createRecipient(wire: Wire, order: RecipientOrder): Promise<RecipientOutcome> {
  const reply = await wire.put("/transferrecipient", {
    type: "nuban",
    name: order.name,
    account_number: order.accountNumber,
    bank_code: order.bankCode,
    currency: order.currency,
  });
  if (reply.outcome === "unknown") return reply;
  if (reply.outcome === "no") return { outcome: "refused", code: reply.code, message: reply.message };
  const recipient = RecipientData.safeParse(reply.data);
  if (!recipient.success) return badAnswer;
  const { recipient_code, name, details, active, is_deleted, isDeleted } = recipient.data;
  return {
    outcome: "created",
    recipientCode: recipient_code,
    name,
    accountName: details?.account_name,
    active: active !== false && is_deleted !== true && isDeleted !== true,
  };
}

/** Sends the order once. Anything but Paystack's own word leaves it unknown: ask verifyTransfer before sending again. */
export async function startTransfer(wire: Wire, order: TransferOrder): Promise<StartTransferOutcome> {
  const reply = await wire.send("/transfer", {
    source: "balance",
    amount: toWire(order.amount),
    currency: order.currency,
    recipient: order.recipientCode,
    reference: order.reference,
    reason: order.reason,
  });
  if (reply.outcome === "unknown") return reply;
  if (reply.outcome === "no") {
    if (reply.code === CODE.duplicateReference) return { outcome: "exists" };
    return { outcome: "refused", code: reply.code, message: reply.message };
  }
  const transfer = TransferData.safeParse(reply.data);
  if (!transfer.success || transfer.data.reference !== order.reference) return badAnswer;
  return { outcome: "accepted", ...readTransfer(transfer.data) };
}

export async function verifyTransfer(wire: Wire, reference: string): Promise<VerifyTransferOutcome> {
  const reply = await wire.ask(`/transfer/verify/${encodeURIComponent(reference)}`);
  if (reply.outcome === "unknown") return reply;
  if (reply.outcome === "no") return reply.code === CODE.transferNotFound ? { outcome: "not_found" } : badAnswer;
  const transfer = TransferData.safeParse(reply.data);
  if (!transfer.success || transfer.data.reference !== reference) return badAnswer;
  return { outcome: "found", ...readTransfer(transfer.data) };
}
