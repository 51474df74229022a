import { entity, getItem, put, queryIndex, text, time, timeKey, write } from "@cowry/table";
import { DAY, now } from "../kernel/index.ts";
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

/** Most payouts that one sweep looks at in one place of the index. */
const SWEPT_MAX = 50;

/** Ids of payouts that have been open since before this time, oldest first in each place of the index. */
export async function listOpen(beforeMs: number): Promise<readonly string[]> {
  const range = { to: timeKey(beforeMs), limit: SWEPT_MAX };
  const places = OPEN.flatMap((status) =>
    Array.from({ length: PLACES }, (_, shard) => ({ status, shard: `${shard}` })),
  );
  const found: string[] = [];
  for (const place of places) {
    const { keys } = await queryIndex(journal, { kind: "payout", ...place }, range);
    found.push(...keys.map(({ transactionId }) => transactionId));
  }
  return found;
}

/** How long a token may wait for its webhook: longer than any single wait. */
const TOKEN_KEPT_MS = 30 * DAY;

export async function keepTaskToken(transactionId: string, token: string): Promise<void> {
  await write(put(taskTokenItem, { transactionId, token, expiresAtMs: now() + TOKEN_KEPT_MS }));
}

export async function findTaskToken(transactionId: string): Promise<string | undefined> {
  return (await getItem(taskTokenItem, { transactionId }))?.token;
}
