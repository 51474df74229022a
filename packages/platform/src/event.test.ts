import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { lambdaContext, logLines, type TestStore, testStore } from "./cloud.testkit.ts";
import { event, type EventInput } from "./event.ts";
import { findings } from "./findings.ts";
import { manifestOf } from "./manifest.ts";

let store: TestStore;
beforeAll(async () => {
  store = await testStore();
});
beforeEach(() => {
  logLines();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => {
  store.close();
  vi.unstubAllEnvs();
});

const definition = { summary: "Hears", on: ["purse.filled"], refuses: [], uses: {} } as const;
const envelope = (detail: unknown) => ({
  ...{ version: "0", id: "e", source: "cowry", account: "0", region: "r", resources: [], time: "2026-01-01T00:00:00Z" },
  "detail-type": "purse.filled",
  detail,
});

describe("an event door", () => {
  it("gets the domain's event as it was told", async () => {
    const heard: EventInput["event"][] = [];
    const door = event(definition, ({ event: told, actor }) => {
      expect(actor.kind).toBe("system");
      heard.push(told);
      return Promise.resolve();
    });
    await door(envelope({ version: 1, id: "t-1", at_ms: 5, data: { amount: "10" } }), lambdaContext());
    expect(heard).toEqual([{ name: "purse.filled", version: 1, id: "t-1", atMs: 5, data: { amount: "10" } }]);
  });

  it("fails on what it cannot do, and on what the relay never says, so that it is tried again and then kept", async () => {
    const door = event(definition, () => Promise.reject(new Error("no")));
    const good = { version: 1, id: "t-1", at_ms: 5, data: {} };
    await expect(door(envelope(good), lambdaContext())).rejects.toMatchObject({ name: "internal_error" });
    await expect(door(envelope({ id: 5 }), lambdaContext())).rejects.toMatchObject({ name: "internal_error" });
  });

  it("is in the manifest with what it hears, under names that are some", () => {
    const door = { id: "purse/hear", domain: "purse", file: "x", kind: "event" as const };
    const where = { kind: ["payout"] };
    expect(manifestOf([{ ...door, definition: { ...definition, where } }], []).doors[0]).toMatchObject({
      kind: "event",
      on: ["purse.filled"],
      where,
    });
    expect(findings([{ ...door, definition: { ...definition, on: ["Filled"] } }], [])).toHaveLength(1);
  });
});
