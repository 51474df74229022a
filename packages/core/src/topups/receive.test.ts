import type { Engine } from "@cowry/table/engine.testkit";
import { transact, update } from "@cowry/table";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Customer, seal, setBell } from "../kernel/index.ts";
import { readStream } from "../relay/relay.testkit.ts";
import { listTransactions, readBalance, walletItem } from "../wallet/index.ts";
import { books, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { commitVirtualAccount } from "./account-store.ts";
import type { Charge, ChargeFound } from "./ports.ts";
import { receiveCharge } from "./receive.ts";

/** Money that comes to virtual accounts, against AWS's own engine. */
let engine: Engine;
let amina: Customer = undefined as never;
const rung: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
  setBell(({ alert }) => rung.push(alert));
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  rung.length = 0;
  amina = await person();
});

const NUMBER = "9812345678";
const charge: Charge = {
  id: "77",
  reference: "100004250101000000000001",
  status: "success",
  amount: 300_000n,
  fees: undefined,
  currency: "NGN",
  domain: "test",
  transferred: { receiverAccount: NUMBER },
};

async function open(of: Customer, number = NUMBER): Promise<boolean> {
  const { userId } = of;
  const sealed = seal("x", `virtual-account:${userId}`);
  const row = { userId, currency: "NGN", mode: "test", bankName: "Test Bank", createdAtMs: 1, lookedAtMs: 1 } as const;
  const at = { state: "open", providerId: "55", bankSlug: "test-bank" } as const;
  return commitVirtualAccount({ ...row, ...at, accountNumber: sealed, accountName: sealed }, number);
}

const source = (found: ChargeFound) => ({ mode: "test" as const, verifyCharge: () => Promise.resolve(found) });
const truth = (over: Partial<Charge> = {}) => source({ outcome: "found", ...charge, ...over });
const balance = async () => (await readBalance(amina, "NGN")).balance;

describe("money that nobody ordered", () => {
  it("is credited once to whose account it was sent to, however often it is told, and by what the provider says", async () => {
    expect(await open(amina)).toBe(true);
    const spoilt = { ...charge, amount: 9_000_000n };
    const told = await Promise.all(Array.from({ length: 8 }, () => receiveCharge(spoilt, truth())));
    expect(told.toSorted()).toEqual([...Array<string>(7).fill("already"), "credited"]);
    expect(await balance()).toBe(300_000);
    expect(await books()).toMatchObject({ "clearing:paystack:NGN": -297_000n, "expense:provider_fees:NGN": -3_000n });
    const history = await listTransactions(amina, { currency: "NGN" }, { limit: 10 });
    expect(history.items).toMatchObject([{ kind: "topup", status: "completed", reference: charge.reference }]);
    await readStream();
    expect(rung).toEqual([]);
  });

  it("waits in suspense, once and with an alert, when the account is nobody's", async () => {
    const told = await Promise.all(Array.from({ length: 5 }, () => receiveCharge(charge, truth())));
    expect(told.toSorted()).toEqual([...Array<string>(4).fill("already"), "suspended"]);
    await open(amina);
    expect(await receiveCharge(charge, truth())).toBe("already");
    expect(await books()).toMatchObject({ "suspense:topups:NGN": 300_000n });
    await readStream();
    expect([await balance(), rung]).toEqual([0, ["received_for_unknown_account"]]);
  });

  it("waits in suspense when the wallet may not be credited", async () => {
    await open(amina);
    const key = { userId: amina.userId, currency: "NGN" };
    await transact([update(walletItem, key, { when: [], set: { status: "blocked" }, add: { version: 1 } })]);
    expect(await receiveCharge(charge, truth())).toBe("suspended");
    expect(await receiveCharge(charge, truth())).toBe("already");
    await readStream();
    expect(rung).toEqual(["topup_wallet_closed_to_credits"]);
  });

  it("is nothing before the provider says so, of the right mode", async () => {
    await open(amina);
    for (const found of [{ outcome: "not_found" }, { outcome: "unknown" }] as const) {
      await expect(receiveCharge(charge, source(found))).rejects.toMatchObject({ code: "unavailable" });
    }
    expect(await receiveCharge(charge, truth({ status: "failed" }))).toBe("not_paid");
    expect(await receiveCharge(charge, truth({ domain: "live" }))).toBe("flagged");
    expect(await receiveCharge({ ...charge, transferred: undefined }, truth())).toBe("not_ours");
    expect([await balance(), rung]).toEqual([0, ["received_mode_differs"]]);
  });

  it("has one owner for each account number, and one number for each owner", async () => {
    const joseph = await person();
    expect(await open(amina)).toBe(true);
    expect(await open(joseph)).toBe(false);
    expect(await open(amina, "9800000001")).toBe(false);
    expect(await open(joseph, "9800000001")).toBe(true);
  });
});
