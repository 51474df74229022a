import { absent, put, transact } from "@cowry/table";
import { alertStaff, errors as kernelErrors, now, RailCurrencyCode } from "../kernel/index.ts";
import { type Journal, journal, journalPlace, movedMoney, SYSTEM_OWNER } from "../wallet/index.ts";
import { findReceiver, type Receiver } from "./account-store.ts";
import { publishedFee } from "./charge-fees.ts";
import { receivedTopupId, type TopupFacts, topupIdOf } from "./model.ts";
import type { Charge, ChargeReader, ProviderMode } from "./ports.ts";
import { chargeLegs, type Settlement, settleCardless, settleTopup, settleTransferred } from "./settle.ts";
import { commitTopup, findTopup } from "./store.ts";

/** Where charges are asked for, by the key of one mode. */
export type ChargeSource = ChargeReader & { readonly mode: ProviderMode };

/**
 * A charge of which an event tells. One that we ordered is compared with its order. One that we did not, because somebody
 * sent money to a virtual account, has nothing to be compared with: the provider is asked whether it is true.
 */
export async function receiveCharge(told: Charge, source: ChargeSource): Promise<Settlement> {
  if (told.transferred !== undefined) return receiveTransferred(told, source);
  return topupIdOf(told.reference) === undefined ? "not_ours" : settleTopup(told);
}

/** The same for one that was paid by a transfer. */
export async function receiveTransferred(told: Charge, source: ChargeSource): Promise<Settlement> {
  if (topupIdOf(told.reference) !== undefined) return settleTransferred(told);
  const found = await source.verifyCharge(told.reference);
  if (found.outcome !== "found") {
    throw kernelErrors.unavailable(undefined, { context: { charge: told.id, verify: found.outcome } });
  }
  if (found.status !== "success") return "not_paid";
  return settleReceived(found, source.mode);
}

/** Credits money that came without an order, once for each reference of the provider's; to nobody known: suspense. */
export async function settleReceived(charge: Charge, mode: ProviderMode): Promise<Settlement> {
  const { transferred, reference } = charge;
  if (transferred === undefined) return "not_ours";
  const transactionId = receivedTopupId(reference);
  const known = await findTopup(transactionId);
  if (known !== undefined) return known.owner === SYSTEM_OWNER ? "already" : settleCardless(known, charge);
  if (charge.domain !== mode) {
    alertStaff({ alert: "received_mode_differs", transactionId });
    return "flagged";
  }
  const receiver = await findReceiver(transferred.receiverAccount);
  const fits = receiver?.mode === mode && receiver.currency === charge.currency;
  const topup = receivedTopup(charge, fits ? receiver : undefined, mode);
  if (!fits) return keepUnknown(topup, charge);
  const stored = await commitTopup(topup, { requestId: `paystack-${charge.id}` });
  return settleCardless(stored ?? topup, charge);
}

function receivedTopup(charge: Charge, receiver: Receiver | undefined, mode: ProviderMode): Journal {
  const atMs = now();
  const facts: TopupFacts = { method: "virtual_account", attempt: 1, attemptAtMs: atMs };
  return {
    transactionId: receivedTopupId(charge.reference),
    kind: "topup",
    status: "pending",
    currency: charge.currency,
    amount: charge.amount,
    fee: 0n,
    owner: receiver?.userId ?? SYSTEM_OWNER,
    counterparty: { kind: "provider", name: "Paystack" },
    by: "provider:paystack",
    reference: charge.reference,
    mode,
    createdAtMs: atMs,
    metadata: { payment_method: "virtual_account" },
    external: { ...facts },
  };
}

/** Money for an account that is nobody's: it waits where staff find it, and its journal tells them. */
async function keepUnknown(topup: Journal, charge: Charge): Promise<Settlement> {
  const { amount } = topup;
  const currency = RailCurrencyCode.parse(topup.currency);
  const fees = charge.fees ?? publishedFee(amount, currency, "virtual_account");
  const legs = chargeLegs(topup, { ...charge, fees }, { account: `suspense:topups:${currency}`, amount });
  const held: Journal = { ...topup, status: "held", ...movedMoney(legs) };
  const outcome = await transact([
    put(journal, held, { rule: "journal", when: [absent()], index: journalPlace(held) }),
  ]);
  return outcome.committed ? "suspended" : "already";
}
