import { decode, type RawItem, typeOf } from "@cowry/table";
import type { Alert } from "../kernel/index.ts";
import { journal } from "../wallet/index.ts";
import { OWED_ON, WAITS_ON } from "./model.ts";

/** What staff must look at by this change of the table: what a correction could not give its payer, or take from its payee. */
export function alertsOf({ before, after }: { before?: RawItem; after?: RawItem }): readonly Alert[] {
  if (before !== undefined || after === undefined || typeOf(after) !== journal.name) return [];
  const { transactionId, kind, by = "", legs = [] } = decode(journal, after);
  if (kind !== "refund" || !by.startsWith("staff:")) return [];
  const stands = (name: string) => legs.some(({ account }) => account.startsWith(`${name}:`));
  return [
    ...(stands(WAITS_ON) ? [{ alert: "correction_in_suspense", transactionId }] : []),
    ...(stands(OWED_ON) ? [{ alert: "correction_receivable", transactionId }] : []),
  ];
}
