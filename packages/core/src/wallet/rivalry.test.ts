import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AppError, type Customer } from "../kernel/index.ts";
import { readBalance } from "./balance.ts";
import { startWalk } from "./audit.ts";
import { forgetPolicy } from "./policy.ts";
import { aMoment } from "./reconcile-pace.ts";
import { followChain } from "./reconcile-wallet.ts";
import { getItem } from "@cowry/table";
import { walletItem } from "./store.ts";
import { sendMoney } from "./transfer.ts";
import { GUARDS, person, useEmptyTable, useEngine } from "./wallet.testkit.ts";

let engine: Engine;

beforeAll(async () => {
  engine = await useEngine();
}, 60_000);
afterAll(() => engine.stop());

beforeEach(async () => {
  await useEmptyTable(engine);
  forgetPolicy();
});

/** As a phone does: told that the wallet is busy, it sends the same order again. How many can be served at once is the machine's affair. */
async function send(from: Customer, to: Customer, amount: bigint, key: string): Promise<string> {
  for (let sent = 1; ; sent++) {
    const told = await sendMoney(from, { to: { userId: to.userId }, amount, currency: "NGN", key }, GUARDS).then(
      () => "sent",
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    );
    if (told !== "unavailable" || sent === 10) return told;
  }
}

const balanceOf = async (of: Customer) => (await readBalance(of, "NGN")).balance;

async function expectWholeChain({ userId }: Customer, entries: number): Promise<void> {
  const wallet = await getItem(walletItem, { userId, currency: "NGN" });
  if (wallet === undefined) throw new Error("everybody has a wallet");
  expect(wallet.sequence).toBe(entries);
  const pace = { isTimeUp: () => false, pause: aMoment };
  const { found, isAtEnd } = await followChain(startWalk(wallet), "9999-12-31", pace);
  expect([found, isAtEnd]).toEqual([[], true]);
}

describe("transfers at the same time", () => {
  it("from twenty people to one, all at once: each arrives once, in one gapless chain", async () => {
    const payee = await person(0n, "Shop S.");
    const payers = await Promise.all(Array.from({ length: 20 }, () => person(100n)));
    const told = await Promise.all(payers.map((payer, n) => send(payer, payee, 7n, `k-${n}`)));
    expect(told).toEqual(told.map(() => "sent"));
    expect(await balanceOf(payee)).toBe(140);
    await expectWholeChain(payee, 20);
  }, 60_000);
});
