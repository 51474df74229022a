import { decode, equals, queryItems, type RawItem, transact, update, type Write } from "@cowry/table";
import { assert } from "../kernel/index.ts";
import { linesOf } from "./account-lines.ts";
import { clearingRowOf, clearingWrite } from "./clearing-store.ts";
import { homeDay } from "./day.ts";
import { walletOfAccount } from "./model.ts";
import { type Journal, journal, systemItem } from "./store.ts";

/** A transaction has 100 writes: this many for journals and their rows, and the rest for the accounts of one day. */
const WRITES_MAX = 80;

/**
 * Adds the legs on accounts of our own, which are in no request's transaction, to their balances. A journal counts
 * once because its flag is turned in the very transaction that adds its legs: a record that comes twice, or a batch
 * that is cut otherwise the second time, changes nothing.
 */
export async function sumSystemLegs(images: readonly RawItem[]): Promise<void> {
  await sumJournals(images.map((image) => decode(journal, image)));
}

/** The same for journals that are read already. */
export async function sumJournals(journals: readonly Journal[]): Promise<void> {
  const pending = journals.filter(({ systemLegs }) => systemLegs === "pending");
  const distinct = new Map(pending.map((each) => [each.transactionId, each]));
  for (const [day, ofDay] of Map.groupBy(distinct.values(), bookingDay)) {
    for (const together of fitting(day, ofDay)) await addOnce(day, together);
  }
}

/** In groups that one transaction takes each. */
function fitting(day: string, journals: readonly Journal[]): readonly (readonly Journal[])[] {
  const groups: Journal[][] = [];
  let writes = WRITES_MAX;
  for (const each of journals) {
    const needed = 1 + rowsOf(day, each).length;
    writes += needed;
    if (writes > WRITES_MAX) {
      groups.push([]);
      writes = needed;
    }
    groups.at(-1)?.push(each);
  }
  return groups;
}

async function addOnce(day: string, journals: readonly Journal[]): Promise<void> {
  let left = journals;
  while (left.length > 0) {
    const rows = left.flatMap((of) => rowsOf(day, of));
    const outcome = await transact([...left.map(turnFlag), ...rows, ...additions(day, left)]);
    if (outcome.committed) return;
    const fresh = left.filter((each) => !outcome.failed.has(flagRule(each)));
    assert(fresh.length < left.length, "only a journal that was counted before is refused");
    left = fresh;
  }
}

const flagRule = ({ transactionId }: Journal): string => `journal ${transactionId}`;

function turnFlag(of: Journal): Write {
  const key = { transactionId: of.transactionId };
  const when = [equals("systemLegs", "pending")];
  return update(journal, key, { rule: flagRule(of), when, set: { systemLegs: "done" } });
}

/** What is listed of a journal: its part of the provider's clearing, and lines on which nothing should stay. */
function rowsOf(day: string, of: Journal): readonly Write[] {
  const row = clearingRowOf(of, day, movedAt(of));
  return [...(row === undefined ? [] : [clearingWrite(row)]), ...linesOf(of, movedAt(of))];
}

function additions(day: string, journals: readonly Journal[]): Write[] {
  const watermarkMs = Math.max(...journals.map(movedAt));
  return [...sumsOf(journals)].map(([account, balance]) => {
    const { name, currency } = accountParts(account);
    const add = { balance, journals: journals.length };
    return update(systemItem, { account: name, currency, day }, { when: [], add, set: { watermarkMs } });
  });
}

/** Sums by account name, of the legs on accounts of our own. Pure. */
export function sumsOf(journals: readonly Journal[]): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { account, amount } of journals.flatMap(({ legs = [] }) => legs)) {
    if (walletOfAccount(account) === undefined) sums.set(account, (sums.get(account) ?? 0n) + amount);
  }
  return sums;
}

/** `clearing:paystack:NGN` → its name and currency. */
export function accountParts(account: string): { readonly name: string; readonly currency: string } {
  const cut = account.lastIndexOf(":");
  return { name: account.slice(0, cut), currency: account.slice(cut + 1) };
}

/** When a journal's money moved. */
export function movedAt({ movedAtMs, completedAtMs, createdAtMs }: Journal): number {
  return movedAtMs ?? completedAtMs ?? createdAtMs;
}

/** The day in whose balances a journal's system legs are counted: a day that is over gets no more of them. */
export function bookingDay(of: Journal): string {
  return homeDay(movedAt(of));
}

/** Balance of an account of our own at the beginning of a day, as far as the stream has been summed. */
export async function readSystemBalance(account: string, currency: string, beforeDay: string): Promise<bigint> {
  let balance = 0n;
  let after: string | undefined;
  do {
    const page = await queryItems(systemItem, { account, currency }, { limit: 400, after });
    for (const { day, balance: ofDay } of page.items) if (day < beforeDay) balance += ofDay;
    after = page.last;
  } while (after !== undefined);
  return balance;
}
