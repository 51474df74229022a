import { describe, expect, it } from "vitest";
import { loadMachine } from "./load.ts";
import { MACHINE_ARN, machineOf, ROLE_ARN, task, tokenTask } from "./rehearsal.testkit.ts";
import { newRun, type Run } from "./run.ts";
import { advance, type Happening } from "./step.ts";

function started(definition: unknown): Run {
  const machine = loadMachine({ arn: MACHINE_ARN, roleArn: ROLE_ARN, definition });
  const named = { arn: "arn:one", name: "one", machineArn: MACHINE_ARN, machineId: machine.id };
  const run = newRun({ ...named, input: "{}", startedAtMs: 1_000, status: "RUNNING" }, machine);
  advance(run, { kind: "started" }, 1_000);
  return run;
}

const outcome = { payload: 1 };

/** A machine, what happens in time, and what happens too late or for another. */
const LATE: readonly [string, Record<string, unknown>, readonly Happening[], Happening][] = [
  [
    "a wait that has another end",
    { Type: "Wait", Seconds: 9, End: true },
    [],
    { kind: "due", thread: "0", dueMs: 5_000 },
  ],
  ["a thread that is gone", { Type: "Wait", Seconds: 9, End: true }, [], { kind: "due", thread: "0.1", dueMs: 10_000 }],
  ["a return of another attempt", task("f"), [], { kind: "returned", thread: "0", attempt: 99, outcome }],
  [
    "a second return",
    tokenTask("f"),
    [{ kind: "returned", thread: "0", attempt: 3, outcome }],
    { kind: "returned", thread: "0", attempt: 3, outcome },
  ],
  [
    "an answer to another attempt",
    tokenTask("f"),
    [],
    { kind: "answered", thread: "0", attempt: 99, answer: { kind: "success", output: 1 } },
  ],
  ["anything after the end", { Type: "Succeed" }, [], { kind: "stopped" }],
];

describe("an execution", () => {
  it.each(LATE)("is not moved by %s", (_what, state, before, late) => {
    const run = started(machineOf({ A: state }));
    for (const each of before) advance(run, each, 2_000);
    const stood = structuredClone([run.execution, [...run.threads.values()], run.events]);
    advance(run, late, 3_000);
    expect([run.execution, [...run.threads.values()], run.events]).toEqual(stood);
  });
});
