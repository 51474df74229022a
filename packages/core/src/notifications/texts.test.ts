import { describe, expect, it } from "vitest";
import { noticeId } from "./model.ts";
import { kindOf } from "./tell-transaction.ts";
import { ACTION_TEXTS, fill, TRANSACTION_TEXTS } from "./texts.ts";

describe("a notice's text", () => {
  it("is filled in, and says nothing of what is not known", () => {
    const text = TRANSACTION_TEXTS["transfer.credit.completed"] ?? { title: "", body: "" };
    const values = { amount: "NGN 1,200.00", name: "Amina B.", balance: "NGN 5,000.00" };
    expect(fill(text, values).body).toBe("You received NGN 1,200.00 from Amina B. Balance NGN 5,000.00.");
    expect(fill(text, { ...values, balance: undefined }).body).toBe("You received NGN 1,200.00 from Amina B.");
  });

  it("fits into two text messages, with the longest values", () => {
    const long = {
      amount: "USDT 99,999,999,999,999.999999",
      name: "N".repeat(44),
      balance: "USDT 99,999,999,999,999.999999",
    };
    for (const text of Object.values(TRANSACTION_TEXTS)) expect(fill(text, long).body.length).toBeLessThanOrEqual(280);
    for (const { body } of Object.values(ACTION_TEXTS)) expect(body.length).toBeLessThanOrEqual(160);
  });
});

describe("what a hold's end says", () => {
  const hold = { kind: "hold", amount: 1_000n } as const;
  const legs = [{ account: "wallet:a:NGN", amount: -1_000n }];

  it("is that the money went, where it was captured whole, and otherwise only what is left", () => {
    expect(kindOf(hold, "debit", "held")).toBe("hold.debit.held");
    expect(kindOf({ ...hold, legs }, "debit", "completed")).toBe("hold.debit.completed");
    expect(kindOf({ ...hold, captured: 400n }, "debit", "completed")).toBe("hold.debit.ended");
    expect(kindOf({ ...hold, captured: 1_000n }, "debit", "completed")).toBeUndefined();
    expect(kindOf(hold, "debit", "cancelled")).toBe("hold.debit.cancelled");
  });

  it("is told to its payee too, but for the rest that he let go himself with his last part", () => {
    expect(kindOf(hold, "credit", "held")).toBe("hold.credit.held");
    expect(kindOf({ ...hold, captured: 400n }, "credit", "completed")).toBeUndefined();
    const expired = { ...hold, captured: 400n, metadata: { end: "expired" } };
    expect(kindOf(expired, "credit", "completed")).toBe("hold.credit.ended");
    expect(kindOf({ ...expired, captured: 1_000n }, "credit", "completed")).toBeUndefined();
  });

  it("has a text for every kind of it", () => {
    const ends = ["held", "completed", "ended", "cancelled"];
    const kinds = ["credit", "debit"].flatMap((type) => ends.map((end) => `hold.${type}.${end}`));
    expect(kinds.filter((kind) => TRANSACTION_TEXTS[kind] === undefined)).toEqual([]);
  });
});

describe("a notice's id", () => {
  it("is the same for the same occasion, and sorts by time", () => {
    const of = { userId: "u", occasion: "transaction:1:completed", atMs: 1_790_000_000_000 };
    expect(noticeId(of)).toBe(noticeId({ ...of }));
    expect(noticeId(of)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(noticeId({ ...of, atMs: of.atMs + 1 }) > noticeId(of)).toBe(true);
    expect(noticeId({ ...of, userId: "v" })).not.toBe(noticeId(of));
  });
});
