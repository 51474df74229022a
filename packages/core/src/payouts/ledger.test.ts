import { absent, getItem, put, transact, type Write } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../kernel/index.ts";
import { type Journal, journal, TRANSACTION_STATUSES, type TransactionStatus, walletAccount } from "../wallet/index.ts";
import { useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { payoutLegs } from "./conclude.ts";
import { paidTwice, refund, release, settlement } from "./ledger.ts";
import type { PayoutFacts, Said } from "./model.ts";

/** Each condition by itself, without the wallet's and without anybody having looked before. */
let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
  await useEmptyTable(engine);
});
afterAll(() => engine.stop());

const facts: PayoutFacts = { beneficiaryId: "b", recipientCode: "RCP_1", providerStatus: "success" };
const said: Said = { status: "success", transferCode: "TRF_1", fee: 1_000, failure: null, afterSend: null };

async function stored(over: Partial<Journal> = {}): Promise<Journal> {
  const payout: Journal = {
    transactionId: newId(),
    kind: "payout",
    status: "pending",
    currency: "NGN",
    amount: 100_000n,
    fee: 1_000n,
    owner: newId(),
    mode: "test",
    createdAtMs: 1,
    external: { ...facts },
    ...over,
  };
  await transact([put(journal, payout, { rule: "journal", when: [absent()] })]);
  return payout;
}

function legsOf(payout: Journal, amount = -101_000n) {
  const account = walletAccount(payout.owner, "NGN");
  return payoutLegs(payout, said, { account, amount, seq: 1, atMs: 1, after: 0n });
}

const settle = (payout: Journal) => settlement(payout, legsOf(payout), facts, 2);
const giveBack = (payout: Journal) => release(payout, said, facts, 2)(undefined);
const committed = async (write: Write | undefined) => (await transact(write === undefined ? [] : [write])).committed;

describe("the journal of a payout", () => {
  const open: readonly TransactionStatus[] = ["pending", "processing", "awaiting_confirmation"];

  it.each(TRANSACTION_STATUSES)("that is %s ends only when it is open", async (status) => {
    expect(await committed(settle(await stored({ status })))).toBe(open.includes(status));
    expect(await committed(giveBack(await stored({ status })))).toBe(open.includes(status));
  });

  it.each([{ amount: 99_999n }, { fee: 999n }, { kind: "topup" as const }])("ends only as itself: %o", async (over) => {
    const payout = await stored(over);
    const taken = { ...payout, amount: 100_000n, fee: 1_000n, kind: "payout" as const };
    expect(await committed(settle(taken))).toBe(false);
    expect(await committed(giveBack(taken))).toBe(false);
  });

  it("ends, and is refunded, only on the facts that were seen: what somebody noted meanwhile is not written over", async () => {
    const noted = { external: { ...facts, flaw: "differs_from_order" } };
    const [open, paid] = [await stored(noted), await stored({ ...noted, status: "completed" })];
    const seen = (payout: Journal) => ({ ...payout, external: { ...facts } });
    expect(await committed(settle(seen(open)))).toBe(false);
    expect(await committed(giveBack(seen(open)))).toBe(false);
    const { also = [] } = refund(seen(paid), { ...paid, transactionId: newId() }, () => [], facts);
    expect(await committed(also[0])).toBe(false);
  });

  it("is refunded once, by its one refund", async () => {
    const payout = await stored({ status: "completed" });
    const refunding = await stored({ kind: "refund", status: "completed" });
    const legs = () => legsOf(payout).map(({ account, amount }) => ({ account, amount: -amount }));
    const first = { ...refunding, transactionId: newId() };
    const { journal: entry, also = [] } = refund(payout, first, legs, facts);
    expect(await committed(entry(undefined))).toBe(true);
    expect(await committed(entry(undefined))).toBe(false);
    expect(await committed(also[0])).toBe(true);
    expect(await committed(also[0])).toBe(false);
    expect((await getItem(journal, { transactionId: payout.transactionId }))?.status).toBe("reversed");
  });

  it("is found paid twice once, and only after it was released", async () => {
    const loss = () => ({
      ...({ kind: "adjustment", status: "completed", currency: "NGN", amount: 1n, fee: 0n, owner: "system" } as const),
      transactionId: newId(),
      createdAtMs: 1,
      legs: [
        { account: "clearing:paystack:NGN", amount: 1n },
        { account: "suspense:payouts:NGN", amount: -1n },
      ],
    });
    expect(await paidTwice(await stored(), facts, loss())).toBe("changed");
    expect(await paidTwice(await stored({ status: "completed" }), facts, loss())).toBe("changed");
    const released = await stored({ status: "failed" });
    const one = loss();
    expect(await paidTwice(released, facts, one)).toBe("booked");
    expect(await paidTwice(released, facts, one)).toBe("already");
  });
});
