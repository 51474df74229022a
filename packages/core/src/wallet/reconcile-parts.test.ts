import { getItem, put, putAll } from "@cowry/table";
import { clientOf } from "@cowry/table/client";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../kernel/index.ts";
import { reconcileLedger } from "./reconcile.ts";
import { checkAllParts } from "./reconcile-parts.ts";
import { reconciliationItem } from "./reconcile-store.ts";
import { type Journal, journal } from "./store.ts";
import { useEmptyTable, useEngine } from "./wallet.testkit.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(() => useEmptyTable(engine));

const calm = { isTimeUp: () => false };
const late = { isTimeUp: () => true };

const facts = { kind: "hold", status: "completed", currency: "NGN", fee: 0n, owner: "amina", createdAtMs: 0 } as const;

/** A hold that was captured by so many parts of 1, the newest first. */
async function heldInParts(size: number): Promise<{ readonly hold: Journal; readonly parts: readonly Journal[] }> {
  const [holdId, ids] = [newId(), Array.from({ length: size }, () => newId())];
  const parts = ids.map((transactionId, index): Journal => {
    const previousPart = ids[index + 1];
    const part = { ...facts, transactionId, amount: 1n, legs: [], metadata: { hold_id: holdId } };
    return previousPart === undefined ? part : { ...part, previousPart };
  });
  const counted = { amount: 1_000n, captured: BigInt(size), lastPart: ids[0] ?? "" };
  const hold: Journal = { ...facts, ...counted, transactionId: holdId };
  await putAll([hold, ...parts].map((each) => put(journal, each)));
  return { hold, parts };
}

/** How many single items it reads. */
async function readsOf<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly reads: number }> {
  let reads = 0;
  const stack = clientOf().middlewareStack;
  stack.add(
    (next, { commandName = "" }) =>
      (args) => {
        if (commandName.startsWith("GetItem")) reads += 1;
        return next(args);
      },
    { step: "initialize", name: "reading", override: true },
  );
  const result = await run().finally(() => stack.remove("reading"));
  return { result, reads };
}

describe("the audit of parts", () => {
  it("reads an original's parts once for all that are looked at together, and not far back for one of them", async () => {
    const { hold, parts } = await heldInParts(60);
    const together = (journals: readonly Journal[]) => readsOf(() => checkAllParts(journals, calm));
    expect(await together(parts.slice(0, 1))).toEqual({ result: [], reads: 0 });
    expect(await together(parts.slice(0, 20))).toEqual({ result: [], reads: 19 });
    expect(await together(parts.slice(-20))).toEqual({ result: [], reads: 20 });
    expect(await together([hold, ...parts.slice(-19)])).toEqual({ result: [], reads: 60 });
    expect((await together([{ ...hold, captured: 61n }])).result).toMatchObject([{ says: "counts 61, its parts 60" }]);
  });

  it("misses a part that its original does not know", async () => {
    const { parts } = await heldInParts(3);
    const stranger: Journal = { ...facts, transactionId: newId(), amount: 1n, metadata: parts[0]?.metadata ?? {} };
    const { result, reads } = await readsOf(() => checkAllParts([...parts, stranger], calm));
    expect([result, reads]).toMatchObject([[{ where: `journal ${stranger.transactionId}` }], 3]);
  });

  it("stops amid the parts of an original when its time is up, and the next call finds the same", async () => {
    const { hold } = await heldInParts(110);
    expect(await readsOf(() => checkAllParts([hold], late))).toEqual({ result: "unfinished", reads: 99 });
    const stateOf = (day: string) => getItem(reconciliationItem, { day, channel: "ledger" });
    expect(await reconcileLedger("2001-01-01", 60_000)).toBe("matching");
    for (let calls = 0; calls < 20 && (await stateOf("2001-01-02"))?.progress?.isOneByOne !== true; calls++) {
      expect(await reconcileLedger("2001-01-02", 0)).toBe("paused");
    }
    expect(await stateOf("2001-01-02")).toMatchObject({ status: "running", progress: { isOneByOne: true } });
    expect(await reconcileLedger("2001-01-02", 60_000)).toBe("matching");
    expect((await stateOf("2001-01-02"))?.counts).toEqual((await stateOf("2001-01-01"))?.counts);
  });
});
