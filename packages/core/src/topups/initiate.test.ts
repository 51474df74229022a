import { describe, expect, it } from "vitest";
import { checkOrder, payerEmail } from "./initiate.ts";
import type { TopupOrder } from "./model.ts";

const order: TopupOrder = { amount: 500_000n, currency: "NGN", method: "card", callbackUrl: undefined, key: "k-1" };
const policy = {
  payerEmailDomain: "payers.cowry.example",
  callbackOrigins: ["https://app.cowry.example"],
  feeBearer: "platform" as const,
};
const open = { ...policy, callbackOrigins: [] };

describe("checkOrder", () => {
  it.each([5_000n, 1_000_000_000n])("takes %s kobo", (amount) => {
    expect(() => checkOrder({ ...order, amount }, policy)).not.toThrow();
  });

  it.each([4_999n, 1_000_000_001n])("refuses %s kobo", (amount) => {
    expect(() => checkOrder({ ...order, amount }, policy)).toThrow("too small or too large");
  });

  it("returns people to listed origins only, where there is a list", () => {
    const back = (callbackUrl: string, by = policy) => checkOrder({ ...order, callbackUrl }, by);
    const refusal = "do not send people";
    expect(() => back("https://app.cowry.example/paid?x=1")).not.toThrow();
    expect(() => back("https://app.cowry.example.evil.example/")).toThrow(refusal);
    expect(() => back("https://app.cowry.example@evil.example/")).toThrow(refusal);
    expect(() => back("http://app.cowry.example/")).toThrow(refusal);
    expect(() => back("https://other.example/", open)).not.toThrow();
    expect(() => back("javascript:alert(1)", open)).toThrow(refusal);
  });
});

describe("payerEmail", () => {
  it("is the same for one person, another for another, and tells neither id nor phone", () => {
    const userId = "0190c0de-0000-7000-8000-000000000001";
    const email = payerEmail(userId, "payers.cowry.example");
    expect(email).toBe(payerEmail(userId, "payers.cowry.example"));
    expect(email).not.toBe(payerEmail("0190c0de-0000-7000-8000-000000000002", "payers.cowry.example"));
    expect(email).toMatch(/^payer-[0-9a-f]{32}@payers\.cowry\.example$/);
    expect(email).not.toContain(userId.replaceAll("-", ""));
  });
});
