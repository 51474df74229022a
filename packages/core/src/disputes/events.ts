import { decode, type RawItem, typeOf } from "@cowry/table";
import type { Alert } from "../kernel/index.ts";
import { journal } from "../wallet/index.ts";
import { DISPUTE, OWED_ON, WAITS_ON } from "./model.ts";
import { disputeItem } from "./store.ts";

/**
 * What staff must look at by this change of the table: a dispute that has come, what is owed to us of a
 * lost one, and what was kept and could not go back to its wallet.
 */
export function alertsOf({ before, after }: { before?: RawItem; after?: RawItem }): readonly Alert[] {
  if (before !== undefined || after === undefined) return [];
  if (typeOf(after) === disputeItem.name) {
    const { topupId } = decode(disputeItem, after);
    return [{ alert: topupId === undefined ? "dispute_without_topup" : "dispute_opened", transactionId: topupId }];
  }
  if (typeOf(after) !== journal.name) return [];
  const { metadata = {}, legs = [] } = decode(journal, after);
  if (metadata[DISPUTE] === undefined) return [];
  const transactionId = metadata["refund_of"];
  const stands = (name: string) => legs.some(({ account }) => account.startsWith(`${name}:`));
  return [
    ...(stands(OWED_ON) ? [{ alert: "dispute_receivable", transactionId }] : []),
    ...(stands(WAITS_ON) ? [{ alert: "dispute_in_suspense", transactionId }] : []),
  ];
}
