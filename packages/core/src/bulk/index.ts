/**
 * Bulk payouts: staff pay many bank accounts out of a merchant's wallet, by a file.
 *
 * Words. A **batch** is one file of a merchant's, as CSV; a **row** is one line of it, and one payout at most. A batch is
 * **proposed** with its upload, **runs** once a colleague has approved it, and is **done** when each of its rows has been
 * ordered or refused. What becomes of a payout after its order is the payouts' affair, and shown here.
 *
 * Invariants. Every line of the file is a row, the wrong ones with the field and why: none is lost, and none of them is
 * paid. One file makes one batch, and one reference one payout of a wallet, for ever: both ids are derived. A row is marked
 * as ordered in the very transaction that reserves its money, which holds only while the batch runs: cut off, repeated or
 * cancelled at any moment, a row is either waiting or ordered. One row's trouble is no other's.
 *
 * Not here: payouts themselves, their names, limits and fees (payouts, wallet); four eyes (approvals); the provider's own
 * bulk transfer, which takes a hundred or none and only with its one-time codes off: here each row goes out by itself.
 */
export { cancelBatch } from "./cancel.ts";
export { errors } from "./errors.ts";
export { type BatchApproved, eventsOf } from "./events.ts";
export { bulkKinds, bulkRefusals, bulkSealedKinds } from "./kinds.ts";
export { listBatches, readBatch, readReport, readRows, type RowStanding } from "./look.ts";
export { AMOUNT_MAX, COLUMNS, type RowState, ROWS_MAX } from "./model.ts";
export { closeBatch, payRows, startBatch, sweepBatches } from "./pay.ts";
export type { BatchStarter, CsvReader, CsvRecord, CsvText } from "./ports.ts";
export { PayInput, PayOutput, BatchInput, BatchOutput } from "./step-wire.ts";
export { uploadBatch } from "./upload.ts";
export {
  BatchesQuery,
  BatchListed,
  batchListedView,
  BatchParams,
  BatchShown,
  batchView,
  CancelRequest,
  reportCells,
  RowShown,
  RowsQuery,
  rowView,
  toUpload,
  UploadRequest,
} from "./wire.ts";
