import { alertStaff, now } from "../kernel/index.ts";
import { type Concluded, concludeRefund, releaseRefund } from "./conclude.ts";
import {
  ASK_AGAIN_AFTER_MS,
  EXPECTED_WITHIN_MS,
  FLOAT_PATIENCE_MS,
  isOpen,
  SEND_WITHIN_MS,
  SENDS_MAX,
} from "./model.ts";
import type { ProviderRefund, RefundProvider } from "./ports.ts";
import { commitChange, findRefund, readRefund, type Refund } from "./store.ts";

/** Our side of the conversation with the provider about one refund. */

export type Sent = "sent" | "waiting" | Concluded;

/** Asks the provider for a refund whose money is set aside. For one that has been asked for already it does nothing. */
export async function sendRefund(refundId: string, provider: RefundProvider): Promise<Sent> {
  const refund = await findRefund(refundId);
  if (refund?.state !== "reserved") return "already";
  return isOfOtherMode(refund, provider) ? "waiting" : send(refund, provider);
}

/** A key of the other mode knows nothing of the charge: its refusals say nothing, nor does what its list has not. */
function isOfOtherMode({ mode, refundId }: Refund, provider: RefundProvider): boolean {
  if (mode === provider.mode) return false;
  alertStaff({ alert: "refund_mode_differs", transactionId: refundId });
  return true;
}

/**
 * Written down before the call, by one caller alone: whoever comes second finds it sent. From then on the order counts as
 * given until the provider's own list says otherwise.
 */
async function send(refund: Refund, provider: RefundProvider): Promise<Sent> {
  const sentAtMs = now();
  const sending = await commitChange(refund, { state: "sending", sends: refund.sends + 1, sentAtMs });
  if (sending === undefined) return "already";
  // An instance that was frozen in between may not wake up to order what others have ordered since.
  if (now() - sentAtMs > SEND_WITHIN_MS) return "waiting";
  const { reference, chargeReference, amount, currency } = sending;
  const answer = await provider.createRefund({ reference, chargeReference, amount, currency });
  switch (answer.outcome) {
    case "accepted":
      return concludeRefund(sending, answer);
    case "unknown":
      return "waiting";
    case "refused":
      return afterRefusal(sending, answer.code, provider);
  }
}

/** Nothing was made by this order; the list says whether an earlier one was. */
async function afterRefusal(sending: Refund, code: string, provider: RefundProvider): Promise<Sent> {
  const listed = await provider.listRefunds(sending.chargeReference);
  if (listed.outcome === "unknown") return "waiting";
  const told = ofOurs(sending, listed.refunds);
  if (told !== undefined) return concludeRefund(sending, told);
  const ageMs = now() - sending.createdAtMs;
  if (code === "insufficient_balance" && ageMs < FLOAT_PATIENCE_MS) {
    await commitChange(sending, { state: "reserved", sends: sending.sends - 1, providerStatus: code });
    alertStaff({ alert: "refund_float_low", transactionId: sending.refundId });
    return "waiting";
  }
  const released = await releaseRefund(sending, { providerStatus: code });
  return released === "again" ? "waiting" : released;
}

export function ofOurs(
  { providerId, reference }: Refund,
  listed: readonly ProviderRefund[],
): ProviderRefund | undefined {
  return listed.find((one) => one.reference === reference || (providerId !== undefined && one.id === providerId));
}

/** Asks how an open refund stands and carries out the answer. One that was never sent is sent. */
export async function lookAfterRefund(refund: Refund, provider: RefundProvider, atMs: number): Promise<Sent> {
  if (!isOpen(refund)) return "already";
  if (isOfOtherMode(refund, provider)) return "waiting";
  if (refund.state === "reserved") return send(refund, provider);
  const listed = await provider.listRefunds(refund.chargeReference);
  const told = listed.outcome === "listed" ? ofOurs(refund, listed.refunds) : undefined;
  const concluded = told === undefined ? undefined : await concludeRefund(refund, told);
  if (concluded === "moved") return concluded;
  if (atMs - refund.createdAtMs >= EXPECTED_WITHIN_MS) {
    alertStaff({ alert: "refund_overdue", transactionId: refund.refundId });
  }
  if (listed.outcome === "unknown" || concluded !== undefined) return concluded ?? "waiting";
  return sendAgain(refund, provider, atMs);
}

/** The provider's list does not have it. */
async function sendAgain(refund: Refund, provider: RefundProvider, atMs: number): Promise<Sent> {
  if (refund.state !== "sending" || atMs - (refund.sentAtMs ?? atMs) < ASK_AGAIN_AFTER_MS) return "waiting";
  if (refund.sends >= SENDS_MAX) {
    if (refund.flaw !== "lost") await commitChange(refund, { flaw: "lost" });
    alertStaff({ alert: "refund_lost", transactionId: refund.refundId });
    return "waiting";
  }
  // Another look may have heard of it meanwhile.
  const current = await readRefund(refund);
  return current?.version === refund.version ? send(refund, provider) : "already";
}
