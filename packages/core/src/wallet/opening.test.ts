import { getItem, transact } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AppError, type Customer, CURRENCIES, newId, type Staff } from "../kernel/index.ts";
import { accountNumberChange } from "./account-number.ts";
import { openWallet, readBalances, standingChange } from "./assets.ts";
import { walletNaming } from "./naming.ts";
import { walletItem } from "./store.ts";
import { setWalletStatus } from "./wallet-status.ts";
import { customerOf, person, useEmptyTable, useEngine } from "./wallet.testkit.ts";

/** Further wallets, against AWS's own engine. */
let engine: Engine;
let amina: Customer;
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  amina = await person(1_000n);
});

const staff: Staff = { ...customerOf(newId()), kind: "staff", roles: ["admin"], branchId: undefined };
const turn = (to: "blocked" | "unblocked" | "frozen") =>
  setWalletStatus(staff, { userId: amina.userId, to, reason: "a test" });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const walletIn = (currency: string) => getItem(walletItem, { userId: amina.userId, currency });

describe("a further wallet", () => {
  it("is opened once however often it is asked for, and by nobody who is blocked or frozen", async () => {
    const opened = await Promise.all(Array.from({ length: 6 }, () => openWallet(amina, "USD")));
    expect(opened.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect((await readBalances(amina)).items).toHaveLength(2);
    await turn("frozen");
    expect(await codeOf(openWallet(amina, "BTC"))).toBe("wallet_frozen");
    await turn("blocked");
    expect(await codeOf(openWallet(amina, "BTC"))).toBe("wallet_blocked");
    expect(await openWallet(amina, "USD")).toMatchObject({ replayed: true });
    expect(await walletIn("BTC")).toBeUndefined();
  });

  it("is never opened past a block or another role that comes at the same moment", async () => {
    for (const currency of CURRENCIES.filter((each) => each !== "NGN")) {
      const [told] = await Promise.all([codeOf(openWallet(amina, currency)), turn("blocked")]);
      const wallet = await walletIn(currency);
      expect([told, wallet?.status]).toEqual(told === "done" ? ["done", "blocked"] : ["wallet_blocked", undefined]);
      await turn("unblocked");
      const limitRole = (await walletIn("NGN"))?.limitRole === "agent" ? "merchant" : "agent";
      const writes = await standingChange(amina.userId, { limitRole });
      const [, changed] = await Promise.all([codeOf(openWallet(amina, currency)), transact(writes)]);
      const roles = [(await walletIn("NGN"))?.limitRole, (await walletIn(currency))?.limitRole];
      // Either both know the new role, or the change found the new wallet in its way and neither does.
      expect(roles[0]).toBe(roles[1]);
      if (changed.committed) expect(roles[0]).toBe(limitRole);
    }
  });

  it("knows no older name or number than the first one, whichever comes first", async () => {
    for (const [index, currency] of CURRENCIES.filter((each) => each !== "NGN").entries()) {
      const changing = [
        await walletNaming(amina.userId, `Zainab ${index}.`),
        await accountNumberChange(amina.userId, `+23480312345${10 + index}`),
      ];
      await openWallet(amina, currency);
      for (const late of changing) expect((await transact(late)).committed).toBe(false);
      expect((await transact(await walletNaming(amina.userId, `Amina ${index}.`))).committed).toBe(true);
    }
    const wallets = await Promise.all(CURRENCIES.map(walletIn));
    expect(new Set(wallets.map((wallet) => wallet?.displayName))).toEqual(new Set(["Amina 5."]));
    expect(new Set(wallets.map((wallet) => wallet?.accountNumber)).size).toBe(1);
  });

  it("is renamed within the bytes that a wallet has for a name", async () => {
    await transact(await walletNaming(amina.userId, `${"₦".repeat(30)} B.`));
    expect((await walletIn("NGN"))?.displayName).toBe("₦".repeat(13));
  });
});
