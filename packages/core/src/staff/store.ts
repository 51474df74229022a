import {
  absent,
  anyOf,
  entity,
  equals,
  getItem,
  type ItemOf,
  optional,
  present as exists,
  put,
  queryIndex,
  remove,
  text,
  time,
  timeKey,
  type Write,
} from "@cowry/table";

/** The only file that knows the keys of this domain. */
export const blockItem = entity("block", {
  version: 1,
  about: "Why somebody is blocked, by whom, and until when; in the index while it has an end",
  pk: "U#{userId}",
  sk: "BLOCK",
  index: { pk: "BLOCKS", sk: "{until}#{userId}" },
  attributes: {
    reason: text("rs"),
    /** As `actorName` has it. */
    by: text("by"),
    atMs: time("at"),
    untilMs: optional(time("un")),
  },
});
export type Block = ItemOf<typeof blockItem>;

export async function findBlock(userId: string): Promise<Block | undefined> {
  return getItem(blockItem, { userId });
}

/** In the place of the block that was seen. Rule: "block". */
export function blockWrite(block: Block, before: Block | undefined): Write {
  const { userId, untilMs } = block;
  // Our own, after a lost answer, is as good as the one that was seen.
  const when = before === undefined ? [absent()] : [anyOf([equals("atMs", before.atMs), equals("atMs", block.atMs)])];
  const index = untilMs === undefined ? undefined : { until: timeKey(untilMs), userId };
  return put(blockItem, block, { rule: "block", when, index });
}

/** Rule: "block". */
export function blockGone({ userId, atMs }: Block): Write {
  return remove(blockItem, { userId }, { rule: "block", when: [exists(), equals("atMs", atMs)] });
}

/** People whose block has ended. The index is a moment old: look before acting. */
export async function findDueBlocks(atMs: number, limit: number): Promise<readonly string[]> {
  const { keys } = await queryIndex(blockItem, {}, { to: timeKey(atMs), limit });
  return keys.map(({ userId }) => userId);
}
