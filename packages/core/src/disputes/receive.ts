import { alertStaff, derivedId, errors as kernelErrors, jitter } from "../kernel/index.ts";
import { bookTakenBack } from "../refunds/index.ts";
import { disputeReference } from "../wallet/index.ts";
import { decideDispute, DISPUTE, OWED_ON } from "./model.ts";
import { openDispute } from "./open.ts";
import type { ProviderDispute } from "./ports.ts";
import { commitChange, type Dispute, disputeChange, findDispute } from "./store.ts";

const TRIES_MAX = 12;

/**
 * What the provider says of a dispute, by an event or because we asked. The state decides: a word that comes twice, or
 * late, changes nothing, and money moves once. What became of it, in a word.
 */
export async function receiveDispute(told: ProviderDispute): Promise<string> {
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const dispute = (await findDispute(told.id)) ?? (await openDispute(told));
    const done = await carryOut(dispute, told);
    if (done !== "again") return done;
    await new Promise((resolve) => setTimeout(resolve, jitter() * Math.min(200, 10 * 2 ** tries)));
  }
  throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { dispute: told.id } });
}

async function carryOut(dispute: Dispute, told: ProviderDispute): Promise<string> {
  if (dispute.mode !== told.domain || dispute.currency !== told.currency) {
    alertStaff({ alert: "dispute_differs", transactionId: dispute.topupId });
    return "flagged";
  }
  const verdict = decideDispute(dispute.state, told);
  switch (verdict) {
    case "nothing":
      return "already";
    case "note":
      return note(dispute, told);
    case "won":
    case "lost":
      return conclude(dispute, told, verdict);
  }
}

async function note(dispute: Dispute, told: ProviderDispute): Promise<string> {
  const { status: providerStatus, dueAtMs = dispute.dueAtMs } = told;
  const amount = amountOf(dispute, told);
  const isNews = amount !== dispute.amount || providerStatus !== dispute.providerStatus || dueAtMs !== dispute.dueAtMs;
  if (!isNews) return "noted";
  return (await commitChange(dispute, { amount, providerStatus, dueAtMs })) ? "noted" : "again";
}

/** Of one that was declined the provider tells that nothing goes back: what it was about is kept. */
function amountOf(dispute: Dispute, { amount }: ProviderDispute): bigint {
  return amount > 0n ? amount : dispute.amount;
}

/** Won, what was kept is the customer's again. Lost, it has gone to the bank, and what is missing is taken or owed. */
async function conclude(dispute: Dispute, told: ProviderDispute, state: "won" | "lost"): Promise<string> {
  const { disputeId, topupId, chargeReference, currency, mode, kept } = dispute;
  const { amount, status: providerStatus, resolution = state } = told;
  const taken = await bookTakenBack({
    transactionId: derivedId("disputes/concluded", mode, disputeId),
    reference: disputeReference(disputeId),
    topupId,
    chargeReference,
    amount: state === "won" ? 0n : amount,
    isCapped: true,
    currency,
    mode,
    kept,
    owedOn: OWED_ON,
    metadata: { [DISPUTE]: disputeId },
    also: [disputeChange(dispute, { state, providerStatus, resolution, amount: amountOf(dispute, told) })],
  });
  return taken === undefined ? "again" : state;
}
