import { decode, type RawItem, typeOf } from "@cowry/table";
import type { Alert } from "../kernel/index.ts";
import { journal } from "../wallet/index.ts";
import { DISPUTE, OWED_ON } from "./model.ts";
import { disputeItem } from "./store.ts";

/** What staff must look at by this change of the table: a dispute that has come, and what is owed to us of a lost one. */
export function alertsOf({ before, after }: { before?: RawItem; after?: RawItem }): readonly Alert[] {
  if (before !== undefined || after === undefined) return [];
  if (typeOf(after) === disputeItem.name) {
    const { topupId } = decode(disputeItem, after);
    return [{ alert: topupId === undefined ? "dispute_without_topup" : "dispute_opened", transactionId: topupId }];
  }
  if (typeOf(after) !== journal.name) return [];
  const { metadata = {}, legs = [] } = decode(journal, after);
  const isOwed = metadata[DISPUTE] !== undefined && legs.some(({ account }) => account.startsWith(`${OWED_ON}:`));
  return isOwed ? [{ alert: "dispute_receivable", transactionId: metadata["refund_of"] }] : [];
}
