import {
  absent,
  among,
  atLeast,
  atMost,
  type ConditionFor,
  equals,
  type IndexOf,
  put,
  seqKey,
  timeKey,
  update,
  type Write,
} from "@cowry/table";
import { assert } from "../kernel/index.ts";
import { linkHash } from "./chain.ts";
import { type EntryFacts, type Movement, walletAccount, type WalletLeg } from "./model.ts";
import { entryItem, type Wallet, walletItem } from "./store.ts";

/** Digits of a sequence in an entry's key: a trillion lines for each wallet. */
export const SEQUENCE_DIGITS = 12;

/** One wallet's part of a transaction: its image afterwards, and the writes that bring it there from the image before. */
export interface Posting {
  readonly after: Wallet;
  readonly leg: WalletLeg | undefined;
  readonly writes: readonly Write[];
}

/** What a movement makes of a wallet. */
export type Post = (wallet: Wallet, movement: Movement, name: string, nowMs: number) => Posting;

/**
 * What a movement makes of a wallet, and of its history where the balance changes. Pure. Every rule that the decision
 * relied on is repeated in the conditions: the image's version, the statuses allowed, enough of what is taken.
 */
export function postMovement(wallet: Wallet, movement: Movement, name: string, nowMs: number): Posting {
  const { available, reserved, entry } = movement;
  if (entry === undefined) return shiftMovement(wallet, movement, name);
  const amount = available + reserved;
  assert(amount !== 0n, "an entry says what changed the balance");
  const { after, leg, write } = entryAfter(movedBy(wallet, movement), entry, amount, nowMs);
  return { after, leg, writes: [walletWrite(wallet, movement, after, name), write(name)] };
}

/** The same of a movement between what is available and what is reserved: it has no line in the history. Pure. */
export function shiftMovement(wallet: Wallet, movement: Movement, name: string): Posting {
  const { available, reserved, entry } = movement;
  assert(entry === undefined && available + reserved === 0n, "an entry says what changed the balance");
  const after = movedBy(wallet, movement);
  return { after, leg: undefined, writes: [walletWrite(wallet, movement, after, name)] };
}

function movedBy(wallet: Wallet, movement: Movement): Wallet {
  const available = wallet.available + movement.available;
  const reserved = wallet.reserved + movement.reserved;
  assert(available >= 0n && reserved >= 0n, "a decision takes no more than there is");
  const { usage = wallet.usage, recentPayees = wallet.recentPayees } = movement;
  return { ...wallet, available, reserved, version: wallet.version + 1, usage, recentPayees };
}

function walletWrite(wallet: Wallet, movement: Movement, after: Wallet, name: string): Write {
  return update(
    walletItem,
    { userId: wallet.userId, currency: wallet.currency },
    {
      rule: name,
      when: conditions(wallet, movement),
      set: { ...changes(after, movement.entry !== undefined), ...memories(movement) },
      index: movement.lane?.lane === undefined ? undefined : lanePlace(wallet),
    },
  );
}

function conditions(wallet: Wallet, { available, reserved, whileStatus, balanceMax }: Movement) {
  const when: ConditionFor<typeof walletItem>[] = [equals("version", wallet.version)];
  if (whileStatus !== undefined) when.push(among("status", whileStatus));
  if (available < 0n) when.push(atLeast("available", -available));
  if (reserved < 0n) when.push(atLeast("reserved", -reserved));
  if (balanceMax !== undefined) {
    const room = balanceMax - (wallet.reserved + reserved) - available;
    assert(wallet.available <= room, "a decision puts no more into a wallet than it may hold");
    when.push(atMost("available", room));
  }
  return when;
}

function changes({ available, reserved, version, sequence, lastEntryAtMs, lastHash }: Wallet, withEntry: boolean) {
  const balances = { available, reserved, version };
  return withEntry ? { ...balances, sequence, lastEntryAtMs, lastHash } : balances;
}

/** What the wallet remembers of its orders, where this is one, and of its rivals. */
function memories({ usage, recentPayees, lane: rivals }: Movement) {
  const { contention, contentionAtMs, lane } = rivals ?? {};
  return {
    ...(usage === undefined ? {} : { usage }),
    ...(recentPayees === undefined ? {} : { recentPayees }),
    ...(contention === undefined || contentionAtMs === undefined ? {} : { contention, contentionAtMs }),
    ...(lane === undefined ? {} : { lane }),
  };
}

/** Where a wallet stands while its credits are queued. */
export function lanePlace({ userId, currency }: Pick<Wallet, "userId" | "currency">): IndexOf<typeof walletItem> {
  return { shard: "0", holder: `${userId} ${currency}` };
}

/** The wallet after one more entry, the entry's leg, and its write. Pure. */
export function entryAfter(moved: Wallet, facts: EntryFacts, amount: bigint, nowMs: number) {
  const { userId, currency } = moved;
  const seq = moved.sequence + 1;
  // Never before the last entry, whatever this machine's clock says: sorted by time is sorted by sequence.
  const atMs = Math.max(nowMs, moved.lastEntryAtMs);
  const balanceAfter = moved.available + moved.reserved;
  const { transactionId, kind } = facts;
  const hash = linkHash(moved.lastHash, { userId, currency, seq, atMs, transactionId, kind, amount, balanceAfter });
  const place = { userId, currency, at: timeKey(atMs), seq: seqKey(seq, SEQUENCE_DIGITS) };
  const leg: WalletLeg = { account: walletAccount(userId, currency), amount, seq, atMs, after: balanceAfter };
  return {
    after: { ...moved, sequence: seq, lastEntryAtMs: atMs, lastHash: hash },
    leg,
    write: (name: string): Write =>
      put(entryItem, { ...place, ...facts, amount, balanceAfter, hash }, { rule: `${name}.entry`, when: [absent()] }),
  };
}
