import { approve } from "@cowry/core/approvals";
import { correctionKinds, proposeReversal } from "@cowry/core/corrections";
import { captureHold, makeHold, sweepHolds } from "@cowry/core/holds";
import { type Customer, MINUTE, newId, now, setBell } from "@cowry/core/kernel";
import { readBalance, sendMoney } from "@cowry/core/wallet";
import { connectTable, put, write } from "@cowry/table";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { codeOf } from "../../packages/core/src/kernel/callers.testkit.ts";
import { forgetPolicy } from "../../packages/core/src/wallet/policy.ts";
import { policyItem } from "../../packages/core/src/wallet/policy-store.ts";
import { GUARDS, person, useTestSettings } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { expectInvariants } from "./history-checks.ts";
import { APPROVER, PROPOSER } from "./history-world.ts";
import { seeded } from "./seeded.ts";
import { inMemory, MemoryEngine } from "./memory-engine.ts";
import { unhurried } from "./simulated-time.ts";
import { troubledEngine } from "./troubled-engine.ts";

/**
 * Who meets whom on one wallet, while every fifth transaction conflicts, one request in twenty is throttled and one answer
 * in twenty is lost after the commit: exact results, nobody told a lie, nobody told to come back later.
 */
const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");
const QUIET = { conflict: 0, throttling: 0, resetAfterCommit: 0 };
const TROUBLE = { conflict: 0.2, throttling: 0.05, resetAfterCommit: 0.05 };
const NGN = { currency: "NGN" } as const;

let engine = new MemoryEngine();
const troubled = troubledEngine(
  inMemory(() => engine),
  { signed: false },
);
beforeEach(() => {
  engine = new MemoryEngine();
  useTestSettings();
  setBell(() => undefined);
  useEndpoint("http://in.memory.invalid");
  connectTable({ tableName: `races-${newId()}` });
  troubled.attach();
  troubled.begin(QUIET, () => 0);
  forgetPolicy();
});
afterEach(() => {
  vi.useRealTimers();
});

/** All at once, in trouble; what each was told. Then the books are right. */
async function race(runners: readonly (() => Promise<unknown>)[]): Promise<readonly string[]> {
  troubled.begin(TROUBLE, seeded(SEED));
  const told = await unhurried(SEED, () => Promise.all(runners.map((run) => codeOf(run()))));
  troubled.begin(QUIET, () => 0);
  expectInvariants(engine.all(), "the race");
  return told;
}

const send = (from: Customer, to: Customer, amount: bigint, key = newId()) =>
  sendMoney(from, { ...NGN, to: { userId: to.userId }, amount, key }, GUARDS);
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const count = (told: readonly string[], what: string) => told.filter((one) => one === what).length;
const funds = async (...of: readonly Customer[]) =>
  Promise.all(of.map(async (one) => (await readBalance(one, "NGN")).balance));

const ORDER = { ...NGN, expiresInMs: MINUTE } as const;
const holdOf = async (payer: Customer, payee: Customer, amount: bigint) =>
  (await makeHold(payer, { ...ORDER, payeeId: payee.userId, amount, key: newId() }, GUARDS)).hold.transactionId;

describe(`at the same time and in trouble (COWRY_SEED=${SEED})`, () => {
  it("back and forth between two: all are sent", async () => {
    const [amina, joseph] = [await person(1_000n), await person(1_000n, "Joseph B.")];
    const told = await race(
      many(8, (n) => [n + 1, n + 1]).flatMap(([there = 0, back = 0]) => [
        () => send(amina, joseph, BigInt(there)),
        () => send(joseph, amina, BigInt(back)),
      ]),
    );
    expect(told).toEqual(told.map(() => "done"));
    expect(await funds(amina, joseph)).toEqual([1_000, 1_000]);
  });

  it("fifty payers of one: each arrives, nobody is told that he has too little", async () => {
    const payee = await person(0n, "Shop S.");
    const payers = await Promise.all(many(50, () => person(7n)));
    const told = await race(payers.map((payer) => () => send(payer, payee, 7n)));
    expect(told).toEqual(told.map(() => "done"));
    expect(await funds(payee)).toEqual([350]);
  });

  it("thirty payers of one who may hold only so much: exactly as many as there is room for", async () => {
    const payee = await person(2n, "Shop S.");
    const payers = await Promise.all(many(30, () => person(7n)));
    const limits = { "none:NGN": { minute: {}, hour: {}, day: {}, month: {}, balance_max: "79" } };
    await write(put(policyItem, { version: 1, overrides: { limits } }));
    forgetPolicy();
    const told = await race(payers.map((payer) => () => send(payer, payee, 7n)));
    expect([count(told, "done"), count(told, "recipient_limit_exceeded")]).toEqual([11, 19]);
    expect(await funds(payee)).toEqual([79]);
  });

  it("holds beyond the balance: exactly as many as it affords", async () => {
    const [rider, driver] = [await person(10_000n), await person(0n, "Driver D.")];
    const told = await race(many(25, () => () => holdOf(rider, driver, 1_000n)));
    expect([count(told, "done"), count(told, "insufficient_funds")]).toEqual([10, 15]);
    expect(await readBalance(rider, "NGN")).toMatchObject({ available: 0, reserved: 10_000 });
  });

  it("captures and the expiry: each hold ends once, for whoever was told so", async () => {
    const [rider, driver] = [await person(8_000n), await person(0n, "Driver D.")];
    const ids = await Promise.all(many(8, () => holdOf(rider, driver, 1_000n)));
    const capture = (id: string) => captureHold(driver, id, { ...NGN, amount: undefined, final: true, key: newId() });
    const expire = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      vi.useFakeTimers({ toFake: ["Date"], now: now() + MINUTE });
      await sweepHolds();
    };
    const told = await race([...ids.map((id) => () => capture(id)), expire]);
    expect(told.filter((code) => !["done", "hold_ended", "hold_expired"].includes(code))).toEqual([]);
    await sweepHolds();
    const taken = 1_000 * count(told.slice(0, ids.length), "done");
    expect(await funds(rider, driver)).toEqual([8_000 - taken, taken]);
    expect(await readBalance(rider, "NGN")).toMatchObject({ reserved: 0 });
  });

  it("a reversal and the payee's spending: the money or a debt to us, and whoever has too little is told so", async () => {
    const [amina, joseph, eve] = [await person(4_000n), await person(0n, "Joseph B."), await person(0n, "Eve A.")];
    const transactionId = (await send(amina, joseph, 4_000n)).transaction.id;
    const payload = { transaction_id: transactionId, mode: "reversal", amount: "4000", ...NGN } as const;
    const { proposal } = await proposeReversal(PROPOSER, { transactionId, payload, reason: "wrong", key: newId() });
    const [reversed, ...spent] = await race([
      () => approve(APPROVER, proposal.proposalId, "right", correctionKinds),
      ...many(8, () => () => send(joseph, eve, 500n)),
    ]);
    expect(reversed).toBe("done");
    expect(spent.filter((code) => !["done", "insufficient_funds"].includes(code))).toEqual([]);
    expect(await funds(amina, joseph, eve)).toEqual([4_000, 0, 500 * count(spent, "done")]);
  });

  it("was in trouble indeed", () => {
    for (const [what, times] of Object.entries(troubled.injected)) expect(times, what).toBeGreaterThan(5);
  });
});
