import { describe, expect, it } from "vitest";
import aslValidator from "asl-validator";
import { loadMachine } from "./load.ts";
import { MACHINE_ARN, machineOf, ROLE_ARN, task, tokenTask } from "./rehearsal.testkit.ts";
import { everything, payout } from "./samples.testkit.ts";

function load(definition: unknown, type?: string) {
  return loadMachine({ arn: MACHINE_ARN, roleArn: ROLE_ARN, definition, ...(type !== undefined && { type }) });
}

const end = { Type: "Succeed" };

/** A state that is refused, and the part of the refusal that says what and where. */
const REFUSED: readonly [string, Record<string, unknown>, string][] = [
  ["an unknown type", { Type: "Activity", End: true }, "state S, Type: is not known here"],
  ["an unknown field", { Type: "Pass", End: true, Assign: {} }, "state S, Assign: this field is not known here"],
  ["JSONata", { Type: "Pass", End: true, QueryLanguage: "JSONata" }, "QueryLanguage: only JSONPath"],
  ["another service", task("f", { Resource: "arn:aws:states:::sqs:sendMessage" }), "state S, Resource: only"],
  ["what is no function", task("f", { Resource: "arn:aws:lambda:eu-west-1:000000000000:layer:f" }), "Resource: only"],
  ["a task for nobody", task("f", { Parameters: { Payload: {} } }), "Parameters.FunctionName/FunctionName.$"],
  ["unknown parameters", task("f", { Parameters: { FunctionName: "f", Qualifier: "1" } }), "Parameters.Qualifier"],
  ["neither Next nor End", { Type: "Pass" }, "Next/End: exactly one"],
  ["Next and End", { Type: "Pass", Next: "T", End: true }, "Next/End: exactly one"],
  ["a way to nowhere", { Type: "Pass", Next: "Nowhere" }, "state S, Next: there is no state Nowhere"],
  ["a wildcard path", { Type: "Pass", End: true, InputPath: "$.a[*]" }, "InputPath: the path '$.a[*]' is not known"],
  ["a filter", { Type: "Pass", End: true, OutputPath: "$.a[?(@.b)]" }, "OutputPath"],
  ["descent", { Type: "Pass", End: true, InputPath: "$..a" }, "InputPath"],
  ["a result in the context", { Type: "Pass", End: true, ResultPath: "$$.State" }, "ResultPath"],
  [
    "an unknown context path",
    { Type: "Pass", End: true, InputPath: "$$.Secrets.Key" },
    "InputPath: the context object",
  ],
  ["a template of no path", { Type: "Pass", End: true, Parameters: { "a.$": "b" } }, "Parameters.a.$"],
  [
    "a template that says it twice",
    { Type: "Pass", End: true, Parameters: { a: 1, "a.$": "$.a" } },
    "'a' is given twice",
  ],
  ["an unknown function", { Type: "Pass", End: true, Parameters: { "a.$": "States.Hash($.a, 'MD5')" } }, "States.Hash"],
  [
    "a broken function",
    { Type: "Pass", End: true, Parameters: { "a.$": "States.Array(1,,2)" } },
    "cannot be understood",
  ],
  ["a wait for two things", { Type: "Wait", Seconds: 1, SecondsPath: "$.s", End: true }, "exactly one"],
  ["a wait for nothing", { Type: "Wait", End: true }, "exactly one"],
  ["a bad time", { Type: "Wait", Timestamp: "tomorrow", End: true }, "Timestamp: must be an RFC 3339 time"],
  ["a negative wait", { Type: "Wait", Seconds: -1, End: true }, "Seconds: must be an integer"],
  ["two timeouts", task("f", { TimeoutSeconds: 1, TimeoutSecondsPath: "$.t" }), "TimeoutSecondsPath: cannot stand"],
  ["heartbeats nobody can send", task("f", { HeartbeatSeconds: 5 }), "HeartbeatSeconds: only a task that waits"],
  ["late heartbeats", tokenTask("f", { TimeoutSeconds: 5, HeartbeatSeconds: 5 }), "must be less than TimeoutSeconds"],
  ["a token kept back", tokenTask("f", { Parameters: { FunctionName: "f" } }), "must hand out $$.Task.Token"],
  [
    "a token of none",
    task("f", { Parameters: { FunctionName: "f", "Payload.$": "$$.Task.Token" } }),
    "waits for its token",
  ],
  ["a retry of nothing", task("f", { Retry: [{ MaxAttempts: 1 }] }), "Retry[0].ErrorEquals: is missing"],
  ["a fractional retry", task("f", { Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1.5 }] }), "Retry[0].MaxAttempts"],
  ["an unknown jitter", task("f", { Retry: [{ ErrorEquals: ["E"], JitterStrategy: "SOME" }] }), "JitterStrategy"],
  ["a shrinking backoff", task("f", { Retry: [{ ErrorEquals: ["E"], BackoffRate: 0.5 }] }), "BackoffRate"],
  ["all and one", task("f", { Retry: [{ ErrorEquals: ["States.ALL", "E"] }] }), "States.ALL must stand alone"],
  ["all before one", task("f", { Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["E"] }] }), "come last"],
  ["handling the unhandled", task("f", { Retry: [{ ErrorEquals: ["States.Runtime"] }] }), "States.Runtime never"],
  ["a catch to nowhere", task("f", { Catch: [{ ErrorEquals: ["E"], Next: "Nowhere" }] }), "no state Nowhere"],
  ["a catch that stays", task("f", { Catch: [{ ErrorEquals: ["E"] }] }), "Catch[0].Next: is missing"],
  ["a retry that leads on", task("f", { Retry: [{ ErrorEquals: ["E"], Next: "T" }] }), "Retry[0].Next"],
  ["no choices", { Type: "Choice", Choices: [] }, "Choices: must be an array that is not empty"],
  ["a choice without a way", choice({ Variable: "$.a", IsNull: true, Next: undefined }), "Choices[0].Next: is missing"],
  ["an inner way", choice({ Not: { Variable: "$.a", IsNull: true, Next: "T" } }), "Choices[0].Not.Next"],
  ["an unknown comparison", choice({ Variable: "$.a", StringStartsWith: "b" }), "Choices[0].StringStartsWith"],
  ["two comparisons", choice({ Variable: "$.a", IsNull: true, IsString: true }), "exactly one operator"],
  ["a number for a string", choice({ Variable: "$.a", StringEquals: 1 }), "must be a value of kind String"],
  ["comparing nothing", choice({ StringEquals: "a" }), "Choices[0].Variable: is missing"],
  ["an empty And", choice({ And: [] }), "Choices[0].And"],
  ["two errors", { Type: "Fail", Error: "E", ErrorPath: "$.e" }, "ErrorPath: cannot stand beside Error"],
  ["a distributed map", map({ ProcessorConfig: { Mode: "DISTRIBUTED" } }), "ItemProcessor.ProcessorConfig.Mode"],
  ["the old map", { Type: "Map", Iterator: machineOf({ In: end }), End: true }, "Iterator: this field is not known"],
  ["a map of nothing", { Type: "Map", End: true }, "ItemProcessor: is missing"],
  ["no branches", { Type: "Parallel", Branches: [], End: true }, "Branches: must be an array"],
  [
    "two of one name",
    { Type: "Parallel", Branches: [machineOf({ S: end })], End: true },
    "another state has this name",
  ],
  ["an inner fault", { Type: "Parallel", Branches: [machineOf({ In: { Type: "X" } })], End: true }, "state In, Type"],
];

function choice(rule: Record<string, unknown>) {
  return { Type: "Choice", Choices: [{ Next: "T", ...rule }] };
}

function map(more: Record<string, unknown>) {
  return { Type: "Map", ItemProcessor: { ...machineOf({ In: end }), ...more }, End: true };
}

describe("loading a machine", () => {
  it.each(REFUSED)("refuses %s, saying where it stands", (_what, state, refusal) => {
    const others = JSON.stringify(state).includes('"T"') ? { T: end } : {};
    expect(() => load(machineOf({ S: state, ...others }))).toThrow(refusal);
    expect(() => load(machineOf({ S: state, ...others }))).toThrow("state machine payout, ");
  });

  it.each([
    ["no JSON", "{", "definition: is no JSON"],
    ["no states", { StartAt: "A" }, "States: must be an object"],
    ["a start at nothing", { StartAt: "A", States: { B: end } }, "StartAt: names no state"],
    ["a state that nothing leads to", machineOf({ A: end, B: end }), "state B, Next: no state leads here"],
    ["an unknown field", machineOf({ A: end }, { Tags: [] }), "Tags: this field is not known here"],
    ["JSONata", machineOf({ A: end }, { QueryLanguage: "JSONata" }), "QueryLanguage: only JSONPath"],
  ])("refuses a definition with %s", (_what, definition, refusal) => {
    expect(() => load(definition)).toThrow(refusal);
  });

  it("refuses an Express machine", () => {
    expect(() => load(machineOf({ A: end }), "EXPRESS")).toThrow("type: EXPRESS is not known here");
  });

  it.each([
    ["payout", payout],
    ["everything", everything],
  ])("takes the sample %s, as text or as an object, and so does the public validator", (_name, definition) => {
    const machine = load(definition);
    expect(load(JSON.stringify(definition)).id).toBe(machine.id);
    expect(machine.states.size).toBeGreaterThan(8);
    const verdict = aslValidator(definition);
    expect(verdict.errorsText()).toBe("");
    expect(verdict.isValid).toBe(true);
  });

  it("gives a changed definition, role or machine another id", () => {
    const ids = [
      load(payout).id,
      load({ ...payout, TimeoutSeconds: 1 }).id,
      loadMachine({ arn: MACHINE_ARN, roleArn: `${ROLE_ARN}2`, definition: payout }).id,
      loadMachine({ arn: `${MACHINE_ARN}2`, roleArn: ROLE_ARN, definition: payout }).id,
    ];
    expect(new Set(ids).size).toBe(4);
  });
});
