import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { queryItems, update, write } from "@cowry/table";
import { clientOf } from "@cowry/table/client";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId, now, present, setKeyRing } from "../kernel/index.ts";
import { GUARDS, person, topUp, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { entryItem, homeDay, sendMoney } from "../wallet/index.ts";
import { publishHeads, readHead, readHeads } from "./heads.ts";
import { dayRoot, leafOf, pathOf, rootOf } from "./model.ts";
import { readReceipt } from "./receipt.ts";
import { publicationItem } from "./store.ts";
import { verifyReceipt } from "./verify.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
  setKeyRing("RECEIPT_KEYS", { current: "r1", keys: { r1: Buffer.alloc(32, 1).toString("base64url") } });
}, 30_000);
afterAll(() => engine.stop());
beforeEach(() => useEmptyTable(engine));

describe("a receipt", () => {
  it("is the same text each time, and stays valid when another key signs", async () => {
    const [amina, joseph] = [await person(5_000n), await person(0n, "Joseph A.")];
    const order = { to: { userId: joseph.userId }, amount: 1_200n, currency: "NGN", key: newId() } as const;
    const { transaction } = await sendMoney(amina, order, GUARDS);
    const first = await readReceipt(amina, transaction.id);
    expect(await readReceipt(amina, transaction.id)).toEqual(first);
    setKeyRing("RECEIPT_KEYS", {
      current: "r2",
      keys: { r1: Buffer.alloc(32, 1).toString("base64url"), r2: Buffer.alloc(32, 2).toString("base64url") },
    });
    expect(await verifyReceipt(first.receipt)).toMatchObject({ valid: true });
    expect((await readReceipt(amina, transaction.id)).receipt).not.toBe(first.receipt);
    expect(await verifyReceipt((await readReceipt(joseph, transaction.id)).receipt)).toMatchObject({ valid: true });
    await useEmptyTable(engine);
    expect(await verifyReceipt(first.receipt)).toMatchObject({ valid: false, reason: "not_in_ledger" });
  });
});

describe("published heads", () => {
  it("are of the wallets that moved, each under the root, each day upon the one before", async () => {
    const all = await Promise.all(Array.from({ length: 7 }, () => person(100n)));
    await person(0n);
    expect(await publishHeads("2026-11-21")).toBe("published");
    expect(await publishHeads("2026-11-21")).toBe("was_published");
    const one = await readHeads("2026-11-21");
    expect(one).toMatchObject({ wallets: 7, previous_day: null, previous_root: null });
    const [amina] = all;
    const id = await topUp(amina?.userId ?? "", 50n);
    const { entry } = await readReceipt({ userId: amina?.userId ?? "" }, id);
    expect(await publishHeads("2026-11-22")).toBe("published");
    const two = await readHeads("2026-11-22");
    expect(two).toMatchObject({ previous_day: "2026-11-21", previous_root: one.root });
    expect(dayRoot(two.day, Buffer.from(two.tree, "base64url"), one.root)).toBe(two.root);
    expect((await readHead("2026-11-22", entry.wallet)).head).toEqual(entry);
    expect((await readHead("2026-11-21", entry.wallet)).head.seq).toBe(1);
  });
});

describe("a receipt against what was published", () => {
  it("leads there by the lines between, and no longer when one of them or the publication was altered", async () => {
    const amina = await person(5_000n);
    const [first, ...others] = [
      await topUp(amina.userId, 1n),
      await topUp(amina.userId, 2n),
      await topUp(amina.userId, 3n),
    ];
    const { receipt } = await readReceipt(amina, first);
    expect(await verifyReceipt(receipt)).toMatchObject({ valid: true, published: null });
    const day = homeDay(now());
    await publishHeads(day);
    const { root } = await readHeads(day);
    expect(await verifyReceipt(receipt)).toMatchObject({ valid: true, published: { day, root, seq: 4 } });
    // A later line is under none of this day's heads.
    const late = await readReceipt(amina, await topUp(amina.userId, 4n));
    expect(await verifyReceipt(late.receipt)).toMatchObject({ valid: true, published: null });

    const middle = (await queryItems(entryItem, amina, { limit: 9 })).items.find(
      (line) => others[0] === line.transactionId,
    );
    const { userId, currency, at, seq, amount } = present(middle, "the line between");
    const alter = (to: bigint) =>
      write(update(entryItem, { userId, currency, at, seq }, { when: [], set: { amount: to } }));
    await alter(999n);
    expect(await verifyReceipt(receipt)).toMatchObject({ valid: false, reason: "not_as_published", entry: null });
    await alter(amount);
    expect(await verifyReceipt(receipt)).toMatchObject({ valid: true });
    expect(await lagging(() => verifyReceipt(receipt))).toMatchObject({
      valid: true,
      published: { day, root, seq: 4 },
    });
    await write(update(publicationItem, { day }, { when: [], set: { tree: root } }));
    expect(await verifyReceipt(receipt)).toMatchObject({ valid: false, reason: "not_as_published" });
  });
});

describe("the tree", () => {
  it.each([1, 2, 3, 5, 8, 13])("leads from each of %i leaves to its root", (count) => {
    const leaves = Array.from({ length: count }, (_, seq) => leafOf({ wallet: "w", seq, hash: "h" }));
    for (const [index, leaf] of leaves.entries()) {
      // A path of one leaf more is the same climb: hash it up by hand through trees of two.
      const climbed = pathOf(leaves, index).reduce((node, { side, hash }) => {
        const other = Buffer.from(hash, "base64url");
        return rootOf(side === "left" ? [other, node] : [node, other]);
      }, leaf);
      expect(climbed).toEqual(rootOf(leaves));
    }
  });
});

/** Runs it while the copies that answer reads which are not strongly consistent have no lines yet. */
async function lagging<T>(run: () => Promise<T>): Promise<T> {
  const stack = clientOf().middlewareStack;
  stack.add(
    (next, { commandName = "" }) =>
      (args) => {
        const input = args.input as QueryCommandInput;
        const lags = commandName.startsWith("Query") && input.ConsistentRead === false;
        return next(lags ? { ...args, input: { ...input, FilterExpression: "attribute_not_exists(t)" } } : args);
      },
    { step: "initialize", name: "lagging" },
  );
  return run().finally(() => stack.remove("lagging"));
}
