import { approve } from "@cowry/core/approvals";
import { correctionKinds, proposeAdjustment, proposeReversal } from "@cowry/core/corrections";
import { captureHold, makeHold, releaseByStaff, releaseHold, sweepHolds } from "@cowry/core/holds";
import { type Customer, HOUR, MINUTE } from "@cowry/core/kernel";
import {
  decideOnTransfer,
  drainQueue,
  journal,
  readBalance,
  sendMoney,
  setWalletStatus,
  type StatusWish,
  sweepQueues,
} from "@cowry/core/wallet";
import { getItem } from "@cowry/table";
import fc from "fast-check";
import { findPayout } from "../../packages/core/src/payouts/store.ts";
import { releasePayout, settlePayout } from "../../packages/core/src/payouts/conclude.ts";
import { requestPayout } from "../../packages/core/src/payouts/request.ts";
import { confirmed, GUARDS, topUp } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { ACCOUNT_KINDS, accountActs } from "./history-accounts.ts";
import { isRefusal, order, together } from "./history-orders.ts";
import { APPROVER, BENEFICIARY, PEOPLE, PROPOSER, turnFees, turnShop, type World } from "./history-world.ts";
import { stoppedBehind } from "./simulated-table.ts";

/**
 * A history of a few people's money, as a list of small numbers: who, with whom, how much, with which of the things that
 * were made before. It is played against the domains and the engine, and after each step everything is recomputed from
 * the raw items by code of its own. Shrinks to the shortest list that still breaks something.
 */

export const STEPS_MIN = 20;

export const KINDS = [
  "transfer",
  "transfer",
  "transfer_again",
  "rush",
  "top_up",
  "payout",
  "settle",
  "fail",
  "payout_race",
  "hold",
  "hold_shortly",
  "capture",
  "capture_part",
  "release",
  "release_by_staff",
  "expire",
  "hold_race",
  "refund",
  "reverse",
  "credit",
  "debit",
  "fee",
  "freeze",
  "unfreeze",
  "block",
  "unblock",
  "limits",
  "shop",
  "shop_rush",
  "shop_pays",
  "shop_promote",
  "shop_drain",
  "shop_sweep",
  "large",
  "review_post",
  "review_void",
  "ask_again",
  "bank",
  ...ACCOUNT_KINDS,
] as const;
type Kind = (typeof KINDS)[number];

export interface Step {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  /** Which of the things that are there. */
  readonly which: number;
  /** How long after the step before. */
  readonly afterMs: number;
  /** What carries it out is stopped for good when it has asked the table so often. Undefined: it is not. */
  readonly stoppedBehind?: number | undefined;
}

export const history: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    from: fc.nat(PEOPLE - 1),
    to: fc.nat(PEOPLE - 1),
    amount: fc.oneof(fc.integer({ min: 1, max: 30_000 }), fc.constantFrom(1, 100_000, 1_000_000)),
    which: fc.nat(1_000),
    afterMs: fc.oneof(
      { weight: 8, arbitrary: fc.nat(3_000) },
      { weight: 2, arbitrary: fc.nat(20 * MINUTE) },
      { weight: 1, arbitrary: fc.nat(8 * HOUR) },
    ),
    stoppedBehind: fc.oneof(
      { weight: 19, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }) },
    ),
  }),
  // Whatever fast-check thinks a small array is: no history is shorter than this, shrinking included.
  { minLength: STEPS_MIN, maxLength: STEPS_MIN + 10, size: "max" },
);

const REASON = "Because the history says so";

/** One step. A refusal is an answer like another; whatever else goes wrong is thrown. True when something happened. */
export async function play(world: World, step: Step): Promise<boolean> {
  world.steps += 1;
  const { stoppedBehind: behind } = step;
  try {
    return (await (behind === undefined ? act(world, step) : stoppedBehind(behind, () => act(world, step)))) !== false;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

function of<T>(all: readonly T[], index: number): T | undefined {
  return all[index % Math.max(1, all.length)];
}

async function act(world: World, step: Step): Promise<unknown> {
  const { people } = world;
  const [from, to] = [of(people, step.from), of(people, step.to)];
  if (from === undefined || to === undefined) return false;
  const amount = BigInt(step.amount);
  const key = `step-${world.steps}`;
  const acts: Readonly<Record<Kind, () => Promise<unknown>>> = {
    transfer: () => transfer(world, from, to, amount, key),
    large: async () => {
      // A million naira, to somebody who was not paid lately: compliance decides.
      await topUp(from.userId, 110_000_000n);
      return transfer(world, from, to, 100_000_000n, key);
    },
    transfer_again: () => again(world, step),
    rush: () =>
      together(
        people.map(
          (each, index) => () => transfer(world, each, people[(index + 1) % PEOPLE] ?? from, amount, `${key}-${index}`),
        ),
      ),
    limits: async () => {
      // An hour takes two millions: of four orders at once at most three fit, whatever they are in.
      await topUp(from.userId, 250_000_000n);
      await together([1, 2, 3, 4].map((n) => () => transfer(world, from, to, 60_000_000n + amount, `${key}-${n}`)));
    },
    ask_again: () => askAgain(world, step),
    bank: () => bank(world, amount, key),
    top_up: async () => world.transactions.push(await topUp(from.userId, amount)),
    payout: async () => {
      const order = { beneficiaryId: BENEFICIARY, amount, currency: "NGN" as const, reference: undefined, key };
      const { payout } = await requestPayout(from, order, { confirm: confirmed, mode: "test" });
      world.payouts.push(payout.transactionId);
    },
    settle: () => conclude(world, step, "success"),
    fail: () => conclude(world, step, "failed"),
    payout_race: () => together([() => conclude(world, step, "failed"), () => conclude(world, step, "success")]),
    ...holdActs(world, step, { from, to, amount, key }),
    ...shopActs(world, { from, amount, key }),
    ...staffActs(world, step, { from, amount, key }),
    ...accountActs(world, step, { to, amount, key }),
  };
  return acts[step.kind]();
}

async function transfer(world: World, from: Customer, to: Customer, amount: bigint, key: string): Promise<void> {
  await order(world, { from, to, amount, key });
}

/** Who had no answer asks again, with the same key: now it happens, or it has happened before. */
async function askAgain(world: World, { which }: Step): Promise<boolean> {
  const wanted = of(world.unanswered, which);
  if (wanted === undefined) return false;
  await order(world, wanted);
  return true;
}

/** The same order again gives the same transaction, and moves nothing. */
async function again(world: World, { which }: Step): Promise<boolean> {
  const known = of(world.orders, which);
  if (known === undefined) return false;
  const { from, to, amount, key, id } = known;
  const answer = await sendMoney(from, { to: { userId: to.userId }, amount, currency: "NGN", key }, GUARDS);
  if (!answer.replayed || answer.transaction.id !== id) throw new Error(`order ${key} was carried out twice`);
  return true;
}

/** Money goes round, each to the next, while everybody looks: nobody sees less than nothing; in the end all is there. */
async function bank(world: World, amount: bigint, key: string): Promise<void> {
  const { people } = world;
  const look = async (person: Customer) => {
    const { available, balance } = await readBalance(person, "NGN");
    if (Number(available) < 0 || Number(balance) < Number(available)) throw new Error(`somebody saw ${available}`);
  };
  await together([
    ...people.map(
      (each, index) => () =>
        transfer(world, each, people[(index + 1) % PEOPLE] ?? each, amount % 500n, `${key}-${index}`),
    ),
    ...people.map((each) => () => look(each)),
    ...people.map((each) => () => look(each)),
  ]);
}

async function conclude(world: World, { which }: Step, status: "success" | "failed"): Promise<boolean> {
  const id = of(world.payouts, which);
  const payout = id === undefined ? undefined : (await findPayout(id))?.payout;
  if (payout === undefined) return false;
  const told = { transferCode: "TRF_1", fee: 1_000, afterSend: null };
  if (status === "success") await settlePayout(payout, { ...told, status, failure: null });
  else await releasePayout(payout, { ...told, status, failure: "returned_by_bank" });
  return true;
}

interface Wanted {
  readonly from: Customer;
  readonly to: Customer;
  readonly amount: bigint;
  readonly key: string;
}

function holdActs(world: World, { which, amount: part }: Step, { from, to, amount, key }: Wanted) {
  const make = async (expiresInMs: number) => {
    const order = { payeeId: to.userId, amount, currency: "NGN", expiresInMs, key } as const;
    const { hold } = await makeHold(from, order, GUARDS);
    world.holds.push({ id: hold.transactionId, payer: from, payee: to });
  };
  const chosen = of(world.holds, which);
  const capture = async (wanted: bigint | undefined, under = key) => {
    if (chosen === undefined) return false;
    const order = { amount: wanted, currency: "NGN", final: which % 3 === 0, key: under } as const;
    const { transaction } = await captureHold(chosen.payee, chosen.id, order);
    return world.transactions.push(transaction.transactionId);
  };
  return {
    hold: () => make(3_600_000),
    hold_shortly: () => make(1),
    capture: () => capture(undefined),
    capture_part: () => capture(BigInt(1 + (part % 500))),
    release: async () => chosen !== undefined && releaseHold(which % 2 === 0 ? chosen.payee : chosen.payer, chosen.id),
    release_by_staff: async () => chosen !== undefined && releaseByStaff(PROPOSER, chosen.id, REASON),
    expire: () => sweepHolds(),
    hold_race: async () => {
      if (chosen === undefined) return false;
      const { id, payer, payee } = chosen;
      return together<unknown>([
        () => capture(undefined),
        () => capture(undefined, `${key}-twice`),
        () => releaseHold(payer, id),
        () => releaseHold(payee, id),
      ]);
    },
  };
}

function shopActs(world: World, { from, amount, key }: Omit<Wanted, "to">) {
  const { shop, people } = world;
  return {
    shop: () => transfer(world, from, shop, amount, key),
    shop_rush: () =>
      together<unknown>([
        ...people.map((each, index) => () => transfer(world, each, shop, amount, `${key}-${index}`)),
        () => drainQueue(shop.userId, "NGN"),
        () => drainQueue(shop.userId, "NGN"),
        () => transfer(world, shop, from, amount, `${key}-back`),
      ]),
    shop_pays: () => transfer(world, shop, from, amount, key),
    shop_promote: () => turnShop(shop, { lane: "queued" }),
    shop_drain: async () => (await drainQueue(shop.userId, "NGN")) > 0,
    shop_sweep: () => sweepQueues(),
  };
}

/** What of a transaction has not been given back. */
async function leftOf(transactionId: string): Promise<bigint> {
  const { amount = 0n, refunded = 0n } = (await getItem(journal, { transactionId })) ?? {};
  return amount - refunded;
}

function staffActs(world: World, { which }: Step, { from, amount, key }: Omit<Wanted, "to">) {
  const correct = async (mode: "refund" | "reversal") => {
    const id = of(world.transactions, which);
    if (id === undefined) return false;
    const whole = which % 2 === 0 ? await leftOf(id) : amount;
    if (whole === 0n) return false;
    const payload = { transaction_id: id, mode, amount: String(whole), currency: "NGN" } as const;
    const proposed = await proposeReversal(PROPOSER, { transactionId: id, payload, reason: REASON, key });
    return approve(APPROVER, proposed.proposal.proposalId, REASON, correctionKinds);
  };
  const adjust = async (direction: "credit" | "debit") => {
    const payload = { direction, amount: String(amount), currency: "NGN", account: "adjustments" } as const;
    const proposed = await proposeAdjustment(PROPOSER, { userId: from.userId, payload, reason: REASON, key });
    return approve(APPROVER, proposed.proposal.proposalId, REASON, correctionKinds);
  };
  const turn = (to: StatusWish) =>
    setWalletStatus(PROPOSER, { userId: from.userId, currency: "NGN", to, reason: REASON });
  const review = async (decision: "post" | "void") => {
    const id = of(world.held, which);
    return id !== undefined && decideOnTransfer(PROPOSER, id, { decision, reason: REASON });
  };
  return {
    refund: () => correct("refund"),
    reverse: () => correct("reversal"),
    credit: () => adjust("credit"),
    debit: () => adjust("debit"),
    fee: () => turnFees(which),
    freeze: () => turn("frozen"),
    unfreeze: () => turn("unfrozen"),
    block: () => turn("blocked"),
    unblock: () => turn("unblocked"),
    review_post: () => review("post"),
    review_void: () => review("void"),
  };
}
