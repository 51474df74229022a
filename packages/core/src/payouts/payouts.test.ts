import { decode, getItem, put, transact, update } from "@cowry/table";
import { rawScan } from "@cowry/table/audit";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Customer, derivedId, HOUR, newId, now, present, providerReference, setBell } from "../kernel/index.ts";
import { type Journal, journal, readBalance, type Wallet, walletItem } from "../wallet/index.ts";
import { confirmed, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { addBeneficiary } from "./beneficiaries.ts";
import { concludeByTransfer, refundPayout, releasePayout, settlePayout } from "./conclude.ts";
import { awaitConfirmation, receiveTransfer, sweepPayouts } from "./execution.ts";
import { flagPayout } from "./flaws.ts";
import { readFacts, type Said } from "./model.ts";
import type { PayoutProvider, RecipientRegister, Transfer } from "./ports.ts";
import { requestPayout } from "./request.ts";
import { listPayouts } from "./staff-list.ts";
import {
  beginSending,
  beneficiaryItem,
  dispatchItem,
  findPayout,
  noteArrival,
  noteProgress,
  settleDoubt,
} from "./store.ts";

/** Payouts against AWS's own engine: what the conditions promise when everything comes at once. */
let engine: Engine;
const alerts: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  alerts.length = 0;
  setBell(({ alert }) => alerts.push(alert));
  await useEmptyTable(engine);
});

const AMOUNT = 100_000n;
const TOTAL = 101_000n;
const said: Said = { status: "success", transferCode: "TRF_1", fee: 1_000, failure: null, afterSend: null };
const failed: Said = { ...said, status: "failed", failure: "returned_by_bank" };
const refused: Said = { ...said, status: "refused", fee: null, failure: "refused_by_provider", afterSend: 1 };
const asked = { confirm: confirmed, mode: "test" as const };
const free = () => Promise.resolve();
const tenTimes = <T>(act: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, act));

async function account(of: Customer): Promise<string> {
  const beneficiaryId = newId();
  const row = { userId: of.userId, beneficiaryId, kind: "bank" as const, name: "Mum", verified: true, createdAtMs: 0 };
  const bank = { accountName: "BELLO AMINA", accountLast4: "6789", bankName: "Zenith Bank", bankCode: "057" };
  await transact([put(beneficiaryItem, { ...row, ...bank, recipientCode: "RCP_1", mode: "test" })]);
  return beneficiaryId;
}

const orderOf = (beneficiaryId: string, amount = AMOUNT) => ({
  beneficiaryId,
  amount,
  currency: "NGN" as const,
  reference: undefined,
  key: newId(),
});

/** Somebody with 300,000 kobo, of which a payout has reserved 101,000. */
async function ordered(): Promise<{ amina: Customer; payout: Journal }> {
  const amina = await person(300_000n);
  const { payout } = await requestPayout(amina, orderOf(await account(amina)), asked);
  return { amina, payout };
}

const stateOf = async (of: Customer) => {
  const { available, reserved, balance } = await readBalance(of, "NGN");
  return { available, reserved, balance };
};

const statusOf = async ({ transactionId }: Journal) => (await getItem(journal, { transactionId }))?.status;

function tell({ transactionId }: Journal, status: string, over: Partial<Transfer> = {}) {
  const transfer = { amount: AMOUNT, currency: "NGN", domain: "test" as const, fee: 1_000n, transferCode: "TRF_1" };
  return concludeByTransfer(transactionId, {
    reference: providerReference(transactionId),
    status,
    ...transfer,
    ...over,
  });
}

/** Sums of all legs by account, and of each journal. */
async function books(): Promise<Record<string, bigint>> {
  const accounts: Record<string, bigint> = {};
  for await (const raw of rawScan()) {
    if (raw["t"]?.S !== "journal") continue;
    const { legs = [] } = decode(journal, raw);
    expect(legs.reduce((total, { amount }) => total + amount, 0n)).toBe(0n);
    for (const { account: name, amount } of legs) accounts[name] = (accounts[name] ?? 0n) + amount;
  }
  return accounts;
}

function setWallet(of: Customer, set: Partial<Pick<Wallet, "status">>): Promise<unknown> {
  const key = { userId: of.userId, currency: "NGN" };
  return transact([update(walletItem, key, { when: [], set, add: { version: 1 } })]);
}

describe("ending a payout", () => {
  it("spends what was reserved once, however many settle it at the same time", async () => {
    const { amina, payout } = await ordered();
    const conclusions = await tenTimes(() => settlePayout(payout, said));
    expect(conclusions.filter((conclusion) => conclusion === "moved")).toHaveLength(1);
    expect(await stateOf(amina)).toEqual({ available: 199_000, reserved: 0, balance: 199_000 });
    expect(await books()).toMatchObject({
      "clearing:paystack:NGN": TOTAL - 300_000n,
      "revenue:payout_fees:NGN": 1_000n,
    });
  });

  it("gives it back once, however many release it at the same time", async () => {
    const { amina, payout } = await ordered();
    const conclusions = await tenTimes(() => releasePayout(payout, failed));
    expect(conclusions.filter((conclusion) => conclusion === "moved")).toHaveLength(1);
    expect(await stateOf(amina)).toEqual({ available: 300_000, reserved: 0, balance: 300_000 });
  });

  it("does one of the two when a settlement and a release meet", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { amina, payout } = await ordered();
      await Promise.all([settlePayout(payout, said), releasePayout(payout, failed)]);
      const balance = (await statusOf(payout)) === "completed" ? 199_000 : 300_000;
      expect(await stateOf(amina)).toEqual({ available: balance, reserved: 0, balance });
    }
  });

  it.each(["settles", "releases", "refunds"] as const)(
    "keeps a flaw that was noted after it was read, when it %s",
    async (verb) => {
      const { payout } = await ordered();
      if (verb === "refunds") await settlePayout(payout, said);
      const read = present(await getItem(journal, { transactionId: payout.transactionId }), "the payout");
      await tell(payout, "success", { amount: AMOUNT - 1n });
      expect(await flagPayout(read, "failed_after_success", said)).toBe(false);
      const end = { settles: settlePayout, releases: releasePayout, refunds: refundPayout }[verb];
      expect(await end(read, verb === "settles" ? said : failed)).toBe("moved");
      const ended = present(await getItem(journal, { transactionId: payout.transactionId }), "the payout");
      expect(readFacts(ended)).toMatchObject({ flaw: "differs_from_order", noted: { told: true } });
      expect(alerts).toEqual(["payout_differs_from_order"]);
    },
  );

  it("ends whatever the wallet has become meanwhile", async () => {
    const [one, other] = [await ordered(), await ordered()];
    await setWallet(one.amina, { status: "frozen" });
    await setWallet(other.amina, { status: "blocked" });
    expect(await settlePayout(one.payout, said)).toBe("moved");
    expect(await releasePayout(other.payout, failed)).toBe("moved");
    expect(await stateOf(one.amina)).toMatchObject({ reserved: 0, balance: 199_000 });
    expect(await stateOf(other.amina)).toMatchObject({ reserved: 0, balance: 300_000 });
  });

  it("does not release on a refusal when another sending has begun since", async () => {
    const { amina, payout } = await ordered();
    const first = await beginSending(payout.transactionId, undefined);
    await beginSending(payout.transactionId, first);
    expect(await releasePayout(payout, refused)).toBe("open");
    expect(await stateOf(amina)).toMatchObject({ available: 199_000, reserved: 101_000 });
    expect(await releasePayout(payout, { ...refused, afterSend: 2 })).toBe("moved");
    expect(await stateOf(amina)).toMatchObject({ available: 300_000, reserved: 0 });
  });

  it("does not release as never sent when a sending has begun", async () => {
    const [never, begun] = [(await ordered()).payout, (await ordered()).payout];
    await beginSending(begun.transactionId, undefined);
    expect(await releasePayout(never, { ...refused, afterSend: 0 })).toBe("moved");
    expect(await releasePayout(begun, { ...refused, afterSend: 0 })).toBe("open");
  });

  it("refunds a reversal once, the fee with it, and the books are as before the payout", async () => {
    const { amina, payout } = await ordered();
    await tell(payout, "success");
    await tenTimes(() => tell(payout, "reversed"));
    await tell(payout, "success");
    expect(await statusOf(payout)).toBe("reversed");
    expect(await stateOf(amina)).toEqual({ available: 300_000, reserved: 0, balance: 300_000 });
    expect(await books()).toMatchObject({
      "clearing:paystack:NGN": -300_000n,
      "revenue:payout_fees:NGN": 0n,
      "expense:provider_fees:NGN": 0n,
    });
    expect(alerts).toEqual([]);
  });

  it.each(["blocked", "closed"] as const)(
    "keeps a refund for a %s wallet where staff find it, once",
    async (status) => {
      const { amina, payout } = await ordered();
      await tell(payout, "success");
      await setWallet(amina, { status });
      await tenTimes(() => tell(payout, "reversed"));
      expect(await statusOf(payout)).toBe("reversed");
      expect(await stateOf(amina)).toEqual({ available: 199_000, reserved: 0, balance: 199_000 });
      expect(await books()).toMatchObject({ "clearing:paystack:NGN": -300_000n, "suspense:refunds:NGN": TOTAL });
      const refundId = derivedId("payouts/refund", payout.transactionId);
      expect(await getItem(journal, { transactionId: refundId })).toMatchObject({ status: "held", amount: TOTAL });
      expect(alerts).toEqual(["payout_wallet_closed_to_credits"]);
      const { items } = await listPayouts({ state: "flagged", limit: 2 });
      expect(items.map(({ transactionId }) => transactionId)).toEqual([payout.transactionId]);
    },
  );

  it("refunds a frozen wallet", async () => {
    const { amina, payout } = await ordered();
    await tell(payout, "success");
    await setWallet(amina, { status: "frozen" });
    expect(await tell(payout, "reversed")).toBe("moved");
    expect(await stateOf(amina)).toMatchObject({ balance: 300_000 });
  });

  it("tells staff of money that left twice when whoever booked it was cut off before he told them", async () => {
    const { payout } = await ordered();
    await releasePayout(payout, failed);
    const deaf = () => {
      throw new Error("cut off");
    };
    setBell(deaf);
    await expect(tell(payout, "success")).rejects.toThrow("cut off");
    setBell(({ alert }) => alerts.push(alert));
    vi.useFakeTimers({ now: now() + 61_000, toFake: ["Date"] });
    await tell(payout, "success");
    await tell(payout, "success");
    vi.useRealTimers();
    expect(alerts).toEqual(["payout_paid_after_release"]);
    expect(await books()).toMatchObject({ "suspense:payouts:NGN": -AMOUNT });
  });

  it("books money that left after it was given back against suspense, once, and rings once", async () => {
    const { amina, payout } = await ordered();
    await beginSending(payout.transactionId, undefined);
    await releasePayout(payout, refused);
    await tenTimes(() => tell(payout, "success"));
    expect(await stateOf(amina)).toEqual({ available: 300_000, reserved: 0, balance: 300_000 });
    expect(await books()).toMatchObject({
      "clearing:paystack:NGN": TOTAL - 300_000n,
      "suspense:payouts:NGN": -AMOUNT,
      "expense:provider_fees:NGN": -1_000n,
    });
    expect(alerts).toEqual(["payout_paid_after_release"]);
  });

  it("moves nothing for a transfer that differs from the order, and rings once", async () => {
    const { amina, payout } = await ordered();
    await tenTimes(() => tell(payout, "success", { amount: AMOUNT + 1n }));
    await tell(payout, "failed", { recipientCode: "RCP_2" });
    expect(await stateOf(amina)).toMatchObject({ available: 199_000, reserved: 101_000 });
    expect(alerts).toEqual(["payout_differs_from_order"]);
    expect(await tell(payout, "success")).toBe("moved");
  });

  it("knows no payout under the id of something else", async () => {
    const { payout } = await ordered();
    await tell(payout, "success");
    await tell(payout, "reversed");
    const refundId = derivedId("payouts/refund", payout.transactionId);
    expect(await concludeByTransfer(refundId, {} as Transfer)).toBeUndefined();
    expect(await concludeByTransfer(newId(), {} as Transfer)).toBeUndefined();
  });
});

describe("ordering a payout", () => {
  it("refuses an account that was withdrawn between the reading and the writing", async () => {
    const amina = await person(300_000n);
    const beneficiaryId = await account(amina);
    const key = { userId: amina.userId, beneficiaryId };
    const withdrawing = () => ({
      reads: [],
      check: async () => {
        await transact([update(beneficiaryItem, key, { when: [], set: { verified: false } })]);
        return { finish: () => Promise.resolve(), reducedLimits: false };
      },
    });
    await expect(
      requestPayout(amina, orderOf(beneficiaryId), { confirm: withdrawing, mode: "test" }),
    ).rejects.toMatchObject({
      code: "beneficiary_not_payable",
    });
    expect(await stateOf(amina)).toMatchObject({ available: 300_000, reserved: 0 });
  });

  it("answers a key as it first did when the account has gone since, and refuses it with another order", async () => {
    const amina = await person(300_000n);
    const order = orderOf(await account(amina));
    const first = await requestPayout(amina, order, asked);
    const gone = { userId: amina.userId, beneficiaryId: order.beneficiaryId };
    await transact([update(beneficiaryItem, gone, { when: [], set: { verified: false } })]);
    await releasePayout(first.payout, failed);
    const again = await requestPayout(amina, order, asked);
    expect(again.replayed).toBe(true);
    expect(again.payout).toMatchObject({ status: "pending", amount: AMOUNT });
    expect(again.payout.metadata).toBeUndefined();
    await expect(requestPayout(amina, { ...order, amount: AMOUNT + 1n }, asked)).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
  });
});

describe("saving a bank account", () => {
  const bank = { name: "Zenith Bank", code: "057", active: true, currency: "NGN" };
  const register = (mode: "test" | "live"): RecipientRegister => ({
    mode,
    listBanks: () => Promise.resolve({ outcome: "listed", banks: [bank] }),
    resolveAccount: () => Promise.resolve({ outcome: "resolved", accountName: `BELLO ${mode}` }),
    createRecipient: () => Promise.resolve({ outcome: "created", recipientCode: `RCP_${mode}` }),
  });
  const saved = { kind: "bank", account: { accountNumber: "0123456789", bankCode: "057" }, name: "Mum" } as const;

  it("registers it anew in the mode of today's key, under the id and name that it had", async () => {
    const amina = await person(300_000n);
    const first = await addBeneficiary(amina, saved, register("test"), free);
    const order = orderOf(first.beneficiary.beneficiaryId);
    const live = { confirm: confirmed, mode: "live" as const };
    await expect(requestPayout(amina, order, live)).rejects.toMatchObject({ code: "beneficiary_outdated" });
    expect(await stateOf(amina)).toMatchObject({ available: 300_000, reserved: 0 });

    const renewed = await Promise.all([1, 2, 3].map(() => addBeneficiary(amina, saved, register("live"), free)));
    for (const { beneficiary, added } of renewed) {
      expect(added).toBe(false);
      expect(beneficiary).toEqual({
        ...first.beneficiary,
        mode: "live",
        recipientCode: "RCP_live",
        accountName: "BELLO live",
      });
    }
    expect((await requestPayout(amina, order, live)).payout).toMatchObject({ mode: "live" });
  });
});

describe("sending", () => {
  it("is begun by one of many at the same time, and each knows whether it is the one", async () => {
    const { payout } = await ordered();
    const begun = await tenTimes(() => beginSending(payout.transactionId, undefined));
    expect(begun.filter((sending) => sending !== undefined)).toHaveLength(1);
    const before = await getItem(dispatchItem, { transactionId: payout.transactionId });
    const again = await tenTimes(() => beginSending(payout.transactionId, before));
    expect(again.filter((sending) => sending !== undefined)).toMatchObject([{ sends: 2 }]);
  });

  it("is not begun for a payout that has ended, though nobody else has begun one since", async () => {
    const { payout } = await ordered();
    const first = await beginSending(payout.transactionId, undefined);
    expect(await releasePayout(payout, refused)).toBe("moved");
    expect(await beginSending(payout.transactionId, first)).toBeUndefined();
    const other = (await ordered()).payout;
    await settlePayout(other, said);
    expect(await beginSending(other.transactionId, undefined)).toBeUndefined();
  });

  it("is not begun any more once the provider has the transfer, whoever learned of it", async () => {
    const { payout } = await ordered();
    const first = await beginSending(payout.transactionId, undefined);
    await tenTimes(() => noteArrival(payout.transactionId, first));
    expect(await beginSending(payout.transactionId, first)).toBeUndefined();
    const stored = await getItem(dispatchItem, { transactionId: payout.transactionId });
    expect(stored?.sends).toBe(1);
    expect(stored?.doubtAtMs).toBeUndefined();
    expect(stored?.arrivedAtMs).toBeGreaterThan(0);

    const other = (await ordered()).payout;
    await tell(other, "success", { amount: AMOUNT + 1n });
    expect(await beginSending(other.transactionId, undefined)).toBeUndefined();
    await noteArrival(other.transactionId, undefined);
    expect(await getItem(dispatchItem, { transactionId: other.transactionId })).toMatchObject({ sends: 0 });
  });

  it("does not let a refusal release what has arrived meanwhile", async () => {
    const { amina, payout } = await ordered();
    const first = await beginSending(payout.transactionId, undefined);
    await noteArrival(payout.transactionId, first);
    expect(await releasePayout(payout, refused)).toBe("open");
    expect(await stateOf(amina)).toMatchObject({ available: 199_000, reserved: 101_000 });
    expect(await releasePayout(payout, failed)).toBe("moved");
  });
});

describe("a step that is late", () => {
  it("opens nothing again that has ended", async () => {
    const { amina, payout } = await ordered();
    await releasePayout(payout, failed);
    await noteProgress(payout, "processing");
    expect(await statusOf(payout)).toBe("failed");
    expect(await stateOf(amina)).toMatchObject({ reserved: 0 });
  });

  it("does not settle the doubt about a newer sending", async () => {
    const { transactionId } = (await ordered()).payout;
    const first = await beginSending(transactionId, undefined);
    const second = await beginSending(transactionId, first);
    if (first === undefined || second === undefined) throw new Error("a sending did not begin");
    await settleDoubt(first, undefined);
    expect((await getItem(dispatchItem, { transactionId }))?.doubtAtMs).toBe(second.doubtAtMs);
    await settleDoubt(second, undefined);
    expect((await getItem(dispatchItem, { transactionId }))?.doubtAtMs).toBeUndefined();
  });
});

describe("waiting for the provider", () => {
  const woken: string[] = [];
  const waker = {
    wake: (token: string) => {
      woken.push(token);
      return Promise.resolve();
    },
  };
  const event = ({ transactionId }: Journal): Transfer => ({
    reference: providerReference(transactionId),
    status: "success",
    transferCode: "TRF_1",
    amount: AMOUNT,
    currency: "NGN",
    domain: "test",
    fee: 1_000n,
  });
  beforeEach(() => (woken.length = 0));

  it("wakes the execution whether the webhook comes before its token was kept or after", async () => {
    const [late, early] = [(await ordered()).payout, (await ordered()).payout];
    await awaitConfirmation(late.transactionId, "late", waker);
    expect(woken).toEqual([]);
    expect(await receiveTransfer(event(late), waker)).toBe("concluded");
    expect(await receiveTransfer(event(early), waker)).toBe("concluded");
    await awaitConfirmation(early.transactionId, "early", waker);
    expect(woken).toEqual(["late", "early"]);
  });

  it("has settled the money even when the execution cannot be woken", async () => {
    const { amina, payout } = await ordered();
    await awaitConfirmation(payout.transactionId, "token", waker);
    const asleep = { wake: () => Promise.reject(new Error("no answer")) };
    expect(await receiveTransfer(event(payout), asleep)).toBe("concluded");
    expect(await stateOf(amina)).toMatchObject({ reserved: 0, balance: 199_000 });
    expect(alerts).toEqual(["payout_execution_not_woken"]);
  });

  it("is swept when no execution does it: started, sent, and concluded", async () => {
    const { amina, payout } = await ordered();
    const key = { transactionId: payout.transactionId };
    const old = { kind: "payout", status: "pending", shard: "0", createdAt: "0000000000001" };
    const grow = (hours: number) =>
      transact([update(journal, key, { when: [], set: { createdAtMs: now() - hours * HOUR }, index: old })]);
    const started: string[] = [];
    const executions = { start: (id: string) => Promise.resolve(void started.push(id)) };
    const provider: PayoutProvider = {
      mode: "test",
      startTransfer: () => Promise.resolve({ outcome: "accepted", ...event(payout) }),
      verifyTransfer: () => Promise.resolve({ outcome: "not_found" }),
    };
    // Its bank may not have said yet whose the account is: that is the execution's to wait for.
    await grow(6);
    await sweepPayouts(executions, provider);
    expect((await findPayout(payout.transactionId))?.dispatch).toBeUndefined();
    await grow(7);
    await sweepPayouts(executions, provider);
    expect(started).toEqual([payout.transactionId, payout.transactionId]);
    expect(await stateOf(amina)).toMatchObject({ reserved: 0, balance: 199_000 });
    expect((await findPayout(payout.transactionId))?.payout.status).toBe("completed");
    await sweepPayouts(executions, provider);
    expect(started).toHaveLength(2);
  });

  it("starts the execution of each, however many there are, before it does anything slow", async () => {
    const { amina } = await ordered();
    const old = now() - 3_600_000;
    const payouts = Array.from({ length: 60 }, (_, n): Journal => {
      const row = { kind: "payout", status: "pending", currency: "NGN", amount: AMOUNT, fee: 1_000n } as const;
      const of = { owner: amina.userId, mode: "test", createdAtMs: old + n } as const;
      return { ...row, ...of, transactionId: newId(), external: { beneficiaryId: "b", recipientCode: "RCP_1" } };
    });
    const index = { kind: "payout", status: "pending", shard: "3" };
    await transact(
      payouts.map((of, n) => put(journal, of, { when: [], index: { ...index, createdAt: `${old + n}` } })),
    );
    const did: string[] = [];
    const executions = { start: (id: string) => Promise.resolve(void did.push(`start ${id}`)) };
    const provider: PayoutProvider = {
      mode: "test",
      startTransfer: () => Promise.reject(new Error("not yet")),
      verifyTransfer: (reference) => Promise.resolve(void did.push(reference)).then(() => ({ outcome: "not_found" })),
    };
    await sweepPayouts(executions, provider);
    const started = payouts.map(({ transactionId }) => `start ${transactionId}`);
    expect(did.slice(0, 60).toSorted()).toEqual(started.toSorted());
    expect(did.slice(60).toSorted()).toEqual(payouts.map((of) => providerReference(of.transactionId)).toSorted());
    expect(alerts).toEqual([]);

    did.length = 0;
    await sweepPayouts(executions, provider, 0);
    expect(did.length).toBeGreaterThan(0);
    expect(did.every((what) => what.startsWith("start"))).toBe(true);
    expect(alerts).toEqual(["payout_sweep_unfinished"]);
  });
});
