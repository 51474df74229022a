import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { httpEvent, lambdaContext, logLines, parameterOf, type TestStore, testStore } from "./cloud.testkit.ts";

let store: TestStore;

/** Modules as a new instance of a function has them. */
async function fresh() {
  vi.resetModules();
  const kernel = await import("@cowry/core/kernel");
  return { kernel, ...(await import("./config.ts")), ...(await import("./endpoint.ts")) };
}

beforeEach(async () => {
  store = await testStore();
});
afterEach(() => {
  store.close();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("the environment", () => {
  it.each(["COWRY_STAGE", "TOKEN_ISSUER", "TOKEN_AUDIENCE"])("without %s is refused by that name", async (name) => {
    vi.stubEnv(name, undefined);
    const { coldStart } = await fresh();
    await expect(coldStart({ uses: {}, secrets: [] })()).rejects.toThrow(`environment: ${name} missing or malformed`);
  });

  it.each([
    ["TABLE_NAME", { uses: { table: "read" }, secrets: [] }],
    ["SECRETS_PATH", { uses: {}, secrets: ["SESSION_KEYS"] }],
    ["AWS_REGION", { uses: {}, secrets: ["SESSION_KEYS"] }],
  ] as const)("needs %s only where it is used", async (name, needs) => {
    vi.stubEnv(name, undefined);
    const { coldStart } = await fresh();
    await coldStart({ uses: {}, secrets: [] })();
    await expect(coldStart(needs)()).rejects.toThrow(`environment: ${name} missing`);
  });

  it("becomes the kernel's settings", async () => {
    vi.stubEnv("COUNTRIES", "NG,GH");
    const { coldStart, kernel } = await fresh();
    await coldStart({ uses: {}, secrets: [] })();
    expect(kernel.settings()).toEqual({
      stage: "test",
      homeZone: "Africa/Lagos",
      countries: ["NG", "GH"],
      tokenIssuer: "https://cowry.test",
      tokenAudience: "cowry-api",
    });
  });

  it("gives gateways their addresses, by name where one is missing", async () => {
    vi.stubEnv("SMS_SENDER_ID", "COWRY");
    vi.stubEnv("PAYOUT_MACHINE_ARN", undefined);
    const { paystackUrl, smsSettings, payoutMachineArn } = await fresh();
    expect([paystackUrl(), smsSettings().senderId]).toEqual(["https://api.paystack.co", "COWRY"]);
    expect(() => payoutMachineArn()).toThrow("PAYOUT_MACHINE_ARN");
  });
});

describe("a secret", () => {
  const needs = { uses: {}, secrets: ["SESSION_KEYS"] } as const;
  const name = parameterOf("SESSION_KEYS");
  const ring = (current: string) => JSON.stringify({ current, keys: { old: "b2xk", new: "bmV3" } });

  it("that was rotated is in use within 15 minutes", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    store.values.set(name, ring("old"));
    const { coldStart, kernel } = await fresh();
    const ready = coldStart(needs);
    await ready();
    store.values.set(name, ring("new"));
    vi.setSystemTime(Date.now() + 14 * 60_000);
    await ready();
    expect([kernel.keyRing("SESSION_KEYS").current, store.requests.length]).toEqual(["old", 1]);
    vi.setSystemTime(Date.now() + 61_000);
    await ready();
    expect([kernel.keyRing("SESSION_KEYS").current, store.requests.length]).toEqual(["new", 2]);
  });

  it("that a token names and that is not here is looked for at once, and not again within a minute", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { coldStart, kernel } = await fresh();
    const ready = coldStart(needs);
    await ready();
    vi.setSystemTime(Date.now() + 61_000);
    store.values.set(name, JSON.stringify({ current: "newer", keys: { newer: "bmV3" } }));
    expect((await kernel.keyRingWith("SESSION_KEYS", "newer")).current).toBe("newer");
    for (let n = 0; n < 50; n++) await kernel.keyRingWith("SESSION_KEYS", `made-up-${n}`);
    expect(store.requests).toHaveLength(2);
    vi.setSystemTime(Date.now() + 61_000);
    await kernel.keyRingWith("SESSION_KEYS", "made-up");
    expect(store.requests).toHaveLength(3);
  });

  it("that cannot be read again stays in use, and is asked for a minute later", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    logLines();
    const { coldStart } = await fresh();
    const ready = coldStart(needs);
    await ready();
    vi.setSystemTime(Date.now() + 16 * 60_000);
    store.failures.push(403);
    await ready();
    await ready();
    expect(store.requests).toHaveLength(2);
    vi.setSystemTime(Date.now() + 61_000);
    await ready();
    expect(store.requests).toHaveLength(3);
  });

  it("that cannot be read again is told to staff, after one short attempt", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const lines = logLines();
    const { coldStart, kernel } = await fresh();
    const ready = coldStart(needs);
    await ready();
    const before = kernel.keyRing("SESSION_KEYS");
    for (const trouble of [503, "hang", "broken"] as const) {
      vi.setSystemTime(Date.now() + 16 * 60_000);
      if (trouble === "broken") store.values.set(name, '{"current":"a","keys":{"a":""}}');
      else store.failures.push(trouble === "hang" ? 0 : trouble);
      const [asked, told, startedAt] = [store.requests.length, lines.length, performance.now()];
      await ready();
      expect(performance.now() - startedAt).toBeLessThan(1_200);
      expect(store.requests.length).toBe(asked + 1);
      expect(lines.slice(told)).toMatchObject([{ level: "error", msg: "alert", alert: "secrets_not_refreshed" }]);
      expect(kernel.keyRing("SESSION_KEYS")).toBe(before);
    }
  });

  it.each([
    ["absent", undefined],
    ["no JSON", "hunter2"],
    ["no ring", '{"keys":{"a":"hunter2"}}'],
    ["a ring with an empty key", '{"current":"a","keys":{"a":"aHVudGVyMg","hunter2":""}}'],
    ["a ring with a blank key", '{"current":"a","keys":{"a":"aHVudGVyMg","hunter2":" "}}'],
    ["a ring with a key without a name", '{"current":"a","keys":{"a":"aHVudGVyMg","":"hunter2"}}'],
    ["a ring without its current key", '{"current":"b","keys":{"a":"hunter2"}}'],
  ])("that is %s stops the start, and is not repeated", async (_, value) => {
    if (value === undefined) store.values.delete(name);
    else store.values.set(name, value);
    const { coldStart } = await fresh();
    const failure: unknown = await coldStart(needs)().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).not.toContain("hunter2");
  });

  it("is asked for again when the store is busy, not when it refuses", async () => {
    const { coldStart } = await fresh();
    store.failures.push(500, 400);
    await coldStart(needs)();
    expect(store.requests).toHaveLength(3);
    store.failures.push(403);
    await expect(coldStart(needs)()).rejects.toThrow("parameter store: 403 AccessDeniedException");
    expect(store.requests).toHaveLength(4);
  });
});

describe("an undeclared refusal", () => {
  it("keeps its answer where people are served, and is logged as an error", async () => {
    vi.stubEnv("COWRY_STAGE", "prod");
    const lines = logLines();
    const { endpoint, kernel } = await fresh();
    const refusals = kernel.defineErrors("test", { unlisted: { kind: "conflict", says: "No." } });
    const door = endpoint(
      { route: "GET /test", summary: "", caller: "anyone", example: {}, returns: {}, refuses: [], uses: {} },
      () => {
        throw refusals.unlisted();
      },
    );
    const { statusCode } = await door(httpEvent({ method: "GET" }), lambdaContext());
    expect(statusCode).toBe(409);
    expect(lines).toContainEqual(expect.objectContaining({ level: "error", msg: "undeclared refusal" }));
  });
});

describe("an alert", () => {
  it("becomes a log line with the field that the alarm stands on", async () => {
    const lines = logLines();
    const { coldStart, kernel } = await fresh();
    await coldStart({ uses: {}, secrets: [] })();
    kernel.alertStaff({ alert: "late_credit", transactionId: "t-1", userId: "u-1" });
    expect(lines).toEqual([
      { level: "error", msg: "alert", door: "test/door", alert: "late_credit", transaction_id: "t-1", user_id: "u-1" },
    ]);
  });
});
