import type { RawItem, Write } from "@cowry/table";
import { MINUTE, DAY } from "../kernel/index.ts";

/** Rings whose values stay in the table for longer than a key should. */
export type KeptRing = "FIELD_KEYS" | "LOOKUP_KEYS" | "PIN_PEPPERS";

/** In the place of a key's id: none of the ring's keys opens this value, or finds this row. No id looks like it. */
export const NO_KEY = "?";

/** What was seen of one item. */
export interface Look {
  /** Ids of the keys that its values stand under, one for each value. */
  readonly under: readonly string[];
  /**
   * Brings the item under the current keys, all of it or nothing, if it is still as it was read. Empty: nothing to
   * do.
   */
  readonly renewal: readonly Write[];
}

/** How items of one type are looked at. Each domain says so of its own. */
export interface Kind {
  readonly type: string;
  readonly ring: KeptRing;
  readonly look: (raw: RawItem) => Look | Promise<Look>;
}

/** How many values stand under a key: by `<ring> <key id> <type of item>`. */
export type Tally = Readonly<Record<string, number>>;

export function counted(tally: Tally, { ring, type }: Kind, under: readonly string[]): Tally {
  const sum: Record<string, number> = { ...tally };
  for (const keyId of under) {
    const name = `${ring} ${keyId} ${type}`;
    sum[name] = (sum[name] ?? 0) + 1;
  }
  return sum;
}

/** True where something can be read or found no longer. */
export function hasLost(tally: Tally): boolean {
  return Object.keys(tally).some((name) => name.split(" ")[1] === NO_KEY);
}

/**
 * From when on every instance makes new values with a ring's current key: they read their rings again every quarter of
 * an hour. What is looked at earlier may get another value under the old key behind our back.
 */
export const SETTLED_AFTER_MS = 20 * MINUTE;
/** While an old key is still in a ring, what cannot be renewed by us (hashes of secrets) is counted again. */
export const COUNTED_EVERY_MS = 7 * DAY;
/** A pass that renewed something is followed by another one. After so many something is wrong. */
export const PASSES_MAX = 5;
