/**
 * The wallet: the ledger, and moving money between people.
 *
 * Words. A **wallet** belongs to one person in one currency: `available` may be spent, `reserved` is promised, their
 * sum is the balance. An **entry** is a line in a wallet's chain, a **leg** the same line in a transaction's
 * **journal**. Accounts of our own (clearing, fees) have legs only; the stream sums them.
 *
 * Invariants (checked nightly by `reconcile`, and by separate code in the tests): the legs of each journal sum to
 * zero; a wallet's entries are gapless and each carries the balance after it; balance = last entry's = sum of entries;
 * nothing is negative; reserved = what is open; every wallet leg is exactly one entry; one journal per key.
 *
 * Other domains write to a wallet through `postOnWallet` and `shiftOnWallet` only, and hand over their own items with it.
 * Not here: PINs (auth), providers and their states (topups, payouts).
 */
export { accountNumberChange } from "./account-number.ts";
export {
  behindReference,
  CLEARING_PLACES,
  clearingItem,
  clearingPlace,
  clearingRowOf,
  type ClearingRow,
  disputeReference,
  findClearing,
  findJournal,
  knownAs,
  readClearing,
  referenceKeyOf,
  unorderedReference,
} from "./clearing-store.ts";
export { type ChainLink, linkHash } from "./chain.ts";
export { entryPlace } from "./entry-place.ts";
export { walletKinds } from "./kinds.ts";
export type { Journal, Wallet, Entry, ExternalRow } from "./store.ts";
export { entryItem, externalItem, externalRow, journal, queuedItem, walletItem } from "./store.ts";
export * from "./model.ts";
export { errors, transferRefusals } from "./errors.ts";
export { commit as commitMovements, type Commitment, type Each } from "./commit.ts";
export { type Posted, postOnWallet, shiftOnWallet, type WalletPlan } from "./post.ts";
export {
  type CreditQueued,
  eventsOf,
  promisedTo,
  type TransactionChanged,
  transactionPosted,
  type TransactionPosted,
} from "./events.ts";
export { firstAnswer, journalPlace, movedMoney, PLACES, replay, requestHash } from "./journal.ts";
export { listOpenJournals } from "./open-journals.ts";
export { drainQueue, sweepQueues, waitingCredits } from "./queue-drain.ts";
export { MARK_RULE, reversedMarks } from "./reversed-marks.ts";
export { readBalance } from "./balance.ts";
export {
  checkCursor,
  type HistoryFilter,
  listTransactions,
  loadTransaction,
  type Owner,
  readTransaction,
} from "./history.ts";
export { checkCredit, checkDebit, checkOwnRoom } from "./status.ts";
export { compareRebuilt, type RebuiltEntry, type RebuiltWallet, rebuildWallets } from "./rebuild.ts";
export { rebuildInto, RebuildOrder, RebuildState } from "./rebuild-into.ts";
export { reconcileLedger } from "./reconcile.ts";
export { dayOf, homeDay } from "./day.ts";
export { bookingDay, movedAt, readSystemBalance, sumSystemLegs } from "./system-accounts.ts";
export { AccountLine, AccountLinesQuery, listAccountLines } from "./account-lines.ts";
export { CHART, readTrialBalance, TrialBalance } from "./accounts.ts";
export {
  Assets,
  Balances,
  listAssets,
  openWallet,
  readBalances,
  setOwnLimit,
  standingChange,
  WalletRequest,
} from "./assets.ts";
export { ENQUIRIES, enquireName, RecipientQuery, RecipientShown, toAddress } from "./enquiry.ts";
export { LimitsShown, readLimits } from "./limits-view.ts";
export { policyKinds, PolicyRequest, PolicyShown, proposePolicy, readPolicy } from "./policy-change.ts";
export { decideOnTransfer, expireTransfer, loadReviewed } from "./review-decision.ts";
export {
  listReviews,
  ReviewDecision,
  ReviewParams,
  ReviewQuery,
  ReviewShown,
  reviewView,
  sweepReviews,
} from "./review-list.ts";
export { type Fee, type FeeKind, FEE_KINDS, feeOf, type FeeRule, shares } from "./fees.ts";
export { capsOf, checkLimits, counted, givenBack, profileOf, usageAt } from "./limits.ts";
export { countBack, countReviewed, countSpending, type Reviewed, type Spending } from "./spending.ts";
export { loadPolicy, Policy, policyReading } from "./policy.ts";
export { Quote, quotedFee, quoteFee, QuoteRequest, QuoteShown } from "./quotes.ts";
export { type Guards, type Receipt, sendMoney, type TransferOrder } from "./transfer.ts";
export { type Address, REFUSED_RECIPIENTS, tellUnpayable, whyUnpayable } from "./recipient.ts";
export { accountNumberContext, clipBytes, type Opening, walletOpening } from "./opening.ts";
export { checkAmount, checkRoom, feeLegs, reviewOf, reviewPlace } from "./transfer-decision.ts";
export { withPayee } from "./review.ts";
export { transactionView } from "./view.ts";
export { walletNaming } from "./naming.ts";
export { changeStatus, type StatusChange, StatusRequest, WalletParams, WalletStanding } from "./status-wire.ts";
export { setWalletStatus, type StatusChanged, type StatusOrder, type StatusWish } from "./wallet-status.ts";
export { toFilter, toOrder } from "./request.ts";
export {
  AccountNumber,
  Balance,
  BalanceQuery,
  Currency,
  ExistingTime,
  HistoryQuery,
  OwnerParams,
  Transaction,
  TransactionParams,
  TransferReceipt,
  TransferRequest,
  WalletQuery,
} from "./wire.ts";
