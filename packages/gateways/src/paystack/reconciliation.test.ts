import { type Simulator, startSimulator } from "@cowry/paystack-simulator";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useEmptyTable, useEngine } from "../../../core/src/wallet/wallet.testkit.ts";
import { foundOn, idsOn, reconcileDay, referencesOn } from "./reconciliation.testkit.ts";
import { seededKinds } from "../../../core/src/reconciliation/seeded.testkit.ts";
import { SimulatedDay } from "./simulated-day.testkit.ts";

/** Our books against the simulator's, by its own lists over HTTP, through AWS's own engine. */
const KEY = "sk_test_reconciled";
let engine: Engine;
let simulator: Simulator;
beforeAll(async () => {
  engine = await useEngine();
  await useEmptyTable(engine);
  simulator = await startSimulator({ port: 0, secretKey: KEY, quiet: true });
});
afterAll(() => Promise.all([simulator.stop(), engine.stop()]));

it("of 500 transactions one discrepancy of each of the twelve kinds is found, and nothing else, in steps of any length", async () => {
  const day = new SimulatedDay({ url: simulator.url, key: KEY }, 500);
  await day.happen();
  // A page at a time, and of what is compared as much as fits into no time at all; then the whole of it at once.
  expect(await reconcileDay(day, 10)).toBeGreaterThan(20);
  const found = await foundOn(day.day);
  expect(found.map((one) => one.split(" ")[0])).toEqual(seededKinds);
  expect(await referencesOn(day.day)).toEqual(day.seeded);
  expect(found).toContain("settlement_short settlements");
  expect(found).toContain("reversed transfers");
  const ids = await idsOn(day.day);
  expect(await reconcileDay(day, 60_000, 2)).toBe(8);
  expect(await idsOn(day.day)).toEqual(ids);
});
