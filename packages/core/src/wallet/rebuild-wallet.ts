import { decode, encode, keyOf, type RawItem, seqKey, sortKey, timeKey } from "@cowry/table";
import { getAllFrom, getFrom, keyIn, queryFrom, writeInto } from "@cowry/table/copies";
import { MINUTE } from "../kernel/index.ts";
import { linkHash } from "./chain.ts";
import { walletAccount } from "./model.ts";
import { SEQUENCE_DIGITS } from "./posting.ts";
import { markOf } from "./reversed-marks.ts";
import { compareWallet, isAsMade, isSameCredit, type RebuiltEntry } from "./rebuild.ts";
import {
  type ChainMade,
  countRebuilt,
  LISTED_MAX,
  promiseItem,
  type Rebuild,
  strayItem,
  tellDifferences,
} from "./rebuild-store.ts";
import {
  type Entry,
  entryItem,
  externalItem,
  type Journal,
  journal,
  queuedItem,
  type Wallet,
  walletItem,
} from "./store.ts";

/** One wallet of a rebuild: from the drafts that its journals left, to its chain, its queue and its balance. */

const PAGE = 100;

type IsTimeUp = () => boolean;

/** True when the wallet is whole, false when the time is up before: then `progress.chain` says where it was. */
export async function makeWallet(run: Rebuild, copy: RawItem, isTimeUp: IsTimeUp): Promise<boolean> {
  const chain = await makeChain(run, decode(walletItem, copy), isTimeUp);
  if (chain !== undefined) await finish(run, copy, chain);
  return chain !== undefined;
}

/** The same of a wallet that only its journals know: its chain is made, and it is told unless it was opened meanwhile. */
export async function makeStray(run: Rebuild, copy: RawItem, isTimeUp: IsTimeUp): Promise<boolean> {
  const { userId, currency } = decode(strayItem, copy);
  const chain = await makeChain(run, { userId, currency }, isTimeUp);
  if (chain === undefined) return false;
  const there = await getFrom(run.source, keyOf(walletItem, { userId, currency }));
  if (there !== undefined) countRebuilt(run, "moved", 1);
  else tellDifferences(run, [`wallet ${userId} ${currency}: is not in the table`, ...chain.odd], chain.differences + 1);
  return true;
}

/** A wallet's chain to its end; undefined when the time is up before. */
async function makeChain(
  run: Rebuild,
  wallet: Pick<Wallet, "userId" | "currency">,
  isTimeUp: IsTimeUp,
): Promise<ChainMade | undefined> {
  const { chain } = run.progress;
  const isPaused = chain?.userId === wallet.userId && chain.currency === wallet.currency;
  let made = isPaused ? chain : await begin(run, wallet);
  for (;;) {
    const page = made.step === "place" ? await placeQueued(run, made) : await chainLines(run, made);
    made = page.chain;
    if (page.isAtEnd) return made;
    run.progress = { ...run.progress, chain: made };
    if (isTimeUp()) return undefined;
  }
}

async function begin(
  { target }: Rebuild,
  { userId, currency }: Pick<Wallet, "userId" | "currency">,
): Promise<ChainMade> {
  const prefix = sortKey(queuedItem, { currency });
  const { items } = await queryFrom(target, partitionOf({ userId, currency }), { prefix, limit: 1 });
  const nothing = { sequence: 0, balance: 0n, hash: "", lastAtMs: 0, odd: [], differences: 0 };
  return { userId, currency, step: items.length > 0 ? "place" : "chain", ...nothing };
}

const partitionOf = (of: Pick<Wallet, "userId" | "currency">): string => keyOf(walletItem, of).pk;

interface Made {
  readonly chain: ChainMade;
  readonly isAtEnd: boolean;
}

/**
 * Where in the chain a queued credit came, its journal does not know: the entry that names its transaction does. A credit
 * has one place, that of the first entry that names it while it waits, and none that another journal has: such entries
 * have no journal. What has a place is taken out of the queue.
 */
async function placeQueued({ source, target }: Rebuild, chain: ChainMade): Promise<Made> {
  const { userId, currency, after } = chain;
  const prefix = sortKey(entryItem, { currency });
  const page = await queryFrom(source, partitionOf({ userId, currency }), { prefix, after, limit: PAGE });
  const entries = page.items.map((item) => decode(entryItem, item));
  const journals = await journalsOf(target, entries);
  const named = entries.flatMap(({ transactionId, at, seq }) => {
    const of = journals.get(transactionId);
    const { kind, legs = [] } = of ?? {};
    const leg = legs.find((each) => each.queued === true && each.account === walletAccount(userId, currency));
    if (leg?.atMs === undefined || of === undefined || kind === undefined) return [];
    const line = { userId, currency, transactionId, kind, amount: leg.amount, ...markOf(of) };
    const waited = keyOf(queuedItem, { userId, currency, at: timeKey(leg.atMs), transactionId });
    return [{ transactionId, waited, draft: encode(entryItem, { ...line, at, seq, balanceAfter: 0n, hash: "" }) }];
  });
  const keys = named.flatMap(({ waited, draft }) => [waited, keyIn(draft)]);
  const there = new Map((await getAllFrom(target, keys)).map((item) => [keyIn(item).sk, item]));
  const placed = named.filter(({ transactionId, waited, draft }) => {
    const drafted = there.get(keyIn(draft).sk);
    if (drafted !== undefined && decode(entryItem, drafted).transactionId !== transactionId) return false;
    return there.delete(waited.sk);
  });
  // Placed first: nobody looks again for what is out of the queue.
  await writeInto(target, { puts: placed.map(({ draft }) => draft) });
  await writeInto(target, { removes: placed.map(({ waited }) => waited) });
  if (page.last === undefined) return { chain: { ...chain, step: "chain", after: undefined }, isAtEnd: false };
  return { chain: { ...chain, after: page.last }, isAtEnd: false };
}

/** The next drafts of a chain, summed, sealed, written, and compared with what stands there in the source. */
async function chainLines(run: Rebuild, chain: ChainMade): Promise<Made> {
  const { userId, currency } = chain;
  const { mine, theirs, last } = await sideBySide(run, chain, sortKey(entryItem, { currency }));
  const name = (seq: number | string) => `entry ${userId} ${currency} ${Number(seq)}`;
  const found: string[] = [];
  const lacking: RebuiltEntry[] = [];
  const whole: RawItem[] = [];
  let { sequence, balance, hash, lastAtMs } = chain;
  for (const item of mine) {
    const { transactionId, kind, amount, at, seq, reversed } = decode(entryItem, item);
    [sequence, lastAtMs, balance] = [Number(seq), Number(at), balance + amount];
    const place = { userId, currency, seq: sequence, atMs: lastAtMs };
    const line = { ...place, transactionId, kind, amount, balanceAfter: balance, reversed };
    hash = linkHash(hash, line);
    const made = { ...line, hash };
    const twin = theirs.get(keyIn(item).sk);
    theirs.delete(keyIn(item).sk);
    const there = twin === undefined ? undefined : decode(entryItem, twin);
    if (there === undefined) found.push(`${name(seq)}: is not in the table`);
    else if (!isAsMade(there, made)) found.push(`${name(seq)}: differs`);
    if (there?.transactionId === transactionId) whole.push(encodeEntry(made, there));
    else lacking.push(made);
  }
  for (const item of theirs.values()) found.push(`${name(decode(entryItem, item).seq)}: no journal makes it`);
  await writeInto(run.target, { puts: [...whole, ...(await fromJournals(run, lacking))] });
  countRebuilt(run, "entries", mine.length);
  const next = { ...chain, after: last, sequence, balance, hash, lastAtMs };
  return { chain: note(next, found), isAtEnd: last === undefined };
}

function note(chain: ChainMade, found: readonly string[]): ChainMade {
  const odd = [...chain.odd, ...found].slice(0, LISTED_MAX);
  return { ...chain, odd, differences: chain.differences + found.length };
}

function encodeEntry({ atMs, seq, ...line }: RebuiltEntry, facts: Partial<Entry> = {}): RawItem {
  return encode(entryItem, { ...facts, ...line, at: timeKey(atMs), seq: seqKey(seq, SEQUENCE_DIGITS) });
}

/** A page of what was made, and what the source has in the same stretch of sort keys. */
async function sideBySide(
  { source, target }: Rebuild,
  { after, ...of }: Pick<Wallet, "userId" | "currency"> & { readonly after?: string | undefined },
  prefix: string,
) {
  const pk = partitionOf(of);
  const page = await queryFrom(target, pk, { prefix, after, limit: PAGE });
  const theirs = new Map<string, RawItem>();
  let from = after;
  do {
    const part = await queryFrom(source, pk, { prefix, after: from, to: page.last, limit: PAGE });
    for (const item of part.items) theirs.set(keyIn(item).sk, item);
    from = part.last;
  } while (from !== undefined);
  return { mine: page.items, theirs, last: page.last };
}

async function journalsOf(table: string, of: readonly { readonly transactionId: string }[]) {
  const keys = of.map(({ transactionId }) => keyOf(journal, { transactionId }));
  const found = (await getAllFrom(table, keys)).map((item) => decode(journal, item));
  return new Map(found.map((each) => [each.transactionId, each]));
}

/** Entries that the source lacks, with what their journals know of them beyond what the hash covers. */
async function fromJournals({ target }: Rebuild, made: readonly RebuiltEntry[]): Promise<readonly RawItem[]> {
  if (made.length === 0) return [];
  const journals = await journalsOf(target, made);
  const rowOf = ({ owner: userId, currency, createdAtMs, transactionId }: Journal) =>
    keyOf(externalItem, { userId, currency, at: timeKey(createdAtMs), transactionId });
  const rows = (await getAllFrom(target, [...journals.values()].map(rowOf))).map((item) => decode(externalItem, item));
  const inHistory = new Set(rows.map(({ userId, transactionId }) => `${userId} ${transactionId}`));
  return made.map((entry) => {
    const of = journals.get(entry.transactionId);
    const isExternal = inHistory.has(`${entry.userId} ${entry.transactionId}`);
    return encodeEntry(entry, {
      ...(of === undefined ? {} : factsOf(of, entry.userId)),
      ...(isExternal ? { external: true } : {}),
    });
  });
}

function factsOf(of: Journal, userId: string): Partial<Entry> {
  const { note, owner, ownerName, counterparty, reference, fee } = of;
  if (owner === userId) return { note, counterparty, reference, ...(fee > 0n ? { fee } : {}) };
  return {
    note,
    ...(ownerName === undefined ? {} : { counterparty: { kind: "person", name: ownerName, userId: owner } }),
  };
}

/** The wallet as its chain and its promises make it; compared, unless money has moved in it since the rebuild began. */
async function finish(run: Rebuild, copy: RawItem, chain: ChainMade): Promise<void> {
  const wallet = decode(walletItem, copy);
  const { currency } = wallet;
  const { sequence, balance, hash: lastHash } = chain;
  const reserved = await promisedOf(run, wallet);
  const queue = await finishQueue(run, wallet);
  const made = { available: balance - reserved, reserved, sequence, lastHash };
  const lastEntryAtMs = sequence === 0 ? wallet.lastEntryAtMs : chain.lastAtMs;
  const source = await getFrom(run.source, keyIn(copy));
  const theirs = source === undefined ? undefined : decode(walletItem, source);
  await writeInto(run.target, { puts: [{ ...copy, ...encode(walletItem, { ...wallet, ...made, lastEntryAtMs }) }] });
  countRebuilt(run, "wallets", 1);
  if (theirs?.version !== wallet.version) {
    countRebuilt(run, "moved", 1);
    return;
  }
  const found = [...compareWallet({ ...theirs, currency }, made), ...queue];
  tellDifferences(run, [...chain.odd, ...found], chain.differences + found.length);
}

async function promisedOf({ target }: Rebuild, { userId, currency }: Wallet): Promise<bigint> {
  const prefix = sortKey(promiseItem, { currency });
  let sum = 0n;
  let after: string | undefined;
  do {
    const page = await queryFrom(target, partitionOf({ userId, currency }), { prefix, after, limit: PAGE });
    for (const item of page.items) sum += decode(promiseItem, item).amount;
    after = page.last;
  } while (after !== undefined);
  return sum;
}

/** A credit is dated before it is committed: one that is so young may have come after the journals were read. */
const LATE_MS = MINUTE;

/** What still waits by its journal must lie in the source's queue, and nothing else. */
async function finishQueue(run: Rebuild, { userId, currency }: Wallet): Promise<readonly string[]> {
  const found: string[] = [];
  const isYoung = (at: string) => Number(at) >= run.startedAtMs - LATE_MS;
  let after: string | undefined;
  do {
    const { mine, theirs, last } = await sideBySide(
      run,
      { userId, currency, after },
      sortKey(queuedItem, { currency }),
    );
    const whole: RawItem[] = [];
    for (const item of mine) {
      const credit = decode(queuedItem, item);
      const { transactionId } = credit;
      const twin = theirs.get(keyIn(item).sk);
      const there = twin === undefined ? undefined : decode(queuedItem, twin);
      theirs.delete(keyIn(item).sk);
      const name = `queued credit ${userId} ${currency} ${transactionId}`;
      if (there === undefined) found.push(`${name}: is neither in the queue nor in the chain`);
      else if (!isSameCredit(there, credit)) found.push(`${name}: differs`);
      whole.push(encode(queuedItem, { ...there, ...credit, reversed: credit.reversed }));
    }
    for (const item of theirs.values()) {
      const { transactionId, at } = decode(queuedItem, item);
      if (!isYoung(at)) found.push(`queued credit ${userId} ${currency} ${transactionId}: no journal waits for it`);
    }
    await writeInto(run.target, { puts: whole });
    after = last;
  } while (after !== undefined);
  return found;
}
