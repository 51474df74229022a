import {
  equals,
  getItem,
  missing,
  present as exists,
  queryIndex,
  queryItems,
  remove,
  sortKey,
  transact,
  update,
  type Write,
} from "@cowry/table";
import { alertStaff, jitter, MINUTE, now } from "../kernel/index.ts";
import { entryAfter, lanePlace } from "./posting.ts";
import { type QueuedCredit, queuedItem, type Wallet, walletItem } from "./store.ts";

/** Credits folded in one transaction: each is removed and gets its entry, and the wallet is written once. */
export const FOLDED_TOGETHER = 45;
/** Somebody else drains, or the owner spends: whoever loses so often leaves it to the next. */
const LOST_MAX = 8;
/** So many in one go mean that the rush goes on. */
const RUSH = 5;
/** Without a rush for so long, credits come directly again. */
const CALM_MS = 5 * MINUTE;

/**
 * Folds what waits in a wallet's queue into its chain, oldest first, until nothing is left. Each transaction is all or
 * nothing, and takes the credits out that it folds in: it may stop anywhere, and run any number of times at once.
 */
export async function drainQueue(userId: string, currency: string): Promise<number> {
  let folded = 0;
  for (let lost = 0; lost < LOST_MAX;) {
    const credits = await queued(userId, currency);
    const wallet = credits.length === 0 ? undefined : await getItem(walletItem, { userId, currency });
    if (wallet === undefined) return folded;
    const outcome = await transact(foldWrites(wallet, credits, now()));
    if (outcome.committed) {
      folded += credits.length;
      continue;
    }
    lost += 1;
    await new Promise((resolve) => setTimeout(resolve, jitter() * Math.min(400, 25 * 2 ** lost)));
  }
  return folded;
}

async function queued(userId: string, currency: string): Promise<readonly QueuedCredit[]> {
  const prefix = sortKey(queuedItem, { currency });
  const { items } = await queryItems(queuedItem, { userId }, { prefix, limit: FOLDED_TOGETHER });
  return items;
}

/** Removes, entries, and the wallet as it is after them, under its version. Pure. Any status: the money is the owner's. */
export function foldWrites(before: Wallet, credits: readonly QueuedCredit[], nowMs: number): readonly Write[] {
  let wallet = before;
  const lines = credits.flatMap((credit, index) => {
    const { userId, currency, at, transactionId, amount, ...facts } = credit;
    // A reversal may mark it after it was read: what goes into the entry must be what is taken out.
    const asRead = facts.reversed === undefined ? missing("reversed") : equals("reversed", facts.reversed);
    const moved = { ...wallet, available: wallet.available + amount };
    const line = entryAfter(moved, { ...facts, transactionId }, amount, nowMs);
    wallet = line.after;
    const taken = { rule: `queued.${index}`, when: [exists(), asRead] };
    return [remove(queuedItem, { userId, currency, at, transactionId }, taken), line.write(`line.${index}`)];
  });
  const { userId, currency, available, sequence, lastEntryAtMs, lastHash } = wallet;
  const isRush = before.lane === "queued" && credits.length >= RUSH;
  const set = { available, sequence, lastEntryAtMs, lastHash, version: before.version + 1 };
  const walletWrite = update(
    walletItem,
    { userId, currency },
    {
      rule: "wallet",
      when: [equals("version", before.version)],
      set: { ...set, ...(isRush ? { contentionAtMs: nowMs } : {}) },
    },
  );
  return [walletWrite, ...lines];
}

const PAGE = 50;

/**
 * Drains every wallet that has a queue, for whatever the events left. Where it has been calm, credits are turned to
 * come directly (`draining`); a sweep later, when no payer can still hold an older image, the lane is taken away.
 */
export async function sweepQueues(): Promise<void> {
  let after: string | undefined;
  do {
    const page = await queryIndex(walletItem, { shard: "0" }, { limit: PAGE, after });
    for (const { userId, currency } of page.keys) {
      await sweep(userId, currency).catch(() => {
        alertStaff({ alert: "queue_sweep_failed" });
      });
    }
    after = page.last;
  } while (after !== undefined);
}

async function sweep(userId: string, currency: string): Promise<void> {
  await drainQueue(userId, currency);
  const wallet = await getItem(walletItem, { userId, currency });
  if (wallet?.lane === undefined || now() - (wallet.contentionAtMs ?? 0) < CALM_MS) return;
  if ((await queued(userId, currency)).length > 0) return;
  const isLast = wallet.lane === "draining";
  const turning = update(
    walletItem,
    { userId, currency },
    {
      rule: "wallet",
      when: [equals("version", wallet.version)],
      set: { version: wallet.version + 1, contentionAtMs: now(), ...(isLast ? {} : { lane: "draining" as const }) },
      ...(isLast ? { remove: ["lane"] as const, index: null } : { index: lanePlace(wallet) }),
    },
  );
  // Lost to whoever moves money just now: the next sweep tries again.
  await transact([turning]);
}

/** Credits that wait, newest first: what a history shows as pending. */
export async function waitingCredits(
  userId: string,
  currency: string,
  limit: number,
): Promise<readonly QueuedCredit[]> {
  const prefix = sortKey(queuedItem, { currency });
  const { items } = await queryItems(queuedItem, { userId }, { prefix, limit, descending: true });
  return items;
}
