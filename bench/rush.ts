import { seeded } from "../packages/local/src/aws/faults.ts";

/**
 * Transfers that meet at one wallet. DynamoDB refuses a transaction while another one holds an item of it between its two
 * phases; nobody publishes for how long that is. Simulated: arrivals by chance, an item held for `windowMs`, the time
 * between reading and writing in which the version may move on, and the waits of `persist` (full jitter, 20 to 400 ms).
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
  /** Milliseconds beyond what a transfer without rivals takes. */
  readonly p50: number;
  readonly p99: number;
  /** Share of transfers that were given up: 503, safe to send again with the same key. */
  readonly failed: number;
}

/** From reading a wallet to the first phase of the write. */
const READ_AHEAD_MS = 4;
const BASE_MS = 20;
const CAP_MS = 400;
/** What `commit` gives a transfer. */
const BUDGET_MS = 12_000;
const TRANSFERS = 6_000;

interface Attempt {
  readonly at: number;
  readonly bornAt: number;
  readonly tries: number;
  readonly conflicts: number;
  /** The version that was read; undefined while it has to be read first. */
  readonly seen: number | undefined;
}

export function simulateRush({ perSecond, windowMs }: Rush, seed: string): Met {
  const chance = seeded(`${seed}/${perSecond}/${windowMs}`);
  const queue = new Heap();
  for (let n = 0, at = 0; n < TRANSFERS; n += 1) {
    at += (-Math.log(1 - chance()) * 1_000) / perSecond;
    queue.push({ at, bornAt: at, tries: 0, conflicts: 0, seen: undefined });
  }
  let [heldUntil, version, sent, failed] = [0, 0, 0, 0];
  const waits: number[] = [];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { at, bornAt, tries, conflicts, seen } = next;
    if (seen === undefined) {
      queue.push({ ...next, at: at + READ_AHEAD_MS, seen: version });
      continue;
    }
    if (at - bornAt > BUDGET_MS) {
      failed += 1;
      continue;
    }
    sent += 1;
    if (at < heldUntil) {
      const wait = chance() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(conflicts, 10));
      queue.push({ ...next, at: at + wait, tries: tries + 1, conflicts: conflicts + 1 });
    } else if (seen !== version) {
      // Refused by the version, with the newer image: the first time at once, then after a wait and another look.
      const wait = tries === 0 ? 0 : chance() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(tries, 10));
      queue.push({ ...next, at: at + wait, tries: tries + 1, seen: tries === 0 ? version : undefined });
    } else {
      heldUntil = at + windowMs;
      version += 1;
      waits.push(at - bornAt - READ_AHEAD_MS);
    }
  }
  waits.sort((a, b) => a - b);
  const part = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0;
  return { attempts: sent / Math.max(1, waits.length), p50: part(0.5), p99: part(0.99), failed: failed / TRANSFERS };
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
