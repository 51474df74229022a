import { linkHash } from "./chain.ts";
import { type Leg, walletAccount, walletOfAccount } from "./model.ts";
import { isMarked } from "./reversed-marks.ts";
import type { Entry, Journal, Wallet } from "./store.ts";

/** The ledger's invariants as pure checks: stored items in, discrepancies out. */

/** Something that cannot be, and is. Names places by their ids, never people. */
export interface Discrepancy {
  readonly rule: (typeof RULES)[number];
  /** `journal <id>`, `wallet <user id> NGN` or `account clearing:paystack NGN`. */
  readonly where: string;
  readonly says: string;
}

export const RULES = [
  "legs_sum_to_zero",
  "legs_fit_status",
  "leg_is_amount",
  "legs_in_its_currency",
  "legs_are_marked_for_sums",
  "parts_are_counted",
  "journal_for_each_row",
  "entry_for_each_leg",
  "leg_for_each_entry",
  "reversed_is_marked",
  "chain_is_gapless",
  "chain_is_sealed",
  "balance_is_sum_of_entries",
  "nothing_negative",
  "reserved_is_what_is_open",
  "system_account_is_sum_of_legs",
  "everything_sums_to_zero",
] as const;

/** Statuses in which money has moved, in which it has not, and (held) in which both can be. */
const MOVED = new Set(["completed", "reversed"]);
const MAY_HAVE_MOVED = new Set(["held"]);

/** One journal by itself. */
export function checkJournal(of: Journal): readonly Discrepancy[] {
  const where = `journal ${of.transactionId}`;
  const found: Discrepancy[] = [];
  const sums = new Map<string, bigint>();
  for (const { account, amount } of of.legs ?? []) {
    const currency = account.slice(account.lastIndexOf(":") + 1);
    sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  }
  for (const [currency, sum] of sums) {
    if (sum !== 0n) found.push({ rule: "legs_sum_to_zero", where, says: `${currency} legs sum to ${sum}` });
  }
  const hasMoved = of.legs !== undefined;
  const byParts = of.kind === "hold" && !hasMoved && (of.captured ?? 0n) > 0n; // Each part is a transaction of its own.
  if (!MAY_HAVE_MOVED.has(of.status) && !byParts && hasMoved !== MOVED.has(of.status)) {
    found.push({ rule: "legs_fit_status", where, says: `${of.status} ${hasMoved ? "with" : "without"} legs` });
  }
  found.push(...checkLegs(of, where));
  const own = of.legs?.find(({ account }) => account === walletAccount(of.owner, of.currency));
  if (own !== undefined && own.amount !== owed(of, own)) {
    found.push({ rule: "leg_is_amount", where, says: `leg ${own.amount}, amount ${of.amount}, fee ${of.fee}` });
  }
  return found;
}

/** Its legs together: of its currency, at a place each, and marked for the aggregator where it has something to sum. */
function* checkLegs({ legs = [], currency, systemLegs }: Journal, where: string): Generator<Discrepancy> {
  const foreign = legs.find(({ account }) => !account.endsWith(`:${currency}`));
  if (foreign !== undefined) yield { rule: "legs_in_its_currency", where, says: `a leg on ${foreign.account}` };
  const ofWallets = legs.filter(({ account }) => walletOfAccount(account) !== undefined);
  if (new Set(ofWallets.map(({ account, seq }) => `${account} ${seq}`)).size < ofWallets.length) {
    yield { rule: "entry_for_each_leg", where, says: "two legs stand for one entry" };
  }
  if (ofWallets.length < legs.length !== (systemLegs !== undefined)) {
    yield { rule: "legs_are_marked_for_sums", where, says: systemLegs ?? "not marked" };
  }
}

/** What the owner's wallet gets or gives: the fee is on top of what is given. Some kinds know both directions. */
function owed({ kind, amount, fee }: Journal, own: Leg): bigint {
  const credits = kind === "topup" || (!DEBITING.has(kind) && own.amount > 0n);
  return credits ? amount : -(amount + fee);
}

const DEBITING: ReadonlySet<string> = new Set(["transfer", "payout", "fee"]);

/** A wallet's leg of a journal, against the entry at the place that the leg names. */
export function checkLeg(of: Journal, leg: Leg, entry: Entry | undefined): Discrepancy | undefined {
  const fits =
    entry !== undefined &&
    entry.transactionId === of.transactionId &&
    entry.amount === leg.amount &&
    entry.balanceAfter === leg.after;
  if (fits) return undefined;
  const says = `${leg.account} ${leg.seq ?? "?"}: ${entry === undefined ? "no entry" : "another entry"}`;
  return { rule: "entry_for_each_leg", where: `journal ${of.transactionId}`, says };
}

/** How far a wallet's chain has been followed, and what it must come to. Plain data: kept while an audit is paused. */
export interface ChainWalk {
  readonly userId: string;
  readonly currency: string;
  readonly target: Pick<Wallet, "sequence" | "lastHash" | "version"> & { readonly balance: bigint };
  readonly sequence: number;
  readonly balance: bigint;
  readonly hash: string;
  readonly lastAtMs: number;
  /** Sum of the entries that are booked on the audit's own day or later. */
  readonly later: bigint;
}

/** Starts at nothing, towards the wallet as it was read. Entries that come later are another night's. */
export function startWalk({ userId, currency, available, reserved, sequence, lastHash, version }: Wallet): ChainWalk {
  const target = { sequence, lastHash, version, balance: available + reserved };
  return { userId, currency, target, sequence: 0, balance: 0n, hash: "", lastAtMs: 0, later: 0n };
}

const placeOf = ({ userId, currency }: Pick<ChainWalk, "userId" | "currency">) => `wallet ${userId} ${currency}`;

/** The next entry of a chain, with the journal it names. */
export function walk(from: ChainWalk, entry: Entry, journal: Journal | undefined): [ChainWalk, Discrepancy[]] {
  const where = placeOf(from);
  const found: Discrepancy[] = [];
  const seq = Number(entry.seq);
  const atMs = Number(entry.at);
  const { transactionId, kind, amount, balanceAfter, userId, currency } = entry;
  const report = (rule: Discrepancy["rule"], says: string) =>
    found.push({ rule, where, says: `entry ${seq}: ${says}` });

  if (seq !== from.sequence + 1) report("chain_is_gapless", `comes after ${from.sequence}`);
  if (atMs < from.lastAtMs) report("chain_is_gapless", "is older than the one before");
  if (balanceAfter !== from.balance + amount) report("balance_is_sum_of_entries", `${balanceAfter} is not the sum`);
  if (balanceAfter < 0n) report("nothing_negative", `balance ${balanceAfter}`);
  const hash = linkHash(from.hash, { userId, currency, seq, atMs, transactionId, kind, amount, balanceAfter });
  if (entry.hash !== hash) report("chain_is_sealed", "its hash is not that of what it says");
  if (!hasLeg(journal, walletAccount(userId, currency), seq, amount)) {
    report("leg_for_each_entry", `journal ${transactionId} has no such leg`);
  }
  if (journal !== undefined && isMarked(journal) !== (entry.reversed === true)) {
    report("reversed_is_marked", `journal ${transactionId} is ${journal.status}`);
  }
  return [{ ...from, sequence: seq, balance: balanceAfter, hash: entry.hash, lastAtMs: atMs }, found];
}

function hasLeg(of: Journal | undefined, account: string, seq: number, amount: bigint): boolean {
  const fits = (leg: Leg) => leg.account === account && leg.amount === amount;
  // A credit that was queued got its place in the chain after its journal was written.
  return of?.legs?.some((leg) => fits(leg) && (leg.seq === seq || leg.queued === true)) ?? false;
}

/** What the chain came to, against the wallet. */
export function checkEnd({ target, sequence, balance, hash, ...of }: ChainWalk): readonly Discrepancy[] {
  const where = placeOf(of);
  if (sequence !== target.sequence) {
    return [{ rule: "chain_is_gapless", where, says: `${sequence} entries, the wallet counts ${target.sequence}` }];
  }
  const found: Discrepancy[] = [];
  if (balance !== target.balance) {
    found.push({ rule: "balance_is_sum_of_entries", where, says: `entries ${balance}, wallet ${target.balance}` });
  }
  if (hash !== target.lastHash) found.push({ rule: "chain_is_sealed", where, says: "ends in another hash" });
  return found;
}

/** The journals that the rows of a wallet's top-ups and payouts name: each must be there. */
export function checkRows(of: Pick<Wallet, "userId" | "currency">, missing: readonly string[]): readonly Discrepancy[] {
  const where = placeOf(of);
  return missing.map((id) => ({ rule: "journal_for_each_row", where, says: `no journal ${id}` }));
}

/** A wallet against its payouts in flight, open holds and held transfers, all read while it did not change. */
export function checkReserved(of: Wallet, promises: readonly Journal[]): readonly Discrepancy[] {
  const where = placeOf(of);
  const found: Discrepancy[] = [];
  const open = promises
    .filter(({ status, legs }) => legs === undefined && OPEN.has(status))
    .reduce((sum, { amount, fee, captured = 0n }) => sum + amount + fee - captured, 0n);
  if (of.available < 0n || of.reserved < 0n) {
    found.push({ rule: "nothing_negative", where, says: `available ${of.available}, reserved ${of.reserved}` });
  }
  if (open !== of.reserved) {
    found.push({ rule: "reserved_is_what_is_open", where, says: `reserved ${of.reserved}, open ${open}` });
  }
  return found;
}

const OPEN: ReadonlySet<string> = new Set(["pending", "held", "processing", "awaiting_confirmation"]);
