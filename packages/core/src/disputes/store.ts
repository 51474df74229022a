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
  sealCursor,
  text,
  time,
  timeKey,
  update,
  type UpdateOptions,
  write,
} from "@cowry/table";
import { currentKey, errors as kernelErrors, liveKeys, now, type Page, subkey } from "../kernel/index.ts";
import { DISPUTE_STATES, type DisputeState } from "./model.ts";

/** The keys of this domain. */

export const disputeItem = entity("dispute", {
  version: 1,
  about: "A payer's bank asks for money back that was paid to us; in the index by its deadline",
  pk: "DP#{disputeId}",
  sk: "#",
  index: { pk: "DP#{state}", sk: "{dueAt}" },
  attributes: {
    state: oneOf("st", DISPUTE_STATES),
    /** Counts changes; each rests on the one before. */
    version: int("v"),
    chargeReference: text("cr"),
    /** Whose top-up it is about; absent where we know none. */
    topupId: optional(text("tu")),
    owner: optional(text("ow")),
    amount: money("am"),
    /** Set aside of the wallet when it was opened. */
    kept: money("kp"),
    currency: text("cu"),
    mode: oneOf("mo", ["test", "live"]),
    category: optional(text("ct")),
    providerStatus: text("ps"),
    resolution: optional(text("rs")),
    /** Until when we are heard. */
    dueAtMs: time("du"),
    evidenceId: optional(text("ev")),
    /** What staff answered, and who. */
    answer: optional(text("an")),
    answeredBy: optional(text("ab")),
    answeredAtMs: optional(time("aa")),
    createdAtMs: time("ca"),
    changedAtMs: time("ch"),
  },
});
export type Dispute = ItemOf<typeof disputeItem>;

const placeOf = (state: DisputeState, dueAtMs: number) => ({ state, dueAt: timeKey(dueAtMs) });

/** Rule: "dispute". */
export function disputeOpening(dispute: Dispute) {
  const index = placeOf(dispute.state, dispute.dueAtMs);
  return put(disputeItem, dispute, { rule: "dispute", when: [absent()], index });
}

export type DisputeChange = NonNullable<UpdateOptions<typeof disputeItem>["set"]>;

/** From the very image that was read. Rule: "dispute". */
export function disputeChange({ disputeId, version, state, dueAtMs }: Dispute, set: DisputeChange) {
  const index = placeOf(set.state ?? state, set.dueAtMs ?? dueAtMs);
  const changed = { ...set, version: version + 1, changedAtMs: now() };
  return update(
    disputeItem,
    { disputeId },
    { rule: "dispute", when: [equals("version", version)], set: changed, index },
  );
}

/** The same by itself; false when somebody else was faster. */
export async function commitChange(dispute: Dispute, set: DisputeChange): Promise<boolean> {
  return (await write(disputeChange(dispute, set))).done;
}

export async function findDispute(disputeId: string): Promise<Dispute | undefined> {
  return getItem(disputeItem, { disputeId });
}

/** Disputes in a state, the next deadline first. The index is a moment old: what has moved on is left out. */
export async function queryDisputes(
  state: DisputeState,
  range: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ readonly items: readonly Dispute[]; readonly last?: string | undefined }> {
  const { keys, last } = await queryIndex(disputeItem, { state }, range);
  const found = await batchGet(keys.map((key) => keyOf(disputeItem, key)));
  const items = keys.flatMap((key) => found.get(disputeItem, key) ?? []);
  return { items: items.filter((item) => item.state === state), last };
}

export async function pageOfDisputes(
  state: DisputeState,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Dispute>> {
  const scope = `disputes:${state}`;
  const after = cursor === undefined ? undefined : openPosition(scope, cursor);
  const { items, last } = await queryDisputes(state, { limit, after });
  const key = subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE);
  return { items, nextCursor: last === undefined ? null : sealCursor(key, scope, last) };
}

const CURSOR_PURPOSE = "disputes";

function openPosition(scope: string, cursor: string): string {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const position = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (position !== undefined) return position;
  }
  throw kernelErrors.invalid_cursor();
}
