import { put, transact, write } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { cardItem, type CardRow, findCard, uncountNew } from "./card-store.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
  await useEmptyTable(engine);
});
afterAll(() => engine.stop());

it("a new card is given back only what is counted of it, and one that was kept anew or is taken back nothing", async () => {
  const at = { userId: newId(), cardId: newId() };
  const [orderedAtMs, charged] = [1_000, 500_000n];
  const base = {
    ...at,
    state: "kept",
    mode: "test",
    consentedAtMs: 1,
    keptAtMs: orderedAtMs,
    newCharged: charged,
  } as const;
  const order: Journal = {
    ...({
      transactionId: newId(),
      kind: "topup",
      status: "pending",
      currency: "NGN",
      amount: charged,
      fee: 0n,
    } as const),
    ...{ owner: at.userId, createdAtMs: orderedAtMs },
  };
  const givesBack = async (card: CardRow) => {
    await write(put(cardItem, card));
    return (await transact([uncountNew(order, at.cardId)])).committed;
  };
  expect(await givesBack({ ...base, newCharged: charged - 1n })).toBe(false);
  expect(await givesBack({ ...base, keptAtMs: orderedAtMs + 1 })).toBe(false);
  expect(await givesBack({ ...base, state: "removing" })).toBe(false);
  expect((await findCard(at.userId, at.cardId))?.newCharged).toBe(charged);
  expect(await givesBack(base)).toBe(true);
  expect((await findCard(at.userId, at.cardId))?.newCharged).toBe(0n);
});
