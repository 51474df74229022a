import { describe, expect, it } from "vitest";
import { Engine } from "./engine.ts";
import { memoryJournal, type Journal, type JournalRecord } from "./journal.ts";
import { fakeClock, MACHINE_ARN, machineOf, ROLE_ARN, task } from "./rehearsal.testkit.ts";
import type { Clock, Invoke } from "./types.ts";

interface Parts {
  readonly definition: unknown;
  readonly clock?: Clock;
  readonly journal?: Journal;
  readonly invoke?: Invoke;
}

function engineOf({ definition, clock = fakeClock(), journal = memoryJournal(), invoke }: Parts) {
  const engine = new Engine({
    machines: [{ arn: MACHINE_ARN, roleArn: ROLE_ARN, definition }],
    ...{ clock, journal, invoke: invoke ?? (() => Promise.resolve({ payload: null })) },
  });
  const start = (name = "one") => {
    const machine = engine.machine(MACHINE_ARN);
    if (machine === undefined) throw new Error("no machine");
    return engine.start(machine, `arn:${name}`, name, "{}");
  };
  return { engine, start };
}

const wait = machineOf({ A: { Type: "Wait", Seconds: 0, End: true } });

describe("the engine", () => {
  it("journals a move before it invokes anything", async () => {
    const order: string[] = [];
    const journal: Journal = {
      ...memoryJournal(),
      append: (record: JournalRecord) => order.push(record.kind),
    };
    const invoke: Invoke = () => {
      order.push("invoke");
      return Promise.resolve({ payload: 1 });
    };
    const { engine, start } = engineOf({ definition: machineOf({ A: task("f") }), journal, invoke });
    start();
    await engine.idle();
    expect(order).toEqual(["machine", "step", "invoke", "step"]);
  });

  it("does nothing more, and says why, once the journal takes nothing", async () => {
    let full = false;
    let invoked = 0;
    const journal: Journal = {
      ...memoryJournal(),
      append: () => {
        if (full) throw new Error("no space left");
      },
    };
    const invoke: Invoke = () => {
      invoked += 1;
      full = true;
      return Promise.resolve({ payload: 1 });
    };
    const { engine, start } = engineOf({
      definition: machineOf({ A: task("f", { Next: "B" }), B: task("f") }),
      journal,
      invoke,
    });
    start();
    await expect(engine.idle()).rejects.toThrow("no space left");
    expect(invoked).toBe(1);
    expect(() => start("two")).toThrow("no space left");
  });

  it("hears a clock that rings at once when the move is over", async () => {
    const clock: Clock = {
      now: () => 1_000,
      at: (_ms, run) => {
        void run();
        return () => undefined;
      },
    };
    const { engine, start } = engineOf({ definition: wait, clock });
    expect(start().execution.status).toBe("SUCCEEDED");
    await engine.idle();
  });

  it("is idle only when no function runs, however many follow one another", async () => {
    const invoke: Invoke = async () => {
      for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      return { payload: 1 };
    };
    const definition = machineOf({ A: task("f", { Next: "B" }), B: task("f", { Next: "C" }), C: task("f") });
    const { engine, start } = engineOf({ definition, invoke });
    const run = start();
    await engine.idle();
    expect(run.execution.status).toBe("SUCCEEDED");
  });

  it("gives a function its caller's role, and fails the task by what cannot be JSON", async () => {
    const seen: unknown[] = [];
    const invoke: Invoke = (...args) => {
      seen.push(args[2]);
      return Promise.resolve({ payload: 1n });
    };
    const { engine, start } = engineOf({ definition: machineOf({ A: task("f") }), invoke });
    const run = start();
    await engine.idle();
    expect(seen).toEqual([{ stateMachineArn: MACHINE_ARN, roleArn: ROLE_ARN, executionArn: "arn:one" }]);
    expect(run.execution).toMatchObject({ status: "FAILED", error: "Lambda.SdkClientException" });
  });

  it("moves nothing after it was stopped", async () => {
    let comeBack: () => void = () => undefined;
    const invoke: Invoke = () => new Promise((resolve) => (comeBack = () => resolve({ payload: 1 })));
    const { engine, start } = engineOf({ definition: machineOf({ A: task("f") }), invoke });
    const run = start();
    await new Promise((resolve) => setImmediate(resolve));
    engine.stop();
    comeBack();
    await engine.idle();
    expect(run.execution.status).toBe("RUNNING");
    expect(() => start("two")).toThrow("has been stopped");
  });
});
