import { entity, getItem } from "@cowry/table";
import { errors } from "./errors.ts";

/** Never written: that it is not there is an answer of the table. */
const readinessItem = entity("readiness", {
  version: 1,
  about: "Nothing: read to see whether the table answers",
  pk: "READY",
  sk: "#",
  attributes: {},
});

/** How long a probe may wait before the answer is no. */
const BUDGET_MS = 1_000;

/** Refuses with `not_ready` when the table does not answer in time, whatever the reason. */
export async function askTable(): Promise<void> {
  try {
    await getItem(readinessItem, {}, { consistent: false, budgetMs: BUDGET_MS });
  } catch (cause) {
    throw errors.not_ready({ part: "table" }, { cause, retryAfterSeconds: 5 });
  }
}
