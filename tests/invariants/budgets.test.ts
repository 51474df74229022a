import { approve } from "@cowry/core/approvals";
import { correctionKinds, proposeAdjustment, proposeReversal } from "@cowry/core/corrections";
import { captureHold, makeHold, releaseHold } from "@cowry/core/holds";
import { type Customer, derivedId, newId, now, present, setBell } from "@cowry/core/kernel";
import { listBeneficiaries, listOwnAccounts, requestPayout } from "@cowry/core/payouts";
import { initiateTopup, settleTopup } from "@cowry/core/topups";
import {
  decideOnTransfer,
  drainQueue,
  expireTransfer,
  type Journal,
  journal,
  listTransactions,
  loadPolicy,
  readBalance,
  readBalances,
  readTransaction,
  sendMoney,
} from "@cowry/core/wallet";
import { receiveWebhook } from "@cowry/core/webhooks";
import { batchGet, connectTable, keyOf, put, write } from "@cowry/table";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { expireHold } from "../../packages/core/src/holds/release.ts";
import { releasePayout, settlePayout } from "../../packages/core/src/payouts/conclude.ts";
import { cardItem } from "../../packages/core/src/topups/card-store.ts";
import { checkoutReference } from "../../packages/core/src/topups/model.ts";
import { ownerHint } from "../../packages/core/src/topups/owner-hint.ts";
import type { Charge, CheckoutOrder } from "../../packages/core/src/topups/ports.ts";
import { forgetPolicy } from "../../packages/core/src/wallet/policy.ts";
import { sumJournals } from "../../packages/core/src/wallet/system-accounts.ts";
import { policyItem } from "../../packages/core/src/wallet/policy-store.ts";
import { confirmed, GUARDS, topUp, useTestSettings } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { APPROVER, BENEFICIARY, type Cast, newCast, PROPOSER } from "./history-world.ts";
import { RecordedEngine } from "./recorded-engine.ts";
import { troubledEngine } from "./troubled-engine.ts";

/**
 * What each operation of the ledger costs by AWS's rule, every text as long as it may be and the policy read already.
 * In memory, at the domain's own functions: what a door reads of a session or a PIN comes on top (see transfer-budget).
 * A change of a journal's place in the index is one unit more than its items.
 */
const engine = new RecordedEngine();
const UNIT = 1_024;
const DAYS = 86_400_000;
const NGN = { currency: "NGN" } as const;
const LONG = { reference: "r".repeat(64) };
const TEXT = "₦".repeat(140);
const CHECKOUT = { payerEmailDomain: "payers.example", callbackOrigins: [], feeBearer: "platform" } as const;
const NO_RULES = {};
const FEE = { fees: { "transfer:NGN": { basis_points: 12, bearer: "payer" } } };
const HELD = { review: { NGN: { hold_amount: "1000" } } };

let world: Cast;
let [amina, joseph]: [Customer, Customer] = [undefined as never, undefined as never];
beforeEach(async () => {
  useTestSettings();
  setBell(() => undefined);
  useEndpoint("http://in.memory.invalid");
  connectTable({ tableName: "budgets" });
  engine.empty();
  troubledEngine(engine.carry, { signed: false }).attach();
  world = await newCast();
  [amina, joseph] = [present(world.people[0], "there are four"), present(world.people[1], "there are four")];
  await rules(NO_RULES);
});
afterEach(() => {
  vi.useRealTimers();
});

async function rules(overrides: object): Promise<void> {
  await write(put(policyItem, { version: 1, overrides: { ...overrides } }));
  forgetPolicy();
  await loadPolicy();
}

function later(ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: now() + ms });
}

/** Round trips, items of its transactions, units read and written; no item of a wallet takes a second unit. */
async function spent(act: () => Promise<unknown>): Promise<readonly number[]> {
  const { roundTrips, items, read, write: written, largest } = await engine.costOf(act);
  expect(largest).toBeLessThanOrEqual(UNIT);
  return [roundTrips, items, read, written];
}

const send = (amount = 100n, to = joseph, key = newId()) =>
  sendMoney(amina, { ...NGN, ...LONG, note: TEXT, to: { userId: to.userId }, amount, key }, GUARDS);

describe("a transfer", () => {
  it("takes two round trips, five items and ten units, with a fee or without, first or again", async () => {
    expect(await spent(() => send())).toEqual([2, 5, 2, 10]);
    const once = () => send(5n, joseph, "once");
    expect(await spent(once)).toEqual([2, 5, 2, 10]);
    expect(await spent(once)).toEqual([2, 5, 2, 10]);
    await rules(FEE);
    expect(await spent(() => send(10_000n))).toEqual([2, 5, 2, 10]);
  });

  it("to a hot recipient takes four items and eight units; a drain folds 45 credits in one transaction", async () => {
    expect(await spent(() => send(1n, world.shop))).toEqual([2, 4, 2, 8]);
    for (let n = 1; n < 45; n++) await send(1n, world.shop);
    const drained = await spent(() => drainQueue(world.shop.userId, "NGN"));
    expect(drained).toEqual([4, 91, 9, 182]);
  });
});

describe("a hold", () => {
  const hold = async () => {
    const order = { ...NGN, ...LONG, payeeId: joseph.userId, amount: 4_000n, expiresInMs: DAYS, key: newId() };
    return (await makeHold(amina, { ...order, reason: TEXT }, GUARDS)).hold.transactionId;
  };
  const capture = (id: string, amount: bigint | undefined, final = false) =>
    captureHold(joseph, id, { ...NGN, amount, final, key: newId() });

  it("takes four items; five to capture it whole, six in parts; two to release it or let it expire", async () => {
    expect(await spent(hold)).toEqual([2, 4, 2, 9]);
    const whole = await hold();
    expect(await spent(() => capture(whole, undefined))).toEqual([3, 5, 4, 11]);
    const inParts = await hold();
    expect(await spent(() => capture(inParts, 1_000n))).toEqual([3, 6, 4, 12]);
    expect(await spent(() => capture(inParts, 1_000n, true))).toEqual([3, 6, 4, 13]);
    const released = await hold();
    expect(await spent(() => releaseHold(joseph, released))).toEqual([4, 2, 3, 5]);
    const expired = await hold();
    later(2 * DAYS);
    expect(await spent(() => expireHold(expired))).toEqual([4, 2, 3, 5]);
  });
});

describe("a transfer that compliance decides on", () => {
  it("takes three items; six to post it, three to void it, two to let it expire", async () => {
    await rules(HELD);
    const held = async () => (await send(1_000n)).transaction.id;
    expect(await spent(held)).toEqual([2, 3, 2, 7]);
    const decide = (id: string, decision: "post" | "void") =>
      decideOnTransfer(PROPOSER, id, { decision, reason: "looked at" });
    const [posted, voided, expired] = [await held(), await held(), await held()];
    expect(await spent(() => decide(posted, "post"))).toEqual([4, 6, 4, 13]);
    expect(await spent(() => decide(voided, "void"))).toEqual([4, 3, 3, 7]);
    later(4 * DAYS);
    expect(await spent(() => expireTransfer(expired))).toEqual([3, 2, 2, 5]);
  });
});

describe("a correction", () => {
  const settle = (proposalId: string) => approve(APPROVER, proposalId, "right", correctionKinds);
  const order = { reason: "wrong", key: "k" };

  it("takes the six items of a reversal, two more for the whole, the three of an adjustment; each with proposal and trail", async () => {
    const { id: transactionId } = (await send(1_000n)).transaction;
    const proposed = async (amount: string) => {
      const payload = { transaction_id: transactionId, mode: "reversal", amount, ...NGN } as const;
      return (await proposeReversal(PROPOSER, { ...order, transactionId, payload, key: amount })).proposal.proposalId;
    };
    const [part, rest] = [await proposed("400"), await proposed("600")];
    expect(await spent(() => settle(part))).toEqual([6, 8, 6, 18]);
    expect(await spent(() => settle(rest))).toEqual([6, 10, 6, 22]);
    const payload = { direction: "credit", amount: "5", account: "adjustments", ...NGN } as const;
    const adjustment = await proposeAdjustment(PROPOSER, { ...order, userId: amina.userId, payload });
    expect(await spent(() => settle(adjustment.proposal.proposalId))).toEqual([4, 5, 3, 12]);
  });
});

describe("money from outside and to it", () => {
  it("a payout takes its items to reserve, to settle and to fail", async () => {
    const pay = async () => {
      const wanted = { ...NGN, ...LONG, beneficiaryId: BENEFICIARY, amount: 20_000n, key: newId() };
      return (await requestPayout(amina, wanted, { confirm: confirmed, mode: "test" })).payout;
    };
    const told = { transferCode: "TRF_1", fee: 1_000, afterSend: null };
    expect(await spent(pay)).toEqual([2, 4, 2, 9]);
    const [settled, failed] = [await pay(), await pay()];
    const settling = () => settlePayout(settled, { ...told, status: "success", failure: null });
    expect(await spent(settling)).toEqual([2, 3, 1, 7]);
    const failure = "returned_by_bank";
    expect(await spent(() => releasePayout(failed, { ...told, status: "failed", failure }))).toEqual([2, 2, 1, 5]);
  });

  it("a charge that is heard of after its order's end takes one item more for its new card, and is tried twice for one taken back", async () => {
    const { userId: owner } = amina;
    const card = {
      userId: owner,
      cardId: "c",
      state: "kept",
      mode: "test",
      consentedAtMs: 0,
      keptAtMs: now(),
    } as const;
    await write(put(cardItem, { ...card, newCharged: 0n }));
    const paid = async (name: string) => {
      const transactionId = derivedId("test", name);
      const order: Journal = {
        ...{ transactionId, owner, kind: "topup", status: "failed", ...NGN, amount: 5_000n, fee: 0n, mode: "test" },
        createdAtMs: now(),
        external: { method: "saved_card", attempt: 1, attemptAtMs: now(), cardId: "c" },
      };
      await write(put(journal, order));
      const told = {
        reference: checkoutReference(transactionId, 1),
        owner: ownerHint(order),
        fees: 10n,
        amount: 5_000n,
      };
      return () => settleTopup({ id: "1", ...told, ...NGN, status: "success", domain: "test" });
    };
    const [late, later] = [await paid("late"), await paid("later")];
    expect(await spent(late)).toEqual([2, 4, 2, 8]);
    await write(put(cardItem, { ...card, state: "removing" }));
    expect(await spent(later)).toEqual([3, 7, 2, 14]);
  });

  it("a top-up takes two items to order; two round trips and three items to settle, whose it is coming with the charge", async () => {
    const sent: CheckoutOrder[] = [];
    const initialize = (asked: CheckoutOrder) => {
      sent.push(asked);
      return Promise.resolve({ outcome: "ready", paymentUrl: "https://pay.example/1" } as const);
    };
    const admit = () => Promise.resolve();
    const checkout = { payments: { mode: "test", initialize }, policy: CHECKOUT, admit } as const;
    const wanted = { ...NGN, amount: 5_000n, method: "card", callbackUrl: undefined } as const;
    const initiate = () => initiateTopup(amina, { ...wanted, key: newId() }, checkout);
    // The wallet's room and whether the order is there already, the order, and the page's address; its rate limit comes on top.
    expect(await spent(initiate)).toEqual([3, 2, 2, 6]);
    await initiate();
    await initiate();
    const charges = sent.map(({ reference, amount, metadata: { owner } }): Charge => {
      return { id: "1", reference, amount, owner, fees: 10n, ...NGN, status: "success", domain: "test" };
    });
    const [first, second, third] = charges as [Charge, Charge, Charge];
    expect(await spent(() => settleTopup(first))).toEqual([2, 3, 2, 7]);
    expect(await spent(() => settleTopup(first))).toEqual([1, 0, 2, 0]);
    expect(await spent(() => settleTopup({ ...second, owner: undefined }))).toEqual([3, 3, 2, 7]);
    const delivery = { rawBody: Buffer.from("{}"), isSigned: () => true, read: () => ({ kind: "charge" }) };
    // Stored before, with its place in the index; noted after, with another one; and one of the day's counts beside.
    const deliver = () => receiveWebhook(delivery, () => settleTopup(third));
    expect(await spent(deliver)).toEqual([4, 3, 2, 7 + 6]);
  });
});

describe("the sums of accounts of ours", () => {
  const journalsOf = async (ids: readonly string[]) => {
    const found = await batchGet(ids.map((transactionId) => keyOf(journal, { transactionId })));
    return ids.flatMap((transactionId) => found.get(journal, { transactionId }) ?? []);
  };
  const sent = async (count: number) => {
    const ids: string[] = [];
    for (let n = 0; n < count; n++) ids.push((await send(1_000n)).transaction.id);
    return ids;
  };

  it("take one transaction for a batch: two units for each journal with a leg of ours, two for the account", async () => {
    await rules(FEE);
    const journals = await journalsOf(await sent(40));
    expect(await spent(() => sumJournals(journals))).toEqual([1, 41, 0, 82]);
  });

  it("take nothing for a free transfer, and for money from outside two units more: its row for the reconciliation", async () => {
    const free = await journalsOf(await sent(10));
    expect(free.map(({ systemLegs }) => systemLegs)).toEqual(free.map(() => undefined));
    expect(await spent(() => sumJournals(free))).toEqual([0, 0, 0, 0]);
    const ids: string[] = [];
    for (let n = 0; n < 10; n++) ids.push(await topUp(amina.userId, 1n));
    const arrived = await journalsOf(ids);
    expect(await spent(() => sumJournals(arrived))).toEqual([1, 2 * 10 + 1, 0, 2 * (2 * 10 + 1)]);
  });
});

describe("looking", () => {
  it("at a balance or a transaction takes one read, at a page of the history one round trip", async () => {
    const { transaction } = await send();
    for (let n = 0; n < 20; n++) await topUp(amina.userId, 1n);
    expect(await spent(() => readBalance(amina, "NGN"))).toEqual([1, 0, 1, 0]);
    expect(await spent(() => readBalances(amina))).toEqual([1, 0, 1, 0]);
    expect(await spent(() => readTransaction(amina, transaction.id))).toEqual([1, 0, 0.5, 0]);
    expect(await spent(() => listTransactions(amina, NGN, { limit: 20 }))).toEqual([1, 0, 1.5, 0]);
  });

  it("at one's saved accounts takes one round trip", async () => {
    expect(await spent(() => listBeneficiaries(amina, { limit: 20 }))).toEqual([1, 0, 1, 0]);
    expect(await spent(() => listOwnAccounts(amina, { limit: 20 }))).toEqual([1, 0, 2, 0]);
  });
});
