import { entity, getItem, put, text, time, write } from "@cowry/table";
import { DAY, now } from "../kernel/index.ts";
import { listOpenJournals } from "../wallet/index.ts";
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

/** Ids of all payouts that have been open since before this time, page by page: see `listOpenJournals`. */
export function listOpen(beforeMs: number): AsyncGenerator<readonly string[]> {
  return listOpenJournals("payout", OPEN, beforeMs);
}

/** How long a token may wait for its webhook: longer than any single wait. */
const TOKEN_KEPT_MS = 30 * DAY;

export async function keepTaskToken(transactionId: string, token: string): Promise<void> {
  await write(put(taskTokenItem, { transactionId, token, expiresAtMs: now() + TOKEN_KEPT_MS }));
}

export async function findTaskToken(transactionId: string): Promise<string | undefined> {
  return (await getItem(taskTokenItem, { transactionId }))?.token;
}
