import { batchGet, keyOf, seqKey, timeKey } from "@cowry/table";
import { checkJournal, checkLeg, type Discrepancy } from "./audit.ts";
import { type Leg, walletOfAccount } from "./model.ts";
import { SEQUENCE_DIGITS } from "./posting.ts";
import { type Audit, count, report } from "./reconcile-store.ts";
import { entryItem, type Journal } from "./store.ts";
import { bookingDay } from "./system-accounts.ts";

/** Each journal by itself, and each of its wallet legs against the entry it names. */
export async function auditJournals(audit: Audit, journals: readonly Journal[]): Promise<void> {
  const legs = journals.flatMap((of) => (of.legs ?? []).flatMap((leg) => walletLeg(of, leg)));
  const found = await batchGet(legs.flatMap(({ place }) => (place === undefined ? [] : keyOf(entryItem, place))));
  const odd = legs.map(({ of, leg, place }) =>
    checkLeg(of, leg, place === undefined ? undefined : found.get(entryItem, place)),
  );
  report(audit, [...journals.flatMap(checkJournal), ...odd.filter((each) => each !== undefined)]);
  report(audit, book(audit, journals));
  count(audit, "journals", journals.length);
}

function walletLeg(of: Journal, leg: Leg) {
  const wallet = walletOfAccount(leg.account);
  if (wallet === undefined) return [];
  const { seq, atMs } = leg;
  const isPlaced = seq !== undefined && atMs !== undefined;
  return [
    { of, leg, place: isPlaced ? { ...wallet, at: timeKey(atMs), seq: seqKey(seq, SEQUENCE_DIGITS) } : undefined },
  ];
}

/** Adds the legs of days that are over to the sums; by now the stream has told of each of them. */
function book(audit: Audit, journals: readonly Journal[]): readonly Discrepancy[] {
  const over = journals.filter((of) => of.legs !== undefined && bookingDay(of) < audit.day);
  const sums: Record<string, bigint> = { ...audit.progress.sums };
  for (const { account, amount } of over.flatMap(({ legs = [] }) => legs)) {
    const name = walletOfAccount(account) === undefined ? account : WALLETS;
    sums[name] = (sums[name] ?? 0n) + amount;
  }
  audit.progress = { ...audit.progress, sums };
  return over
    .filter(({ systemLegs }) => systemLegs === "pending")
    .map(({ transactionId }) => ({
      rule: "system_account_is_sum_of_legs",
      where: `journal ${transactionId}`,
      says: "the stream has not counted it",
    }));
}

/** All wallets together, among the sums. */
export const WALLETS = "wallets";
