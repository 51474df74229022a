import { defineErrors } from "@cowry/core/kernel";
import type { DynamoDBStreamEvent } from "aws-lambda";
import * as z from "zod/mini";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { lambdaContext, logLines, type TestStore, testStore } from "./cloud.testkit.ts";
import { batchConsumer, consumer } from "./consumer.ts";
import { cron } from "./cron.ts";
import { step } from "./step.ts";

const errors = defineErrors("test", { provider_down: { kind: "unavailable", says: "The provider is down." } });
const base = { summary: "Tests", refuses: [errors.provider_down], uses: {} } as const;

let store: TestStore;
let lines: Record<string, unknown>[];
beforeAll(async () => {
  store = await testStore();
});
beforeEach(() => (lines = logLines()));
afterEach(() => vi.restoreAllMocks());
afterAll(() => {
  store.close();
  vi.unstubAllEnvs();
});

describe("a step", () => {
  const definition = {
    ...base,
    input: z.strictObject({ id: z.string() }),
    output: z.strictObject({ outcome: z.enum(["paid", "failed"]) }),
  };

  it("gets its input and the machine's name, and gives its output", async () => {
    const pay = step(definition, ({ input, actor }) => {
      expect([input.id, actor.kind, actor.name]).toEqual(["t-1", "system", "test/door"]);
      return { outcome: "paid" };
    });
    expect(await pay({ id: "t-1" }, lambdaContext())).toEqual({ outcome: "paid" });
    expect(lines).toMatchObject([{ level: "info", msg: "event", door: "test/door" }]);
  });

  it("refuses with an error that is named for the code, as Step Functions' Catch and Retry want it", async () => {
    const pay = step(definition, () => Promise.reject(errors.provider_down(undefined, { cause: new Error("ECONN") })));
    const thrown: unknown = await pay({ id: "t-1" }, lambdaContext()).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: "provider_down", message: "The provider is down.", stack: "" });
    expect(lines).toMatchObject([{ level: "error", code: "provider_down", error: "Error: ECONN" }]);
  });

  it.each([
    ["input that does not fit", { id: 5 }, { outcome: "paid" }, "invalid_request"],
    ["output that does not fit", { id: "t" }, { outcome: "lost" }, "internal_error"],
    ["a bug", { id: "t" }, new TypeError("x"), "internal_error"],
  ])("ends at %s", async (_, input, outcome, name) => {
    const pay = step(definition, () => {
      if (outcome instanceof Error) throw outcome;
      return outcome as never;
    });
    await expect(pay(input as never, lambdaContext())).rejects.toMatchObject({ name });
  });

  it("that hangs says so before Lambda stops it", async () => {
    const pay = step(definition, () => new Promise<never>(() => undefined));
    await expect(pay({ id: "t" }, lambdaContext(550))).rejects.toMatchObject({ name: "unavailable" });
  });
});

describe("a cron", () => {
  it("knows the time that it stands for", async () => {
    const seen: number[] = [];
    const job = cron({ ...base, schedule: "cron(0 2 * * ? *)" }, ({ scheduledAtMs }) => {
      seen.push(scheduledAtMs);
      return Promise.resolve();
    });
    await job({ time: "2026-01-02T02:00:00Z" }, lambdaContext());
    await job({}, lambdaContext());
    expect(seen[0]).toBe(Date.UTC(2026, 0, 2, 2));
    expect(Math.abs((seen[1] ?? 0) - Date.now())).toBeLessThan(5_000);
  });
});

describe("a consumer", () => {
  const event = (...ids: string[]): DynamoDBStreamEvent => ({
    Records: ids.map((id) => ({
      eventName: "INSERT",
      dynamodb: { SequenceNumber: id, NewImage: { pk: { S: id } } },
    })),
  });

  it("is handed records in order", async () => {
    const seen: unknown[] = [];
    const relay = consumer(base, ({ record }) => {
      seen.push(record);
      return Promise.resolve();
    });
    expect(await relay(event("1", "2"), lambdaContext())).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual([
      { eventName: "INSERT", sequence: "1", newImage: { pk: { S: "1" } }, oldImage: undefined },
      { eventName: "INSERT", sequence: "2", newImage: { pk: { S: "2" } }, oldImage: undefined },
    ]);
  });

  it("stops at the first record that fails, so that Lambda sends that one and the later ones again", async () => {
    const seen: string[] = [];
    const relay = consumer(base, ({ record }) => {
      seen.push(record.sequence);
      return record.sequence === "2" ? Promise.reject(new Error("of 0123456789")) : Promise.resolve();
    });
    expect(await relay(event("1", "2", "3"), lambdaContext())).toEqual({
      batchItemFailures: [{ itemIdentifier: "2" }],
    });
    expect(seen).toEqual(["1", "2"]);
    expect(lines[0]).toMatchObject({ level: "error", error: "Error: of <digits>" });
  });

  it("of batches gets them whole, and throws a failed one back, so that Lambda halves it", async () => {
    let fails = true;
    const fold = batchConsumer(base, ({ records }) => {
      expect(records).toHaveLength(2);
      return fails ? Promise.reject(new Error("no")) : Promise.resolve();
    });
    await expect(fold(event("1", "2"), lambdaContext())).rejects.toMatchObject({ name: "internal_error" });
    expect(lines).toMatchObject([{ level: "error", error: "Error: no" }]);
    fails = false;
    expect(await fold(event("1", "2"), lambdaContext())).toEqual({ batchItemFailures: [] });
    expect(await fold({ Records: [] }, lambdaContext())).toEqual({ batchItemFailures: [] });
  });
});
