import { decode, type RawItem, typeOf } from "@cowry/table";
import { scanPage } from "@cowry/table/audit";
import { alertStaff } from "../kernel/index.ts";
import { startWalk } from "./audit.ts";
import { auditJournals, WALLETS } from "./reconcile-journals.ts";
import { type Audit, closeRun, count, openRun, pauseRun, report } from "./reconcile-store.ts";
import { auditReserved, followChain } from "./reconcile-wallet.ts";
import { journal, type Wallet, walletItem } from "./store.ts";
import { accountParts, readSystemBalance } from "./system-accounts.ts";

/** Items looked at per page of the scan, whatever they are. */
const SCAN_PAGE = 400;
/** Journals checked together: their wallet legs fit into one batch read. */
const JOURNALS_TOGETHER = 20;

export type AuditResult = "matching" | "differing" | "paused" | "not_mine";

/**
 * Recomputes the ledger from the table and compares: the invariants of `audit.ts`, for everything that is there, while
 * it is in use. Runs until its time is up, then says where it was: the next call of the day goes on from there.
 * A run whose runner dies starts again from where it was last put down.
 */
export async function reconcileLedger(day: string, budgetMs: number): Promise<AuditResult> {
  const startedAt = performance.now();
  const isTimeUp = () => performance.now() - startedAt >= budgetMs;
  const audit = await openRun(day);
  if (audit === undefined) return "not_mine";
  if (!(await auditItems(audit, isTimeUp))) {
    await pauseRun(audit);
    return "paused";
  }
  await auditSystemAccounts(audit);
  const result = await closeRun(audit);
  if (result === "differing") alertStaff({ alert: "books_differ" });
  return result;
}

/** True at the end of the table, false when the time is up before. */
async function auditItems(audit: Audit, isTimeUp: () => boolean): Promise<boolean> {
  for (;;) {
    const page = await scanPage([walletItem.name, journal.name], { after: audit.progress.after, limit: SCAN_PAGE });
    for (const items of unitsOf(page.items)) {
      if (!(await auditUnit(audit, items, isTimeUp))) return false;
      const last = items.at(-1);
      audit.progress = { ...audit.progress, after: keyIn(last), chain: undefined };
      if (isTimeUp()) return false;
    }
    if (page.last === undefined) return true;
    audit.progress = { ...audit.progress, after: page.last };
  }
}

/** A wallet by itself, or some journals together: what is done with as a whole. */
function* unitsOf(items: readonly RawItem[]): Generator<readonly RawItem[]> {
  let journals: RawItem[] = [];
  for (const item of items) {
    const isWallet = typeOf(item) === walletItem.name;
    if (!isWallet) journals.push(item);
    if (journals.length === JOURNALS_TOGETHER || (isWallet && journals.length > 0)) {
      yield journals;
      journals = [];
    }
    if (isWallet) yield [item];
  }
  if (journals.length > 0) yield journals;
}

function keyIn(item: RawItem | undefined): { readonly pk: string; readonly sk: string } {
  return { pk: item?.["pk"]?.S ?? "", sk: item?.["sk"]?.S ?? "" };
}

async function auditUnit(audit: Audit, items: readonly RawItem[], isTimeUp: () => boolean): Promise<boolean> {
  const [first] = items;
  if (first === undefined || typeOf(first) !== walletItem.name) {
    await auditJournals(
      audit,
      items.map((item) => decode(journal, item)),
    );
    return true;
  }
  return auditWallet(audit, decode(walletItem, first), isTimeUp);
}

/** A long chain may need several runs: it is kept how far it was followed. */
async function auditWallet(audit: Audit, wallet: Wallet, isTimeUp: () => boolean): Promise<boolean> {
  const { chain } = audit.progress;
  const isPaused = chain?.userId === wallet.userId && chain.currency === wallet.currency;
  let walk = isPaused ? chain : startWalk(wallet);
  for (;;) {
    const page = await followChain(walk);
    report(audit, page.found);
    count(audit, "entries", page.entries);
    if (page.isAtEnd) break;
    walk = page.walk;
    audit.progress = { ...audit.progress, chain: walk };
    if (isTimeUp()) return false;
  }
  report(audit, await auditReserved(wallet));
  count(audit, "wallets", 1);
  return true;
}

/** Accounts of our own at the beginning of the day, against the journals of all days before; and everything together. */
async function auditSystemAccounts(audit: Audit): Promise<void> {
  const { [WALLETS]: total = 0n, ...sums } = audit.progress.sums;
  let everything = total;
  for (const [account, sum] of Object.entries(sums)) {
    const { name, currency } = accountParts(account);
    const balance = await readSystemBalance(name, currency, audit.day);
    everything += balance;
    if (balance === sum) continue;
    const says = `balance ${balance}, legs ${sum}`;
    report(audit, [{ rule: "system_account_is_sum_of_legs", where: `account ${name} ${currency}`, says }]);
  }
  if (everything !== 0n) {
    report(audit, [{ rule: "everything_sums_to_zero", where: "all accounts", says: `sum ${everything}` }]);
  }
}
