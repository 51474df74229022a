import { put, putAll } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { HOUR, newId, setBell, type System } from "../kernel/index.ts";
import { customerOf, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { boundsOf } from "./day.ts";
import { startNightly } from "./runs.ts";
import { runItem } from "./store.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(() => useEmptyTable(engine));

const NIGHT: System = { kind: "system", name: "start-nightly", origin: customerOf(newId()).origin };

it("a day that cannot be begun keeps no other from it, yesterday least of all", async () => {
  const run = (day: string, status: "failed" | "matching") =>
    put(runItem, { provider: "paystack", day, attempt: 1, status, by: "system:start-nightly", startedAtMs: 0 });
  await putAll([run("2026-03-06", "matching"), run("2026-03-07", "failed"), run("2026-03-09", "failed")]);
  const rung: string[] = [];
  setBell(({ alert }) => rung.push(alert));
  const begun: string[] = [];
  const start = (_: string, { day }: { readonly day: string }) => {
    begun.push(day);
    const isWell = day === "2026-03-10" || day === "2026-03-08";
    return isWell ? Promise.resolve() : Promise.reject(new Error(`${day} cannot be begun`));
  };
  const night = startNightly(NIGHT, { start }, boundsOf("2026-03-11").fromMs + 4 * HOUR);
  await expect(night).rejects.toThrow("2026-03-09 cannot be begun");
  expect(begun).toEqual(["2026-03-10", "2026-03-09", "2026-03-08", "2026-03-07"]);
  expect(rung).toEqual(Array(3).fill("reconciliation_unfinished"));
});
