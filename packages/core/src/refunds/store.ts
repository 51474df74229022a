import {
  absent,
  batchGet,
  entity,
  equals,
  getItem,
  int,
  type ItemOf,
  keyOf,
  money,
  oneOf,
  openCursor,
  optional,
  put,
  queryIndex,
  queryItems,
  sealCursor,
  text,
  time,
  timeKey,
  update,
  type UpdateOptions,
  write,
  type Write,
} from "@cowry/table";
import { currentKey, errors as kernelErrors, liveKeys, now, type Page, subkey } from "../kernel/index.ts";
import { journal } from "../wallet/index.ts";
import { OPEN_STATES, REFUND_FLAWS, REFUND_STATES, type RefundState } from "./model.ts";

/** The keys of this domain. What a refund moves stands in journals of the wallet. */

export const refundItem = entity("refund", {
  version: 1,
  about: "A part or all of a top-up on its way back to whoever paid it, in the top-up's partition",
  pk: "T#{topupId}",
  sk: "RF#{refundId}",
  index: { pk: "RF#{state}", sk: "{createdAt}" },
  attributes: {
    state: oneOf("st", REFUND_STATES),
    /** Counts changes; each rests on the one before. */
    version: int("v"),
    amount: money("am"),
    currency: text("cu"),
    mode: oneOf("mo", ["test", "live"]),
    owner: text("ow"),
    /** The charge's at the provider, and ours for the refund, which travels in its note. */
    chargeReference: text("cr"),
    reference: text("rf"),
    /** Why, in the words of whoever proposed it. */
    reason: text("rs"),
    /** Orders begun, and when the newest was. */
    sends: int("n"),
    sentAtMs: optional(time("sa")),
    /** The provider's own id and last word. */
    providerId: optional(text("pi")),
    providerStatus: optional(text("ps")),
    flaw: optional(oneOf("fl", REFUND_FLAWS)),
    createdAtMs: time("ca"),
    changedAtMs: time("ch"),
  },
});
export type Refund = ItemOf<typeof refundItem>;

const placeOf = (state: RefundState, createdAtMs: number) => ({ state, createdAt: timeKey(createdAtMs) });

/** Rule: "refund". */
export function refundOpening(refund: Refund): Write {
  const index = placeOf(refund.state, refund.createdAtMs);
  return put(refundItem, refund, { rule: "refund", when: [absent()], index });
}

export type RefundChange = NonNullable<UpdateOptions<typeof refundItem>["set"]>;

/** From the very image that was read. Rule: "refund". */
export function refundChange(
  { topupId, refundId, version, state, createdAtMs }: Refund,
  set: RefundChange,
  gone: readonly "flaw"[] = [],
) {
  const index = placeOf(set.state ?? state, createdAtMs);
  const when = [equals("version", version)];
  const changed = { ...set, version: version + 1, changedAtMs: now() };
  return update(refundItem, { topupId, refundId }, { rule: "refund", when, set: changed, remove: gone, index });
}

/** The same by itself: the refund afterwards, or undefined when somebody else was faster. */
export async function commitChange(refund: Refund, set: RefundChange): Promise<Refund | undefined> {
  const change = refundChange(refund, set);
  const { done } = await write(change);
  return done ? { ...refund, ...change.set } : undefined;
}

export async function readRefund({ topupId, refundId }: Refund): Promise<Refund | undefined> {
  return getItem(refundItem, { topupId, refundId });
}

/** By its id alone: the journal of its reservation knows the top-up. */
export async function findRefund(refundId: string): Promise<Refund | undefined> {
  const reservation = await getItem(journal, { transactionId: refundId });
  const topupId = reservation?.external?.["reserves"];
  return typeof topupId === "string" ? getItem(refundItem, { topupId, refundId }) : undefined;
}

/** A top-up has few. */
const OF_TOPUP_MAX = 100;

export async function refundsOf(topupId: string): Promise<readonly Refund[]> {
  return (await queryItems(refundItem, { topupId }, { limit: OF_TOPUP_MAX })).items;
}

/** Refunds in a state, newest first. The index is a moment old: what has moved on meanwhile is left out. */
export async function queryRefunds(
  state: RefundState,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ readonly items: readonly Refund[]; readonly last?: string | undefined }> {
  const { keys, last } = await queryIndex(refundItem, { state }, { limit, after, descending: true });
  const found = await batchGet(keys.map((key) => keyOf(refundItem, key)));
  const items = keys.flatMap((key) => found.get(refundItem, key) ?? []);
  return { items: items.filter((item) => item.state === state), last };
}

const OPEN_PAGE = 50;

/** All refunds that are not over, page by page, state by state. */
export async function* listOpenRefunds(): AsyncGenerator<readonly Refund[]> {
  for (const state of OPEN_STATES) {
    let after: string | undefined;
    do {
      const { items, last } = await queryRefunds(state, { limit: OPEN_PAGE, after });
      yield items;
      after = last;
    } while (after !== undefined);
  }
}

export async function pageOfRefunds(
  state: RefundState,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Refund>> {
  const scope = `refunds:${state}`;
  const after = cursor === undefined ? undefined : openPosition(scope, cursor);
  const { items, last } = await queryRefunds(state, { limit, after });
  const key = subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE);
  return { items, nextCursor: last === undefined ? null : sealCursor(key, scope, last) };
}

const CURSOR_PURPOSE = "refunds";

function openPosition(scope: string, cursor: string): string {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const position = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (position !== undefined) return position;
  }
  throw kernelErrors.invalid_cursor();
}
