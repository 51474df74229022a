import { decode, queryItems, type RawItem, sortKey, typeOf } from "@cowry/table";
import { scanPage } from "@cowry/table/audit";
import { alertStaff } from "../kernel/index.ts";
import { startWalk } from "./audit.ts";
import { homeDay } from "./day.ts";
import { SYSTEM_ACCOUNTS, systemAccount } from "./model.ts";
import { auditJournals } from "./reconcile-journals.ts";
import { aMoment, type Pace } from "./reconcile-pace.ts";
import {
  type Audit,
  book,
  closeRun,
  count,
  isOver,
  LISTED_MAX,
  openRun,
  pauseRun,
  report,
  resultOf,
  type RunResult,
  saveRun,
} from "./reconcile-store.ts";
import { auditReserved, followChain, type WalkedPage } from "./reconcile-wallet.ts";
import { journal, queuedItem, type Wallet, walletItem } from "./store.ts";
import { accountParts, readSystemBalance } from "./system-accounts.ts";

/** Items looked at per page of the scan, whatever they are. */
const SCAN_PAGE = 400;
/** Journals checked together: their wallet legs fit into one batch read. */
const JOURNALS_TOGETHER = 20;
/** Pages after which it is written down how far the run has come, for the case that its runner dies. */
const SAVED_EVERY = 25;

export type AuditResult = RunResult | "paused" | "not_mine";

export interface Night {
  /** No further call of the day follows: whatever is not over by now stays so. */
  readonly isLastCall?: boolean;
  readonly pause?: Pace["pause"];
}

/**
 * Recomputes the ledger from the table and compares: the invariants of `audit.ts`, for everything that is there, while
 * it is in use. Runs until its time is up, then says where it was: the next call of the day goes on from there.
 * A run whose runner dies goes on from where it was last saved. Staff hear of whatever differs, could not be looked at,
 * or is not over after the last call.
 */
export async function reconcileLedger(day: string, budgetMs: number, night: Night = {}): Promise<AuditResult> {
  try {
    return await goOn(day, budgetMs, night.pause ?? aMoment);
  } finally {
    if (night.isLastCall === true && !(await isOver(day))) alertStaff({ alert: "books_unaudited" });
  }
}

async function goOn(day: string, budgetMs: number, pause: Pace["pause"]): Promise<AuditResult> {
  const startedAt = performance.now();
  const audit = await openRun(day);
  if (audit === undefined) return "not_mine";
  const pace: Pace = {
    isTimeUp: () => performance.now() - startedAt >= budgetMs,
    // Where so much differs that it is not even listed, waiting would only keep the run from its end.
    pause: () => (audit.counts.discrepancies < LISTED_MAX ? pause() : Promise.resolve()),
  };
  if (!(await auditItems(audit, pace))) {
    await pauseRun(audit);
    return "paused";
  }
  await auditSystemAccounts(audit);
  const result = resultOf(audit);
  // First, because a run that is closed is not looked at again: better told twice than never.
  if (result === "differing") alertStaff({ alert: "books_differ" });
  if (result === "incomplete") alertStaff({ alert: "books_incomplete" });
  await closeRun(audit);
  return result;
}

/** True at the end of the table, false when the time is up before. */
async function auditItems(audit: Audit, pace: Pace): Promise<boolean> {
  for (let pages = 1; ; pages++) {
    const page = await scanPage([walletItem.name, journal.name], { after: audit.progress.after, limit: SCAN_PAGE });
    for (const items of unitsOf(page.items, audit.progress.isOneByOne === true)) {
      if (!(await auditUnit(audit, items, pace))) return false;
      audit.progress = { ...audit.progress, after: keyIn(items.at(-1)), chain: undefined, isOneByOne: undefined };
      if (pace.isTimeUp()) return false;
    }
    if (page.last === undefined) return true;
    audit.progress = { ...audit.progress, after: page.last };
    // Most of the table is neither: a page may have had nothing to look at.
    if (pace.isTimeUp()) return false;
    if (pages % SAVED_EVERY === 0) await saveRun(audit);
  }
}

/** A wallet by itself, or some journals together, but for the first ones: what is done with as a whole. */
function* unitsOf(items: readonly RawItem[], isOneByOne: boolean): Generator<readonly RawItem[]> {
  let alone = isOneByOne ? JOURNALS_TOGETHER : 0;
  let journals: RawItem[] = [];
  for (const item of items) {
    const isWallet = typeOf(item) === walletItem.name;
    if (!isWallet) journals.push(item);
    if (journals.length === (alone > 0 ? 1 : JOURNALS_TOGETHER) || (isWallet && journals.length > 0)) {
      yield journals;
      journals = [];
      alone -= 1;
    }
    if (isWallet) yield [item];
  }
  if (journals.length > 0) yield journals;
}

function keyIn(item: RawItem | undefined): { readonly pk: string; readonly sk: string } {
  return { pk: item?.["pk"]?.S ?? "", sk: item?.["sk"]?.S ?? "" };
}

async function auditUnit(audit: Audit, items: readonly RawItem[], pace: Pace): Promise<boolean> {
  const [first] = items;
  if (first !== undefined && typeOf(first) === walletItem.name) {
    return auditWallet(audit, decode(walletItem, first), pace);
  }
  const journals = items.map((item) => decode(journal, item));
  const isDone = await auditJournals(audit, journals, pace);
  if (!isDone) audit.progress = { ...audit.progress, isOneByOne: true };
  return isDone;
}

/** A long chain may need several runs: it is kept how far it was followed. */
async function auditWallet(audit: Audit, wallet: Wallet, pace: Pace): Promise<boolean> {
  const { chain } = audit.progress;
  const isPaused = chain?.userId === wallet.userId && chain.currency === wallet.currency;
  let page = await followChain(isPaused ? chain : startWalk(wallet), audit.day, pace);
  while (!page.isAtEnd) {
    note(audit, page);
    audit.progress = { ...audit.progress, chain: page.walk };
    if (pace.isTimeUp()) return false;
    page = await followChain(page.walk, audit.day, pace);
  }
  const reserved = await auditReserved(wallet, pace);
  if (reserved === "unfinished") return false;
  note(audit, page);
  if (reserved === "skipped") count(audit, "skipped", 1);
  else report(audit, reserved);
  book(audit, WALLETS + wallet.currency, page.walk.target.balance - page.walk.later);
  book(audit, WALLETS + wallet.currency, await waitingBefore(wallet, audit.day));
  count(audit, "wallets", 1);
  return true;
}

/** Waiting credits read together. */
const QUEUE_PAGE = 200;

/**
 * Credits of days that are over and still wait in the queue: by now there should be none, and lost they must not be.
 * They lie in the order of time: the first one of the day itself ends it.
 */
async function waitingBefore({ userId, currency }: Wallet, day: string): Promise<bigint> {
  const prefix = sortKey(queuedItem, { currency });
  let sum = 0n;
  let after: string | undefined;
  do {
    const page = await queryItems(queuedItem, { userId }, { prefix, after, limit: QUEUE_PAGE });
    for (const { at, amount } of page.items) {
      if (homeDay(Number(at)) >= day) return sum;
      sum += amount;
    }
    after = page.last;
  } while (after !== undefined);
  return sum;
}

function note(audit: Audit, { found, entries }: WalkedPage): void {
  report(audit, found);
  count(audit, "entries", entries);
}

/** Among the sums: what was in all wallets of a currency when the day began. */
const WALLETS = "wallets:";

/** Accounts of our own at the beginning of the day, against the journals of all days before; and everything together. */
async function auditSystemAccounts(audit: Audit): Promise<void> {
  const { sums } = audit.progress;
  const inWallets = Object.entries(sums).filter(([name]) => name.startsWith(WALLETS));
  const totals = new Map(inWallets.map(([name, sum]) => [name.slice(WALLETS.length), sum]));
  const booked = Object.keys(sums).filter((name) => !name.startsWith(WALLETS));
  const known = [...totals.keys()].flatMap((currency) => SYSTEM_ACCOUNTS.map((name) => systemAccount(name, currency)));
  for (const account of new Set([...known, ...booked])) {
    const { name, currency } = accountParts(account);
    const balance = await readSystemBalance(name, currency, audit.day);
    totals.set(currency, (totals.get(currency) ?? 0n) + balance);
    const sum = sums[account] ?? 0n;
    if (balance === sum) continue;
    const says = `balance ${balance}, legs ${sum}`;
    report(audit, [{ rule: "system_account_is_sum_of_legs", where: `account ${name} ${currency}`, says }]);
  }
  for (const [currency, total] of totals) {
    if (total === 0n) continue;
    report(audit, [{ rule: "everything_sums_to_zero", where: `all of ${currency}`, says: `sum ${total}` }]);
  }
}
