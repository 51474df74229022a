import type { Engine } from "@cowry/table/engine.testkit";
import { rawScan } from "@cowry/table/audit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readTrail } from "../audit/index.ts";
import { staffOf } from "../kernel/callers.testkit.ts";
import { AppError, DAY, HOUR, MINUTE, newId, now, setBell } from "../kernel/index.ts";
import { useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { countsOf, listWebhooks, readWebhook, receiveWebhook, replayWebhook, sweepWebhooks, UNUSED } from "./index.ts";

/** Events against AWS's own engine: kept first, carried out as often as they come, and lost never. */
let engine: Engine;
const alerts: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  alerts.length = 0;
  setBell(({ alert }) => alerts.push(alert));
  await useEmptyTable(engine);
});
afterEach(() => {
  vi.useRealTimers();
});

const ada = staffOf();
const page = { limit: 20 };
const bytes = (event: string, reference = "cw-1") => Buffer.from(JSON.stringify({ event, data: { reference } }));

function readJson(raw: Uint8Array): { kind: string; event: string } {
  const { event } = JSON.parse(Buffer.from(raw).toString()) as { event: string };
  return { kind: "any", event };
}

const deliver = (rawBody: Uint8Array, carryOut: () => Promise<string>, isSigned = true) =>
  receiveWebhook({ rawBody, isSigned: () => isSigned, read: readJson }, carryOut);
const done = () => Promise.resolve("charge_credited");
const broken = () => Promise.reject(new Error("the table is away"));

describe("a delivery", () => {
  it("is looked at and kept only when it is signed", async () => {
    const outcome = deliver(bytes("charge.success"), () => Promise.reject(new Error("never asked")), false);
    await expect(outcome).rejects.toMatchObject({ code: "webhook_unsigned" });
    const items: unknown[] = [];
    for await (const item of rawScan()) items.push(item);
    expect(items).toEqual([]);
  });

  it("is kept before it is carried out, and waits when that fails", async () => {
    await expect(deliver(bytes("charge.success"), broken)).rejects.toThrow("the table is away");
    const { items } = await listWebhooks({ ...page, state: "waiting" });
    expect(items).toMatchObject([{ event: "charge.success", state: "waiting", deliveries: 1 }]);
    expect(await deliver(bytes("charge.success"), done)).toBe("charge_credited");
    expect((await listWebhooks({ ...page, state: "waiting" })).items).toEqual([]);
    const after = await readWebhook(items[0]?.eventId ?? "");
    expect(after).toMatchObject({ state: "carried_out", became: "charge_credited" });
  });

  it("is carried out however often its event was seen before, also at the same time", async () => {
    let times = 0;
    const each = () => Promise.resolve(`charge_${(times += 1) === 1 ? "credited" : "already"}`);
    await Promise.all(Array.from({ length: 10 }, () => deliver(bytes("charge.success"), each)));
    expect(times).toBe(10);
    const { items } = await listWebhooks({ ...page, state: "carried_out" });
    expect(items.map(({ deliveries }) => deliveries >= 10)).toEqual([true]);
  });

  it("of an event that we have no use for is kept and counted under its name, and one without a name too", async () => {
    const unused = () => Promise.resolve(UNUSED);
    await deliver(bytes("invoice.update"), unused);
    await deliver(bytes("invoice.update", "cw-2"), unused);
    await deliver(bytes("<script>"), unused);
    expect((await listWebhooks({ ...page, state: "unused" })).items).toHaveLength(3);
    const { counts } = await countsOf({});
    expect(counts.map(({ event }) => event)).toEqual(["invoice.update", "unnamed"]);
    expect(counts[0]?.deliveries).toBeGreaterThanOrEqual(2);
  });

  it("leaves no name, phone or account of people in the table", async () => {
    await deliver(Buffer.from(JSON.stringify({ event: "charge.success", data: { email: "amina@example.com" } })), done);
    for await (const item of rawScan()) expect(JSON.stringify(item)).not.toContain("amina");
  });
});

describe("an event once more", () => {
  const waiting = async () => {
    await deliver(bytes("charge.success"), broken).catch(() => undefined);
    const { items } = await listWebhooks({ ...page, state: "waiting" });
    return items[0]?.eventId ?? "";
  };

  it("is replayed by staff from the very bytes, with a line in the audit trail", async () => {
    const eventId = await waiting();
    const carryOut = (event: { event: string } | undefined) => Promise.resolve(`told_${String(event?.event)}`);
    const means = { read: readJson, carryOut };
    const order = { eventId, reason: "The table is back" };
    expect(await replayWebhook(ada, order, means)).toMatchObject({ became: "told_charge.success", replays: 1 });
    const trail = await readTrail(ada, ada.userId, {}, page);
    expect(trail.items).toMatchObject([{ action: "webhooks.replayed", reason: "The table is back" }]);
    const unknown = replayWebhook(ada, { ...order, eventId: newId() }, means).catch((error: unknown) => error);
    expect(await unknown).toBeInstanceOf(AppError);
  });

  it("is swept after ten minutes, and told to staff, once, when the provider has given it up", async () => {
    const eventId = await waiting();
    const at = now();
    const sweep = async (ageMs: number, carryOut: () => Promise<string>) => {
      vi.useFakeTimers({ toFake: ["Date"], now: at + ageMs });
      await sweepWebhooks({ read: readJson, carryOut });
    };
    await sweep(MINUTE, done);
    expect(await readWebhook(eventId)).toMatchObject({ state: "waiting" });
    // None of them comes within the hour in which it is given up.
    for (const ageMs of [HOUR, 3 * DAY - HOUR, 3 * DAY + 2 * HOUR, 4 * DAY]) await sweep(ageMs, broken);
    expect(alerts).toEqual(["webhook_not_carried_out"]);
    await sweep(5 * DAY, done);
    expect(await readWebhook(eventId)).toMatchObject({ state: "carried_out" });
  });
});
