import { type KeyOf, seqKey, timeKey } from "@cowry/table";
import { type Leg, walletOfAccount } from "./model.ts";
import { SEQUENCE_DIGITS } from "./posting.ts";
import type { entryItem } from "./store.ts";

/** Where a leg's entry stands; undefined for accounts of our own, and while a credit waits in the queue. */
export function entryPlace({ account, seq, atMs }: Leg): KeyOf<typeof entryItem> | undefined {
  const wallet = walletOfAccount(account);
  if (wallet === undefined || seq === undefined || atMs === undefined) return undefined;
  return { ...wallet, at: timeKey(atMs), seq: seqKey(seq, SEQUENCE_DIGITS) };
}
