import {
  decode,
  getItem,
  put,
  putAll,
  type RawItem,
  remove,
  timeKey,
  transact,
  update,
  type Write,
  write,
} from "@cowry/table";
import { rawScan } from "@cowry/table/audit";
import { clientOf } from "@cowry/table/client";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Customer, newId, now, setBell } from "../kernel/index.ts";
import { reconcileLedger } from "./reconcile.ts";
import { reconciliationItem } from "./reconcile-store.ts";
import { entryItem, externalItem, journal, queuedItem, systemItem, type Wallet, walletItem } from "./store.ts";
import { readSystemBalance, sumSystemLegs } from "./system-accounts.ts";
import { sendMoney } from "./transfer.ts";
import { GUARDS, person, useEmptyTable, useEngine } from "./wallet.testkit.ts";

/** The nightly audit against AWS's own engine. */
let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(() => useEmptyTable(engine));

const DAY_AFTER = "2100-01-01";

const send = (from: Customer, to: Customer, amount: bigint) =>
  sendMoney(from, { to: { userId: to.userId }, amount, currency: "NGN", key: newId() }, GUARDS);

function change(of: Customer, set: Partial<Pick<Wallet, "available">>): Promise<unknown> {
  const key = { userId: of.userId, currency: "NGN" };
  return write(update(walletItem, key, { when: [], set, add: { version: 1 } }));
}

/** Runs it while this happens before each of its queries is answered: between any two readings of a wallet. */
async function restless<T>(act: () => Promise<unknown>, run: () => Promise<T>): Promise<T> {
  const stack = clientOf().middlewareStack;
  stack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        if (commandName.startsWith("Query")) await act();
        return next(args);
      },
    { step: "initialize", name: "restless" },
  );
  return run().finally(() => stack.remove("restless"));
}

async function dump(): Promise<RawItem[]> {
  const items: RawItem[] = [];
  for await (const item of rawScan()) items.push(item);
  return items;
}

describe("the nightly audit", () => {
  const rung: string[] = [];
  beforeEach(() => {
    rung.length = 0;
    setBell(({ alert }) => rung.push(alert));
  });

  const resultOf = (day: string) => getItem(reconciliationItem, { day, channel: "ledger" });

  it("finds the same in one go and in many", async () => {
    const people = await Promise.all([person(1_000n), person(2_000n), person()]);
    const [amina, joseph, eve] = people;
    for (let i = 0; i < 15; i++) {
      await send(amina, joseph, 3n);
      await send(joseph, eve, 2n);
    }
    expect(await reconcileLedger("2001-01-01", 60_000)).toBe("matching");
    const calls: string[] = [];
    while (calls.length < 100 && calls.at(-1) !== "matching") calls.push(await reconcileLedger("2001-01-02", 0));
    expect(calls.filter((call) => call === "paused").length).toBeGreaterThan(3);
    const [whole, paused] = [await resultOf("2001-01-01"), await resultOf("2001-01-02")];
    expect(paused?.counts).toEqual(whole?.counts);
    expect(whole?.counts).toEqual({ wallets: 3, entries: 62, journals: 32, discrepancies: 0, skipped: 0 });
    expect(await reconcileLedger("2001-01-02", 60_000)).toBe("not_mine");
    expect(rung).toEqual([]);
  });

  it("passes over what happens meanwhile", async () => {
    const [amina, joseph] = [await person(1_000n), await person()];
    const traffic = Promise.allSettled(Array.from({ length: 30 }, () => send(amina, joseph, 1n)));
    const results = ["2001-01-01", "2001-01-02", "2001-01-03"].map((day) => reconcileLedger(day, 60_000));
    // A wallet that never rests is passed over, and that is said; never is a difference seen where there is none.
    for (const result of await Promise.all(results)) expect(["matching", "incomplete"]).toContain(result);
    await traffic;
    expect(await reconcileLedger("2001-01-04", 60_000)).toBe("matching");
  });

  it("lists what differs, and rings", async () => {
    const [amina, joseph] = [await person(1_000n), await person()];
    const { transaction } = await send(amina, joseph, 10n);
    await change(joseph, { available: 11n });
    const [line] = (await dump()).filter(({ t }) => t?.S === "entry").map((raw) => decode(entryItem, raw));
    if (line === undefined) throw new Error("there is an entry");
    const { userId, currency, at, seq } = line;
    await transact([update(entryItem, { userId, currency, at, seq }, { when: [], set: { amount: 999n } })]);
    await transact([
      update(journal, { transactionId: transaction.id }, { when: [], set: { systemLegs: "pending", movedAtMs: 1 } }),
    ]);
    expect(await reconcileLedger(DAY_AFTER, 60_000)).toBe("differing");
    const rules = new Set(((await resultOf(DAY_AFTER))?.discrepancies ?? []).map(({ rule }) => rule));
    expect(rules).toContain("balance_is_sum_of_entries");
    expect(rules).toContain("chain_is_sealed");
    expect(rules).toContain("entry_for_each_leg");
    expect(rules).toContain("system_account_is_sum_of_legs");
    expect(rules).toContain("everything_sums_to_zero");
    expect(rung).toEqual(["books_differ"]);
  });

  const rulesOf = async (day: string) => ((await resultOf(day))?.discrepancies ?? []).map(({ rule }) => rule);
  const journalsThere = async () => (await dump()).filter(({ t }) => t?.S === "journal");

  it("sees money that is in a wallet and came from nowhere, and an account of ours without any journal", async () => {
    const amina = await person(1_000n);
    await sumSystemLegs(await journalsThere());
    expect(await reconcileLedger("2100-01-01", 60_000)).toBe("matching");
    await change(amina, { available: 1_001n });
    expect(await reconcileLedger("2100-01-02", 60_000)).toBe("differing");
    expect(await rulesOf("2100-01-02")).toEqual(["balance_is_sum_of_entries", "everything_sums_to_zero"]);
    await change(amina, { available: 1_000n });
    const stray = { account: "suspense:topups", currency: "NGN", day: "2026-01-01", journals: 1, watermarkMs: 0 };
    await write(put(systemItem, { ...stray, balance: 5n }, { rule: "stray", when: [] }));
    expect(await reconcileLedger("2100-01-03", 60_000)).toBe("differing");
    expect(await rulesOf("2100-01-03")).toEqual(["system_account_is_sum_of_legs", "everything_sums_to_zero"]);
  });

  it("counts what the stream lost, once, and reports it", async () => {
    await Promise.all([person(1_000n), person(2_000n)]);
    expect(await reconcileLedger("2100-01-01", 60_000)).toBe("differing");
    expect(await rulesOf("2100-01-01")).toEqual(["system_account_is_sum_of_legs", "system_account_is_sum_of_legs"]);
    expect(await readSystemBalance("clearing:paystack", "NGN", "2100-01-01")).toBe(-3_000n);
    expect(await reconcileLedger("2100-01-02", 60_000)).toBe("matching");
    expect(rung).toEqual(["books_differ"]);
  });

  it("looks twice at what is seen half-way: an entry, a journal or both that appear a moment later", async () => {
    const [amina, joseph] = [await person(1_000n), await person()];
    const { transaction } = await send(amina, joseph, 10n);
    const entries = (await dump()).filter(({ t }) => t?.S === "entry").map((raw) => decode(entryItem, raw));
    const mine = entries.find(({ userId }) => userId === joseph.userId);
    const of = await getItem(journal, { transactionId: transaction.id });
    if (mine === undefined || of === undefined) throw new Error("the transfer is there");
    const { userId, currency, at, seq } = mine;
    const hidden: [Write, Write][] = [
      [
        remove(entryItem, { userId, currency, at, seq }, { rule: "hide", when: [] }),
        put(entryItem, mine, { rule: "show", when: [] }),
      ],
      [
        remove(journal, { transactionId: transaction.id }, { rule: "hide", when: [] }),
        put(journal, of, { rule: "show", when: [] }),
      ],
    ];
    for (const [index, [hide, show]] of hidden.entries()) {
      await write(hide);
      const pause = async () => {
        await write(show);
      };
      expect(await reconcileLedger(`2001-01-0${index + 1}`, 60_000, { pause })).toBe("matching");
    }
    await write(remove(entryItem, { userId, currency, at, seq }, { rule: "hide", when: [] }));
    const pause = () => Promise.resolve();
    expect(await reconcileLedger("2001-01-03", 60_000, { pause })).toBe("differing");
  });

  it("misses the journal of a row in a history", async () => {
    const { userId } = await person();
    const origin = { requestId: newId() };
    const row = { userId, currency: "NGN", kind: "topup", transactionId: newId(), at: timeKey(now()), origin } as const;
    await write(put(externalItem, row));
    expect(await reconcileLedger("2001-01-01", 60_000)).toBe("differing");
    expect(await rulesOf("2001-01-01")).toEqual(["journal_for_each_row"]);
  });

  it("counts every credit that waits, however many there are, but for those of the day itself", async () => {
    const { userId } = await person();
    const facts = { userId, currency: "NGN", kind: "transfer", amount: 1n } as const;
    const waiting = (atMs: number) => put(queuedItem, { ...facts, at: timeKey(atMs), transactionId: newId() });
    await putAll(Array.from({ length: 1_050 }, (_, at) => waiting(at)));
    await putAll([waiting(Date.UTC(2001, 0, 1))]);
    expect(await reconcileLedger("2001-01-01", 60_000)).toBe("differing");
    const [odd] = (await resultOf("2001-01-01"))?.discrepancies ?? [];
    expect(odd).toMatchObject({ rule: "everything_sums_to_zero", says: "sum 1050" });
  });

  it("calls a wallet that never stood still skipped, not matching, and rings", async () => {
    const amina = await person(1_000n);
    const audit = () => reconcileLedger("2001-01-01", 60_000, { pause: () => Promise.resolve() });
    const result = await restless(() => change(amina, {}), audit);
    expect(result).toBe("incomplete");
    expect((await resultOf("2001-01-01"))?.counts).toMatchObject({ wallets: 1, skipped: 1, discrepancies: 0 });
    expect(rung).toEqual(["books_incomplete"]);
  });

  it("rings before it closes the run, so that no alarm is lost with its runner", async () => {
    const amina = await person(1_000n);
    await change(amina, { available: 1_001n });
    setBell(() => {
      throw new Error("the runner dies");
    });
    await expect(reconcileLedger("2001-01-01", 60_000)).rejects.toThrow("the runner dies");
    expect((await resultOf("2001-01-01"))?.status).toBe("running");
  });

  it("rings when the last call of the day leaves it unfinished, and only then", async () => {
    await Promise.all([person(1_000n), person(2_000n)]);
    expect(await reconcileLedger("2001-01-01", 0)).toBe("paused");
    expect(rung).toEqual([]);
    expect(await reconcileLedger("2001-01-01", 0, { isLastCall: true })).toBe("paused");
    expect(rung).toEqual(["books_unaudited"]);
    expect(await reconcileLedger("2001-01-01", 60_000, { isLastCall: true })).toBe("matching");
    expect(await reconcileLedger("2001-01-01", 60_000, { isLastCall: true })).toBe("not_mine");
    expect(rung).toEqual(["books_unaudited"]);
  });
});
