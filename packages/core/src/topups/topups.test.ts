import { decode, getItem, put, transact, update, write } from "@cowry/table";
import { rawScan } from "@cowry/table/audit";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Claim } from "../auth/index.ts";
import { type Customer, DAY, derivedId, MINUTE, newId, now, present, setBell } from "../kernel/index.ts";
import { readStream } from "../relay/relay.testkit.ts";
import { type Journal, journal, readBalance, walletItem } from "../wallet/index.ts";
import { person, topUp, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { lookAfter } from "./ask.ts";
import { initiateTopup } from "./initiate.ts";
import { readFacts } from "./model.ts";
import type { Charge, CheckoutOrder, CheckoutOutcome } from "./ports.ts";
import { settleTopup } from "./settle.ts";
import { beginCall, commitEnd, commitFlaw, findTopup, keepAnswer, settled } from "./store.ts";

/** Top-ups against AWS's own engine: what the conditions promise when everything comes at once. */
let engine: Engine;
const alerts: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
afterEach(() => {
  vi.useRealTimers();
});
beforeEach(async () => {
  alerts.length = 0;
  setBell(({ alert }) => alerts.push(alert));
  await useEmptyTable(engine);
});

const AMOUNT = 500_000n;
const policy = { payerEmailDomain: "payers.cowry.example", callbackOrigins: [], feeBearer: "platform" as const };
const order = (key = newId()) => ({
  amount: AMOUNT,
  currency: "NGN" as const,
  method: "card" as const,
  callbackUrl: undefined,
  key,
});

const admit = () => Promise.resolve();

/** A provider that takes each reference once. */
function provider() {
  const seen: CheckoutOrder[] = [];
  const initialize = (asked: CheckoutOrder): Promise<CheckoutOutcome> => {
    const known = seen.some(({ reference }) => reference === asked.reference);
    seen.push(asked);
    if (known) return Promise.resolve({ outcome: "duplicate" });
    return Promise.resolve({ outcome: "ready", paymentUrl: `https://checkout.example/${asked.reference}` });
  };
  return { seen, checkout: { payments: { mode: "test" as const, initialize }, policy, admit } };
}

async function initiated(): Promise<{ amina: Customer; charge: Charge; id: string }> {
  const amina = await person();
  const { transactionId: id, reference } = await initiateTopup(amina, order(), provider().checkout);
  const told = { status: "success", amount: AMOUNT, fees: 17_500n, currency: "NGN", domain: "test" as const };
  return { amina, id, charge: { id: "1", reference, ...told } };
}

const balanceOf = async (of: Customer) => (await readBalance(of, "NGN")).balance;

function setStatus(of: Customer, status: "active" | "frozen" | "blocked" | "closed"): Promise<unknown> {
  const key = { userId: of.userId, currency: "NGN" };
  return transact([update(walletItem, key, { when: [], set: { status }, add: { version: 1 } })]);
}

async function books(): Promise<Record<string, bigint>> {
  const accounts: Record<string, bigint> = {};
  for await (const raw of rawScan()) {
    if (raw["t"]?.S !== "journal") continue;
    for (const { account, amount } of decode(journal, raw).legs ?? []) {
      accounts[account] = (accounts[account] ?? 0n) + amount;
    }
  }
  return accounts;
}

describe("a wallet's maximum balance", () => {
  it("refuses a page that cannot fit, but no order that was taken before, and no money that arrives", async () => {
    const { charge, amina } = await initiated();
    const key = newId();
    const pages = provider();
    const taken = await initiateTopup(amina, order(key), pages.checkout);
    // The most that somebody unknown may hold: NGN 5,000,000.
    await topUp(amina.userId, 499_500_001n);
    const refused = await initiateTopup(amina, order(), pages.checkout).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "balance_max_exceeded", details: { limit: 500_000_000, currency: "NGN" } });
    expect(await initiateTopup(amina, order(key), pages.checkout)).toEqual({ ...taken, replayed: true });
    expect(pages.seen).toHaveLength(1);
    expect(await settleTopup(charge)).toBe("credited");
    expect(await balanceOf(amina)).toBe(500_000_001);
  });
});

describe("settling a top-up", () => {
  it("credits it once, however often the charge is told at the same time", async () => {
    const { amina, charge } = await initiated();
    const told = await Promise.all(Array.from({ length: 10 }, () => settleTopup(charge)));
    expect(told.toSorted()).toEqual([...Array<string>(9).fill("already"), "credited"]);
    expect(await balanceOf(amina)).toBe(500_000);
    expect(await books()).toMatchObject({ "clearing:paystack:NGN": -482_500n, "expense:provider_fees:NGN": -17_500n });
  });

  it("credits a frozen wallet", async () => {
    const { amina, charge } = await initiated();
    await setStatus(amina, "frozen");
    expect(await settleTopup(charge)).toBe("credited");
    expect(await balanceOf(amina)).toBe(500_000);
  });

  it.each(["blocked", "closed"] as const)(
    "leaves the money of a %s wallet in suspense, once, and rings once",
    async (status) => {
      const { amina, charge, id } = await initiated();
      await setStatus(amina, status);
      const told = await Promise.all(Array.from({ length: 10 }, () => settleTopup(charge)));
      expect(told.toSorted()).toEqual([...Array<string>(9).fill("already"), "suspended"]);
      await setStatus(amina, "active");
      expect(await settleTopup(charge)).toBe("already");
      expect(await balanceOf(amina)).toBe(0);
      expect((await getItem(journal, { transactionId: id }))?.status).toBe("held");
      expect(await books()).toEqual({
        "suspense:topups:NGN": AMOUNT,
        "clearing:paystack:NGN": -482_500n,
        "expense:provider_fees:NGN": -17_500n,
      });
      await readStream();
      expect(alerts).toEqual(["topup_wallet_closed_to_credits"]);
    },
  );

  it("flags what differs from the order without moving money, rings for it, and takes the right charge after", async () => {
    const { amina, charge, id } = await initiated();
    for (let times = 0; times < 3; times += 1) expect(await settleTopup({ ...charge, amount: 1n })).toBe("flagged");
    await readStream();
    expect(await settleTopup({ ...charge, domain: "live" })).toBe("flagged");
    await readStream();
    expect(alerts).toEqual(["topup_amount_differs", "topup_mode_differs"]);
    expect((await getItem(journal, { transactionId: id }))?.status).toBe("held");
    expect(await balanceOf(amina)).toBe(0);
    expect(await settleTopup(charge)).toBe("credited");
    expect(await balanceOf(amina)).toBe(500_000);
  });

  it.each([
    ["amount", { amount: 1n }],
    ["currency", { currency: "USD" }],
    ["mode", { domain: "live" as const }],
  ])("would not be written with another %s, had nobody compared it before", async (_, wrong) => {
    const { charge, id } = await initiated();
    const topup = await getItem(journal, { transactionId: id });
    if (topup === undefined) throw new Error("there is no top-up");
    const legs = [
      { account: "suspense:topups:NGN", amount: 1n },
      { account: "clearing:paystack:NGN", amount: -1n },
    ];
    const done = { status: "completed", reference: charge.reference } as const;
    const outcome = await transact([settled(topup, { ...charge, ...wrong }, legs, done)]);
    expect(outcome.committed).toBe(false);
    expect((await transact([settled(topup, charge, legs, done)])).committed).toBe(true);
  });

  it("would not be written twice, had nobody looked: what waits in suspense is booked", async () => {
    const { charge, id } = await initiated();
    const topup = present(await getItem(journal, { transactionId: id }), "it was ordered");
    const legs = [
      { account: "suspense:topups:NGN", amount: 1n },
      { account: "clearing:paystack:NGN", amount: -1n },
    ];
    const held = { status: "held", reference: charge.reference } as const;
    expect((await transact([settled(topup, charge, legs, held)])).committed).toBe(true);
    expect((await transact([settled(topup, charge, legs, held)])).committed).toBe(false);
  });

  it("has its page kept, and asked for anew, only as the order was seen", async () => {
    const { id } = await initiated();
    const stored = async () => present(await getItem(journal, { transactionId: id }), "it was ordered");
    const answered = await stored();
    const at = { transactionId: id };
    // As if the answer had been lost; its facts are the same.
    const seen = { ...answered, response: undefined };
    expect(await beginCall(seen, now())).toBeUndefined();
    await write(put(journal, seen));
    await write(update(journal, at, { when: [], set: { status: "cancelled" } }));
    expect(await beginCall(seen, now())).toBeUndefined();
    await write(put(journal, seen));
    expect(await beginCall(seen, now())).toBeDefined();
    expect((await keepAnswer(seen, { paymentUrl: "https://checkout.example/late" })).response).toBeUndefined();
    expect((await stored()).response).toBeUndefined();
  });

  it("keeps what was booked from a flaw that somebody else found before", async () => {
    const { amina, charge, id } = await initiated();
    const before = await getItem(journal, { transactionId: id });
    if (before === undefined) throw new Error("there is no top-up");
    await setStatus(amina, "blocked");
    await settleTopup(charge);
    const booked = await getItem(journal, { transactionId: id });
    await commitFlaw(before, { ...readFacts(before.external), flaw: "amount_differs" });
    expect(await getItem(journal, { transactionId: id })).toEqual(booked);
  });

  it("has nothing to do with charges that are not ours or not paid", async () => {
    const { charge } = await initiated();
    expect(await settleTopup({ ...charge, reference: "T123456789" })).toBe("not_ours");
    expect(await settleTopup({ ...charge, status: "failed" })).toBe("not_paid");
    expect(alerts).toEqual([]);
    expect(await settleTopup({ ...charge, reference: `cw-${"0".repeat(32)}` })).toBe("not_ours");
    expect(alerts).toEqual(["charge_without_topup"]);
  });
});

describe("opening a checkout page", () => {
  it("gives one page to any number of requests with one key", async () => {
    const amina = await person();
    const { checkout, seen } = provider();
    const same = order();
    const pages = await Promise.all(Array.from({ length: 10 }, () => initiateTopup(amina, same, checkout)));
    expect(new Set(pages.map(({ paymentUrl }) => paymentUrl)).size).toBe(1);
    expect(new Set(seen.map(({ reference }) => reference)).size).toBe(1);
    expect(pages.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  it("counts each page that the provider is asked for, before anything is written, and none that is there already", async () => {
    const amina = await person();
    const { checkout, seen } = provider();
    const [key, counted] = [order(), [] as string[]];
    let full = false;
    const counting = {
      ...checkout,
      admit: (claims: readonly Claim[]) => {
        counted.push(...claims.map(({ limit, key: whose }) => `${limit.name} ${whose}`));
        return full ? Promise.reject(new Error("full")) : Promise.resolve();
      },
    };
    await initiateTopup(amina, key, counting);
    expect((await initiateTopup(amina, key, counting)).replayed).toBe(true);
    full = true;
    expect((await initiateTopup(amina, key, counting)).replayed).toBe(true);
    await expect(initiateTopup(amina, order(), counting)).rejects.toThrow("full");
    expect([counted, seen.length]).toEqual([Array(2).fill(`topup-page ${amina.userId}`), 1]);
    const orders: unknown[] = [];
    for await (const item of rawScan()) if (item["t"]?.S === journal.name) orders.push(item);
    expect(orders).toHaveLength(1);
  });

  it("asks for patience while the answer may still come, and writes the order down before it asks", async () => {
    const amina = await person();
    const { checkout, seen } = provider();
    const same = order();
    const { reference } = await initiateTopup(amina, order(), checkout);
    expect(seen.map((asked) => asked.reference)).toEqual([reference]);
    const deaf = {
      ...checkout,
      payments: { mode: "test" as const, initialize: () => Promise.resolve({ outcome: "unknown" } as const) },
    };
    await expect(initiateTopup(amina, same, deaf)).rejects.toMatchObject({ code: "unavailable", retryAfterSeconds: 5 });
    expect((await initiateTopup(amina, same, checkout)).replayed).toBe(true);
  });

  it("opens none for an order that was given up before anybody saw one", async () => {
    const amina = await person();
    const { checkout, seen } = provider();
    const payments = { mode: "test" as const, initialize: () => Promise.resolve({ outcome: "unknown" } as const) };
    const same = order();
    await expect(initiateTopup(amina, same, { ...checkout, payments })).rejects.toMatchObject({ code: "unavailable" });
    const topup = await findTopup(derivedId("topups/initiate-topup", amina.userId, same.key));
    expect(topup !== undefined && (await commitEnd(topup, "cancelled", now()))).toBe(true);
    await expect(initiateTopup(amina, same, checkout)).rejects.toMatchObject({ code: "topup_ended" });
    expect(seen).toEqual([]);
  });

  it("that is asked for anew gives one page to any number, which has its whole day from then on", async () => {
    const amina = await person();
    const { checkout, seen } = provider();
    const payments = { mode: "test" as const, initialize: () => Promise.resolve({ outcome: "unknown" } as const) };
    const same = order();
    await expect(initiateTopup(amina, same, { ...checkout, payments })).rejects.toMatchObject({ code: "unavailable" });
    const find = async () =>
      present(await findTopup(derivedId("topups/initiate-topup", amina.userId, same.key)), "it was ordered");
    const before = await find();
    vi.useFakeTimers({ now: before.createdAtMs + DAY - MINUTE, toFake: ["Date"] });
    const pages = await Promise.all(Array.from({ length: 5 }, () => initiateTopup(amina, same, checkout)));
    vi.useRealTimers();
    expect(new Set(pages.map(({ paymentUrl }) => paymentUrl)).size).toBe(1);
    expect(new Set(seen.map(({ reference }) => reference)).size).toBe(1);
    const nothing = { mode: "test" as const, verifyCharge: () => Promise.resolve({ outcome: "not_found" } as const) };
    const look = async (of: Journal, ageMs: number) => lookAfter(of, nothing, of.createdAtMs + ageMs);
    // As the sweep read it before, and as it is.
    expect([await look(before, DAY), await look(await find(), 2 * DAY - MINUTE - 1)]).toEqual(["open", "open"]);
    expect(await look(await find(), 2 * DAY - MINUTE)).toBe("ended");
  });

  it("opens none under a key of the other mode for an order whose page nobody saw", async () => {
    const amina = await person();
    const { checkout, seen } = provider();
    const deaf = { mode: "test" as const, initialize: () => Promise.resolve({ outcome: "unknown" } as const) };
    const [same, kept] = [order(), order()];
    await expect(initiateTopup(amina, same, { ...checkout, payments: deaf })).rejects.toMatchObject({
      code: "unavailable",
    });
    const page = await initiateTopup(amina, kept, checkout);
    const live = { ...checkout, payments: { ...checkout.payments, mode: "live" as const } };
    await expect(initiateTopup(amina, same, live)).rejects.toMatchObject({ code: "topup_ended" });
    expect(await initiateTopup(amina, kept, live)).toEqual({ ...page, replayed: true });
    expect(seen).toHaveLength(1);
  });

  it("refuses a key that stood for another order", async () => {
    const amina = await person();
    const { checkout } = provider();
    const same = order();
    await initiateTopup(amina, same, checkout);
    await expect(initiateTopup(amina, { ...same, method: "bank" }, checkout)).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
  });
});
