import { linkHash } from "./chain.ts";
import { walletOfAccount } from "./model.ts";
import type { Entry, Journal, Wallet } from "./store.ts";

/** The ledger made anew from its journals alone. Counters, limits and names are not money and are not rebuilt. Pure. */

/** What of an entry the journals know: all that its hash covers, and the hash. */
export type RebuiltEntry = Pick<
  Entry,
  "userId" | "currency" | "transactionId" | "kind" | "amount" | "balanceAfter" | "hash"
> & { readonly seq: number; readonly atMs: number };

export interface RebuiltWallet extends Pick<Wallet, "userId" | "currency" | "available" | "reserved" | "lastHash"> {
  readonly sequence: number;
  /** In order, from the first. */
  readonly entries: readonly RebuiltEntry[];
}

type Line = Pick<RebuiltEntry, "userId" | "currency" | "transactionId" | "kind" | "amount" | "seq" | "atMs">;

/** Every wallet that a journal names, by `<user id> <currency>`. */
export function rebuildWallets(journals: Iterable<Journal>): ReadonlyMap<string, RebuiltWallet> {
  const lines = new Map<string, Line[]>();
  const reserved = new Map<string, bigint>();
  for (const of of journals) {
    for (const line of linesOf(of)) add(lines, nameOf(line), line);
    const promised = promisedBy(of);
    const name = nameOf({ userId: of.owner, currency: of.currency });
    if (promised > 0n) reserved.set(name, (reserved.get(name) ?? 0n) + promised);
  }
  const wallets = [...new Set([...lines.keys(), ...reserved.keys()])].map((name) => {
    const [userId = "", currency = ""] = name.split(" ");
    return [name, chain(userId, currency, lines.get(name) ?? [], reserved.get(name) ?? 0n)] as const;
  });
  return new Map(wallets);
}

const nameOf = ({ userId, currency }: Pick<Wallet, "userId" | "currency">): string => `${userId} ${currency}`;

function add<T>(to: Map<string, T[]>, name: string, value: T): void {
  const list = to.get(name);
  if (list === undefined) to.set(name, [value]);
  else list.push(value);
}

function linesOf({ transactionId, kind, legs = [] }: Journal): Line[] {
  return legs.flatMap(({ account, amount, seq, atMs }) => {
    const wallet = walletOfAccount(account);
    if (wallet === undefined || seq === undefined || atMs === undefined) return [];
    return [{ ...wallet, transactionId, kind, amount, seq, atMs }];
  });
}

/** What a transaction that is not over has reserved of its owner's money. */
function promisedBy({ kind, status, legs, amount, fee, captured = 0n }: Journal): bigint {
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
  return { userId, currency, available: balance - reserved, reserved, lastHash, sequence, entries };
}

/** One sentence for everything in which the table differs from what its journals make of it. */
export function compareRebuilt(
  rebuilt: ReadonlyMap<string, RebuiltWallet>,
  wallets: Iterable<Wallet>,
  entries: Iterable<Entry>,
): readonly string[] {
  const found: string[] = [];
  const left = new Map(rebuilt);
  for (const wallet of wallets) {
    const name = nameOf(wallet);
    const made = left.get(name) ?? chain(wallet.userId, wallet.currency, [], 0n);
    left.delete(name);
    for (const field of ["available", "reserved", "sequence", "lastHash"] as const) {
      if (wallet[field] !== made[field])
        found.push(`wallet ${name}: ${field} ${wallet[field]}, rebuilt ${made[field]}`);
    }
  }
  for (const name of left.keys()) found.push(`wallet ${name}: is not in the table`);
  return [...found, ...compareEntries(rebuilt, entries)];
}

function compareEntries(rebuilt: ReadonlyMap<string, RebuiltWallet>, entries: Iterable<Entry>): readonly string[] {
  const found: string[] = [];
  const place = (of: Pick<RebuiltEntry, "userId" | "currency" | "seq">) => `${nameOf(of)} ${of.seq}`;
  const left = new Map([...rebuilt.values()].flatMap((wallet) => wallet.entries.map((entry) => [place(entry), entry])));
  for (const entry of entries) {
    const where = place({ ...entry, seq: Number(entry.seq) });
    const made = left.get(where);
    left.delete(where);
    const isSame =
      made !== undefined &&
      made.hash === entry.hash &&
      made.atMs === Number(entry.at) &&
      made.amount === entry.amount &&
      made.balanceAfter === entry.balanceAfter &&
      made.transactionId === entry.transactionId;
    if (!isSame) found.push(`entry ${where}: ${made === undefined ? "no journal makes it" : "differs"}`);
  }
  for (const where of left.keys()) found.push(`entry ${where}: is not in the table`);
  return found;
}
