import { createHash } from "node:crypto";
import { checkParts } from "./parts.ts";
import type { RawEntry, RawJournal, RawLedger, RawLeg, RawWallet } from "./items.ts";

/** What the accounts come to, and one sentence for everything that cannot be. */
export interface Recount {
  /** By account name, from the legs of all journals. */
  readonly accounts: ReadonlyMap<string, bigint>;
  readonly problems: readonly string[];
  /** Payouts whose money is promised and not gone: the provider may be a step ahead of us. */
  readonly inFlight: number;
}

/** Recomputes everything from the journals alone and compares the rest with it. Pure. */
export function recount(ledger: RawLedger): Recount {
  const accounts = new Map<string, bigint>();
  for (const { account, amount } of ledger.journals.flatMap(({ legs }) => legs ?? [])) {
    accounts.set(account, (accounts.get(account) ?? 0n) + amount);
  }
  const sum = [...accounts.values()].reduce((total, amount) => total + amount, 0n);
  return {
    accounts,
    problems: [
      ...ledger.journals.flatMap((each) => [...checkJournal(each)]),
      ...checkParts(ledger.journals),
      ...checkMarks(ledger),
      ...checkRows(ledger),
      ...checkEntriesAreLegs(ledger),
      ...ledger.wallets.flatMap((each) => [...checkWallet(each, ledger, accounts.get(each.account) ?? 0n)]),
      ...checkKept(ledger),
      ...(sum === 0n ? [] : [`all accounts sum to ${sum}`]),
    ],
    inFlight: ledger.journals.filter(isOpenPayout).length,
  };
}

function* checkJournal(of: RawJournal): Generator<string> {
  const { id, kind, legs, status, currency, captured } = of;
  if (legs === undefined) {
    const isByParts = kind === "hold" && captured > 0n; // Each of them is a transaction of its own.
    if (!isByParts && (status === "completed" || status === "reversed"))
      yield `transaction ${id} is ${status} and moved nothing`;
    return;
  }
  if (["pending", "processing", "awaiting_confirmation", "failed", "cancelled"].includes(status)) {
    yield `transaction ${id} is ${status} and moved money`;
  }
  const sum = legs.reduce((total, { amount }) => total + amount, 0n);
  if (sum !== 0n) yield `the legs of transaction ${id} sum to ${sum}`;
  const foreign = legs.find(({ account }) => !account.endsWith(`:${currency}`));
  if (foreign !== undefined) yield `transaction ${id} in ${currency} has a leg on ${foreign.account}`;
  const own = legs.find(({ account }) => account === `wallet:${of.owner}:${currency}`);
  if (own !== undefined && !isOwed(of, own.amount)) yield `transaction ${id} of ${of.amount} moves ${own.amount}`;
}

/** Its owner gets the amount, or gives it and the fee. Which of the two, some kinds say and some do not. */
function isOwed({ kind, amount, fee }: RawJournal, moved: bigint): boolean {
  const isIn = kind === "topup" || (moved > 0n && !["transfer", "payout", "fee"].includes(kind));
  return moved === (isIn ? amount : -amount - fee);
}

/** A row of a history names a transaction that is there. */
function* checkRows({ journals, rows = [] }: RawLedger): Generator<string> {
  const known = new Set(journals.map(({ id }) => id));
  for (const { wallet, transaction } of rows) {
    if (!known.has(transaction)) yield `${wallet} has a row of ${transaction}, which is not there`;
  }
}

/** What was given back whole says so in its entries, and nothing else does. */
function* checkMarks({ journals, entries, waiting }: RawLedger): Generator<string> {
  const reversed = new Set(
    journals
      .filter(({ kind, status }) => ["transfer", "hold"].includes(kind) && status === "reversed")
      .map(({ id }) => id),
  );
  for (const { wallet, transaction, reversed: marked = false } of [...entries, ...waiting]) {
    if (marked !== reversed.has(transaction))
      yield `${wallet}: ${transaction} is ${marked ? "" : "not "}marked reversed`;
  }
}

/** Each wallet leg is one entry and each entry one leg, the same in every figure. */
function* checkEntriesAreLegs({ journals, entries, waiting }: RawLedger): Generator<string> {
  const queued = new Map<string, bigint>();
  const legs = new Map<string, RawLeg & { readonly transaction: string }>();
  for (const { id, legs: all = [] } of journals) {
    for (const leg of all.filter(({ account }) => account.startsWith("wallet:"))) {
      if (leg.queued === true) {
        queued.set(`${leg.account} ${id}`, leg.amount);
        continue;
      }
      const place = `${leg.account} ${String(leg.seq)}`;
      if (legs.has(place)) yield `two legs stand for entry ${place}`;
      legs.set(place, { ...leg, transaction: id });
    }
  }
  for (const { wallet, transaction, amount } of waiting) yield* takeQueued(queued, wallet, transaction, amount);
  for (const { wallet, seq, at, transaction, amount, after } of entries) {
    const place = `${wallet} ${seq}`;
    if (!legs.has(place) && queued.has(`${wallet} ${transaction}`)) {
      yield* takeQueued(queued, wallet, transaction, amount);
      continue;
    }
    const leg = legs.get(place);
    legs.delete(place);
    if (leg === undefined) yield `entry ${place} has no leg`;
    else if (leg.transaction !== transaction || leg.amount !== amount || leg.after !== after || leg.at !== at) {
      yield `entry ${place} differs from its leg in transaction ${leg.transaction}`;
    }
  }
  for (const place of legs.keys()) yield `leg ${place} has no entry`;
  for (const place of queued.keys()) yield `queued credit ${place} is neither waiting nor an entry`;
}

/** Each queued leg waits or is an entry: one of the two, once. */
function* takeQueued(
  left: Map<string, bigint>,
  wallet: string,
  transaction: string,
  amount: bigint,
): Generator<string> {
  const place = `${wallet} ${transaction}`;
  if (left.get(place) !== amount) yield `queued credit ${place} of ${amount} has no such leg`;
  left.delete(place);
}

function* checkWallet(wallet: RawWallet, { entries, journals, waiting }: RawLedger, byLegs: bigint): Generator<string> {
  const { account, available, reserved } = wallet;
  if (available < 0n || reserved < 0n) yield `${account} has ${available} available and ${reserved} reserved`;
  const chain = entries.filter((entry) => entry.wallet === account).sort((a, b) => (a.seq < b.seq ? -1 : 1));
  yield* checkChain(account, chain, wallet);
  const total = chain.reduce((sum, { amount }) => sum + amount, 0n);
  if (available + reserved !== total) yield `${account} holds ${available + reserved}, its entries sum to ${total}`;
  const queued = waiting.filter((each) => each.wallet === account).reduce((sum, { amount }) => sum + amount, 0n);
  if (total + queued !== byLegs) yield `${account}: entries sum to ${total}, queued ${queued}, legs to ${byLegs}`;
  const open = journals.filter((each) => isReserving(each) && account === `wallet:${each.owner}:${each.currency}`);
  const promised = open.reduce((sum, { amount, fee, captured }) => sum + amount + fee - captured, 0n);
  if (promised !== reserved) yield `${account} has ${reserved} reserved, its open promises come to ${promised}`;
}

function* checkChain(account: string, chain: readonly RawEntry[], wallet: RawWallet): Generator<string> {
  let [seq, at, after, hash] = [0n, 0n, 0n, ""];
  for (const entry of chain) {
    if (entry.seq !== seq + 1n) yield `${account}: entry ${entry.seq} follows ${seq}`;
    if (entry.at < at) yield `${account}: entry ${entry.seq} is older than the one before`;
    if (entry.after !== after + entry.amount) yield `${account}: entry ${entry.seq} says ${entry.after} after it`;
    if (entry.after < 0n) yield `${account}: entry ${entry.seq} went below nothing`;
    if (entry.hash !== sealed(hash, entry)) yield `${account}: entry ${entry.seq} is not sealed to the one before`;
    ({ seq, at, after, hash } = entry);
  }
  if (wallet.entries !== seq) yield `${account} counts ${wallet.entries} entries and has ${seq}`;
  if (wallet.lastHash !== hash) yield `${account} ends in another hash than its last entry`;
}

/** By entry, what was before it and what seals it: whoever looks again and again has the same entries. */
const seals = new WeakMap<RawEntry, readonly [string, string]>();

function sealed(before: string, entry: RawEntry): string {
  const known = seals.get(entry);
  if (known?.[0] === before) return known[1];
  const made = seal(before, entry);
  seals.set(entry, [before, made]);
  return made;
}

type Sealed = Omit<RawEntry, "hash">;

/** SHA-256 over length-prefixed fields, the hash before among them. */
export function seal(before: string, entry: Sealed): string {
  const [, user = "", currency = ""] = entry.wallet.split(":");
  const { seq, at, transaction, kind, amount, after } = entry;
  const fields = ["cowry/entry/1", before, user, currency, seq, at, transaction, kind, amount, after].map(String);
  return createHash("sha256")
    .update(fields.map((field) => `${field.length}:${field}`).join(""))
    .digest("base64url");
}

function isOpenPayout(of: RawJournal): boolean {
  return of.kind === "payout" && isReserving(of);
}

/** Payouts in flight, open holds, and transfers that wait for compliance. */
function isReserving({ kind, legs, status }: RawJournal): boolean {
  if (legs !== undefined) return false;
  if (kind === "hold") return status === "held";
  return ["payout", "transfer"].includes(kind) && !["failed", "cancelled"].includes(status);
}

/** What the aggregator keeps, against the legs of the journals it says it has summed. */
function* checkKept({ journals, kept }: RawLedger): Generator<string> {
  const summed = new Map<string, bigint>();
  for (const { id, legs = [], summed: state } of journals) {
    const own = legs.filter(({ account }) => !account.startsWith("wallet:"));
    if (own.length > 0 !== (state !== undefined))
      yield `transaction ${id} is not marked for the aggregator as it should`;
    if (state !== "done") continue;
    for (const { account, amount } of own) summed.set(account, (summed.get(account) ?? 0n) + amount);
  }
  for (const account of new Set([...summed.keys(), ...kept.keys()])) {
    const [is, should] = [kept.get(account) ?? 0n, summed.get(account) ?? 0n];
    if (is !== should) yield `the aggregator keeps ${is} for ${account}, the journals it summed come to ${should}`;
  }
}
