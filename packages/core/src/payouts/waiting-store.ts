import { entity, getItem, put, queryIndex, text, time, timeKey, write } from "@cowry/table";
import { DAY, jitter, now } from "../kernel/index.ts";
import { journal, PLACES } from "../wallet/index.ts";
import { OPEN } from "./model.ts";

/** Payouts that wait: how their executions are woken, and how the sweep finds them. */

/** How to wake the execution that waits for a payout. */
export const taskTokenItem = entity("task_token", {
  version: 1,
  about: "The token with which a webhook wakes the waiting execution of a payout.",
  pk: "T#{transactionId}",
  sk: "TASK",
  expires: "expiresAtMs",
  attributes: { token: text("tk"), expiresAtMs: time("ex") },
});

/** Payouts of one page of the index. */
const PAGE = 50;

/**
 * Ids of all payouts that have been open since before this time, page by page. Each sweep begins at another place of
 * the index, so that one that has no time for all of them leaves out others than the one before.
 */
export async function* listOpen(beforeMs: number): AsyncGenerator<readonly string[]> {
  const places = OPEN.flatMap((status) =>
    Array.from({ length: PLACES }, (_, shard) => ({ status, shard: `${shard}` })),
  );
  const first = Math.floor(jitter() * places.length);
  for (const place of [...places.slice(first), ...places.slice(0, first)]) {
    let after: string | undefined;
    do {
      const range = { to: timeKey(beforeMs), limit: PAGE, after };
      const { keys, last } = await queryIndex(journal, { kind: "payout", ...place }, range);
      if (keys.length > 0) yield keys.map(({ transactionId }) => transactionId);
      after = last;
    } while (after !== undefined);
  }
}

/** How long a token may wait for its webhook: longer than any single wait. */
const TOKEN_KEPT_MS = 30 * DAY;

export async function keepTaskToken(transactionId: string, token: string): Promise<void> {
  await write(put(taskTokenItem, { transactionId, token, expiresAtMs: now() + TOKEN_KEPT_MS }));
}

export async function findTaskToken(transactionId: string): Promise<string | undefined> {
  return (await getItem(taskTokenItem, { transactionId }))?.token;
}
