import { transact } from "@cowry/table";
import { errors as approvals } from "../approvals/index.ts";
import { auditEntry } from "../audit/index.ts";
import { alertStaff, errors as kernelErrors, now, type Staff } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { HEARD_WITHIN_MS, OPEN_STATES, REMINDED_BEFORE_MS, SAID_WITHIN_MS } from "./model.ts";
import type { DisputeAnswer, DisputeEvidence, DisputeProvider } from "./ports.ts";
import { receiveDispute } from "./receive.ts";
import { commitChange, type Dispute, disputeChange, findDispute, queryDisputes } from "./store.ts";

/** What staff say to a dispute, and how we learn what became of it. */

/** Throws `dispute_not_found`. */
export async function loadDispute(disputeId: string): Promise<Dispute> {
  const dispute = await findDispute(disputeId);
  if (dispute === undefined) throw errors.dispute_not_found();
  return dispute;
}

function audited(actor: Staff, dispute: Dispute, action: `disputes.${string}`, after: Record<string, string>) {
  const { disputeId, owner } = dispute;
  return auditEntry(actor, {
    action,
    subject: { kind: "dispute", id: disputeId },
    userId: owner ?? actor.userId,
    after,
  });
}

async function loadOpen(disputeId: string): Promise<Dispute> {
  const dispute = await loadDispute(disputeId);
  if (dispute.state !== "open") throw errors.dispute_not_open();
  return dispute;
}

/** The same for who decides about it. Throws `own_affair`: nobody does so about money of their own. */
async function loadDecidable(actor: Staff, disputeId: string): Promise<Dispute> {
  const dispute = await loadOpen(disputeId);
  if (dispute.owner === actor.userId) throw approvals.own_affair();
  return dispute;
}

/** Throws `unavailable` with a key of the other mode: it knows nothing of the dispute, and what is said by it is not heard. */
function checkMode({ mode }: Dispute, provider: DisputeProvider): void {
  if (mode !== provider.mode) throw kernelErrors.unavailable(undefined, { context: { mode: provider.mode } });
}

/**
 * The last word to the provider, written down before it is said. Whether it was heard may stay unknown for a while
 * (`answering`): the sweep asks, and an answer that was not heard may be given again. The dispute as it is then.
 */
export async function answerDispute(
  actor: Staff,
  disputeId: string,
  answer: Omit<DisputeAnswer, "refundAmount" | "evidenceId"> & { readonly refundAmount: bigint | undefined },
  provider: DisputeProvider,
): Promise<Dispute> {
  const dispute = await loadDecidable(actor, disputeId);
  checkMode(dispute, provider);
  const { resolution, message } = answer;
  const refundAmount = answer.refundAmount ?? (resolution === "declined" ? 0n : dispute.amount);
  const said = { state: "answering", answer: resolution, answeredBy: actor.userId, answeredAtMs: now() } as const;
  const outcome = await transact([
    disputeChange(dispute, said),
    audited(actor, dispute, "disputes.answered", { resolution, message, refund_amount: String(refundAmount) }),
  ]);
  if (!outcome.committed && !outcome.failed.has("audit")) throw errors.dispute_not_open();
  // An instance that was frozen in between may not wake up to say what others have answered otherwise since.
  if (now() - said.answeredAtMs > SAID_WITHIN_MS) throw kernelErrors.unavailable();
  const { evidenceId } = dispute;
  const answered = await provider.resolveDispute(disputeId, { ...answer, refundAmount, evidenceId });
  if (answered.outcome !== "unknown") await lookAfter(await loadDispute(disputeId), provider, answered.outcome);
  const after = await loadDispute(disputeId);
  if (answered.outcome === "refused" && after.state === "open") throw errors.dispute_answer_refused();
  return after;
}

/** Says what was delivered, and to whom. Said again it replaces what was said. */
export async function addEvidence(
  actor: Staff,
  disputeId: string,
  evidence: DisputeEvidence,
  provider: DisputeProvider,
): Promise<Dispute> {
  const dispute = await loadDecidable(actor, disputeId);
  checkMode(dispute, provider);
  const added = await provider.addEvidence(disputeId, evidence);
  if (added.outcome === "refused") throw errors.dispute_answer_refused();
  if (added.outcome === "unknown") throw kernelErrors.unavailable(undefined, { context: { dispute: added.why } });
  const { evidenceId } = added;
  const outcome = await transact([
    disputeChange(dispute, { evidenceId }),
    audited(actor, dispute, "disputes.evidence_added", { evidence_id: evidenceId }),
  ]);
  // The dispute moved on in between. The provider has it, we have not: said again it replaces what was said.
  if (!outcome.committed && !outcome.failed.has("audit")) {
    throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1 });
  }
  return loadDispute(disputeId);
}

/** Where a file of evidence is put with `PUT`, and the name by which the answer then speaks of it. */
export async function openUpload(
  disputeId: string,
  fileName: string,
  provider: DisputeProvider,
): Promise<{ readonly url: string; readonly fileName: string }> {
  checkMode(await loadOpen(disputeId), provider);
  const upload = await provider.uploadAddress(disputeId, fileName);
  if (upload.outcome === "refused") throw errors.dispute_answer_refused();
  if (upload.outcome === "unknown") throw kernelErrors.unavailable(undefined, { context: { dispute: upload.why } });
  return upload;
}

/** Asks the provider. An answer that it refused, or did not hear in time, leaves the dispute open. */
async function lookAfter(dispute: Dispute, provider: DisputeProvider, heard?: "resolved" | "refused"): Promise<void> {
  const found = await provider.findDispute(dispute.disputeId);
  if (found.outcome !== "found") return;
  await receiveDispute(found);
  const isOver = found.status === "resolved";
  const isUnheard = now() - (dispute.answeredAtMs ?? 0) >= HEARD_WITHIN_MS;
  if (dispute.state !== "answering" || isOver || !(heard === "refused" || isUnheard)) return;
  const current = await loadDispute(dispute.disputeId);
  if (current.state !== "answering") return;
  // Told before it is noted: who is stopped in between tells it again, who notes it first might never.
  if (heard === undefined) alertStaff({ alert: "dispute_answer_unheard", transactionId: dispute.topupId });
  await commitChange(current, { state: "open" });
}

/** For how long one sweep begins anything: its door runs longer. */
export const SWEEP_MS = 4 * 60_000;
const PAGE = 50;
/** A list that never ends is a fault of the other side. */
const PAGES_MAX = 20;
/** As the provider calls those that wait for us. */
const WAITING = "awaiting-merchant-feedback";

/** Disputes of which no event told, and what became of those that are open. One that fails keeps no other waiting. */
export async function sweepDisputes(provider: DisputeProvider, budgetMs = SWEEP_MS): Promise<void> {
  const startedAt = performance.now();
  const isLate = () => performance.now() - startedAt >= budgetMs;
  for (let page = 1, pages = 1; page <= Math.min(pages, PAGES_MAX) && !isLate(); page++) {
    const listed = await provider.listDisputes({ page, status: WAITING });
    if (listed.outcome === "unknown") break;
    pages = listed.pages;
    for (const told of listed.disputes) await guarded(told.id, () => receiveDispute(told));
  }
  for (const state of OPEN_STATES) {
    let after: string | undefined;
    do {
      const page = await queryDisputes(state, { limit: PAGE, after });
      for (const dispute of page.items) {
        if (isLate()) {
          alertStaff({ alert: "dispute_sweep_unfinished" });
          return;
        }
        await guarded(dispute.topupId, () => sweepOne(dispute, provider));
      }
      after = page.last;
    } while (after !== undefined);
  }
}

async function sweepOne(dispute: Dispute, provider: DisputeProvider): Promise<void> {
  await lookAfter(dispute, provider);
  // As it is now: the look may have ended it, or put its deadline off.
  const { state, dueAtMs, topupId } = await loadDispute(dispute.disputeId);
  const leftMs = dueAtMs - now();
  if (OPEN_STATES.includes(state) && leftMs > 0 && leftMs < REMINDED_BEFORE_MS) {
    alertStaff({ alert: "dispute_due", transactionId: topupId });
  }
}

async function guarded(transactionId: string | undefined, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch {
    alertStaff({ alert: "dispute_sweep_failed", transactionId });
  }
}
