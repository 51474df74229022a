import { put, putAll } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { auditEntry } from "../audit/index.ts";
import { HOUR, newId, present, setBell, type System } from "../kernel/index.ts";
import { customerOf, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { boundsOf } from "./day.ts";
import { startNightly } from "./runs.ts";
import type { Finding } from "./model.ts";
import {
  commitEnd,
  commitOwner,
  commitResolution,
  commitStart,
  discrepancyIdOf,
  findDiscrepancy,
  findRun,
  type Run,
  runItem,
  saveFinding,
} from "./store.ts";

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

describe("whoever rests on what is so no more changes nothing:", () => {
  const day = "2026-03-06";
  const runOf = (attempt: number, status: Run["status"] = "running"): Run => ({
    ...{ provider: "paystack", day, attempt, status, by: "system:start-nightly", startedAtMs: 0 },
  });
  const nameOf = (attempt: number) => ({ provider: "paystack", day, attempt }) as const;

  it("a run is begun and ended once for each attempt", async () => {
    expect([await commitStart(runOf(1), undefined, []), await commitStart(runOf(1), undefined, [])]).toEqual([
      true,
      false,
    ]);
    await commitEnd(nameOf(1), { status: "failed", finishedAtMs: 1 });
    // Seen while it ran, and before the attempt after it.
    expect(await commitStart(runOf(2), runOf(1), [])).toBe(false);
    const ended = runOf(1, "failed");
    expect([await commitStart(runOf(2), ended, []), await commitStart(runOf(2), ended, [])]).toEqual([true, false]);
    await commitEnd(nameOf(2), { status: "failed", finishedAtMs: 2 });
    await commitStart(runOf(3, "failed"), runOf(2, "failed"), []);
    expect(await commitStart(runOf(3), runOf(2, "failed"), [])).toBe(false);
    const before = await findRun("paystack", day);
    await commitEnd(nameOf(3), { status: "matching", finishedAtMs: 3 });
    await commitStart(runOf(4), runOf(3, "failed"), []);
    await commitEnd(nameOf(3), { status: "matching", finishedAtMs: 3 });
    expect([before?.status, (await findRun("paystack", day))?.status]).toEqual(["failed", "running"]);
  });

  it("a finding stays whose it is and as the newest attempt saw it, and is closed once", async () => {
    const finding: Finding = { kind: "missing_here", stream: "charges", reference: "cw-1" };
    const id = discrepancyIdOf("paystack", day, finding);
    const read = async () => present(await findDiscrepancy("paystack", day, id), "it was found");
    const entry = () =>
      auditEntry(NIGHT, {
        action: "reconciliation.resolved",
        subject: { kind: "discrepancy", id: newId() },
        userId: newId(),
      });
    await saveFinding(nameOf(2), finding);
    const seen = await read();
    expect(await commitOwner(seen, "amina", entry())).toBe(true);
    for (const attempt of [2, 1]) await saveFinding(nameOf(attempt), finding);
    expect(await read()).toMatchObject({ owner: "amina", seenIn: 2 });
    const ending = { resolution: "timing", note: "It came a day later", by: "amina" } as const;
    expect([await commitResolution(seen, ending, entry()), await commitResolution(seen, ending, entry())]).toEqual([
      true,
      false,
    ]);
    expect(await commitOwner(seen, "joseph", entry())).toBe(false);
    expect(await read()).toMatchObject({ owner: "amina", state: "resolved" });
  });
});
