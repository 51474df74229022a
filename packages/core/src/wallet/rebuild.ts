import { linkHash } from "./chain.ts";
import { type Leg, walletOfAccount } from "./model.ts";
import { markOf } from "./reversed-marks.ts";
import type { Entry, Journal, QueuedCredit, Wallet } from "./store.ts";

/**
 * The ledger made anew from its journals. Counters, limits and names are not money and are not rebuilt. Pure.
 *
 * One thing the journals do not know: where in the chain a credit came that had been queued. Its place is taken from the
 * entry that names its transaction, and nothing else of that entry; without one the credit waits.
 */

/** What of an entry the journals know: all that its hash covers, the hash, and whether it was reversed. */
export type RebuiltEntry = Pick<
  Entry,
  "userId" | "currency" | "transactionId" | "kind" | "amount" | "balanceAfter" | "hash" | "reversed"
> & { readonly seq: number; readonly atMs: number };

export interface RebuiltWallet extends Pick<Wallet, "userId" | "currency" | "available" | "reserved" | "lastHash"> {
  readonly sequence: number;
  /** In order, from the first. */
  readonly entries: readonly RebuiltEntry[];
  /** Credits that are in no chain yet: they must lie in the queue. */
  readonly waiting: readonly WaitingCredit[];
}

/** A queued credit, as far as a journal knows it. */
export type WaitingCredit = Pick<
  QueuedCredit,
  "userId" | "currency" | "transactionId" | "kind" | "amount" | "reversed"
> & {
  readonly atMs: number;
};

/** The places of entries, by wallet and transaction. */
type Places = ReadonlyMap<string, Pick<RebuiltEntry, "seq" | "atMs">>;

export type Line = Omit<RebuiltEntry, "balanceAfter" | "hash">;

/** Every wallet that a journal names, by `<user id> <currency>`. Of `entries` only the places of queued credits count. */
export function rebuildWallets(
  journals: Iterable<Journal>,
  entries: Iterable<Entry> = [],
): ReadonlyMap<string, RebuiltWallet> {
  const places = new Map([...entries].map((entry) => [`${nameOf(entry)} ${entry.transactionId}`, placeOf(entry)]));
  const lines = new Map<string, Line[]>();
  const waiting = new Map<string, WaitingCredit[]>();
  const reserved = new Map<string, bigint>();
  for (const of of journals) {
    for (const line of linesOf(of, places)) {
      if (isPlaced(line)) add(lines, nameOf(line), line);
      else add(waiting, nameOf(line), line);
    }
    const promised = promisedBy(of);
    const name = nameOf({ userId: of.owner, currency: of.currency });
    if (promised > 0n) reserved.set(name, (reserved.get(name) ?? 0n) + promised);
  }
  const wallets = [...new Set([...lines.keys(), ...waiting.keys(), ...reserved.keys()])].map((name) => {
    const [userId = "", currency = ""] = name.split(" ");
    const made = chain(userId, currency, lines.get(name) ?? [], reserved.get(name) ?? 0n);
    return [name, { ...made, waiting: waiting.get(name) ?? [] }] as const;
  });
  return new Map(wallets);
}

const placeOf = ({ seq, at }: Entry) => ({ seq: Number(seq), atMs: Number(at) });

export function isPlaced(line: Line | WaitingCredit): line is Line {
  return "seq" in line;
}

const nameOf = ({ userId, currency }: Pick<Wallet, "userId" | "currency">): string => `${userId} ${currency}`;

function add<T>(to: Map<string, T[]>, name: string, value: T): void {
  const list = to.get(name);
  if (list === undefined) to.set(name, [value]);
  else list.push(value);
}

/** What a journal makes on wallets; a queued credit that no place is known of waits. */
export function linesOf(of: Journal, places: Places = new Map()): (Line | WaitingCredit)[] {
  const { transactionId, kind, legs = [] } = of;
  return legs.flatMap((leg: Leg) => {
    const wallet = walletOfAccount(leg.account);
    const { amount, seq, atMs } = leg;
    if (wallet === undefined || atMs === undefined) return [];
    const line = { ...wallet, transactionId, kind, amount, ...markOf(of) };
    if (leg.queued === true) return [{ ...line, atMs, ...places.get(`${nameOf(wallet)} ${transactionId}`) }];
    return seq === undefined ? [] : [{ ...line, seq, atMs }];
  });
}

/** What a transaction that is not over has reserved of its owner's money. */
export function promisedBy({ kind, status, legs, amount, fee, captured = 0n }: Journal): bigint {
  if (legs !== undefined) return 0n;
  if (kind === "hold") return status === "held" ? amount - captured : 0n;
  const isOpen = ["pending", "held", "processing", "awaiting_confirmation"].includes(status);
  return (kind === "payout" || kind === "transfer") && isOpen ? amount + fee : 0n;
}

function chain(userId: string, currency: string, lines: Line[], reserved: bigint): RebuiltWallet {
  let [balance, lastHash] = [0n, ""];
  const entries = lines
    .toSorted((a, b) => a.seq - b.seq)
    .map((line): RebuiltEntry => {
      balance += line.amount;
      lastHash = linkHash(lastHash, { ...line, balanceAfter: balance });
      return { ...line, balanceAfter: balance, hash: lastHash };
    });
  const sequence = entries.at(-1)?.seq ?? 0;
  return { userId, currency, available: balance - reserved, reserved, lastHash, sequence, entries, waiting: [] };
}

/** One sentence for everything in which the table differs from what its journals make of it. */
export function compareRebuilt(
  rebuilt: ReadonlyMap<string, RebuiltWallet>,
  wallets: Iterable<Wallet>,
  entries: Iterable<Entry>,
  queue: Iterable<QueuedCredit>,
): readonly string[] {
  const found: string[] = [];
  const left = new Map(rebuilt);
  for (const wallet of wallets) {
    const name = nameOf(wallet);
    const made = left.get(name) ?? chain(wallet.userId, wallet.currency, [], 0n);
    left.delete(name);
    found.push(...compareWallet(wallet, made));
  }
  for (const name of left.keys()) found.push(`wallet ${name}: is not in the table`);
  return [...found, ...compareEntries(rebuilt, entries), ...compareQueue(rebuilt, queue)];
}

/** One sentence for each figure in which a wallet differs. */
export function compareWallet(
  wallet: Wallet,
  made: Pick<RebuiltWallet, "available" | "reserved" | "sequence" | "lastHash">,
): readonly string[] {
  const fields = ["available", "reserved", "sequence", "lastHash"] as const;
  return fields
    .filter((field) => wallet[field] !== made[field])
    .map((field) => `wallet ${nameOf(wallet)}: ${field} ${wallet[field]}, rebuilt ${made[field]}`);
}

/** Whether an entry is what its journal makes of it. */
export function isAsMade(entry: Entry, made: RebuiltEntry): boolean {
  return (
    made.hash === entry.hash &&
    made.atMs === Number(entry.at) &&
    made.amount === entry.amount &&
    made.balanceAfter === entry.balanceAfter &&
    made.transactionId === entry.transactionId &&
    made.reversed === entry.reversed
  );
}

/** Whether a queued credit is what its journal makes of it. */
export function isSameCredit(a: Pick<QueuedCredit, "amount" | "reversed">, b: typeof a): boolean {
  return a.amount === b.amount && a.reversed === b.reversed;
}

/** Each credit that waits by its journal lies in the queue, as it was, and nothing else does. */
function compareQueue(rebuilt: ReadonlyMap<string, RebuiltWallet>, queue: Iterable<QueuedCredit>): readonly string[] {
  const found: string[] = [];
  const told = ({ userId, currency, transactionId }: Omit<WaitingCredit, "atMs">) =>
    `queued credit ${userId} ${currency} ${transactionId}`;
  const left = new Map([...rebuilt.values()].flatMap(({ waiting }) => waiting.map((each) => [told(each), each])));
  for (const credit of queue) {
    const made = left.get(told(credit));
    left.delete(told(credit));
    if (made === undefined) found.push(`${told(credit)}: no journal waits for it`);
    else if (!isSameCredit(made, credit) || made.atMs !== Number(credit.at)) found.push(`${told(credit)}: differs`);
  }
  for (const where of left.keys()) found.push(`${where}: is neither in the queue nor in the chain`);
  return found;
}

function compareEntries(rebuilt: ReadonlyMap<string, RebuiltWallet>, entries: Iterable<Entry>): readonly string[] {
  const found: string[] = [];
  const place = (of: Pick<RebuiltEntry, "userId" | "currency" | "seq">) => `${nameOf(of)} ${of.seq}`;
  const left = new Map([...rebuilt.values()].flatMap((wallet) => wallet.entries.map((entry) => [place(entry), entry])));
  for (const entry of entries) {
    const where = place({ ...entry, seq: Number(entry.seq) });
    const made = left.get(where);
    left.delete(where);
    const isSame = made !== undefined && isAsMade(entry, made);
    if (!isSame) found.push(`entry ${where}: ${made === undefined ? "no journal makes it" : "differs"}`);
  }
  for (const where of left.keys()) found.push(`entry ${where}: is not in the table`);
  return found;
}
