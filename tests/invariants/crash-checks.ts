import { type AnyEntity, decode, type ItemOf, type RawItem, typeOf } from "@cowry/table";
import { keyRing, providerReference } from "@cowry/core/kernel";
import { readFloat } from "@cowry/core/payouts";
import { type Journal, journal, SYSTEM_OWNER } from "@cowry/core/wallet";
import { paystack } from "@cowry/gateways/paystack";
import { unexplainedOf } from "../../packages/core/src/payouts/float.ts";
import { type Dispute, disputeItem } from "../../packages/core/src/disputes/store.ts";
import { type Refund, refundItem } from "../../packages/core/src/refunds/store.ts";
import { webhookItem } from "../../packages/core/src/webhooks/store.ts";
import type { Cloud } from "./crash-cloud.ts";
import { simulate } from "./crash-flows.ts";
import { PROVIDER } from "./crash-seams.ts";
import { expectInvariants, expectRebuildable } from "./history-checks.ts";

/**
 * What must hold when a story is over, whoever was stopped in it. The books are recomputed from the raw items and held
 * against the provider's own; every operation has ended as the provider ended it, or waits where it can be seen, with a
 * time at which somebody looks again.
 */

/** How a story came out, for the table that is printed. */
export type Ending = "conclusive" | "waiting" | "with staff";

export interface Verdict {
  readonly ending: Ending;
  readonly violations: readonly string[];
}

interface Row {
  readonly reason: string;
  readonly legs: readonly { readonly account: string; readonly amount: number }[];
}

/** One look at both sides. */
interface Sight {
  readonly journals: readonly Journal[];
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  readonly rows: readonly Row[];
  /** What the provider holds more than our books say. */
  readonly difference: bigint;
  readonly told: ReadonlySet<string>;
}

const OPEN: readonly string[] = ["pending", "processing", "awaiting_confirmation"];
const DAY = 86_400_000;

export async function judge(cloud: Cloud): Promise<Verdict> {
  const items = cloud.engine.all();
  const sight = await look(cloud, items);
  const found = [
    ...cloud.faults,
    ...thrown(() => expectInvariants(items, "all of it")),
    ...thrown(() => expectRebuildable(items)),
    ...sight.journals.flatMap((each) => [...judgeJournal(each, sight)]),
    ...sight.refunds.flatMap((each) => [...judgeRefund(each, sight)]),
    ...sight.disputes.flatMap((each) => [...judgeDispute(each, sight)]),
    ...judgeExecutions(cloud, sight),
    ...judgeListed(items),
    ...judgeWebhooks(items),
    ...judgeDifference(sight),
    ...(await judgeFloat(sight)),
  ];
  return { ending: endingOf(sight), violations: found };
}

async function look(cloud: Cloud, items: readonly RawItem[]): Promise<Sight> {
  const ledger = await simulate(cloud, "/_sim/ledger");
  const journals = every(journal, items);
  const legs = journals.flatMap((each) => each.legs ?? []);
  const booked = legs.reduce((sum, leg) => (leg.account === "clearing:paystack:NGN" ? sum - leg.amount : sum), 0n);
  return {
    journals,
    refunds: every(refundItem, items),
    disputes: every(disputeItem, items),
    rows: ledger["rows"] as readonly Row[],
    difference: BigInt(ledger["balance"] as number) - booked,
    told: cloud.told,
  };
}

/** All items of one type. */
export function every<E extends AnyEntity>(of: E, items: readonly RawItem[]): readonly ItemOf<E>[] {
  return items.filter((item) => typeOf(item) === of.name).map((item) => decode(of, item));
}

function thrown(check: () => void): readonly string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

const flawOf = (each: Journal): string | undefined => each.external?.["flaw"] as string | undefined;
const count = ({ rows }: Sight, reason: RegExp): number => rows.filter((row) => reason.test(row.reason)).length;

function* judgeJournal(each: Journal, sight: Sight): Generator<string> {
  const { kind, transactionId } = each;
  const flaw = flawOf(each);
  if (flaw !== undefined && !sight.told.has(`${kind}_${flaw}`)) {
    yield `${kind} ${transactionId} is flagged ${flaw} and nobody was told`;
  }
  const waits = suspenseOf(each);
  if (waits !== undefined && !sight.told.has(waits)) yield `${kind} ${transactionId} waits, without ${waits}`;
  if (kind === "topup") yield* judgeTopup(each, sight);
  if (kind === "payout") yield* judgePayout(each, sight);
}

/** What staff must have heard of money that went into suspense without a flaw. */
function suspenseOf({ kind, status, owner, metadata }: Journal): string | undefined {
  if (status !== "held") return undefined;
  if (kind === "topup" && owner === SYSTEM_OWNER) return "received_for_unknown_account";
  return metadata?.["failed_refund"] === undefined ? undefined : "refund_wallet_closed_to_credits";
}

function* judgeTopup(
  { status, external, transactionId, reference }: Journal,
  { rows, told }: Sight,
): Generator<string> {
  if (external === undefined) return; // Put there by hand.
  // Each page of its own has a number behind the reference.
  const ours = new RegExp(`^Payment (?:${providerReference(transactionId)}(?:-\\d)?|${reference ?? "-"})$`);
  const paid = rows.filter(({ reason }) => ours.test(reason)).length;
  // A page that its owner neither leaves nor pays is the provider's to end; staff hear of it after three days.
  if (OPEN.includes(status) && (paid > 0 || !told.has("topup_stuck"))) yield `a top-up is still ${status}`;
  if (paid === 0 && status === "completed") yield "a top-up is completed that nobody paid";
  if (paid > 0 && (status === "failed" || status === "cancelled")) yield `a top-up that was paid is ${status}`;
  if (paid > 1) yield `it was paid ${paid} times`;
}

function* judgePayout(each: Journal, sight: Sight): Generator<string> {
  const [taken, paid, back] = [count(sight, /^Transfer /), count(sight, /^Payment of /), count(sight, /^Return of /)];
  if (taken > 1) yield `it was sent ${taken} times`;
  const right = ((): readonly string[] => {
    if (back > 0) return paid > 0 ? ["reversed", "failed"] : ["failed"];
    if (paid > 0) return ["completed"];
    return taken > 0 ? OPEN : ["failed"];
  })();
  if (!right.includes(each.status) && flawOf(each) === undefined) {
    yield `a payout is ${each.status}; the provider took ${taken}, paid ${paid}, gave back ${back}`;
  }
}

function* judgeRefund({ state, flaw, refundId }: Refund, sight: Sight): Generator<string> {
  const word = flaw ?? (state === "needs_attention" ? state : undefined);
  if (word !== undefined && !sight.told.has(`refund_${word}`)) yield `refund ${refundId}: ${word}, and nobody was told`;
  // Taken from the balance when it is ordered; then it reaches the payer, or comes back.
  const rows = sight.rows.filter(({ reason }) => reason.startsWith("Refund of "));
  const ordered = rows.filter(({ legs }) => legs.some(({ account }) => account === "balance:NGN")).length;
  const [arrived, failed] = [rows.length - ordered, count(sight, /^Failed refund of /)];
  if (ordered > 1) yield `it was refunded ${ordered} times`;
  const open = ordered > 0 ? ["ordered", "needs_attention"] : ["failed"];
  const right = failed > 0 ? ["failed"] : arrived > 0 ? ["processed"] : open;
  if (!right.includes(state) && flaw === undefined) {
    yield `a refund is ${state}; the provider was ordered ${ordered}, paid ${arrived}, failed ${failed}`;
  }
}

/** What it costs leaves the balance as a refund: once, and only of one that is lost here. */
function* judgeDispute({ state, disputeId }: Dispute, { rows }: Sight): Generator<string> {
  const given = rows.filter(
    ({ reason, legs }) => reason.startsWith("Refund of ") && legs.some(({ account }) => account === "balance:NGN"),
  ).length;
  if (given > 1) yield `dispute ${disputeId} was paid for ${given} times`;
  if (state !== (given > 0 ? "lost" : "won")) yield `a dispute is ${state}; the provider paid ${given}`;
}

function* judgeExecutions(cloud: Cloud, { journals }: Sight): Generator<string> {
  const open = journals.filter(({ kind, status }) => kind === "payout" && OPEN.includes(status));
  for (const { status, waiting, name } of cloud.machine.executions()) {
    const payout = open.find(({ transactionId }) => transactionId === name);
    if (status !== "RUNNING" && status !== "SUCCEEDED") yield `an execution is ${status}`;
    if (status === "SUCCEEDED" && payout !== undefined) yield `an execution ended, its payout is ${payout.status}`;
    if (status !== "RUNNING") continue;
    for (const { state, untilMs } of waiting) {
      if (untilMs === undefined || untilMs > cloud.clock.now() + DAY)
        yield `an execution waits in ${state} without end`;
    }
  }
  for (const { transactionId } of open) {
    if (cloud.machine.execution(transactionId) === undefined) yield "an open payout has no execution";
  }
}

/** An open refund is where its sweep looks, and where staff find it. */
function* judgeListed(items: readonly RawItem[]): Generator<string> {
  for (const item of items) {
    if (typeOf(item) !== refundItem.name) continue;
    const { state } = decode(refundItem, item);
    const isOver = state === "processed" || state === "failed";
    if (!isOver && item["g1p"]?.S !== `RF#${state}`) yield `no sweep finds a refund that is ${state}`;
  }
}

function* judgeWebhooks(items: readonly RawItem[]): Generator<string> {
  for (const item of items) {
    if (typeOf(item) !== webhookItem.name) continue;
    const { event, state } = decode(webhookItem, item);
    if (state === "waiting") yield `the event ${event} still waits to be carried out`;
  }
}

/** To the kobo, but for what is open or lies with staff: of that, all of it or nothing. */
function* judgeDifference(sight: Sight): Generator<string> {
  const { difference, rows } = sight;
  if (difference === 0n) return;
  const ending = endingOf(sight);
  const balances = rows.map(({ legs }) =>
    legs.reduce((sum, leg) => (leg.account === "balance:NGN" ? sum + leg.amount : sum), 0),
  );
  if (ending === "conclusive" || !balances.some((balance) => BigInt(balance) === difference)) {
    yield `the provider holds ${difference} more than our books say (${ending})`;
  }
}

/** The proof of the float, as staff see it: what lies with nobody is explained to the kobo by what is under way. */
async function judgeFloat(sight: Sight): Promise<readonly string[]> {
  if (endingOf(sight) === "with staff") return [];
  const float = await readFloat(paystack({ baseUrl: PROVIDER, keys: keyRing("PAYSTACK_KEYS") }));
  const unexplained = unexplainedOf(float);
  return unexplained === 0n ? [] : [`the float has ${unexplained} that nothing explains`];
}

function endingOf({ journals, refunds }: Sight): Ending {
  const withStaff =
    journals.some((each) => each.status === "held" || flawOf(each) !== undefined) ||
    refunds.some(({ state, flaw }) => state === "needs_attention" || flaw !== undefined);
  if (withStaff) return "with staff";
  const isOpen =
    journals.some(({ status }) => OPEN.includes(status)) ||
    refunds.some(({ state }) => !["processed", "failed"].includes(state));
  return isOpen ? "waiting" : "conclusive";
}
