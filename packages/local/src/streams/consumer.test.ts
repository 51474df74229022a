import { afterEach, describe, expect, it } from "vitest";
import { Faults, type PlannedFault } from "../aws/faults.ts";
import { MovableClock } from "../clock.ts";
import type { LambdaFunction } from "../lambda/function.ts";
import type { InvokeResult } from "../lambda/lambda.ts";
import { StreamConsumer } from "./consumer.ts";
import type { Mapping } from "./mapping.ts";
import type { Position } from "./shards.ts";

const fn = { title: "consumer", arn: "arn:fn" } as LambdaFunction;
const MAPPING: Mapping = {
  id: "m",
  fn,
  table: { name: "t", streamArn: "arn:stream", engineStreamArn: "e", keyAttributes: ["pk"], ttlAttribute: undefined },
  filters: [],
  batchSize: 10,
  windowMs: 0,
  reportsItems: true,
  bisects: false,
  retriesMax: Infinity,
  ageMaxMs: Infinity,
  fromStart: true,
  onFailure: "arn:queue",
};

type Answer = (ids: readonly string[]) => unknown;
const started: { clock: MovableClock; consumer: StreamConsumer }[] = [];

afterEach(async () => {
  for (const { clock, consumer } of started.splice(0)) {
    clock.stop();
    await consumer.stop();
  }
});

/** A consumer over a stream in memory; records are numbers, `answer` plays the function. */
function rig(
  mapping: Partial<Mapping>,
  answer: Answer,
  shards: Record<string, { parent?: string; closed?: boolean; ids: string[] }>,
  faults?: Faults,
) {
  const clock = new MovableClock();
  const batches: string[][] = [];
  const dead: unknown[] = [];
  const positions = new Map<string, Position>();
  const streams = (operation: string, input: object): Promise<Record<string, unknown>> => {
    const { ShardId = "", SequenceNumber, ShardIterator = "" } = input as Record<string, string>;
    if (operation === "DescribeStream") {
      const all = Object.entries(shards).map(([id, { parent }]) => ({ ShardId: id, ParentShardId: parent }));
      return Promise.resolve({ StreamDescription: { Shards: all } });
    }
    if (operation === "GetShardIterator") {
      const from = SequenceNumber === undefined ? 0 : (shards[ShardId]?.ids.indexOf(SequenceNumber) ?? 0) + 1;
      return Promise.resolve({ ShardIterator: `${ShardId}:${from}` });
    }
    const [shard = "", from = "0"] = ShardIterator.split(":");
    const ids = shards[shard]?.ids ?? [];
    const Records = ids.slice(Number(from)).map((id) => {
      // `5b` is of the same item as `3b`.
      const Keys = { pk: { S: id.replace(/^\d+/, "") || id } };
      return { eventID: id, dynamodb: { SequenceNumber: id, Keys } };
    });
    const next = shards[shard]?.closed === true ? {} : { NextShardIterator: `${shard}:${ids.length}` };
    return Promise.resolve({ Records, ...next });
  };
  const invoke = (_fn: LambdaFunction, event: unknown): Promise<InvokeResult> => {
    const ids = (event as { Records: { eventID: string }[] }).Records.map(({ eventID }) => eventID);
    batches.push(ids);
    const invocation = { requestId: "r", fn, ids: new Set<string>() };
    try {
      return Promise.resolve({ ok: true, payload: answer(ids), invocation });
    } catch {
      const error = { errorType: "Error", errorMessage: "no" };
      return Promise.resolve({ ok: false, kind: "error", error, invocation });
    }
  };
  const consumer = new StreamConsumer({
    mapping: { ...MAPPING, ...mapping },
    client: { streams },
    clock,
    lambda: { invoke },
    logs: { add: () => undefined },
    region: "eu-west-1",
    positions,
    onProgress: () => undefined,
    onDead: (_queue, message) => dead.push(message),
    expired: () => false,
    ...(faults === undefined ? {} : { faults }),
  });
  clock.onSettle(() => consumer.drain());
  started.push({ clock, consumer });
  return { clock, consumer, batches, dead, positions };
}

const failing =
  (...poison: readonly string[]): Answer =>
  (ids) => {
    if (ids.some((id) => poison.includes(id))) throw new Error("poison");
  };

describe("an event source mapping", () => {
  it("hands over records in order, in batches as large as it may, each once", async () => {
    const { clock, batches } = rig({ batchSize: 2 }, () => null, { s: { ids: ["1", "2", "3", "4", "5"] } });
    await clock.settle();
    expect(batches).toEqual([["1", "2"], ["3", "4"], ["5"]]);
    await clock.settle();
    expect(batches).toHaveLength(3);
  });

  it("reads a parent shard to its end before its child", async () => {
    const shards = { child: { parent: "old", ids: ["3"] }, old: { closed: true, ids: ["1", "2"] } };
    const { clock, batches, positions } = rig({ batchSize: 1 }, () => null, shards);
    await clock.settle();
    expect(batches).toEqual([["1"], ["2"], ["3"]]);
    expect(positions.get("old")?.finished).toBe(true);
  });

  it("tries again from the record that was reported, after a while, and then goes on", async () => {
    let healthy = false;
    const answer: Answer = () => (healthy ? null : { batchItemFailures: [{ itemIdentifier: "2" }] });
    const { clock, batches, positions } = rig({}, answer, { s: { ids: ["1", "2", "3"] } });
    await clock.settle();
    expect(batches).toEqual([["1", "2", "3"]]);
    expect(positions.get("s")?.sequence).toBe("1");
    healthy = true;
    await clock.advance(10_000);
    expect(batches).toEqual([
      ["1", "2", "3"],
      ["2", "3"],
    ]);
    expect(positions.get("s")?.sequence).toBe("3");
  });

  it("splits a failing batch until what fails is alone, gives that up and goes on", async () => {
    const mapping = { bisects: true, retriesMax: 2, reportsItems: false };
    const { clock, batches, dead, positions } = rig(mapping, failing("3"), { s: { ids: ["1", "2", "3", "4"] } });
    await clock.advance(3_600_000);
    expect(batches.at(-1)).toEqual(["4"]);
    expect(batches.filter((ids) => ids.length === 1 && ids[0] === "3")).toHaveLength(3);
    expect(batches.filter((ids) => ids.includes("4"))).toHaveLength(3);
    expect(positions.get("s")?.sequence).toBe("4");
    expect(dead).toMatchObject([
      { DDBStreamBatchInfo: { batchSize: 1, startSequenceNumber: "3", endSequenceNumber: "3", shardId: "s" } },
    ]);
  });

  it("holds everything back behind a record that may be tried for ever", async () => {
    const { clock, batches, dead } = rig({ batchSize: 1 }, failing("1"), { s: { ids: ["1", "2"] } });
    await clock.advance(600_000);
    expect(batches.length).toBeGreaterThan(5);
    expect(new Set(batches.flat())).toEqual(new Set(["1"]));
    expect(dead).toEqual([]);
  });

  it("takes a report of something that is not in the batch as a failure of all of it", async () => {
    const answer: Answer = () => ({ batchItemFailures: [{ itemIdentifier: "nonsense" }] });
    const { clock, positions } = rig({}, answer, { s: { ids: ["1", "2"] } });
    await clock.settle();
    expect(positions.get("s")).toBeUndefined();
  });

  it("keeps what no filter wants from the function, and does not read it again", async () => {
    const filters = [{ eventID: ["2"] }];
    const { clock, batches, positions } = rig({ filters }, () => null, { s: { ids: ["1", "2", "3"] } });
    await clock.settle();
    expect(batches).toEqual([["2"]]);
    expect(positions.get("s")?.sequence).toBe("3");
  });
});

describe("an event source mapping in trouble", () => {
  const planned = (fault: PlannedFault["fault"]) => {
    const faults = new Faults();
    faults.set({ seed: "5", rates: {}, next: [{ fault, count: 1 }] });
    return faults;
  };

  it("hands the same batch over again, and goes on from behind it", async () => {
    const shards = { s: { ids: ["1", "2", "3"] } };
    const { clock, batches, positions } = rig({ batchSize: 2 }, () => null, shards, planned("duplicateBatch"));
    await clock.settle();
    expect(batches).toEqual([["1", "2"], ["1", "2"], ["3"]]);
    expect(positions.get("s")?.sequence).toBe("3");
  });

  it("hands records over in another order, those of one item in their own, and counts them when all are done", async () => {
    const ids = ["1a", "2b", "3a", "4c", "5b", "6a"];
    let healthy = false;
    const answer: Answer = (got) => (healthy ? null : { batchItemFailures: [{ itemIdentifier: got[3] }] });
    const { clock, batches, positions } = rig({}, answer, { s: { ids } }, planned("reorderedBatch"));
    await clock.settle();
    const [first = []] = batches;
    expect([...first].sort()).toEqual(ids);
    expect(first).not.toEqual(ids);
    for (const item of "abc") {
      expect(first.filter((id) => id.endsWith(item))).toEqual(ids.filter((id) => id.endsWith(item)));
    }
    expect(positions.get("s")).toBeUndefined();
    healthy = true;
    await clock.advance(10_000);
    expect(batches[1]).toEqual(first.slice(3));
    expect(positions.get("s")?.sequence).toBe("6a");
  });

  it("splits off a record on which the function always fails, gives that up and goes on", async () => {
    const mapping = { bisects: true, retriesMax: 2 };
    const shards = { s: { ids: ["1", "2", "3", "4"] } };
    const { clock, batches, dead, positions } = rig(mapping, () => null, shards, planned("poisonRecord"));
    await clock.advance(3_600_000);
    const [buried] = dead as { DDBStreamBatchInfo: { batchSize: number; startSequenceNumber: string } }[];
    expect(dead).toHaveLength(1);
    expect(buried?.DDBStreamBatchInfo.batchSize).toBe(1);
    const poison = buried?.DDBStreamBatchInfo.startSequenceNumber;
    expect(batches.filter((ids) => ids.length === 1 && ids[0] === poison)).toHaveLength(3);
    expect(new Set(batches.flat())).toEqual(new Set(["1", "2", "3", "4"]));
    expect(positions.get("s")?.sequence).toBe("4");
  });
});
