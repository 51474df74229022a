import { remove, transact, update, write } from "@cowry/table";
import { walletItem } from "@cowry/core/wallet";
import { receiverItem } from "../../packages/core/src/topups/account-store.ts";
import { every } from "./crash-checks.ts";
import type { Cloud } from "./crash-cloud.ts";

/**
 * What the provider may do with an operation, as faults of its simulator, and what may befall its owner meanwhile. The
 * names of its calls and events differ between the flows; what happens is the same.
 */

/** What a flow calls at the provider, and what it is told. */
export interface Rail {
  /** Makes it: a page, a transfer, a refund. Undefined where nothing is ordered: money comes by itself. */
  readonly order: string | undefined;
  readonly ask: string;
  readonly event: string;
}

type Fault = Readonly<Record<string, unknown>>;

export interface Outcome {
  readonly name: string;
  faults(rail: Rail): readonly Fault[];
  /** What else is so when the story begins. */
  readonly befalls?: (cloud: Cloud) => Promise<void>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Of the order where there is one, else of the question. */
const on = ({ order, ask }: Rail) => ({ operation: order ?? ask });

/** What every flow meets. */
const COMMON: readonly Outcome[] = [
  { name: "as it should be", faults: () => [] },
  { name: "answer lost after commit", faults: (rail) => [{ do: "lose_answer", on: on(rail) }] },
  { name: "never arrived", faults: (rail) => [{ do: "refuse", on: on(rail), times: 2 }] },
  { name: "delayed beyond our patience", faults: (rail) => [{ do: "delay", when: "before", ms: 7_000, on: on(rail) }] },
  { name: "5xx before", faults: (rail) => [{ do: "error", status: 503, on: on(rail), times: 4 }] },
  { name: "5xx after commit", faults: (rail) => [{ do: "error", when: "after", on: on(rail), times: 4 }] },
  { name: "HTML after commit", faults: (rail) => [{ do: "error", html: true, when: "after", on: on(rail) }] },
  { name: "rate limited", faults: (rail) => [{ do: "rate_limit", on: on(rail), times: 2 }] },
  {
    name: "webhook duplicated",
    faults: ({ event }) => [{ do: "webhook_duplicate", copies: 3, ms: 2 * MINUTE, on: { event }, times: null }],
  },
  {
    name: "webhooks reordered",
    faults: ({ event }) => [{ do: "webhook_reorder", ms: 20 * MINUTE, on: { event } }],
  },
  { name: "webhook dropped", faults: ({ event }) => [{ do: "webhook_drop", on: { event }, times: null }] },
  {
    name: "answer lost, verify says not found for a while",
    faults: (rail) => [
      { do: "lose_answer", on: on(rail) },
      { do: "not_found", on: { operation: rail.ask }, for_ms: 10 * MINUTE },
      { do: "webhook_delay", ms: 30 * MINUTE, on: { event: rail.event } },
    ],
  },
  {
    name: "wrong amount told",
    faults: ({ event }) => [{ do: "webhook_amount", amount: 7_700, on: { event } }],
  },
  { name: "wrong domain told", faults: ({ event }) => [{ do: "webhook_domain", on: { event } }] },
  { name: "forged", faults: ({ event }) => [{ do: "webhook_forge", on: { event }, times: 3 }] },
];

const [ASKED_WRONG_AMOUNT, ASKED_WRONG_DOMAIN]: readonly [Outcome, Outcome] = [
  {
    name: "wrong amount answered",
    faults: ({ ask, event }) => [
      { do: "answer_amount", amount: 7_700, on: { operation: ask } },
      { do: "webhook_drop", on: { event } },
    ],
  },
  {
    name: "wrong domain answered",
    faults: ({ ask, event }) => [
      { do: "answer_domain", on: { operation: ask } },
      { do: "webhook_drop", on: { event } },
    ],
  },
];

async function blockWallets({ engine }: Cloud): Promise<void> {
  for (const wallet of every(walletItem, engine.all())) {
    await transact([update(walletItem, wallet, { when: [], set: { status: "blocked" }, add: { version: 1 } })]);
  }
}

async function forgetNumbers({ engine }: Cloud): Promise<void> {
  for (const receiver of every(receiverItem, engine.all())) await write(remove(receiverItem, receiver));
}

const BLOCKED: Outcome = { name: "the wallet is blocked meanwhile", faults: () => [], befalls: blockWallets };

export const TOPUP_OUTCOMES: readonly Outcome[] = [
  ...COMMON,
  ASKED_WRONG_AMOUNT,
  ASKED_WRONG_DOMAIN,
  BLOCKED,
  { name: "another amount paid", faults: () => [{ do: "pay_amount", amount: 123_400 }] },
  { name: "declined", faults: () => [{ do: "charge_declined" }] },
];

export const CARD_OUTCOMES: readonly Outcome[] = [
  ...COMMON,
  ASKED_WRONG_AMOUNT,
  ASKED_WRONG_DOMAIN,
  { name: "declined", faults: () => [{ do: "charge_declined" }] },
  { name: "its owner is asked first, and says nothing", faults: () => [{ do: "charge_challenge" }] },
];

export const PAYOUT_OUTCOMES: readonly Outcome[] = [
  ...COMMON,
  ASKED_WRONG_AMOUNT,
  ASKED_WRONG_DOMAIN,
  { name: "success, then reversed", faults: () => [{ do: "reverse_after_success", ms: HOUR }] },
  {
    name: "success, then reversed, told the other way round",
    faults: () => [
      { do: "reverse_after_success", ms: HOUR },
      { do: "webhook_delay", ms: 3 * HOUR, on: { event: "transfer.success" } },
      { do: "refuse", on: { operation: "verify_transfer" }, for_ms: 2 * HOUR },
    ],
  },
  { name: "failed", faults: () => [{ do: "transfer_outcome", outcome: "failed" }] },
  { name: "blocked", faults: () => [{ do: "transfer_outcome", outcome: "blocked" }] },
  { name: "pending for ever", faults: () => [{ do: "transfer_outcome", outcome: "pending" }] },
];

export const REFUND_OUTCOMES: readonly Outcome[] = [
  ...COMMON,
  { name: "failed", faults: () => [{ do: "refund_outcome", outcome: "failed" }] },
  { ...BLOCKED, name: "failed, and the wallet blocked", faults: () => [{ do: "refund_outcome", outcome: "failed" }] },
  { name: "needs attention", faults: () => [{ do: "refund_outcome", outcome: "needs-attention" }] },
  { name: "pending for ever", faults: () => [{ do: "refund_outcome", outcome: "pending" }] },
];

export const DISPUTE_OUTCOMES: readonly Outcome[] = [
  ...COMMON,
  { name: "our answer is never heard", faults: (rail) => [{ do: "refuse", on: on(rail), times: null }] },
];

/** Money that nobody ordered has nothing to be compared with: what the provider answers when it is asked is the truth. */
export const RECEIVED_OUTCOMES: readonly Outcome[] = [
  ...COMMON,
  BLOCKED,
  { name: "to a number of nobody's", faults: () => [], befalls: forgetNumbers },
];
