/**
 * Payouts: money from a wallet to a bank account, and whom a person pays often.
 *
 * Words. A **beneficiary** is a bank account (verified by the bank's own word) or a person; a **payout account** is one of
 * which the bank names the user as the holder. A **payout** is ordered,
 * **sent** to the provider, then **settled** (the money left) or **released** (it did not); one that the bank sends
 * back after that is **refunded** by a transaction of its own.
 *
 * Invariants. A payout counts towards the limits of its wallet like a transfer, from its order on, and no more once it is
 * released. Amount and fee stay reserved until a fact ends the payout: the provider's conclusive word, or its refusal
 * of every sending. A timeout, a 5xx and "not found" are no facts: the payout is `awaiting_confirmation`, and we ask.
 * All sendings carry one reference; once the provider is known to have it, nothing is sent any more, and none begins after
 * the end (decision 0009). Each end happens once, whoever brings it: step, webhook or sweep.
 *
 * Not here: wallets and journals (wallet), the provider's wire and the workflow engine (gateways), PINs (auth).
 */
export { eraseBeneficiaries } from "./erasing.ts";
export { enquireAccount, listBanks } from "./banks.ts";
export {
  addBeneficiary,
  hasBankAccount,
  listBeneficiaries,
  type NewBeneficiary,
  savedAccount,
} from "./beneficiaries.ts";
export { type ApprovalAsked, approveTransfer } from "./approval.ts";
export { checkAccount } from "./account-check.ts";
export { isSameHolder } from "./holder.ts";
export { errors } from "./errors.ts";
export { eventsOf, type PayoutReleased, type PayoutRequested } from "./events.ts";
export { awaitConfirmation, concludePayout, receiveTransfer, startPayout, sweepPayouts } from "./execution.ts";
export { PAYOUT_BOUNDS } from "./fees.ts";
export { addOwnAccount, chooseAccount, listOwnAccounts, type OwnAccount, removeBeneficiary } from "./own-accounts.ts";
export { type Float, FloatShown, floatView, readFloat, watchFloat } from "./float.ts";
export { beneficiaryKinds } from "./kinds.ts";
export { NAME_UNKNOWN_PATIENCE_MS } from "./waits.ts";
export { BANK_CODE, FAILURES, maskAccount, type PayoutOrder, type Said, type Step } from "./model.ts";
export * from "./ports.ts";
export { readProgress } from "./progress.ts";
export { type Payer, payoutIdFor, requestPayout, type RequestedPayout } from "./request.ts";
export { conclusionRefusals, enterCode, loadPayout, payoutKinds, proposeConclusion, retryPayout } from "./staff.ts";
export { listPayouts } from "./staff-list.ts";
export {
  CodeRequest,
  ConclusionRequest,
  listedView,
  PayoutListed,
  PayoutParams,
  PayoutShown,
  PayoutsQuery,
  payoutStoryView,
  ProgressShown,
  progressView,
  RetryRequest,
} from "./staff-wire.ts";
export type { BeneficiaryRow } from "./store.ts";
export { pollPayout, submitPayout } from "./submit.ts";
export { AwaitInput, ConcludeInput, StepTaken, takenStep, TokenKept, TransactionInput } from "./step-wire.ts";
export {
  BankList,
  bankView,
  BeneficiaryParams,
  BeneficiaryQuery,
  BeneficiaryRequest,
  BeneficiaryShown,
  beneficiaryView,
  PayoutAccountRequest,
  PayoutAccountShown,
  payoutAccountView,
  PayoutOrdered,
  PayoutRequest,
  payoutView,
  ResolvedAccount,
  ResolveRequest,
  toBeneficiary,
  toPayoutOrder,
  TransferApproved,
} from "./wire.ts";
