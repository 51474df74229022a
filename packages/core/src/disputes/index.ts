/**
 * Disputes: a payer's bank asks for money back that was paid to us.
 *
 * Words. A dispute is **open** until somebody answers it: staff **decline** it with evidence or **accept** it; who says
 * nothing until it is **due** has accepted. It ends **won** or **lost**. What is **kept** is what the wallet had of it
 * when it was opened, set aside in `suspense:disputes`.
 *
 * Invariants. Money moves once, by the state and not by the event: a word that comes twice or out of order changes
 * nothing. Lost, the money has left our balance: it comes out of what was kept, then out of the wallet, and what nobody
 * has is owed to us (`receivable:disputes`). Our answer is written down before it is said; whether it was heard is asked.
 *
 * Not here: refunds that we order ourselves (refunds), the provider's wire (gateways).
 */
export { addEvidence, answerDispute, loadDispute, openUpload, sweepDisputes } from "./answer.ts";
export { errors } from "./errors.ts";
export { alertsOf } from "./events.ts";
export * from "./ports.ts";
export { receiveDispute } from "./receive.ts";
export { pageOfDisputes as listDisputes } from "./store.ts";
export {
  AnswerRequest,
  DisputeParams,
  DisputeQuery,
  DisputeShown,
  disputeView,
  EvidenceRequest,
  toAnswer,
  toEvidence,
  UploadRequest,
  UploadShown,
} from "./wire.ts";
