import { itemSizeOf } from "@cowry/table";
import { describe, expect, it } from "vitest";
import { type Customer, derivedId } from "../kernel/index.ts";
import { journal, journalPlace, Policy, type Wallet, walletAccount } from "../wallet/index.ts";
import { useTestSettings } from "../wallet/wallet.testkit.ts";
import { payoutLegs } from "./conclude.ts";
import type { PayoutOrder } from "./model.ts";
import { decidePayout, decideReservation } from "./request.ts";
import type { BeneficiaryRow } from "./store.ts";

useTestSettings();
const actor: Customer = {
  kind: "customer",
  userId: derivedId("test", "amina"),
  sessionId: derivedId("test", "session"),
  epoch: 1,
  roles: ["rider"],
  clientId: "app",
  origin: { requestId: "r".repeat(64), ip: "192.168.100.200", deviceId: "d".repeat(64), userAgent: undefined },
};
const beneficiary: BeneficiaryRow = {
  userId: actor.userId,
  beneficiaryId: derivedId("test", "beneficiary"),
  kind: "bank",
  name: "Mum",
  verified: true,
  createdAtMs: 0,
  bankCode: "057",
  bankName: "Z".repeat(64),
  accountName: "N".repeat(64),
  accountNumber: "sealed",
  accountLast4: "6789",
  recipientCode: "RCP_0123456789abcdef",
  mode: "test",
};
const order: PayoutOrder = {
  beneficiaryId: beneficiary.beneficiaryId,
  amount: 100_000n,
  currency: "NGN",
  reference: "x".repeat(64),
  key: "k-1",
};
const RULES = { mode: "test", policy: new Policy() } as const;
const TERMS = { policy: RULES.policy, isReduced: false };
const wallet: Wallet = {
  userId: actor.userId,
  currency: "NGN",
  available: 101_000n,
  reserved: 0n,
  version: 3,
  sequence: 2,
  status: "active",
  lastEntryAtMs: 0,
  lastHash: "",
  displayName: "Amina B.",
  accountNumber: "sealed",
  openedAtMs: 0,
};

describe("decidePayout", () => {
  it("orders what was asked, with the fee of its band and the account masked", () => {
    expect(decidePayout(actor, order, beneficiary, RULES)).toMatchObject({
      kind: "payout",
      status: "pending",
      amount: 100_000n,
      fee: 1_000n,
      owner: actor.userId,
      mode: "test",
      counterparty: { kind: "bank", account: "******6789" },
    });
  });

  it("gives the same id to the same key, and another to another key or person", () => {
    const id = (key: string, userId = actor.userId) =>
      decidePayout({ ...actor, userId }, { ...order, key }, beneficiary, RULES).transactionId;
    expect(id("k-1")).toBe(id("k-1"));
    expect(new Set([id("k-1"), id("k-2"), id("k-1", derivedId("test", "joseph"))]).size).toBe(3);
  });

  it.each([
    ["9,999 kobo", { amount: 9_999n }, beneficiary, "payout_amount_out_of_range"],
    ["more than the provider takes", { amount: 1_000_000_001n }, beneficiary, "payout_amount_out_of_range"],
    ["nobody's beneficiary", {}, undefined, "beneficiary_not_found"],
    ["an account that is not verified", {}, { ...beneficiary, verified: false }, "beneficiary_not_payable"],
    ["an account of the other mode", {}, { ...beneficiary, mode: "live" as const }, "beneficiary_outdated"],
    ["a person", {}, { ...beneficiary, recipientCode: undefined }, "beneficiary_not_payable"],
  ])("refuses %s", (_, change, to, code) => {
    expect(() => decidePayout(actor, { ...order, ...change }, to, RULES)).toThrow(expect.objectContaining({ code }));
  });

  it("stays within 1 KB with every text at its cap, settled and all", () => {
    const payout = decidePayout(actor, { ...order, amount: 1_000_000_000n }, beneficiary, RULES);
    const leg = {
      account: walletAccount(actor.userId, "NGN"),
      amount: -1_000_005_000n,
      seq: 1e9,
      atMs: 2e12,
      after: 9n ** 15n,
    };
    const said = {
      status: "success",
      transferCode: "TRF_0123456789abcdef",
      fee: 5_000,
      failure: null,
      afterSend: null,
    };
    const settled = {
      ...payout,
      status: "completed" as const,
      completedAtMs: 2e12,
      movedAtMs: 2e12,
      systemLegs: "pending" as const,
      legs: payoutLegs(payout, said, leg),
      external: { ...payout.external, providerStatus: said.status, transferCode: said.transferCode },
    };
    const place = journalPlace({ ...payout, status: "awaiting_confirmation" });
    expect(itemSizeOf(journal, settled, place)).toBeLessThanOrEqual(1_024);
  });
});

describe("decideReservation", () => {
  it("moves amount and fee from available to reserved", () => {
    const movement = decideReservation(wallet, { amount: 100_000n, fee: 1_000n, createdAtMs: 0 }, TERMS);
    expect(movement).toMatchObject({ available: -101_000n, reserved: 101_000n, whileStatus: ["active"] });
    expect(movement.entry).toBeUndefined();
  });

  it("refuses one kobo too much", () => {
    expect(() => decideReservation(wallet, { amount: 100_001n, fee: 1_000n, createdAtMs: 0 }, TERMS)).toThrow(
      expect.objectContaining({ code: "insufficient_funds", details: { missing: 1, currency: "NGN" } }),
    );
  });

  it.each(["frozen", "blocked", "closed"] as const)("refuses a wallet that is %s", (status) => {
    expect(() => decideReservation({ ...wallet, status }, { amount: 1n, fee: 0n, createdAtMs: 0 }, TERMS)).toThrow(
      expect.objectContaining({ code: `wallet_${status}` }),
    );
  });
});
