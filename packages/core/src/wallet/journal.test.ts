import { describe, expect, it } from "vitest";
import { AppError, newId } from "../kernel/index.ts";
import { firstAnswer, movedMoney, replay, requestHash } from "./journal.ts";
import type { Journal } from "./store.ts";
import { transactionView } from "./view.ts";

const [payer, payee, stranger] = [newId(), newId(), newId()];
const transfer: Journal = {
  transactionId: newId(),
  kind: "transfer",
  status: "completed",
  currency: "NGN",
  amount: 1_200n,
  fee: 10n,
  owner: payer,
  ownerName: "Amina B.",
  counterparty: { kind: "person", name: "Joseph A." },
  legs: [
    { account: `wallet:${payer}:NGN`, amount: -1_210n, seq: 4, atMs: 5_000, after: 3_790n },
    { account: `wallet:${payee}:NGN`, amount: 1_200n, seq: 9, atMs: 6_000, after: 7_200n },
    { account: "revenue:transfer_fees:NGN", amount: 10n },
  ],
  requestHash: requestHash("k-1", "a"),
  reference: "ride-1",
  note: "Airport",
  createdAtMs: 5_000,
  completedAtMs: 5_000,
};

describe("a transaction, as its parties see it", () => {
  it("shows the payer a debit with fee and reference, to the payee's masked name", () => {
    expect(transactionView(transfer, payer)).toMatchObject({
      type: "debit",
      amount: 1_200,
      fee: 10,
      reference: "ride-1",
      balance_after: 3_790,
      counterparty: { kind: "person", name: "Joseph A.", user_id: payee, account_number: null, bank_name: null },
      created_at: "1970-01-01T00:00:05.000Z",
    });
  });

  it("shows the payee a credit at its own time, without the payer's fee, reference and balance", () => {
    expect(transactionView(transfer, payee)).toMatchObject({
      type: "credit",
      amount: 1_200,
      fee: 0,
      reference: null,
      balance_after: 7_200,
      counterparty: { name: "Amina B.", user_id: payer },
      note: "Airport",
      created_at: "1970-01-01T00:00:06.000Z",
    });
  });

  it("is shown to nobody else", () => {
    expect(() => transactionView(transfer, stranger)).toThrow(AppError);
  });

  it.each([
    ["topup", "credit"],
    ["payout", "debit"],
  ] as const)("a pending %s is a %s without a balance after it", (kind, type) => {
    const pending: Journal = { ...transfer, kind, status: "pending", legs: undefined, completedAtMs: undefined };
    expect(transactionView(pending, payer)).toMatchObject({ type, balance_after: null, completed_at: null });
  });
});

describe("the same key again", () => {
  it("gives the first answer, whatever became of the transaction since", () => {
    const later: Journal = { ...transfer, status: "reversed" };
    expect(transactionView(replay(later, requestHash("k-1", "a")), payer)).toEqual(transactionView(transfer, payer));
    const paid: Journal = { ...transfer, kind: "payout" };
    expect(firstAnswer(paid)).toMatchObject({ status: "pending", legs: undefined, completedAtMs: undefined });
  });

  it("is a conflict when the order differs", () => {
    expect(() => replay(transfer, requestHash("k-1", "b"))).toThrow(
      expect.objectContaining({ code: "idempotency_key_reused" }),
    );
  });

  it("hashes orders apart by field, and never alike under two keys", () => {
    const hashes = [["a", "bc"], ["ab", "c"], ["abc"], ["a", "b", "c"]].map((fields) => requestHash("k", ...fields));
    expect(new Set(hashes).size).toBe(4);
    expect(requestHash("k-1", "a")).not.toBe(requestHash("k-2", "a"));
  });
});

describe("legs", () => {
  const [debit, credit] = transfer.legs ?? [];

  it("that do not sum to zero are never written", () => {
    expect(() => movedMoney([debit, credit].filter((leg) => leg !== undefined))).toThrow(AppError);
    expect(() => movedMoney([])).toThrow(AppError);
  });

  it("on accounts of our own wait for the aggregator; between people they do not", () => {
    expect(movedMoney(transfer.legs ?? [], 7_000)).toMatchObject({ systemLegs: "pending", movedAtMs: 7_000 });
    const free = [
      { account: `wallet:${payer}:NGN`, amount: -5n },
      { account: `wallet:${payee}:NGN`, amount: 5n },
    ];
    expect(movedMoney(free)).toEqual({ legs: free });
  });
});
