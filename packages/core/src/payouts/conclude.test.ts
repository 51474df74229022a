import { describe, expect, it } from "vitest";
import { derivedId } from "../kernel/index.ts";
import { type Journal, walletAccount, type WalletLeg } from "../wallet/index.ts";
import { mirrored, payoutLegs } from "./conclude.ts";
import type { Said } from "./model.ts";

const owner = derivedId("test", "amina");
const wallet = walletAccount(owner, "NGN");
const payout: Journal = {
  transactionId: derivedId("test", "payout"),
  kind: "payout",
  status: "processing",
  currency: "NGN",
  amount: 100_000n,
  fee: 1_000n,
  owner,
  mode: "test",
  createdAtMs: 0,
};
const said: Said = { status: "success", transferCode: "TRF_1", fee: 1_000, failure: null, afterSend: null };
const leg = (amount: bigint): WalletLeg => ({ account: wallet, amount, seq: 7, atMs: 1, after: 0n });
const sum = (legs: readonly { readonly amount: bigint }[]) => legs.reduce((total, { amount }) => total + amount, 0n);

describe("payoutLegs", () => {
  it("takes amount and fee from the wallet, and from the provider what it paid and charged", () => {
    const legs = payoutLegs(payout, said, leg(-101_000n));
    expect(Object.fromEntries(legs.map(({ account, amount }) => [account, amount]))).toEqual({
      [wallet]: -101_000n,
      "clearing:paystack:NGN": 101_000n,
      "revenue:payout_fees:NGN": 1_000n,
      "expense:provider_fees:NGN": -1_000n,
    });
  });

  it.each([0, 1_000, 2_500, null])("sums to zero when the provider charged %s", (fee) => {
    expect(sum(payoutLegs(payout, { ...said, fee }, leg(-101_000n)))).toBe(0n);
  });
});

describe("mirrored", () => {
  it("gives every account back what the payout took, and sums to zero", () => {
    const legs = payoutLegs(payout, { ...said, fee: 2_500 }, leg(-101_000n));
    const back = mirrored({ ...payout, status: "completed", legs })(leg(101_000n));
    expect(sum(back)).toBe(0n);
    for (const { account, amount } of legs) {
      expect(back.find((candidate) => candidate.account === account)?.amount).toBe(-amount);
    }
  });
});
