import { describe, expect, it } from "vitest";
import { StateError } from "./failure.ts";
import { handles } from "./handling.ts";
import { functionError, machineOf, rehearse, task, type Handler } from "./rehearsal.testkit.ts";

const done = { Type: "Succeed" };

/** Throws the errors one after the other, then returns. */
function failing(...names: readonly string[]): Handler {
  const left = [...names];
  return () => {
    const name = left.shift();
    if (name !== undefined) throw functionError(name, "no");
    return "at last";
  };
}

function retry(more: Record<string, unknown> = {}) {
  return { Retry: [{ ErrorEquals: ["Busy"], ...more }] };
}

/** At which seconds the function was called within an hour. */
async function callSeconds(state: Record<string, unknown>, handler: Handler) {
  const play = rehearse(machineOf({ A: task("f", state) }), { handlers: { f: handler } });
  const startMs = play.clock.now();
  await play.start();
  await play.advance(3_600);
  return { seconds: play.calls.map((each) => (each.atMs - startMs) / 1_000), view: play.view(), play };
}

const always = failing(...Array<string>(20).fill("Busy"));

describe("Retry", () => {
  it.each<[string, Record<string, unknown>, readonly number[]]>([
    ["three times from one second on, twice as long each time", {}, [0, 1, 3, 7]],
    ["by its interval", { IntervalSeconds: 10, BackoffRate: 1, MaxAttempts: 2 }, [0, 10, 20]],
    ["by its rate", { IntervalSeconds: 2, BackoffRate: 1.5, MaxAttempts: 3 }, [0, 2, 5, 9.5]],
    [
      "never longer than MaxDelaySeconds",
      { IntervalSeconds: 4, MaxDelaySeconds: 10, MaxAttempts: 4 },
      [0, 4, 12, 22, 32],
    ],
    ["not at all with MaxAttempts 0", { MaxAttempts: 0 }, [0]],
  ])("tries again %s", async (_what, more, seconds) => {
    const told = await callSeconds(retry(more), failing(...Array<string>(20).fill("Busy")));
    expect(told.seconds).toEqual(seconds);
    expect(told.view).toMatchObject({
      status: "FAILED",
      error: "Busy",
      cause: '{"errorMessage":"no","errorType":"Busy"}',
    });
  });

  it("goes on when an attempt succeeds", async () => {
    const { seconds, view } = await callSeconds(retry(), failing("Busy", "Busy"));
    expect(seconds).toEqual([0, 1, 3]);
    expect(view.status).toBe("SUCCEEDED");
  });

  it("with full jitter waits no longer than without, and the same each time", async () => {
    const state = retry({ JitterStrategy: "FULL", IntervalSeconds: 100, BackoffRate: 1, MaxAttempts: 5 });
    const busy = () => failing(...Array<string>(20).fill("Busy"));
    const { seconds } = await callSeconds(state, busy());
    const waits = seconds.slice(1).map((each, index) => each - (seconds[index] ?? 0));
    expect(waits).toHaveLength(5);
    expect(new Set(waits).size).toBeGreaterThan(1);
    for (const wait of waits) expect(wait).toBeLessThan(100);
    expect((await callSeconds(state, busy())).seconds).toEqual(seconds);
  });

  it("counts each retrier by itself, and asks only the first that takes the error", async () => {
    const Retry = [
      { ErrorEquals: ["Busy"], MaxAttempts: 1 },
      { ErrorEquals: ["Slow", "Busy"], MaxAttempts: 2, BackoffRate: 1 },
    ];
    const both = await callSeconds({ Retry }, failing("Busy", "Slow", "Slow"));
    expect(both.seconds).toEqual([0, 1, 2, 3]);
    expect(both.view.status).toBe("SUCCEEDED");
    const twice = await callSeconds({ Retry }, failing("Busy", "Busy"));
    expect(twice.view).toMatchObject({ status: "FAILED", error: "Busy" });
  });

  it("tells the state how often it was tried again, and forgets it when the state is left", async () => {
    const Parameters = { FunctionName: "x:f", Payload: { "count.$": "$$.State.RetryCount" } };
    const Choices = [{ Variable: "$.Payload", StringEquals: "at last", Next: "B" }];
    const play = rehearse(
      machineOf({
        A: task("f", { ...retry(), Parameters, Next: "C" }),
        C: { Type: "Choice", Choices, Default: "B" },
        B: task("f", { Parameters }),
      }),
      { handlers: { f: failing("Busy", "Busy") } },
    );
    await play.start();
    await play.advance(10);
    expect(play.calls.map((each) => each.payload)).toEqual([{ count: 0 }, { count: 1 }, { count: 2 }, { count: 0 }]);
  });

  it("shows each attempt in the history", async () => {
    const { play } = await callSeconds(retry(), failing("Busy"));
    const attempt = ["TaskScheduled", "TaskStarted"];
    expect(play.history()).toEqual([
      ...["ExecutionStarted", "TaskStateEntered", ...attempt, "TaskFailed", ...attempt],
      ...["TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"],
    ]);
  });
});

describe("Catch", () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ["in the place of the input", {}, { Error: "Busy", Cause: '{"errorMessage":"no","errorType":"Busy"}' }],
    [
      "into the input",
      { ResultPath: "$.e" },
      { a: 1, e: { Error: "Busy", Cause: '{"errorMessage":"no","errorType":"Busy"}' } },
    ],
    ["nowhere", { ResultPath: null }, { a: 1 }],
  ])("leads on, with the error put %s", async (_what, more, output) => {
    const Catch = [
      { ErrorEquals: ["Other"], Next: "Other" },
      { ErrorEquals: ["States.ALL"], Next: "Rescue", ...more },
    ];
    const play = rehearse(machineOf({ A: task("f", { Catch }), Other: { Type: "Fail" }, Rescue: done }), {
      handlers: { f: failing("Busy") },
    });
    const view = await play.start({ a: 1 });
    expect(view.status).toBe("SUCCEEDED");
    expect(JSON.parse(view.output ?? "")).toEqual(output);
    expect(play.history()).toContain("TaskStateExited");
  });

  it("comes when the retries are used up", async () => {
    const Catch = [{ ErrorEquals: ["Busy"], Next: "B" }];
    const play = rehearse(machineOf({ A: task("f", { ...retry({ MaxAttempts: 1 }), Catch }), B: done }), {
      handlers: { f: always },
    });
    expect((await play.start()).status).toBe("RUNNING");
    await play.advance(1);
    expect(play.calls).toHaveLength(2);
    expect(play.view().status).toBe("SUCCEEDED");
  });

  it("does not see the machine's own faults", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "B" }];
    const play = rehearse(machineOf({ A: task("f", { InputPath: "$.nowhere", Catch }), B: done }));
    expect(await play.start()).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  it("sees a result that fits nowhere", async () => {
    const Catch = [{ ErrorEquals: ["States.ResultPathMatchFailure"], ResultPath: null, Next: "B" }];
    const play = rehearse(machineOf({ A: task("f", { ResultPath: "$.a", Catch }), B: done }), {
      handlers: { f: () => 1 },
    });
    expect(await play.start("text")).toMatchObject({ status: "SUCCEEDED", output: '"text"' });
  });

  it("that cannot put its error anywhere fails the execution", async () => {
    const Catch = [{ ErrorEquals: ["Busy"], ResultPath: "$.e", Next: "B" }];
    const play = rehearse(machineOf({ A: task("f", { Catch }), B: done }), { handlers: { f: failing("Busy") } });
    expect(await play.start("text")).toMatchObject({ status: "FAILED", error: "States.ResultPathMatchFailure" });
  });
});

describe("a task's timeout", () => {
  const never: Handler = () => new Promise(() => undefined);

  it.each([
    ["TimeoutSeconds", { TimeoutSeconds: 10 }],
    ["TimeoutSecondsPath", { TimeoutSecondsPath: "$.t" }],
  ])("of %s gives it up, and its late return changes nothing", async (_what, more) => {
    let comeBack: (value: string) => void = () => undefined;
    const f: Handler = () => new Promise<string>((resolve) => (comeBack = resolve));
    const Catch = [{ ErrorEquals: ["States.Timeout"], Next: "W" }];
    const play = rehearse(
      machineOf({ A: task("f", { ...more, Catch }), W: { Type: "Wait", Seconds: 60, End: true } }),
      {
        handlers: { f },
      },
    );
    void play.start({ t: 10 });
    await Promise.resolve();
    await play.advance(9.999);
    expect(play.view().waiting).toMatchObject([{ state: "A", for: "function" }]);
    await play.advance(0.001);
    const before = play.history();
    expect(before).toContain("TaskTimedOut");
    comeBack("late");
    await new Promise((resolve) => setImmediate(resolve));
    expect(play.history()).toEqual(before);
    await play.advance(60);
    expect(play.view().output).toBe('{"Error":"States.Timeout","Cause":""}');
  });

  it("can be retried", async () => {
    const Retry = [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 1, IntervalSeconds: 5 }];
    const play = rehearse(machineOf({ A: task("f", { TimeoutSeconds: 10, Retry }) }), { handlers: { f: never } });
    void play.start();
    await new Promise((resolve) => setImmediate(resolve));
    const startMs = play.clock.now();
    // Nothing ever settles here, so the clock rings without waiting for it.
    await play.clock.advance(60_000, () => new Promise((resolve) => setImmediate(resolve)));
    expect(play.calls.map((each) => (each.atMs - startMs) / 1_000)).toEqual([0, 15]);
    expect(play.view()).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  });
});

describe("which handler takes which error", () => {
  it.each<[string, string, boolean]>([
    ["Busy", "Busy", true],
    ["Busy", "busy", false],
    ["States.ALL", "Busy", true],
    ["States.ALL", "States.Timeout", true],
    ["States.ALL", "States.DataLimitExceeded", false],
    ["States.DataLimitExceeded", "States.DataLimitExceeded", true],
    ["States.TaskFailed", "Busy", true],
    ["States.TaskFailed", "States.Timeout", false],
    ["States.TaskFailed", "States.HeartbeatTimeout", false],
    ["States.Timeout", "States.HeartbeatTimeout", true],
    ["States.HeartbeatTimeout", "States.Timeout", false],
  ])("%s of %s: %s", (name, error, taken) => {
    expect(handles([name], new StateError(error, ""))).toBe(taken);
    expect(handles(["Else", name], new StateError(error, ""))).toBe(taken);
    expect(handles([name], new StateError(error, "", true))).toBe(false);
  });
});
