import { describe, expect, it } from "vitest";
import { functionArn, functionError, machineOf, rehearse, ROLE_ARN, task, type Handler } from "./rehearsal.testkit.ts";
import { payout } from "./samples.testkit.ts";
import type { Json } from "./types.ts";

const done = { Type: "Succeed" };
const echo: Handler = (payload) => payload;

/** A machine, its input, and what comes out of it. */
const OUTPUTS: readonly [string, Record<string, unknown>, Json, Json][] = [
  ["Pass hands its input on", { A: { Type: "Pass", End: true } }, { a: 1 }, { a: 1 }],
  ["Pass gives its Result", { A: { Type: "Pass", Result: [1], End: true } }, { a: 1 }, [1]],
  [
    "Pass puts its Result",
    { A: { Type: "Pass", Result: 2, ResultPath: "$.b.c", End: true } },
    { a: 1 },
    { a: 1, b: { c: 2 } },
  ],
  ["Pass forgets its Result", { A: { Type: "Pass", Result: 2, ResultPath: null, End: true } }, { a: 1 }, { a: 1 }],
  ["Pass shapes its input", { A: { Type: "Pass", Parameters: { "b.$": "$.a" }, End: true } }, { a: 1 }, { b: 1 }],
  ["InputPath selects", { A: { Type: "Pass", InputPath: "$.a", End: true } }, { a: { b: 1 } }, { b: 1 }],
  ["InputPath null gives nothing", { A: { Type: "Pass", InputPath: null, End: true } }, { a: 1 }, {}],
  [
    "a result goes into the raw input",
    { A: { Type: "Pass", InputPath: "$.a", ResultPath: "$.r", End: true } },
    { a: 1, b: 2 },
    { a: 1, b: 2, r: 1 },
  ],
  ["OutputPath selects", { A: { Type: "Pass", OutputPath: "$.a", End: true } }, { a: 1 }, 1],
  ["OutputPath null gives nothing", { A: { Type: "Pass", OutputPath: null, End: true } }, { a: 1 }, {}],
  ["Succeed selects too", { A: { Type: "Succeed", InputPath: "$.a", OutputPath: "$.b" } }, { a: { b: 1 } }, 1],
  ["states follow one another", { A: { Type: "Pass", Result: 1, Next: "B" }, B: done }, {}, 1],
  [
    "a task's result is the invocation's",
    { A: task("echo") },
    { a: 1 },
    { ExecutedVersion: "$LATEST", Payload: { a: 1 }, StatusCode: 200 },
  ],
  ["ResultSelector shapes it", { A: task("echo", { ResultSelector: { "r.$": "$.Payload.a" } }) }, { a: 1 }, { r: 1 }],
  [
    "ResultPath puts it",
    { A: task("echo", { ResultSelector: { "r.$": "$.Payload.a" }, ResultPath: "$.t" }) },
    { a: 1 },
    { a: 1, t: { r: 1 } },
  ],
  ["ResultPath null forgets it", { A: task("echo", { ResultPath: null }) }, { a: 1 }, { a: 1 }],
  [
    "a task of no payload gets {}",
    { A: task("echo", { Parameters: { FunctionName: functionArn("echo") }, OutputPath: "$.Payload" }) },
    5,
    {},
  ],
  ["a function that returns nothing gives null", { A: task("nothing", { OutputPath: "$.Payload" }) }, {}, null],
  [
    "a function may be the resource itself",
    { A: { Type: "Task", Resource: functionArn("echo"), End: true } },
    { a: 1 },
    { a: 1 },
  ],
  [
    "such a function gets what the parameters say",
    { A: { Type: "Task", Resource: functionArn("echo"), Parameters: { "b.$": "$.a" }, ResultPath: "$.r", End: true } },
    { a: 1 },
    { a: 1, r: { b: 1 } },
  ],
  [
    "the function may be named by the input",
    { A: task("x", { Parameters: { "FunctionName.$": "$.f", Payload: 7 }, OutputPath: "$.Payload" }) },
    { f: functionArn("echo") },
    7,
  ],
];

describe("states", () => {
  it.each(OUTPUTS)("%s", async (_what, states, input, output) => {
    const play = rehearse(machineOf(states), { handlers: { echo, nothing: () => undefined } });
    const view = await play.start(input);
    expect(view).toMatchObject({ status: "SUCCEEDED" });
    expect(JSON.parse(view.output ?? "")).toEqual(output);
  });

  it("tell the machine what it is by the context object", async () => {
    const Parameters = {
      "execution.$": "$$.Execution",
      "machine.$": "$$.StateMachine.Name",
      "state.$": "$$.State.Name",
      "entered.$": "$$.State.EnteredTime",
    };
    const play = rehearse(
      machineOf({ W: { Type: "Wait", Seconds: 5, Next: "A" }, A: { Type: "Pass", Parameters, End: true } }),
    );
    await play.start({ a: 1 }, "run-1");
    await play.advance(5);
    expect(JSON.parse(play.view("run-1").output ?? "")).toEqual({
      execution: {
        Id: "arn:aws:states:eu-west-1:000000000000:execution:payout:run-1",
        Input: { a: 1 },
        Name: "run-1",
        RoleArn: ROLE_ARN,
        StartTime: "2026-01-02T03:04:05.000Z",
      },
      machine: "payout",
      state: "A",
      entered: "2026-01-02T03:04:10.000Z",
    });
  });

  it.each([
    [3, "three"],
    [4, "other"],
  ])("Choice takes the first rule that holds, else the Default (%j)", async (n, way) => {
    const Choices = [
      { Variable: "$.n", NumericEquals: 3, Next: "Three" },
      { Variable: "$.n", NumericLessThan: 4, Next: "Other" },
    ];
    const play = rehearse(
      machineOf({
        A: { Type: "Choice", Choices, Default: "Other" },
        Three: { Type: "Pass", Result: "three", End: true },
        Other: { Type: "Pass", Result: "other", End: true },
      }),
    );
    expect((await play.start({ n })).output).toBe(JSON.stringify(way));
  });

  it.each<[string, Record<string, unknown>, Json, string, RegExp]>([
    [
      "no choice",
      { A: { Type: "Choice", Choices: [{ Variable: "$.a", IsNull: true, Next: "B" }] }, B: done },
      { a: 1 },
      "States.NoChoiceMatched",
      /state 'A'/,
    ],
    [
      "a path to nowhere",
      { A: { Type: "Pass", InputPath: "$.x", End: true } },
      {},
      "States.Runtime",
      /'\$\.x' in InputPath/,
    ],
    [
      "a template to nowhere",
      { A: task("echo", { Parameters: { FunctionName: "f", "Payload.$": "$.x" } }) },
      {},
      "States.Runtime",
      /'Payload\.\$'/,
    ],
    [
      "a result that fits nowhere",
      { A: { Type: "Pass", ResultPath: "$.a", End: true } },
      "text",
      "States.ResultPathMatchFailure",
      /\$\.a/,
    ],
    [
      "a wait for no number",
      { A: { Type: "Wait", SecondsPath: "$.s", End: true } },
      { s: "5" },
      "States.Runtime",
      /SecondsPath/,
    ],
    [
      "a wait for no time",
      { A: { Type: "Wait", TimestampPath: "$.t", End: true } },
      { t: "soon" },
      "States.Runtime",
      /TimestampPath/,
    ],
    [
      "a broken function of the language",
      { A: { Type: "Pass", Parameters: { "a.$": "States.StringToJson('{')" }, End: true } },
      {},
      "States.IntrinsicFailure",
      /JSON/,
    ],
    ["Fail", { A: { Type: "Fail", Error: "Bad", Cause: "because" } }, {}, "Bad", /^because$/],
    [
      "Fail by paths",
      { A: { Type: "Fail", ErrorPath: "$.e", CausePath: "States.Format('{}!', $.c)" } },
      { e: "E", c: "C" },
      "E",
      /^C!$/,
    ],
    ["too much data", { A: task("flood") }, {}, "States.DataLimitExceeded", /262144/],
    ["a function that is not there", { A: task("absent") }, {}, "Lambda.SdkClientException", /no function absent/],
    ["a function's error", { A: task("bad") }, {}, "BadThing", /"errorMessage":"it is bad"/],
  ])("an execution fails by %s", async (_what, states, input, error, cause) => {
    const handlers: Record<string, Handler> = {
      flood: () => "x".repeat(262_144),
      bad: () => {
        throw functionError("BadThing", "it is bad");
      },
    };
    const play = rehearse(machineOf(states), { handlers: { ...handlers, echo } });
    const view = await play.start(input);
    expect(view).toMatchObject({ status: "FAILED", error });
    expect(view.cause).toMatch(cause);
    expect(play.history().at(-1)).toBe("ExecutionFailed");
  });

  it.each<[string, Record<string, unknown>, Json, number]>([
    ["Seconds", { Seconds: 90 }, {}, 90],
    ["SecondsPath", { SecondsPath: "$.s" }, { s: 7 }, 7],
    ["Timestamp", { Timestamp: "2026-01-02T04:04:05Z" }, {}, 3_600],
    ["TimestampPath", { TimestampPath: "$.t" }, { t: "2026-01-02T04:04:05+01:00" }, 0],
    ["a time that has passed", { Timestamp: "2020-01-01T00:00:00Z" }, {}, 0],
  ])("Wait ends when %s says, and not before", async (_what, state, input, seconds) => {
    const play = rehearse(machineOf({ A: { Type: "Wait", ...state, End: true } }));
    expect(await play.start(input)).toMatchObject({ status: "RUNNING", waiting: [{ state: "A", for: "clock" }] });
    if (seconds > 0) {
      await play.advance(seconds - 0.001);
      expect(play.view().status).toBe("RUNNING");
    }
    await play.advance(0.001);
    expect(play.view()).toMatchObject({ status: "SUCCEEDED", output: JSON.stringify(input) });
  });

  it("a machine's TimeoutSeconds ends it wherever it stands, and nothing of it happens afterwards", async () => {
    const play = rehearse(
      machineOf({ A: { Type: "Wait", Seconds: 50, Next: "B" }, B: task("echo") }, { TimeoutSeconds: 30 }),
    );
    await play.start();
    await play.advance(29);
    expect(play.view().status).toBe("RUNNING");
    await play.advance(100);
    expect(play.view()).toMatchObject({ status: "TIMED_OUT", waiting: [] });
    expect(play.history()).toEqual(["ExecutionStarted", "WaitStateEntered", "ExecutionTimedOut"]);
    expect(play.calls).toEqual([]);
    expect(play.clock.pending()).toEqual([]);
  });

  it("a machine that goes in circles without waiting is ended by the bound on its history", async () => {
    const Choices = [{ Variable: "$.a", IsPresent: false, Next: "A" }];
    const play = rehearse(machineOf({ A: { Type: "Choice", Choices, Default: "B" }, B: done }));
    expect(await play.start()).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(play.history().length).toBeLessThan(25_010);
  });

  it("a history tells what happened, with times, ids and data", async () => {
    const play = rehearse(machineOf({ A: task("echo", { OutputPath: "$.Payload", Next: "B" }), B: done }), {
      handlers: { echo },
    });
    await play.start({ a: 1 });
    const events = play.service.execution("one")?.events ?? [];
    expect(events.map((each) => [each.id, each.previousEventId, each.type])).toEqual([
      [1, 0, "ExecutionStarted"],
      [2, 1, "TaskStateEntered"],
      [3, 2, "TaskScheduled"],
      [4, 3, "TaskStarted"],
      [5, 4, "TaskSucceeded"],
      [6, 5, "TaskStateExited"],
      [7, 6, "SucceedStateEntered"],
      [8, 7, "SucceedStateExited"],
      [9, 8, "ExecutionSucceeded"],
    ]);
    expect(events[2]).toMatchObject({
      atMs: play.clock.now(),
      detailsName: "taskScheduledEventDetails",
      details: { resourceType: "lambda", resource: "invoke", region: "eu-west-1" },
    });
  });

  it("a function that is the resource itself has events of its own", async () => {
    const failsFirst = [functionError("Busy"), undefined];
    const f: Handler = () => {
      const error = failsFirst.shift();
      if (error !== undefined) throw error;
    };
    const state = { Type: "Task", Resource: functionArn("f"), Retry: [{ ErrorEquals: ["Busy"] }], End: true };
    const play = rehearse(machineOf({ A: state }), { handlers: { f } });
    await play.start({ a: 1 });
    await play.advance(1);
    const events = play.service.execution("one")?.events ?? [];
    expect(events.slice(2, 8).map((each) => each.type.replace("LambdaFunction", "-"))).toEqual([
      ...["-Scheduled", "-Started", "-Failed"],
      ...["-Scheduled", "-Started", "-Succeeded"],
    ]);
    expect(events[2]?.details).toMatchObject({ resource: functionArn("f"), input: '{"a":1}' });
  });

  it("the same happenings give the same history", async () => {
    const tell = async () => {
      const handlers: Record<string, Handler> = {
        submit: () => ({ status: "pending" }),
        remember: () => null,
        ask: () => ({ status: "success" }),
        settle: () => null,
      };
      const play = rehearse(payout, { handlers });
      await play.start({ transactionId: "t-1" });
      await play.advance(3_600);
      return { types: play.history(), calls: play.calls.map((each) => each.function), view: play.view().status };
    };
    const first = await tell();
    expect(first.calls).toEqual(["submit", "remember", "ask", "settle"]);
    expect(first.view).toBe("SUCCEEDED");
    expect(await tell()).toEqual(first);
  });
});
