import { toWire } from "@cowry/core/kernel/money";
import type { InitializeOrder, InitializeOutcome, VerifyChargeOutcome } from "./outcomes.ts";
import { badAnswer, readCharge } from "./reading.ts";
import { CODE } from "./refusals.ts";
import { ChargeData, InitializeData } from "./shapes.ts";
import type { Wire } from "./wire.ts";

/** Money in. */

export async function initialize(wire: Wire, order: InitializeOrder): Promise<InitializeOutcome> {
  const reply = await wire.send("/transaction/initialize", {
    email: order.email,
    amount: toWire(order.amount),
    currency: order.currency,
    reference: order.reference,
    callback_url: order.callbackUrl,
    channels: order.channels,
    metadata: order.metadata,
  });
  if (reply.outcome === "unknown") return reply;
  if (reply.outcome === "no") {
    if (reply.code === CODE.duplicateReference) return { outcome: "duplicate" };
    return { outcome: "refused", code: reply.code, message: reply.message };
  }
  const made = InitializeData.safeParse(reply.data);
  if (!made.success || made.data.reference !== order.reference) return badAnswer;
  return { outcome: "ready", paymentUrl: made.data.authorization_url, accessCode: made.data.access_code };
}

export async function verifyCharge(wire: Wire, reference: string): Promise<VerifyChargeOutcome> {
  const reply = await wire.ask(`/transaction/verify/${encodeURIComponent(reference)}`);
  if (reply.outcome === "unknown") return reply;
  if (reply.outcome === "no") return reply.code === CODE.transactionNotFound ? { outcome: "not_found" } : badAnswer;
  const charge = ChargeData.safeParse(reply.data);
  if (!charge.success || charge.data.reference !== reference) return badAnswer;
  return { outcome: "found", ...readCharge(charge.data) };
}
