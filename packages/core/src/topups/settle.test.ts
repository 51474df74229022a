import { describe, expect, it } from "vitest";
import { derivedId } from "../kernel/index.ts";
import { type Journal, TRANSACTION_STATUSES, type TransactionStatus } from "../wallet/index.ts";
import { checkoutReference } from "./model.ts";
import type { Charge } from "./ports.ts";
import { chargeLegs, decideSettlement } from "./settle.ts";

const transactionId = derivedId("test", "topup");
const topup: Journal = {
  transactionId,
  kind: "topup",
  status: "pending",
  currency: "NGN",
  amount: 500_000n,
  fee: 0n,
  owner: derivedId("test", "amina"),
  mode: "test",
  createdAtMs: 0,
  external: { method: "card", attempt: 1, attemptAtMs: 0 },
};
const charge: Charge = {
  id: "1",
  reference: checkoutReference(transactionId, 1),
  status: "success",
  amount: 500_000n,
  fees: 17_500n,
  currency: "NGN",
  domain: "test",
};

describe("decideSettlement", () => {
  const final: TransactionStatus[] = ["completed", "reversed"];

  it.each(TRANSACTION_STATUSES.filter((status) => !final.includes(status)))("credits a top-up that is %s", (status) => {
    expect(decideSettlement({ ...topup, status }, charge)).toEqual({ do: "credit" });
  });

  it.each(final)("leaves a top-up alone that is %s", (status) => {
    expect(decideSettlement({ ...topup, status }, charge)).toEqual({ do: "nothing" });
  });

  it("leaves a top-up alone whose money is booked, whatever its status", () => {
    const legs = chargeLegs(topup, charge, { account: "suspense:topups:NGN", amount: 500_000n });
    expect(decideSettlement({ ...topup, status: "held", legs }, charge)).toEqual({ do: "nothing" });
  });

  it.each([
    ["a kobo less", { amount: 499_999n }, "amount_differs"],
    ["a kobo more", { amount: 500_001n }, "amount_differs"],
    ["dollars", { currency: "USD" }, "currency_differs"],
    ["the other mode", { domain: "live" as const }, "mode_differs"],
  ])("flags %s", (_, told, flaw) => {
    expect(decideSettlement(topup, { ...charge, ...told })).toEqual({ do: "flag", flaw });
  });
});

describe("chargeLegs", () => {
  const credited = { account: "wallet:amina:NGN", amount: 500_000n };

  it("credits what was paid, and books what the provider keeps as our expense", () => {
    expect(chargeLegs(topup, charge, credited)).toEqual([
      credited,
      { account: "clearing:paystack:NGN", amount: -482_500n },
      { account: "expense:provider_fees:NGN", amount: -17_500n },
    ]);
  });

  it("books what the payer bears as our revenue, against what the provider keeps", () => {
    const borne = { ...topup, fee: 17_767n };
    expect(decideSettlement(borne, charge)).toEqual({ do: "flag", flaw: "amount_differs" });
    const gross = { ...charge, amount: 517_767n, fees: 17_767n };
    expect(decideSettlement(borne, gross)).toEqual({ do: "credit" });
    expect(chargeLegs(borne, gross, credited)).toEqual([
      credited,
      { account: "clearing:paystack:NGN", amount: -500_000n },
      { account: "expense:provider_fees:NGN", amount: -17_767n },
      { account: "revenue:topup_fees:NGN", amount: 17_767n },
    ]);
  });

  it.each([undefined, 0n, 1n, 17_500n])("sums to zero with a fee of %s", (fees) => {
    const sum = chargeLegs(topup, { ...charge, fees }, credited).reduce((total, { amount }) => total + amount, 0n);
    expect(sum).toBe(0n);
  });
});
