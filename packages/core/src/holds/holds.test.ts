import { getItem, update, write } from "@cowry/table";
import { rawScan } from "@cowry/table/audit";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { codeOf } from "../kernel/callers.testkit.ts";
import { type Customer, DAY, MINUTE, newId, now, present, type Staff } from "../kernel/index.ts";
import { type Journal, openWallet, readBalance, setWalletStatus, type Wallet, walletItem } from "../wallet/index.ts";
import { listTransactions } from "../wallet/history.ts";
import { reconcileLedger } from "../wallet/reconcile.ts";
import { GUARDS, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import {
  captureHold,
  type CaptureOrder,
  type HoldOrder,
  holdView,
  listHolds,
  makeHold,
  releaseByStaff,
  releaseHold,
  sweepHolds,
} from "./index.ts";
import { findHold } from "./store.ts";

/** Holds against AWS's own engine. */
let engine: Engine;
let [rider, driver]: [Customer, Customer] = [undefined as never, undefined as never];
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  [rider, driver] = [await person(10_000n), await person(0n, "Joseph O.")];
});
afterEach(() => {
  vi.useRealTimers();
});

const hold = (order: Partial<HoldOrder> = {}, from = rider) =>
  makeHold(
    from,
    { payeeId: driver.userId, amount: 4_000n, currency: "NGN", expiresInMs: DAY, key: newId(), ...order },
    GUARDS,
  );
const capture = (id: string, order: Partial<CaptureOrder> = {}, by = driver) =>
  captureHold(by, id, { currency: "NGN", final: false, key: newId(), ...order });
const idOf = (made: { readonly hold: Journal }) => made.hold.transactionId;
const shown = async (id: string) => holdView(present(await findHold(id), "it exists"), driver.userId);

async function funds({ userId }: Customer): Promise<readonly number[]> {
  const { available, reserved } = present(await getItem(walletItem, { userId, currency: "NGN" }), "a wallet");
  return [Number(available), Number(reserved)];
}

async function change({ userId }: Customer, set: Partial<Pick<Wallet, "status">>): Promise<void> {
  await write(update(walletItem, { userId, currency: "NGN" }, { when: [], set, add: { version: 1 } }));
}

async function later(ms: number): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  vi.useFakeTimers({ toFake: ["Date"], now: now() + ms });
}

async function expectRightBooks(): Promise<void> {
  expect(
    await reconcileLedger(`20${String(10 + (books += 1))}-01-01`, 60_000, { pause: () => Promise.resolve() }),
  ).toBe("matching");
}
let books = 0;

const staff: Staff = {
  kind: "staff",
  userId: newId(),
  sessionId: newId(),
  epoch: 0,
  roles: ["compliance"],
  branchId: undefined,
  clientId: "app",
  origin: { requestId: newId(), ip: "10.0.0.1", deviceId: undefined, userAgent: undefined },
};

describe("a hold", () => {
  it("reserves once for each key, and is captured whole in the transaction that it becomes", async () => {
    const key = newId();
    const first = await hold({ key });
    expect(await funds(rider)).toEqual([6_000, 4_000]);
    expect(await hold({ key })).toMatchObject({ replayed: true, hold: { transactionId: idOf(first) } });
    expect(await codeOf(hold({ key, amount: 4_001n }))).toBe("idempotency_key_reused");
    await expectRightBooks();

    const id = idOf(first);
    const taking = { key: newId() };
    const { transaction } = await capture(id, taking);
    expect(transaction).toMatchObject({ transactionId: id, status: "completed", amount: 4_000n });
    expect([await funds(rider), await funds(driver)]).toEqual([
      [6_000, 0],
      [4_000, 0],
    ]);
    expect(await capture(id, taking)).toMatchObject({ replayed: true, transaction: { transactionId: id } });
    expect(await codeOf(capture(id, { ...taking, amount: 1n }))).toBe("idempotency_key_reused");
    expect(await codeOf(capture(id))).toBe("hold_ended");
    expect(await codeOf(releaseHold(driver, id))).toBe("hold_ended");
    // The order is answered as it was, though the hold has ended.
    expect(await hold({ key })).toMatchObject({ replayed: true, hold: { status: "held" } });
    expect(await shown(id)).toMatchObject({ status: "captured", captured: 4_000, left: 0 });
    await expectRightBooks();
  });

  it("is captured in parts, never beyond itself, and its last part may give the rest back", async () => {
    const id = idOf(await hold());
    const part = { amount: 1_500n, key: newId() };
    const first = await capture(id, part);
    expect(first.transaction.transactionId).not.toBe(id);
    expect(await capture(id, part)).toMatchObject({ replayed: true });
    expect(await shown(id)).toMatchObject({ status: "open", captured: 1_500, left: 2_500 });
    await expectRightBooks();
    expect(await codeOf(capture(id, { amount: 2_501n }))).toBe("capture_exceeds_hold");
    await capture(id, { amount: 1_000n, final: true });
    expect(await shown(id)).toMatchObject({ status: "captured", captured: 2_500, left: 0 });
    expect(await codeOf(releaseHold(driver, id))).toBe("hold_ended");
    expect([await funds(rider), await funds(driver)]).toEqual([
      [7_500, 0],
      [2_500, 0],
    ]);
    await expectRightBooks();
    const history = await listTransactions(rider, { currency: "NGN", kind: "hold" }, { limit: 10 });
    expect(history.items.map(({ amount, status }) => [amount, status])).toEqual([
      [1_000, "completed"],
      [1_500, "completed"],
    ]);
  });

  it("is the payee's to release at any time, the payer's after a day, and staff's with a reason", async () => {
    const [id, other, third] = [
      idOf(await hold()),
      idOf(await hold({ expiresInMs: 2 * DAY })),
      idOf(await hold({ amount: 1n })),
    ];
    const stranger = await person();
    const told = [releaseHold(stranger, id), capture(id, {}, stranger), capture(id, {}, rider)].map(codeOf);
    expect(await Promise.all(told)).toEqual(Array.from({ length: 3 }, () => "hold_not_found"));
    expect(await codeOf(releaseHold(rider, id))).toBe("hold_not_releasable");
    expect(await releaseHold(driver, id)).toMatchObject({ status: "cancelled" });
    expect(await releaseHold(driver, id)).toMatchObject({ status: "cancelled" });
    expect(await codeOf(capture(id))).toBe("hold_ended");
    expect(await releaseByStaff(staff, third, "Cancelled by phone")).toMatchObject({ status: "cancelled" });
    await capture(other, { amount: 100n });
    await later(DAY);
    const first = await releaseHold(rider, other);
    expect(first).toMatchObject({ status: "completed", captured: 100n, metadata: { end: "released_by_payer" } });
    // Repeated, by whomever: the same answer.
    expect(await releaseHold(rider, other)).toEqual(first);
    expect(await releaseHold(driver, other)).toEqual(first);
    vi.useRealTimers();
    expect(await funds(rider)).toEqual([9_900, 0]);
    await expectRightBooks();
  });

  it("expires: it is captured no more from then on, and the sweep gives the money back", async () => {
    const [id, part] = [
      idOf(await hold({ expiresInMs: MINUTE })),
      idOf(await hold({ expiresInMs: MINUTE, amount: 500n })),
    ];
    await capture(part, { amount: 200n });
    await sweepHolds();
    expect(await funds(rider)).toEqual([5_500, 4_300]);
    await later(MINUTE);
    expect(await codeOf(capture(id))).toBe("hold_expired");
    expect(await shown(id)).toMatchObject({ status: "expired", left: 0 });
    await sweepHolds();
    await sweepHolds();
    vi.useRealTimers();
    expect(await funds(rider)).toEqual([9_800, 0]);
    expect(await shown(id)).toMatchObject({ status: "expired" });
    expect(await shown(part)).toMatchObject({ status: "captured", captured: 200 });
    await expectRightBooks();
  });

  it("is neither made nor captured from a wallet that may not be debited, and its payee must be payable", async () => {
    const id = idOf(await hold());
    await change(rider, { status: "frozen" });
    expect(await codeOf(hold())).toBe("wallet_frozen");
    expect(await codeOf(capture(id))).toBe("hold_not_capturable");
    await change(rider, { status: "active" });
    await change(driver, { status: "blocked" });
    expect(await codeOf(hold())).toBe("recipient_blocked");
    expect(await codeOf(capture(id))).toBe("wallet_blocked");
    expect(await codeOf(setWalletStatus(staff, { userId: rider.userId, to: "closed", reason: "x" }))).toBe(
      "wallet_not_empty",
    );
    expect(await codeOf(hold({ payeeId: rider.userId }))).toBe("self_transfer");
    expect(await codeOf(hold({ payeeId: newId() }))).toBe("recipient_not_found");
    await change(driver, { status: "closed" });
    expect(await codeOf(hold())).toBe("recipient_closed");
    await change(driver, { status: "active" });
    await openWallet(rider, "USD");
    await write(update(walletItem, { userId: rider.userId, currency: "USD" }, { when: [], set: { available: 9n } }));
    expect(await codeOf(hold({ currency: "USD", amount: 1n }))).toBe("recipient_currency_mismatch");
    expect(await codeOf(hold({ amount: 6_001n }))).toBe("insufficient_funds");
  });

  it("is listed for its payer and for its payee, newest first, a page at a time", async () => {
    const ids: string[] = [];
    for (let n = 1; n <= 5; n++) ids.unshift(idOf(await hold({ amount: BigInt(n) })));
    for (const [actor, role] of [
      [rider, "payer"],
      [driver, "payee"],
    ] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listHolds(actor, { role, currency: "NGN", limit: 2, cursor });
        seen.push(...page.items.map(({ transactionId }) => transactionId));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(ids);
    }
    expect((await listHolds(driver, { role: "payer", currency: "NGN", limit: 2 })).items).toEqual([]);
  });
});

describe("holds in a rush", () => {
  it("are made exactly as many as the balance affords", async () => {
    const answers = await Promise.all(Array.from({ length: 25 }, () => codeOf(hold({ amount: 1_000n }))));
    expect(answers.filter((code) => code === "done")).toHaveLength(10);
    expect(answers.filter((code) => code === "insufficient_funds")).toHaveLength(15);
    expect(await funds(rider)).toEqual([0, 10_000]);
    await expectRightBooks();
  });

  it("end once when captures, releases and the sweep meet at the last moment", async () => {
    const ids = await Promise.all(
      Array.from({ length: 8 }, async () => idOf(await hold({ amount: 1_000n, expiresInMs: MINUTE }))),
    );
    const taken = new Map(ids.map((id) => [id, 0n]));
    const take = async (id: string, order: Partial<CaptureOrder> = {}) => {
      const { transaction } = await capture(id, order);
      taken.set(id, (taken.get(id) ?? 0n) + transaction.amount);
    };
    const before = ids.flatMap((id) => [
      codeOf(take(id)),
      codeOf(take(id, { amount: 400n, final: true })),
      codeOf(take(id, { amount: 300n })),
      codeOf(releaseHold(driver, id)),
    ]);
    // The capture's clock may still be before the end while the sweep's is past it: whoever commits first has it.
    const told = await Promise.all([...before, later(MINUTE).then(() => codeOf(sweepHolds()))]);
    vi.useRealTimers();
    expect(
      told.filter((code) => !["done", "hold_ended", "hold_expired", "capture_exceeds_hold"].includes(code)),
    ).toEqual([]);
    await later(MINUTE);
    await sweepHolds();
    vi.useRealTimers();
    // To the kobo what was answered: whoever was told that he has it has it, and nobody else.
    for (const id of ids) expect(await shown(id)).toMatchObject({ captured: Number(taken.get(id)), left: 0 });
    const got = Number([...taken.values()].reduce((sum, amount) => sum + amount, 0n));
    expect([await funds(rider), await funds(driver)]).toEqual([
      [10_000 - got, 0],
      [got, 0],
    ]);
    await expectRightBooks();
    expect((await readBalance(driver, "NGN")).reserved).toBe(0);
  }, 60_000);

  it("leave three items more when made (and the wallet), and two when captured whole (and three that were there)", async () => {
    const count = async () => {
      let items = 0;
      for await (const item of rawScan()) items += item["t"] === undefined ? 0 : 1;
      return items;
    };
    const none = await count();
    const id = idOf(await hold());
    expect((await count()) - none).toBe(3); // The hold and two rows; the wallet was there.
    await capture(id);
    expect((await count()) - none).toBe(5); // Two entries; the hold and both wallets were there.
  });
});
