import { batchGet, keyOf, openCursor, queryIndex, sealCursor } from "@cowry/table";
import { currentKey, errors as kernelErrors, liveKeys, type Page, subkey } from "../kernel/index.ts";
import { type Journal, journal, PLACES } from "../wallet/index.ts";
import { readFacts } from "./model.ts";

/** Payouts that staff look after: open ones by where they stand, and ended ones that were flagged. */

export const LISTED = ["pending", "processing", "awaiting_confirmation", "flagged"] as const;
export type Listed = (typeof LISTED)[number];

export interface PayoutQuery {
  readonly state: Listed;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Place by place of the index, oldest first within each. Pages may be short before the last one. */
export async function listPayouts({ state, limit, cursor }: PayoutQuery): Promise<Page<Journal>> {
  const scope = `payouts:${state}`;
  const start = cursor === undefined ? { place: 0, after: undefined } : openPosition(scope, cursor);
  const ids: string[] = [];
  for (let place = start.place; place < PLACES; place += 1) {
    const range = { limit: limit - ids.length, after: place === start.place ? start.after : undefined };
    const at = { kind: "payout", status: state, shard: String(place) };
    const { keys, last } = await queryIndex(journal, at, range);
    ids.push(...keys.map(({ transactionId }) => transactionId));
    if (last !== undefined) return { items: await load(ids, state), nextCursor: seal(scope, place, last) };
    const goesOn = ids.length >= limit && place + 1 < PLACES;
    if (goesOn) return { items: await load(ids, state), nextCursor: seal(scope, place + 1) };
  }
  return { items: await load(ids, state), nextCursor: null };
}

/** The index may be a moment behind: what has moved on meanwhile is left out. */
async function load(ids: readonly string[], state: Listed): Promise<readonly Journal[]> {
  const found = await batchGet(ids.map((transactionId) => keyOf(journal, { transactionId })));
  const listed = ids.flatMap((transactionId) => found.get(journal, { transactionId }) ?? []);
  return listed.filter((of) => (state === "flagged" ? readFacts(of).flaw !== undefined : of.status === state));
}

const CURSOR_PURPOSE = "payouts";

function seal(scope: string, place: number, after = ""): string {
  return sealCursor(subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE), scope, `${place} ${after}`);
}

function openPosition(scope: string, cursor: string): { place: number; after: string | undefined } {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const position = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (position === undefined) continue;
    const after = position.slice(2);
    return { place: Number(position.slice(0, 1)), after: after === "" ? undefined : after };
  }
  throw kernelErrors.invalid_cursor();
}
