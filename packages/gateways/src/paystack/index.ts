/**
 * Paystack: the client, and the reading of its webhooks.
 *
 * Every call gives an outcome. "unknown" means that we do not know whether it happened: keep the operation open, ask
 * `verify…`, and send again under the same reference only. "not_found" right after an unknown start proves nothing.
 * Only "refused" and the statuses that Paystack calls conclusive may release money.
 *
 * In parts, so that a door carries what it uses: `paystack` (charges, banks, recipients, transfers, balance),
 * `paystackAccounts` (customers, dedicated accounts, saved cards), `paystackRefunds`, `paystackDisputes`,
 * `paystackBulk`, `paystackRecords` and `paystackLooks` (all lists, and single records, for the comparison of books).
 *
 * Not here: what any of it means for wallets. Domains declare the part they need as a port; doors hand it over.
 */
export type {
  AccountOutcome,
  ChargeAgainOutcome,
  CustomerOrder,
  CustomerOutcome,
  Identification,
  PaystackAccounts,
  SavedCardOrder,
  VirtualAccount,
} from "./accounts.ts";
export { paystackAccounts } from "./accounts.ts";
export { type ApprovalAsked, parseApproval } from "./approvals.ts";
export type { BulkRecipientsOutcome, BulkTransfer, BulkTransfersOutcome, PaystackBulk } from "./bulk.ts";
export { BULK_MAX, paystackBulk } from "./bulk.ts";
export { paystack } from "./client.ts";
export type { PaystackOptions } from "./client.ts";
export { paystackDisputes, readDispute } from "./disputes.ts";
export { parseEvent } from "./events.ts";
export type { PaystackEvent, Refund } from "./events.ts";
export { paystackLooks } from "./looks.ts";
export { modeOf } from "./mode.ts";
export type * from "./outcomes.ts";
export { paystackRecords } from "./records.ts";
export { paystackRefunds } from "./refunds.ts";
export { verifySignature } from "./signature.ts";
