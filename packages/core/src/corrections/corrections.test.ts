import { getItem, update, write } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { approve, readProposal, reject, sweepProposals, withdraw } from "../approvals/index.ts";
import { codeOf, staffOf } from "../kernel/callers.testkit.ts";
import { type Customer, DAY, newId, now, present, setBell } from "../kernel/index.ts";
import { readStream } from "../relay/relay.testkit.ts";
import {
  drainQueue,
  type HistoryFilter,
  journal,
  listTransactions,
  readTransaction,
  sendMoney,
  setWalletStatus,
  type StatusWish,
  walletItem,
} from "../wallet/index.ts";
import { reconcileLedger } from "../wallet/reconcile.ts";
import { GUARDS, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { correctionKinds, proposeAdjustment, proposeReversal } from "./index.ts";
import type { AdjustmentPayload, ReversalPayload } from "./model.ts";

/** Corrections and four eyes against AWS's own engine. */
let engine: Engine;
let [amina, joseph]: [Customer, Customer] = [undefined as never, undefined as never];
const rung: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
  setBell(({ alert }) => rung.push(alert));
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  rung.length = 0;
  [amina, joseph] = [await person(10_000n), await person(0n, "Joseph O.")];
});
afterEach(() => {
  vi.useRealTimers();
});

const [ada, bola] = [staffOf(), staffOf()];

const pay = async (amount: bigint, from = amina, to = joseph) =>
  (await sendMoney(from, { to: { userId: to.userId }, amount, currency: "NGN", key: newId() }, GUARDS)).transaction.id;
const giveBack = async (transactionId: string, over: Partial<ReversalPayload> = {}, key = newId(), by = ada) => {
  const payload = { mode: "refund", transaction_id: transactionId, amount: "4000", currency: "NGN", ...over } as const;
  const order = { transactionId, payload, reason: "Paid twice", key };
  return (await proposeReversal(by, order)).proposal.proposalId;
};
const adjust = async (of: Customer, over: Partial<AdjustmentPayload> = {}) => {
  const payload = { direction: "credit", amount: "500", currency: "NGN", account: "adjustments", ...over } as const;
  const order = { userId: of.userId, payload, reason: "Goodwill", key: newId() };
  return (await proposeAdjustment(ada, order)).proposal.proposalId;
};
const settle = (proposalId: string, by = bola) => approve(by, proposalId, "Checked", correctionKinds);
const funds = async ({ userId }: Customer) =>
  Number(present(await getItem(walletItem, { userId, currency: "NGN" }), "a wallet").available);
const turn = (of: Customer, to: StatusWish) => setWalletStatus(ada, { userId: of.userId, to, reason: "Test" });
const original = async (transactionId: string) => present(await getItem(journal, { transactionId }), "it exists");

let books = 0;
async function expectRightBooks(): Promise<void> {
  const day = `20${String(10 + (books += 1))}-01-01`;
  expect(await reconcileLedger(day, 60_000, { pause: () => Promise.resolve() })).toBe("matching");
}

describe("four eyes", () => {
  it("are two people with the permission, neither of them a party, before the proposal expires", async () => {
    const transfer = await pay(4_000n);
    const id = await giveBack(transfer);
    expect(await codeOf(settle(id, ada))).toBe("own_proposal");
    expect(await codeOf(settle(id, { ...staffOf(), roles: ["support"] }))).toBe("proposal_not_found");
    for (const party of [amina, joseph]) {
      expect(await codeOf(settle(id, staffOf(party.userId)))).toBe("own_affair");
      expect(await codeOf(giveBack(transfer, {}, newId(), staffOf(party.userId)))).toBe("own_affair");
    }
    vi.useFakeTimers({ toFake: ["Date"], now: now() + 3 * DAY });
    expect(await codeOf(settle(id))).toBe("proposal_expired");
    await sweepProposals({});
    expect(await readProposal(ada, id)).toMatchObject({ status: "expired" });
    vi.useRealTimers();
    expect([await funds(amina), await funds(joseph)]).toEqual([6_000, 4_000]);
  });

  it("carry out once, whoever approves at the same time, and answer the same person alike", async () => {
    const id = await adjust(amina);
    const told = await Promise.all([bola, staffOf(), bola, staffOf()].map((by) => codeOf(settle(id, by))));
    expect(told.filter((code) => code === "done").length).toBeGreaterThanOrEqual(1);
    expect(told.filter((code) => !["done", "proposal_closed"].includes(code))).toEqual([]);
    expect(await funds(amina)).toBe(10_500);
    const { decidedBy = "" } = await readProposal(ada, id);
    expect(await settle(id, staffOf(decidedBy))).toMatchObject({ status: "executed", decidedBy });
    expect(await codeOf(reject(staffOf(), id, "Late"))).toBe("proposal_closed");
    await expectRightBooks();
  });

  it("let a colleague reject and the proposer withdraw, and nothing happens then", async () => {
    const [first, second] = [await adjust(amina), await adjust(amina)];
    expect(await codeOf(withdraw(bola, first, "No"))).toBe("not_your_proposal");
    expect(await codeOf(reject(ada, first, "No"))).toBe("own_proposal");
    expect(await reject(bola, first, "No")).toMatchObject({ status: "rejected" });
    expect(await reject(bola, first, "No")).toMatchObject({ status: "rejected" });
    expect(await withdraw(ada, second, "No")).toMatchObject({ status: "withdrawn" });
    for (const id of [first, second]) expect(await codeOf(settle(id))).toBe("proposal_closed");
    expect(await funds(amina)).toBe(10_000);
  });

  it("see the same proposal when it is sent again, and a refusal when the key stood for another", async () => {
    const transfer = await pay(4_000n);
    const key = newId();
    const id = await giveBack(transfer, {}, key);
    expect(await giveBack(transfer, {}, key)).toBe(id);
    expect(await codeOf(giveBack(transfer, { amount: "1" }, key))).toBe("idempotency_key_reused");
    await settle(id);
    expect(await giveBack(transfer, {}, key)).toBe(id);
  });
});

describe("giving a transfer back", () => {
  it("happens in parts up to the whole and never beyond, even at the same time", async () => {
    const transfer = await pay(4_000n);
    const ids: string[] = [];
    for (let n = 0; n < 6; n++) ids.push(await giveBack(transfer, { amount: "1000" }));
    const told = await Promise.all(ids.map((id) => codeOf(settle(id))));
    expect(told.filter((code) => code === "done")).toHaveLength(4);
    expect(told.filter((code) => code === "exceeds_original")).toHaveLength(2);
    expect([await funds(amina), await funds(joseph)]).toEqual([10_000, 0]);
    expect(await original(transfer)).toMatchObject({ status: "reversed", refunded: 4_000n });
    expect(await codeOf(giveBack(transfer, { amount: "1" }))).toBe("exceeds_original");
    await expectRightBooks();
  });

  it("is told alike by the item and by both histories, filtered or not, wherever the payee's credit is by then", async () => {
    const shop = { ...(await person(0n, "Mama T.")), roles: ["merchant"] as const };
    const place = { userId: shop.userId, currency: "NGN" };
    const lane = { limitRole: "merchant", lane: "queued", contentionAtMs: now() } as const;
    await write(update(walletItem, place, { when: [], set: lane, add: { version: 1 } }));
    const inPart = await pay(2_000n);
    const whole = await pay(1_000n);
    const [drained, waiting] = [await pay(500n, amina, shop), await pay(600n, amina, shop)];
    await settle(await giveBack(waiting, { amount: "600", mode: "reversal" }));
    await drainQueue(shop.userId, "NGN");
    await settle(await giveBack(drained, { amount: "500" }));
    await settle(await giveBack(inPart, { amount: "1999" }));
    await settle(await giveBack(whole, { amount: "1000" }));
    // A refund where the payee has nothing but what waits: one of two payments is taken, the other stays.
    const [stays, queued] = [await pay(20n, amina, shop), await pay(300n, amina, shop)];
    expect(await funds(shop)).toBe(0);
    await settle(await giveBack(queued, { amount: "300" }));
    expect([await funds(amina), await funds(joseph), await funds(shop)]).toEqual([9_979, 1, 20]);
    await readStream();
    expect(rung).toEqual([]);
    const list = async (of: Customer, filter: Partial<HistoryFilter> = {}) =>
      (await listTransactions(of, { currency: "NGN", kind: "transfer", ...filter }, { limit: 20 })).items;
    for (const [of, reversed] of [
      [amina, [queued, waiting, drained, whole]],
      [joseph, [whole]],
      [shop, [queued, waiting, drained].toSorted()],
    ] as const) {
      const all = await list(of);
      expect(all.some(({ id }) => id === (of === joseph ? inPart : stays))).toBe(true);
      for (const { id, status } of all) expect(await readTransaction(of, id)).toMatchObject({ status });
      const ids = (listed: typeof all) => listed.map(({ id }) => id);
      const told = ids(await list(of, { status: "reversed" }));
      expect(of === shop ? told.toSorted() : told).toEqual(reversed);
      const completed = await list(of, { status: "completed" });
      expect(ids(completed)).toEqual(ids(all.filter(({ id }) => !told.includes(id))));
    }
    await expectRightBooks();
  });

  it("as a refund takes only what the payee has, as a reversal leaves the rest owed to us", async () => {
    const transfer = await pay(4_000n);
    await pay(3_000n, joseph, await person(0n, "Eve A."));
    expect(await codeOf(settle(await giveBack(transfer)))).toBe("payee_cannot_pay");
    const id = await giveBack(transfer, { mode: "reversal" });
    const { result } = await settle(id);
    expect([await funds(amina), await funds(joseph)]).toEqual([10_000, 0]);
    const { legs = [] } = await original(result?.["transaction_id"] ?? "");
    expect(legs.map(({ account, amount }) => [account.split(":").slice(0, 1).join(), amount])).toEqual([
      ["wallet", 4_000n],
      ["wallet", -1_000n],
      ["receivable", -3_000n],
    ]);
    await readStream();
    expect(rung).toEqual(["correction_receivable"]);
    // Each sees what it did to his own wallet, wherever he looks.
    for (const [party, amount] of [[amina, 4_000] as const, [joseph, 1_000] as const]) {
      const { items } = await listTransactions(party, { currency: "NGN" }, { limit: 1 });
      expect(items).toMatchObject([{ kind: "refund", amount }]);
      expect(await readTransaction(party, items[0]?.id ?? "")).toMatchObject({
        amount,
        counterparty: items[0]?.counterparty,
      });
    }
    await expectRightBooks();
  });

  it("reaches a blocked payee, and waits in suspense where the payer may not receive", async () => {
    const transfer = await pay(4_000n);
    await turn(joseph, "blocked");
    await turn(amina, "blocked");
    await settle(await giveBack(transfer));
    expect([await funds(amina), await funds(joseph)]).toEqual([6_000, 0]);
    await readStream();
    expect(rung).toEqual(["correction_in_suspense"]);
    await turn(amina, "unblocked");
    await settle(await adjust(amina, { amount: "4000", account: "suspense:refunds" }));
    expect(await funds(amina)).toBe(10_000);
    await expectRightBooks();
  });

  it("races with the payee's spending: either the money or a debt to us, and the books are right", async () => {
    const eve = await person(0n, "Eve A.");
    const transfer = await pay(4_000n);
    const id = await giveBack(transfer, { mode: "reversal" });
    const spending = Array.from({ length: 8 }, () => codeOf(pay(500n, joseph, eve)));
    const [reversed, ...spent] = await Promise.all([codeOf(settle(id)), ...spending]);
    expect(reversed).toBe("done");
    expect(spent.filter((code) => !["done", "insufficient_funds"].includes(code))).toEqual([]);
    const gone = spent.filter((code) => code === "done").length * 500;
    expect([await funds(amina), await funds(joseph), await funds(eve)]).toEqual([10_000, 0, gone]);
    await expectRightBooks();
  });

  it("is refused for what is no transaction between two wallets", async () => {
    expect(await codeOf(giveBack(newId()))).toBe("original_not_found");
    const { result } = await settle(await adjust(amina));
    expect(await codeOf(giveBack(result?.["transaction_id"] ?? ""))).toBe("not_reversible");
    expect(await codeOf(giveBack(await pay(10n), { currency: "USD" }))).toBe("original_currency_mismatch");
  });
});

describe("an adjustment", () => {
  it("credits and debits against an account of our own, whatever the status but closed, and never overdraws", async () => {
    await turn(amina, "frozen");
    await settle(await adjust(amina, { direction: "debit", amount: "10000" }));
    expect(await funds(amina)).toBe(0);
    expect(await codeOf(settle(await adjust(amina, { direction: "debit", amount: "1" })))).toBe("adjustment_overdraws");
    const waiting = await adjust(amina);
    await turn(amina, "closed");
    expect(await codeOf(settle(waiting))).toBe("wallet_not_adjustable");
    expect(await codeOf(adjust(amina))).toBe("wallet_not_adjustable");
    await expectRightBooks();
  });
});

describe("a wallet's status", () => {
  const statusOf = async ({ userId }: Customer) => (await getItem(walletItem, { userId, currency: "NGN" }))?.status;

  it("returns from a block to what it was, also when that changed meanwhile", async () => {
    await turn(amina, "frozen");
    await turn(amina, "blocked");
    await turn(amina, "blocked");
    await turn(amina, "unblocked");
    expect(await statusOf(amina)).toBe("frozen");
    await turn(amina, "blocked");
    await turn(amina, "unfrozen");
    expect(await statusOf(amina)).toBe("blocked");
    await turn(amina, "unblocked");
    expect(await statusOf(amina)).toBe("active");
  });

  it("is closed only at nothing, stays closed, and every change is there while money moves", async () => {
    expect(await codeOf(turn(amina, "closed"))).toBe("wallet_not_empty");
    const moving = Array.from({ length: 6 }, () => codeOf(pay(100n)));
    const [frozen, ...told] = await Promise.all([codeOf(turn(amina, "frozen")), ...moving]);
    expect(frozen).toBe("done");
    expect(told.filter((code) => !["done", "wallet_frozen"].includes(code))).toEqual([]);
    expect(await statusOf(amina)).toBe("frozen");
    const eve = await person();
    await turn(eve, "closed");
    await turn(eve, "unblocked");
    expect(await statusOf(eve)).toBe("closed");
    expect(await codeOf(turn(eve, "frozen"))).toBe("wallet_closed");
    expect(await codeOf(pay(1n, await person(10n), eve))).toBe("recipient_closed");
  });
});
