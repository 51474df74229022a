import { decode, type RawItem, typeOf } from "@cowry/table";
import type { Alert } from "../kernel/index.ts";
import { type Journal, journal, SYSTEM_OWNER } from "../wallet/index.ts";

/**
 * What staff must look at by this change of the table: money that arrived and was not credited. Each flaw of a top-up
 * once, however often its journal is written.
 */
export function alertsOf({ before, after }: { before?: RawItem; after?: RawItem }): readonly Alert[] {
  if (after === undefined || typeOf(after) !== journal.name) return [];
  const topup = decode(journal, after);
  const alert = alertIn(topup);
  if (alert === undefined || (before !== undefined && alertIn(decode(journal, before)) === alert)) return [];
  return [{ alert, transactionId: topup.transactionId }];
}

function alertIn({ kind, status, owner, external }: Journal): string | undefined {
  if (kind !== "topup" || status !== "held") return undefined;
  const flaw = external?.["flaw"];
  if (typeof flaw === "string") return `topup_${flaw}`;
  return owner === SYSTEM_OWNER ? "received_for_unknown_account" : undefined;
}
