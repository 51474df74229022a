import { describe, expect, it } from "vitest";
import { functionError, machineOf, rehearse, task, tokenTask, type Handler } from "./rehearsal.testkit.ts";
import { everything } from "./samples.testkit.ts";

const done = { Type: "Succeed" };

function map(states: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return { Type: "Map", ItemProcessor: machineOf(states), ...("Next" in more ? {} : { End: true }), ...more };
}

function parallel(branches: readonly Record<string, unknown>[], more: Record<string, unknown> = {}) {
  return {
    Type: "Parallel",
    Branches: branches.map((each) => machineOf(each)),
    ...("Next" in more ? {} : { End: true }),
    ...more,
  };
}

describe("Map", () => {
  it("gives the outputs in the items' order, whatever order they come in", async () => {
    const play = rehearse(machineOf({ M: map({ W: { Type: "Wait", SecondsPath: "$", Next: "P" }, P: done }) }));
    await play.start([30, 10, 20]);
    await play.advance(30);
    expect(play.view().output).toBe("[30,10,20]");
  });

  it("of no items succeeds at once with none", async () => {
    const play = rehearse(machineOf({ M: map({ A: task("f") }, { ItemsPath: "$.items", ResultPath: "$.out" }) }));
    expect(await play.start({ items: [] })).toMatchObject({ status: "SUCCEEDED", output: '{"items":[],"out":[]}' });
  });

  it("of what is no array fails", async () => {
    const play = rehearse(machineOf({ M: map({ A: done }, { ItemsPath: "$.items" }) }));
    expect(await play.start({ items: {} })).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  it("gives each item what ItemSelector makes of it, and the context of its place", async () => {
    const ItemSelector = { "value.$": "$$.Map.Item.Value", "who.$": "$.who" };
    const inner = { P: { Type: "Pass", Parameters: { "in.$": "$", "at.$": "$$.Map.Item.Index" }, End: true } };
    const play = rehearse(machineOf({ M: map(inner, { ItemsPath: "$.items", ItemSelector }) }));
    const view = await play.start({ who: "amina", items: ["x", "y"] });
    expect(JSON.parse(view.output ?? "")).toEqual([
      { in: { value: "x", who: "amina" }, at: 0 },
      { in: { value: "y", who: "amina" }, at: 1 },
    ]);
  });

  it.each([
    [2, [2, 2, 1]],
    [1, [1, 1, 1, 1, 1]],
    [0, [5]],
  ])("works on no more than MaxConcurrency %i at once", async (MaxConcurrency, waves) => {
    const play = rehearse(machineOf({ M: map({ W: { Type: "Wait", Seconds: 10, End: true } }, { MaxConcurrency }) }));
    await play.start([1, 2, 3, 4, 5]);
    const seen: number[] = [];
    while (play.view().status === "RUNNING") {
      seen.push(play.view().waiting.filter((each) => each.for === "clock").length);
      await play.advance(10);
    }
    expect(seen).toEqual(waves);
    expect(play.view().output).toBe("[1,2,3,4,5]");
  });

  it("fails with its first failing item, and the others go no further", async () => {
    const f: Handler = (payload) => {
      if (payload === 2) throw functionError("Bad");
      return payload;
    };
    const inner = { A: task("f", { Next: "W" }), W: { Type: "Wait", Seconds: 10, Next: "B" }, B: task("f") };
    const Catch = [{ ErrorEquals: ["Bad"], ResultPath: null, Next: "Rescue" }];
    const play = rehearse(machineOf({ M: map(inner, { Catch }), Rescue: done }), { handlers: { f } });
    expect(await play.start([1, 2, 3])).toMatchObject({ status: "SUCCEEDED", output: "[1,2,3]" });
    await play.advance(100);
    expect(play.calls).toHaveLength(3);
    expect(play.clock.pending()).toEqual([]);
    const types = play.history();
    expect(types).toContain("MapIterationFailed");
    expect(types.filter((each) => each === "MapIterationAborted")).toHaveLength(2);
    expect(types).toContain("MapStateFailed");
  });

  it("is retried as a whole", async () => {
    let left = 1;
    const f: Handler = () => {
      if (left-- > 0) throw functionError("Bad");
      return "ok";
    };
    const Retry = [{ ErrorEquals: ["Bad"], IntervalSeconds: 5 }];
    const play = rehearse(machineOf({ M: map({ A: task("f", { OutputPath: "$.Payload" }) }, { Retry }) }), {
      handlers: { f },
    });
    await play.start([1, 2]);
    await play.advance(5);
    expect(play.view().output).toBe('["ok","ok"]');
    expect(play.calls).toHaveLength(4);
  });

  it("whose selector fails on a later item leaves none of the earlier ones at work", async () => {
    const ItemSelector = { "a.$": "States.ArrayGetItem($$.Map.Item.Value, 0)" };
    const Catch = [{ ErrorEquals: ["States.IntrinsicFailure"], Next: "Rescue" }];
    const play = rehearse(
      machineOf({ M: map({ W: { Type: "Wait", Seconds: 10, End: true } }, { ItemSelector, Catch }), Rescue: done }),
    );
    expect((await play.start([[1], []])).status).toBe("SUCCEEDED");
    expect(play.clock.pending()).toEqual([]);
  });
});

describe("Parallel", () => {
  it("gives every branch the same input and their outputs in order", async () => {
    const play = rehearse(
      machineOf({
        P: parallel(
          [
            { A: { Type: "Wait", Seconds: 9, Next: "A2" }, A2: { Type: "Pass", OutputPath: "$.n", End: true } },
            { B: task("f", { OutputPath: "$.Payload" }) },
          ],
          {
            Parameters: { "n.$": "$.n" },
            ResultSelector: { "first.$": "$[0]", "second.$": "$[1]" },
            ResultPath: "$.r",
          },
        ),
      }),
      { handlers: { f: (payload) => payload } },
    );
    await play.start({ n: 1, rest: true });
    await play.advance(9);
    expect(JSON.parse(play.view().output ?? "")).toEqual({ n: 1, rest: true, r: { first: 1, second: { n: 1 } } });
  });

  it("fails with the branch that fails first; a token of another branch is dead from then on", async () => {
    const fail: Handler = () => {
      throw functionError("Bad", "no");
    };
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Rescue" }];
    const play = rehearse(
      machineOf({
        P: parallel([{ A: tokenTask("keep") }, { W: { Type: "Wait", Seconds: 1, Next: "B" }, B: task("fail") }], {
          Catch,
        }),
        Rescue: done,
      }),
      { handlers: { keep: () => null, fail } },
    );
    await play.start();
    const { token = "" } = play.view().waiting.find((each) => each.for === "token") ?? {};
    await play.advance(1);
    expect(play.view()).toMatchObject({
      status: "SUCCEEDED",
      output: expect.stringContaining('"Error":"Bad"') as string,
    });
    expect(() => play.ask("SendTaskSuccess", { taskToken: token, output: "1" })).toThrow("TaskTimedOut");
    expect(play.history()).toContain("ParallelStateFailed");
  });

  it("nested, an inner failure that nobody handles takes everything down", async () => {
    const inner = parallel([{ X: { Type: "Fail", Error: "Deep" } }, { Y: { Type: "Wait", Seconds: 5, End: true } }]);
    const play = rehearse(
      machineOf({ P: parallel([{ M: map({ I: inner }) }, { Z: { Type: "Wait", Seconds: 5, End: true } }]) }),
    );
    expect(await play.start([1, 2])).toMatchObject({ status: "FAILED", error: "Deep", waiting: [] });
    expect(play.clock.pending()).toEqual([]);
  });
});

it("a history links each event to the one before it in its own branch", async () => {
  const pass = { Type: "Pass", End: true };
  const play = rehearse(machineOf({ M: map({ I: pass }, { Next: "P" }), P: parallel([{ A: pass }, { B: pass }]) }));
  await play.start([1, 2]);
  const events = play.service.execution("one")?.events ?? [];
  const name = (id: number) => {
    const event = events[id - 1];
    const { name: state, index } = { name: "", index: "", ...event?.details };
    return event === undefined ? "" : `${event.type.replace(/State|Iteration/, "")} ${state}${index}`.trim();
  };
  expect(events.map((each) => [name(each.id), name(each.previousEventId)])).toEqual([
    ["ExecutionStarted", ""],
    ["MapEntered M", "ExecutionStarted"],
    ["MapStarted", "MapEntered M"],
    ["MapStarted M0", "MapStarted"],
    ["MapStarted M1", "MapStarted"],
    ["PassEntered I", "MapStarted M0"],
    ["PassExited I", "PassEntered I"],
    ["MapSucceeded M0", "PassExited I"],
    ["PassEntered I", "MapStarted M1"],
    ["PassExited I", "PassEntered I"],
    ["MapSucceeded M1", "PassExited I"],
    ["MapSucceeded", "MapSucceeded M1"],
    ["MapExited M", "MapSucceeded"],
    ["ParallelEntered P", "MapExited M"],
    ["ParallelStarted", "ParallelEntered P"],
    ["PassEntered A", "ParallelStarted"],
    ["PassExited A", "PassEntered A"],
    ["PassEntered B", "ParallelStarted"],
    ["PassExited B", "PassEntered B"],
    ["ParallelSucceeded", "PassExited B"],
    ["ParallelExited P", "ParallelSucceeded"],
    ["ExecutionSucceeded", "ParallelExited P"],
  ]);
});

it("a machine of everything there is runs to its end", async () => {
  const one: Handler = (payload) => payload;
  const play = rehearse(everything, { handlers: { right: () => "right", one } });
  await play.start({ who: "amina", until: "2026-01-02T03:10:00Z" });
  await play.advance(600);
  const each = (value: number, index: number) => ({ value, index, who: "amina" });
  const outcome = (payload: unknown) => ({ ExecutedVersion: "$LATEST", Payload: payload, StatusCode: 200 });
  expect(JSON.parse(play.view().output ?? "")).toEqual([each(1, 0), each(2, 1), each(3, 2)].map(outcome));
});
