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

  it("has a text for every kind of it", () => {
    const kinds = ["held", "completed", "ended", "cancelled"].map((status) => `hold.debit.${status}`);
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
