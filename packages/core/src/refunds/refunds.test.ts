import { getItem, transact, update } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { approve } from "../approvals/index.ts";
import { codeOf, staffOf } from "../kernel/callers.testkit.ts";
import { type Customer, DAY, HOUR, newId, now, present, setBell } from "../kernel/index.ts";
import { readStream } from "../relay/relay.testkit.ts";
import { journal, readBalance, walletItem } from "../wallet/index.ts";
import { reconcileLedger } from "../wallet/reconcile.ts";
import { books, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { loadRefund, proposeRefund, receiveRefund, refundKinds, sendRefund, sweepRefunds } from "./index.ts";
import { decideRefund, REFUND_STATES } from "./model.ts";
import type { ProviderRefund } from "./ports.ts";
import { AMOUNT, paid, paidUnheard, Provider } from "./refunds.testkit.ts";

/** Refunds against AWS's own engine, and a provider that keeps a list. */
let engine: Engine;
let amina: Customer = undefined as never;
const rung: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
  setBell(({ alert }) => rung.push(alert));
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  rung.length = 0;
  amina = await person();
});
afterEach(() => {
  vi.useRealTimers();
});

const [ada, bola] = [staffOf(), staffOf()];

const propose = async (topupId: string, amount: bigint, key = newId()) =>
  (await proposeRefund(ada, { topupId, amount, reason: "Paid twice", key })).proposal.proposalId;

async function reserved(topupId: string, amount: bigint): Promise<string> {
  const done = await approve(bola, await propose(topupId, amount), "Checked", refundKinds);
  return present(done.result?.["transaction_id"], "it was carried out");
}

const balance = async () => (await readBalance(amina, "NGN")).balance;
const stateOf = async (refundId: string) => (await loadRefund(refundId)).state;
const topupOf = async (transactionId: string) => present(await getItem(journal, { transactionId }), "it exists");

let days = 0;
async function expectRightBooks(): Promise<void> {
  const day = `20${String(10 + (days += 1))}-01-01`;
  expect(await reconcileLedger(day, 60_000, { pause: () => Promise.resolve() })).toBe("matching");
}

describe("decideRefund", () => {
  const order = { amount: 5n, currency: "NGN", mode: "test" } as const;
  const told = { id: "9", reference: "r", chargeReference: "c", amount: 5n, currency: "NGN", disputeId: undefined };
  const said = (status: ProviderRefund["status"]): ProviderRefund => ({ ...told, domain: "test", status });

  it("lets the state decide, whatever word comes when", () => {
    const table = REFUND_STATES.map((state) =>
      (["pending", "processing", "processed", "failed", "needs-attention", "unrecognised"] as const).map((status) => {
        const verdict = decideRefund({ ...order, state }, said(status));
        return verdict.do === "flag" ? verdict.flaw : verdict.do;
      }),
    );
    expect(table).toEqual([
      ["note", "note", "settle", "release", "attend", "note"],
      ["note", "note", "settle", "release", "attend", "note"],
      ["nothing", "nothing", "settle", "release", "attend", "nothing"],
      ["note", "note", "settle", "release", "nothing", "note"],
      ["nothing", "nothing", "nothing", "failed_after_processed", "nothing", "nothing"],
      ["nothing", "nothing", "paid_after_release", "nothing", "nothing", "nothing"],
    ]);
  });

  it.each([{ amount: 6n }, { currency: "USD" }, { domain: "live" as const }])("flags what differs: %o", (over) => {
    expect(decideRefund({ ...order, state: "ordered" }, { ...said("processed"), ...over })).toEqual({
      do: "flag",
      flaw: "differs_from_order",
    });
  });
});

describe("a refund", () => {
  it("is set aside before the provider hears of it, sent once, and booked once by many deliveries at once", async () => {
    const { id, reference } = await paid(amina);
    const provider = new Provider();
    const refundId = await reserved(id, 200_000n);
    expect([provider.orders, await balance(), await stateOf(refundId)]).toEqual([0, 300_000, "reserved"]);
    await Promise.all(Array.from({ length: 5 }, () => sendRefund(refundId, provider)));
    expect([provider.orders, await stateOf(refundId)]).toEqual([1, "ordered"]);
    provider.turn("processed");
    await Promise.all(Array.from({ length: 5 }, () => receiveRefund(reference, provider)));
    expect(await stateOf(refundId)).toBe("processed");
    expect(await topupOf(id)).toMatchObject({ status: "completed", refunded: 200_000n });
    expect(await books()).toMatchObject({ "transit:refunds:NGN": 0n, "clearing:paystack:NGN": -282_500n });
    expect(rung).toEqual([]);
    await expectRightBooks();
  });

  it("of the whole, in parts, reverses the top-up; no more than that is ever approved", async () => {
    const { id, reference } = await paid(amina);
    // The wallet could afford more: it is the top-up that is used up.
    await paid(amina);
    const provider = new Provider();
    const proposals = await Promise.all(Array.from({ length: 4 }, () => propose(id, 250_000n)));
    const told = await Promise.all(proposals.map((one) => codeOf(approve(bola, one, "Checked", refundKinds))));
    expect(told.toSorted()).toEqual(["done", "done", "refund_exceeds_topup", "refund_exceeds_topup"]);
    expect(await codeOf(propose(id, 1n))).toBe("refund_exceeds_topup");
    await sweepRefunds(provider);
    provider.turn("processed", 0);
    provider.turn("processed", 1);
    expect(await receiveRefund(reference, provider)).toBe("moved");
    expect(await topupOf(id)).toMatchObject({ status: "reversed", refunded: AMOUNT });
    expect(await balance()).toBe(500_000);
    await expectRightBooks();
  });

  it("gives the money back when it fails, once, and it may be ordered again", async () => {
    const { id, reference } = await paid(amina);
    const provider = new Provider();
    const refundId = await reserved(id, AMOUNT);
    await sendRefund(refundId, provider);
    provider.turn("needs-attention");
    await receiveRefund(reference, provider);
    expect(await stateOf(refundId)).toBe("needs_attention");
    provider.turn("failed");
    await Promise.all(Array.from({ length: 5 }, () => receiveRefund(reference, provider)));
    expect([await stateOf(refundId), await balance()]).toEqual(["failed", 500_000]);
    expect(await topupOf(id)).toMatchObject({ status: "completed", refunded: 0n });
    expect(rung).toEqual(["refund_needs_attention"]);
    await reserved(id, AMOUNT);
    await expectRightBooks();
  });

  it("that the provider refuses is given back; where our float is too low it waits first", async () => {
    const { id } = await paid(amina);
    const provider = new Provider();
    provider.fate = { refuse: "insufficient_balance" };
    const refundId = await reserved(id, 1_000n);
    expect(await sendRefund(refundId, provider)).toBe("waiting");
    expect([await stateOf(refundId), rung]).toEqual(["reserved", ["refund_float_low"]]);
    vi.useFakeTimers({ toFake: ["Date"], now: now() + 3 * DAY });
    await sweepRefunds(provider);
    expect([await stateOf(refundId), await balance()]).toEqual(["failed", 500_000]);
  });

  it("whose answer was lost is found in the provider's list; one that never arrived is ordered again after an hour", async () => {
    const { id } = await paid(amina);
    const provider = new Provider();
    provider.fate = "lose_answer";
    const heard = await reserved(id, 1_000n);
    expect(await sendRefund(heard, provider)).toBe("waiting");
    provider.fate = "lose_order";
    const unheard = await reserved(id, 2_000n);
    expect(await sendRefund(unheard, provider)).toBe("waiting");
    provider.fate = "answer";
    await sweepRefunds(provider);
    expect([await stateOf(heard), await stateOf(unheard), provider.orders]).toEqual(["ordered", "sending", 2]);
    vi.useFakeTimers({ toFake: ["Date"], now: now() + HOUR });
    provider.isDeaf = true;
    await sweepRefunds(provider);
    expect(provider.orders).toBe(2);
    provider.isDeaf = false;
    await Promise.all([sweepRefunds(provider), sweepRefunds(provider)]);
    expect([await stateOf(heard), await stateOf(unheard), provider.orders]).toEqual(["ordered", "ordered", 3]);
  });

  it("that another refund's event brings out of turn is asked for, not believed", async () => {
    const { id, reference } = await paid(amina);
    const provider = new Provider();
    const refundId = await reserved(id, 1_000n);
    provider.isDeaf = true;
    expect(await codeOf(receiveRefund(reference, provider))).toBe("unavailable");
    provider.isDeaf = false;
    expect(await receiveRefund(reference, provider)).toBe("noted");
    expect(await stateOf(refundId)).toBe("reserved");
    expect(await receiveRefund(`cw-${"0".repeat(32)}`, provider)).toBe("not_ours");
  });

  it("waits in suspense when it fails and the wallet may not be credited", async () => {
    const { id, reference } = await paid(amina);
    const provider = new Provider();
    const refundId = await reserved(id, 1_000n);
    await sendRefund(refundId, provider);
    const key = { userId: amina.userId, currency: "NGN" };
    await transact([update(walletItem, key, { when: [], set: { status: "blocked" }, add: { version: 1 } })]);
    provider.turn("failed");
    await receiveRefund(reference, provider);
    expect(await books()).toMatchObject({ "suspense:refunds:NGN": 1_000n, "transit:refunds:NGN": 0n });
    await readStream();
    expect(rung).toEqual(["refund_wallet_closed_to_credits"]);
    await expectRightBooks();
  });

  it("made elsewhere takes what the wallet has and leaves the rest owed; one of a dispute is left to the dispute", async () => {
    const { id, reference } = await paid(amina);
    const provider = new Provider();
    await reserved(id, 400_000n);
    provider.make({ chargeReference: reference, amount: 150_000n, status: "processed" });
    provider.make({ chargeReference: reference, amount: 7n, status: "processed", disputeId: "5" });
    await Promise.all(Array.from({ length: 3 }, () => receiveRefund(reference, provider)));
    expect(await balance()).toBe(0);
    expect(await books()).toMatchObject({
      "receivable:corrections:NGN": -50_000n,
      "transit:refunds:NGN": 400_000n,
      "clearing:paystack:NGN": -332_500n,
    });
    await readStream();
    expect(rung).toEqual(["refund_not_ordered_here"]);
    await expectRightBooks();
  });

  it("whose event comes before its charge's waits for it, and takes back what that brings", async () => {
    const { reference, tell } = await paidUnheard(amina);
    const provider = new Provider();
    provider.make({ chargeReference: reference, amount: AMOUNT, status: "processed" });
    expect(await codeOf(receiveRefund(reference, provider))).toBe("unavailable");
    expect([await books(), rung]).toEqual([{}, []]);
    await tell();
    expect(await receiveRefund(reference, provider)).toBe("moved");
    expect(await balance()).toBe(0);
    expect(await books()).toMatchObject({ "clearing:paystack:NGN": 17_500n });
    await expectRightBooks();
  });

  it("of a charge that was never booked takes nothing: of a second page that was paid, of one that was flagged", async () => {
    const { id, reference } = await paid(amina);
    const provider = new Provider();
    const second = `${reference}-2`;
    provider.make({ chargeReference: second, amount: AMOUNT, status: "processed" });
    expect(await receiveRefund(second, provider)).toBe("noted");
    const { status, refunded } = await topupOf(id);
    expect([status, refunded]).toEqual(["completed", undefined]);
    const flagged = await paidUnheard(amina);
    await flagged.tell(1_000n, "flagged");
    provider.make({ chargeReference: flagged.reference, amount: 1_000n, status: "processed" });
    expect(await receiveRefund(flagged.reference, provider)).toBe("noted");
    expect([await balance(), rung]).toEqual([500_000, []]);
    expect(await books()).toMatchObject({ "clearing:paystack:NGN": -482_500n });
    await expectRightBooks();
  });

  it("is refused of what was never credited, is not covered, or is the proposer's own", async () => {
    const { id } = await paid(amina);
    expect(await codeOf(propose(newId(), 1n))).toBe("topup_not_found");
    expect(
      await codeOf(proposeRefund({ ...ada, userId: amina.userId }, { topupId: id, amount: 1n, reason: "x", key: "k" })),
    ).toBe("own_affair");
    const proposals = [await propose(id, 1n), await propose(id, AMOUNT)];
    const key = { userId: amina.userId, currency: "NGN" };
    await transact([update(walletItem, key, { when: [], set: { available: 1n }, add: { version: 1 } })]);
    // One after the other: approved at once, the second may be refused for what the first has taken of the top-up.
    const [small = "", whole = ""] = proposals;
    expect(await codeOf(approve(bola, whole, "x", refundKinds))).toBe("refund_not_covered");
    expect(await codeOf(approve(bola, small, "x", refundKinds))).toBe("done");
  });
});
