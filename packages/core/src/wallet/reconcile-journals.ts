import { batchGet, keyOf, seqKey, timeKey } from "@cowry/table";
import { checkJournal, checkLeg, type Discrepancy } from "./audit.ts";
import { type Leg, walletOfAccount } from "./model.ts";
import { SEQUENCE_DIGITS } from "./posting.ts";
import type { Pace } from "./reconcile-pace.ts";
import { checkAllParts } from "./reconcile-parts.ts";
import { type Audit, book, count, report } from "./reconcile-store.ts";
import { entryItem, type Journal, journal } from "./store.ts";
import { bookingDay, sumJournals, sumsOf } from "./system-accounts.ts";

/**
 * Each journal by itself, against its parts, and each of its wallet legs against the entry it names. False when the time
 * was up before: then nothing has been reported or counted.
 */
export async function auditJournals(audit: Audit, journals: readonly Journal[], pace: Pace): Promise<boolean> {
  const found = await checkTwice(journals, pace);
  if (found === "unfinished") return false;
  report(audit, found);
  report(audit, await bookLegs(audit, journals));
  count(audit, "journals", journals.length);
  return true;
}

/** What is odd, and is so still a moment later. */
async function checkTwice(journals: readonly Journal[], pace: Pace): Promise<readonly Discrepancy[] | "unfinished"> {
  const found = await checkAll(journals, pace);
  if (found === "unfinished" || found.length === 0) return found;
  await pace.pause();
  const places = new Set(found.map(({ where }) => where));
  const odd = journals.filter(({ transactionId }) => places.has(`journal ${transactionId}`));
  return checkAll(await readAgain(odd), pace);
}

async function readAgain(journals: readonly Journal[]): Promise<readonly Journal[]> {
  const found = await batchGet(journals.map(({ transactionId }) => keyOf(journal, { transactionId })));
  return journals.map((of) => found.get(journal, { transactionId: of.transactionId }) ?? of);
}

async function checkAll(journals: readonly Journal[], pace: Pace): Promise<readonly Discrepancy[] | "unfinished"> {
  const legs = journals.flatMap((of) => (of.legs ?? []).flatMap((leg) => walletLeg(of, leg)));
  const found = await batchGet(legs.flatMap(({ place }) => (place === undefined ? [] : keyOf(entryItem, place))));
  const odd = legs.map(({ of, leg, place }) =>
    checkLeg(of, leg, place === undefined ? undefined : found.get(entryItem, place)),
  );
  const parts = await checkAllParts(journals, pace);
  if (parts === "unfinished") return parts;
  return [...journals.flatMap(checkJournal), ...odd.filter((each) => each !== undefined), ...parts];
}

function walletLeg(of: Journal, leg: Leg) {
  const wallet = walletOfAccount(leg.account);
  // A queued credit has no place yet, or one that only its entry knows: its chain leads back here, and the sums tell.
  if (wallet === undefined || leg.queued === true) return [];
  const { seq, atMs } = leg;
  const isPlaced = seq !== undefined && atMs !== undefined;
  return [
    { of, leg, place: isPlaced ? { ...wallet, at: timeKey(atMs), seq: seqKey(seq, SEQUENCE_DIGITS) } : undefined },
  ];
}

/**
 * Adds the legs of days that are over to the sums. By now the stream has told of each of them; what it lost is counted
 * here, once, and reported all the same.
 */
async function bookLegs(audit: Audit, journals: readonly Journal[]): Promise<readonly Discrepancy[]> {
  const over = journals.filter((of) => of.legs !== undefined && bookingDay(of) < audit.day);
  for (const [account, amount] of sumsOf(over)) book(audit, account, amount);
  const lost = over.filter(({ systemLegs }) => systemLegs === "pending");
  // What cannot be counted is reported like the rest, and must not keep the audit from its end.
  await sumJournals(lost).catch(() => undefined);
  return lost.map(({ transactionId }) => ({
    rule: "system_account_is_sum_of_legs",
    where: `journal ${transactionId}`,
    says: "the stream has not counted it",
  }));
}
