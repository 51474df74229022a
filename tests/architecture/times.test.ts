import { expect, it } from "vitest";
import { ATTEMPT_LIFE_MS } from "../../packages/core/src/auth/attempts.ts";
import { BUDGET_MS as ROWS_MS, SWEEP_MS as BATCHES_MS } from "../../packages/core/src/bulk/pay.ts";
import { SWEEP_MS as DISPUTES_MS } from "../../packages/core/src/disputes/answer.ts";
import { HEARD_WITHIN_MS } from "../../packages/core/src/disputes/model.ts";
import { SWEEP_MS as HOLDS_MS } from "../../packages/core/src/holds/sweep.ts";
import { SWEEP_MS as PAYOUTS_MS } from "../../packages/core/src/payouts/execution.ts";
import { RESEND_AFTER_MS } from "../../packages/core/src/payouts/waits.ts";
import { SWEEP_MS as REFUNDS_MS } from "../../packages/core/src/refunds/arrive.ts";
import { ASK_AGAIN_AFTER_MS } from "../../packages/core/src/refunds/model.ts";
import { LEASE_MS as ROTATION_LEASE_MS } from "../../packages/core/src/rotation/store.ts";
import { SWEEP_MS as CLOSINGS_MS } from "../../packages/core/src/topups/account-closing.ts";
import { SWEEP_MS as TOPUPS_MS } from "../../packages/core/src/topups/ask.ts";
import { SWEEP_MS as CARDS_MS } from "../../packages/core/src/topups/cards.ts";
import { SWEEP_MS as IDENTIFICATIONS_MS } from "../../packages/core/src/topups/identification.ts";
import { CALL_MS } from "../../packages/core/src/topups/model.ts";
import { SWEEP_MS as RECEIVED_MS } from "../../packages/core/src/topups/received-watch.ts";
import { LEASE_MS as REBUILD_LEASE_MS } from "../../packages/core/src/wallet/rebuild-store.ts";
import { LEASE_MS as AUDIT_LEASE_MS } from "../../packages/core/src/wallet/reconcile-store.ts";
import { SWEEP_MS as REVIEWS_MS } from "../../packages/core/src/wallet/review-list.ts";
import { SWEEP_MS as WEBHOOKS_MS } from "../../packages/core/src/webhooks/replay.ts";
import { readManifest } from "../../stacks/manifest.ts";

/** Times of the domains that mean something only beside how long doors run: neither may change without the other. */

const { doors } = readManifest();

function runs(id: string): number {
  const door = doors.find((each) => each.id === id);
  if (door === undefined) throw new Error(`there is no door ${id}`);
  return door.timeoutSeconds * 1_000;
}

/** What clocks of two instances may differ by. */
const APART_MS = 5_000;
const HTTP = doors.filter(({ kind }) => kind === "http").map(({ id }) => id);

it.each<[string, number, readonly string[]]>([
  ["a call for a top-up is given up", CALL_MS, ["topups/initiate-topup", "topups/charge-card"]],
  ["a place for an attempt lapses", ATTEMPT_LIFE_MS, HTTP],
  ["an answer to a dispute counts as unheard", HEARD_WITHIN_MS, ["disputes/answer-dispute"]],
  [
    "a refund is ordered once more",
    ASK_AGAIN_AFTER_MS,
    ["refunds/send-refund", "refunds/sweep-refunds", "refunds/ask-for-refund"],
  ],
  [
    "a payout is sent once more",
    RESEND_AFTER_MS,
    ["payouts/submit-payout", "payouts/sweep-payouts", "payouts/retry-payout"],
  ],
  ["a rebuild changes hands", REBUILD_LEASE_MS, ["wallet/rebuild-ledger"]],
  ["an audit changes hands", AUDIT_LEASE_MS, ["wallet/reconcile-books"]],
  ["a rotation changes hands", ROTATION_LEASE_MS, ["system/rotate-keys"]],
])("%s only when whoever began it has ended", (_, afterMs, begunBy) => {
  for (const id of begunBy) expect(afterMs, id).toBeGreaterThanOrEqual(runs(id) + APART_MS);
});

/** The last thing that is begun: a read that is asked for thrice, and what it is written down with. */
const LAST_MS = 25_000;

it.each<[string, readonly number[]]>([
  ["bulk/pay-rows", [ROWS_MS]],
  ["bulk/sweep-batches", [BATCHES_MS]],
  ["disputes/sweep-disputes", [DISPUTES_MS]],
  ["holds/sweep-holds", [HOLDS_MS]],
  ["payouts/sweep-payouts", [PAYOUTS_MS]],
  ["refunds/sweep-refunds", [REFUNDS_MS]],
  ["topups/sweep-received", [RECEIVED_MS, IDENTIFICATIONS_MS, CLOSINGS_MS]],
  ["topups/sweep-topups", [TOPUPS_MS, CARDS_MS]],
  ["wallet/sweep-reviews", [REVIEWS_MS]],
  ["webhooks/sweep-webhooks", [WEBHOOKS_MS]],
])("%s runs long enough to end what it begins", (id, budgets) => {
  expect(budgets.reduce((sum, ms) => sum + ms, 0) + LAST_MS).toBeLessThanOrEqual(runs(id));
});
