import { workflow as batch } from "../../packages/functions/src/bulk/batch.workflow.ts";
import { handler as closeBatch } from "../../packages/functions/src/bulk/close-batch.step.ts";
import { handler as payRows } from "../../packages/functions/src/bulk/pay-rows.step.ts";
import { handler as sweepDisputes } from "../../packages/functions/src/disputes/sweep-disputes.cron.ts";
import { handler as awaitConfirmation } from "../../packages/functions/src/payouts/await-confirmation.step.ts";
import { handler as checkAccount } from "../../packages/functions/src/payouts/check-account.step.ts";
import { handler as concludePayout } from "../../packages/functions/src/payouts/conclude-payout.step.ts";
import { workflow as payout } from "../../packages/functions/src/payouts/payout.workflow.ts";
import { handler as pollPayout } from "../../packages/functions/src/payouts/poll-payout.step.ts";
import { handler as startPayout } from "../../packages/functions/src/payouts/start-payout.event.ts";
import { handler as submitPayout } from "../../packages/functions/src/payouts/submit-payout.step.ts";
import { handler as sweepPayouts } from "../../packages/functions/src/payouts/sweep-payouts.cron.ts";
import { handler as closeRun } from "../../packages/functions/src/reconciliation/close-run.step.ts";
import { handler as comparePlaces } from "../../packages/functions/src/reconciliation/compare-places.step.ts";
import { handler as failRun } from "../../packages/functions/src/reconciliation/fail-run.step.ts";
import { handler as planRun } from "../../packages/functions/src/reconciliation/plan-run.step.ts";
import { handler as readPages } from "../../packages/functions/src/reconciliation/read-pages.step.ts";
import { workflow as reconciliation } from "../../packages/functions/src/reconciliation/reconciliation.workflow.ts";
import { handler as startNightly } from "../../packages/functions/src/reconciliation/start-nightly.cron.ts";
import { handler as sendRefund } from "../../packages/functions/src/refunds/send-refund.event.ts";
import { handler as sweepRefunds } from "../../packages/functions/src/refunds/sweep-refunds.cron.ts";
import { handler as relayEvents } from "../../packages/functions/src/system/relay-events.stream.ts";
import { handler as receiveEvent } from "../../packages/functions/src/topups/receive-event.ts";
import { handler as sweepReceived } from "../../packages/functions/src/topups/sweep-received.cron.ts";
import { handler as sweepTopups } from "../../packages/functions/src/topups/sweep-topups.cron.ts";
import { handler as aggregateAccounts } from "../../packages/functions/src/wallet/aggregate-accounts.stream.ts";
import { handler as sweepWebhooks } from "../../packages/functions/src/webhooks/sweep-webhooks.cron.ts";
import type { Context } from "aws-lambda";
import type { MemoryEngine } from "./memory-engine.ts";

/** The functions that take part in money coming in and going out, as they are deployed, and what calls them. */

export interface Door {
  readonly id: string;
  readonly handler: (event: never, context: Context) => Promise<unknown>;
}

export const WEBHOOKS: Door = { id: "topups/receive-event", handler: receiveEvent };

export const STEPS: readonly Door[] = [
  { id: "bulk/close-batch", handler: closeBatch },
  { id: "bulk/pay-rows", handler: payRows },
  { id: "payouts/check-account", handler: checkAccount },
  { id: "payouts/submit-payout", handler: submitPayout },
  { id: "payouts/await-confirmation", handler: awaitConfirmation },
  { id: "payouts/poll-payout", handler: pollPayout },
  { id: "payouts/conclude-payout", handler: concludePayout },
  { id: "reconciliation/plan-run", handler: planRun },
  { id: "reconciliation/read-pages", handler: readPages },
  { id: "reconciliation/compare-places", handler: comparePlaces },
  { id: "reconciliation/close-run", handler: closeRun },
  { id: "reconciliation/fail-run", handler: failRun },
];

const MACHINE = "arn:aws:states:eu-west-1:000000000000:stateMachine:";
export const ARNS = {
  payout: `${MACHINE}payouts-payout`,
  reconciliation: `${MACHINE}reconciliation-reconciliation`,
  bulk: `${MACHINE}bulk-batch`,
};

/** How a function's environment calls what is there in these stories. */
export const NAMES = {
  TABLE_NAME: "crashes",
  EVENT_BUS_NAME: "cowry",
  PAYOUT_MACHINE_ARN: ARNS.payout,
  RECONCILIATION_MACHINE_ARN: ARNS.reconciliation,
  BULK_MACHINE_ARN: ARNS.bulk,
} as const;

/** The state machines as they are deployed, with their functions' addresses. */
export const MACHINES = (
  [
    ["payout", payout.asl],
    ["reconciliation", reconciliation.asl],
    ["bulk", batch.asl],
  ] as const
).map(([name, asl]) => ({
  arn: ARNS[name],
  roleArn: `arn:aws:iam::000000000000:role/${name}`,
  definition: JSON.stringify(asl).replace(
    /\$\{([a-z-]+)\/([a-z-]+)\}/g,
    "arn:aws:lambda:eu-west-1:000000000000:function:$1-$2",
  ),
}));

/** Listeners that only tell people are left out: no money moves by them. */
export const LISTENERS: readonly { readonly on: readonly string[]; readonly door: Door }[] = [
  { on: startPayout.definition.on, door: { id: "payouts/start-payout", handler: startPayout } },
  { on: sendRefund.definition.on, door: { id: "refunds/send-refund", handler: sendRefund } },
];

export const CONSUMERS: readonly { readonly filter: Readonly<Record<string, unknown>>; readonly door: Door }[] = [
  { filter: relayEvents.definition.filter, door: { id: "system/relay-events", handler: relayEvents } },
  {
    filter: aggregateAccounts.definition.filter,
    door: { id: "wallet/aggregate-accounts", handler: aggregateAccounts },
  },
];

export interface Cron {
  readonly door: Door;
  readonly minute: number;
  /** Undefined: each. */
  readonly hour?: number;
  /** Whether there is anything that it could find: where there is not, its run is left out. */
  readonly looksAfter: (engine: MemoryEngine) => boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When it is due next. */
export function nextAt(nowMs: number, { hour, minute }: Pick<Cron, "hour" | "minute">): number {
  const everyMs = hour === undefined ? HOUR : DAY;
  const at = Math.floor(nowMs / everyMs) * everyMs + (hour ?? 0) * HOUR + minute * 60_000;
  return at > nowMs ? at : at + everyMs;
}

const [, nightMinute, nightHour] = /^cron\((\d+) (\d+) \* /.exec(startNightly.definition.schedule) ?? [];

const minuteOf = (schedule: string): number => Number(/^cron\((\d+) \* /.exec(schedule)?.[1]);

const some = (type: string, index: RegExp) => (engine: MemoryEngine) =>
  engine.all().some((item) => item["t"]?.S === type && index.test(item["g1p"]?.S ?? ""));

export const CRONS: readonly Cron[] = [
  {
    door: { id: "topups/sweep-topups", handler: sweepTopups },
    minute: minuteOf(sweepTopups.definition.schedule),
    looksAfter: some("journal", /topup.*pending/),
  },
  {
    door: { id: "topups/sweep-received", handler: sweepReceived },
    minute: minuteOf(sweepReceived.definition.schedule),
    // Whoever has an account number may have been sent something; once it is known, others look after it.
    looksAfter: (engine) =>
      some("virtual_account", /^VA#open/)(engine) && !engine.all().some((item) => item["k"]?.S === "topup"),
  },
  {
    door: { id: "payouts/sweep-payouts", handler: sweepPayouts },
    minute: minuteOf(sweepPayouts.definition.schedule),
    looksAfter: some("journal", /payout.*(pending|processing|awaiting_confirmation)/),
  },
  {
    door: { id: "refunds/sweep-refunds", handler: sweepRefunds },
    minute: minuteOf(sweepRefunds.definition.schedule),
    looksAfter: some("refund", /#(reserved|sending|ordered|needs_attention)$/),
  },
  {
    door: { id: "webhooks/sweep-webhooks", handler: sweepWebhooks },
    minute: minuteOf(sweepWebhooks.definition.schedule),
    looksAfter: some("webhook", /#waiting$/),
  },
  {
    door: { id: "disputes/sweep-disputes", handler: sweepDisputes },
    minute: minuteOf(sweepDisputes.definition.schedule),
    looksAfter: () => false,
  },
  {
    door: { id: "reconciliation/start-nightly", handler: startNightly },
    ...{ minute: Number(nightMinute), hour: Number(nightHour) },
    looksAfter: () => false,
  },
];
