import { absent, put, transact } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../kernel/index.ts";
import { AccountLinesQuery, listAccountLines } from "./account-lines.ts";
import { type Journal, journal } from "./store.ts";
import { readSystemBalance, sumJournals } from "./system-accounts.ts";
import { useEmptyTable, useEngine } from "./wallet.testkit.ts";

/** Lines in suspense, and of what is owed to us, against AWS's own engine. */
let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(() => useEmptyTable(engine));

/** A refund of which nothing could reach the payer, and a part could not be had from the payee. */
function stray(amount: bigint, missing: bigint, atMs: number): Journal {
  const transactionId = newId();
  const legs = [
    { account: "suspense:refunds:NGN", amount },
    { account: "receivable:corrections:NGN", amount: -missing },
    { account: "adjustments:NGN", amount: missing - amount },
  ];
  const of = { transactionId, kind: "refund", status: "completed", currency: "NGN", amount, fee: 0n } as const;
  return { ...of, owner: newId(), createdAtMs: atMs, completedAtMs: atMs, systemLegs: "pending", legs };
}

const linesOf = async (account: string) => {
  const found: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAccountLines(AccountLinesQuery.parse({ account, limit: "40", cursor }));
    found.push(...page.items.map(({ amount }) => amount));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
};

describe("an account on which nothing should stay", () => {
  it("is listed line by line, each once however often the stream tells of it, and sums to its balance", async () => {
    const atMs = Date.parse("2026-11-21T11:00:00Z");
    const journals = Array.from({ length: 90 }, (_, n) => stray(BigInt(n + 2), BigInt((n % 2) + 1), atMs + n));
    await transact(journals.map((of) => put(journal, of, { rule: of.transactionId, when: [absent()] })));
    await sumJournals(journals.slice(0, 50));
    await Promise.all([sumJournals(journals.slice(20, 70)), sumJournals(journals.slice(40))]);
    await sumJournals(journals);
    const suspended = Array.from({ length: 90 }, (_, n) => 91 - n);
    expect(await linesOf("suspense:refunds")).toEqual(suspended);
    expect(await readSystemBalance("suspense:refunds", "NGN", "2027-01-01")).toBe(4_185n);
    expect((await linesOf("receivable:corrections")).map(Number).reduce((sum, each) => sum + each, 0)).toBe(-135);
    expect(await readSystemBalance("receivable:corrections", "NGN", "2027-01-01")).toBe(-135n);
    expect(() => AccountLinesQuery.parse({ account: "adjustments" })).toThrow();
  });
});
