import { transact } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { now, type Staff } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { type Batch, batchChange, findBatch } from "./store.ts";

/**
 * Stops a batch: rows that wait are never paid. What has been ordered goes on, as any payout. Throws `batch_not_found`,
 * `batch_ended`.
 */
export async function cancelBatch(actor: Staff, batchId: string, reason: string): Promise<Batch> {
  const batch = await findBatch(batchId);
  if (batch === undefined) throw errors.batch_not_found();
  if (batch.state === "cancelled") return batch;
  if (batch.state === "done") throw errors.batch_ended();
  await transact([
    batchChange(batch, "cancelled", { cancelledBy: actor.userId, endedAtMs: now() }),
    auditEntry(actor, {
      action: "bulk.batch_cancelled",
      subject: { kind: "batch", id: batchId },
      userId: batch.payerId,
      before: { state: batch.state },
      reason,
    }),
  ]);
  // Moved on in this very moment: from whatever it is now, once more; states only go forward.
  const seen = await findBatch(batchId);
  return seen === undefined || seen.state === "cancelled" ? (seen ?? batch) : cancelBatch(actor, batchId, reason);
}
