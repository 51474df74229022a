import { BUDGET_MS, pauseAfterLoss } from "../packages/core/src/wallet/commit.ts";
import { seeded } from "../packages/local/src/aws/faults.ts";
import { backoff } from "../packages/table/src/retry.ts";

/**
 * Transfers that meet at one wallet. DynamoDB refuses a transaction while another one holds an item of it between its two
 * phases; nobody publishes for how long that is. Simulated: arrivals by chance, an item held for `windowMs`, the time
 * between reading and writing in which the version may move on, and the waits of `transact` and `commit`, by their own
 * functions.
 */
export interface Rush {
  /** Transfers that want the wallet, per second. */
  readonly perSecond: number;
  /** From a transaction's first phase to its second, in milliseconds. */
  readonly windowMs: number;
}

export interface Met {
  /** Transactions sent per transfer that came through. */
  readonly attempts: number;
  /** Times that the wallets were read, per transfer that came through. */
  readonly reads: number;
  /** Milliseconds beyond what a transfer without rivals takes. */
  readonly p50: number;
  readonly p99: number;
  /** Share of transfers that were given up: 503, safe to send again with the same key. */
  readonly failed: number;
}

/** From reading a wallet to the first phase of the write. */
const READ_AHEAD_MS = 4;
/** From the first phase that refuses to the next one, where that follows at once. */
const REFUSAL_MS = 4;
const TRANSFERS = 6_000;

interface Attempt {
  readonly at: number;
  readonly bornAt: number;
  /** Since when it has tried with this image: its conflicts and their waits are part of it. */
  readonly sinceMs: number;
  /** Refused by the version. */
  readonly tries: number;
  /** Since the last refusal. */
  readonly conflicts: number;
  /** The version that was read; undefined while it has to be read first. */
  readonly seen: number | undefined;
}

export function simulateRush({ perSecond, windowMs }: Rush, seed: string): Met {
  const chance = seeded(`${seed}/${perSecond}/${windowMs}`);
  const queue = new Heap();
  for (let n = 0, at = 0; n < TRANSFERS; n += 1) {
    at += (-Math.log(1 - chance()) * 1_000) / perSecond;
    queue.push({ at, bornAt: at, sinceMs: at, tries: 0, conflicts: 0, seen: undefined });
  }
  let [heldUntil, version, sent, reads, failed] = [0, 0, 0, 0, 0];
  const waits: number[] = [];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { at, bornAt, sinceMs, tries, conflicts, seen } = next;
    if (seen === undefined) {
      reads += 1;
      // Whoever holds the item has written nothing yet.
      queue.push({ ...next, at: at + READ_AHEAD_MS, seen: at < heldUntil ? version - 1 : version });
      continue;
    }
    const leftMs = BUDGET_MS - (at - bornAt);
    if (leftMs < 0) {
      failed += 1;
      continue;
    }
    sent += 1;
    if (at < heldUntil) {
      // Waits, and looks again: the version is about to move on.
      const again = at + REFUSAL_MS + backoff(conflicts, chance());
      queue.push({ ...next, at: again, conflicts: conflicts + 1, seen: undefined });
    } else if (seen !== version) {
      // Refused by the version, with the newer image: the first time at once, then after a pause and another look.
      const toldAt = at + REFUSAL_MS;
      const lost = { tries: tries + 1, attemptMs: toldAt - sinceMs, leftMs };
      const again = tries === 0 ? toldAt : toldAt + pauseAfterLoss(lost, chance());
      const image = tries === 0 ? version : undefined;
      queue.push({ bornAt, at: again, sinceMs: again, tries: tries + 1, conflicts: 0, seen: image });
    } else {
      heldUntil = at + windowMs;
      version += 1;
      waits.push(at - bornAt - READ_AHEAD_MS);
    }
  }
  waits.sort((a, b) => a - b);
  const part = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0;
  const each = (count: number) => count / Math.max(1, waits.length);
  return { attempts: each(sent), reads: each(reads), p50: part(0.5), p99: part(0.99), failed: failed / TRANSFERS };
}

/** By time; a plain array would be sorted anew for each of some hundred thousand attempts. */
class Heap {
  readonly #items: Attempt[] = [];

  push(item: Attempt): void {
    const items = this.#items;
    let place = items.push(item) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = items[above];
      if (parent === undefined || parent.at <= item.at) break;
      items[place] = parent;
      place = above;
    }
    items[place] = item;
  }

  pop(): Attempt | undefined {
    const items = this.#items;
    const [first] = items;
    const last = items.pop();
    if (first === undefined || last === undefined || items.length === 0) return first;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [a, b] = [items[left], items[left + 1]];
      if (a === undefined) break;
      const [child, at] = b !== undefined && b.at < a.at ? [b, left + 1] : [a, left];
      if (child.at >= last.at) break;
      items[place] = child;
      place = at;
    }
    items[place] = last;
    return first;
  }
}
