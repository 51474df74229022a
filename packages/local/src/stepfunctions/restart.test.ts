import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { machineOf, rehearse, task, tokenTask, type Handler } from "./rehearsal.testkit.ts";
import { everything, payout } from "./samples.testkit.ts";

const dirs: string[] = [];

function dataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "step-functions-"));
  dirs.push(dir);
  return dir;
}

afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

function journalOf(dir: string): string {
  return join(dir, "step-functions.jsonl");
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("after a restart", () => {
  it("a wait ends at the time it had", async () => {
    const play = rehearse(machineOf({ A: { Type: "Wait", Seconds: 60, End: true } }), { dataDir: dataDir() });
    await play.start();
    await play.advance(40);
    play.restart();
    await play.advance(19.999);
    expect(play.view().status).toBe("RUNNING");
    await play.advance(0.001);
    expect(play.view().status).toBe("SUCCEEDED");
  });

  it("a wait that became due meanwhile ends at once", async () => {
    const play = rehearse(machineOf({ A: { Type: "Wait", Seconds: 60, End: true } }), { dataDir: dataDir() });
    await play.start();
    play.service.stop();
    await play.advance(1_000);
    play.restart();
    await play.advance(0);
    expect(play.view().status).toBe("SUCCEEDED");
  });

  it("a retry comes when it was due, and none is forgotten", async () => {
    const handlers: Record<string, Handler> = {
      f: () => {
        throw new Error("no");
      },
    };
    const Retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 1 }];
    const play = rehearse(machineOf({ A: task("f", { Retry }) }), { dataDir: dataDir(), handlers });
    await play.start();
    await play.advance(10);
    play.restart();
    await play.advance(5);
    play.restart();
    await play.advance(100);
    expect(play.calls).toHaveLength(3);
    expect(play.view().status).toBe("FAILED");
  });

  it("an invocation in flight is made again, and its first return finds nobody", async () => {
    const returns: ((value: string) => void)[] = [];
    const f: Handler = () => new Promise<string>((resolve) => returns.push(resolve));
    const play = rehearse(machineOf({ A: task("f", { OutputPath: "$.Payload" }) }), {
      dataDir: dataDir(),
      handlers: { f },
    });
    void play.start({ a: 1 });
    await turn();
    play.restart();
    await turn();
    expect(play.calls.map((each) => each.payload)).toEqual([{ a: 1 }, { a: 1 }]);
    returns[0]?.("from before");
    await turn();
    expect(play.view().status).toBe("RUNNING");
    returns[1]?.("from after");
    await play.service.idle();
    expect(play.view().output).toBe('"from after"');
  });

  it("nothing moves before it is told to resume, but tokens can be answered", async () => {
    const machine = machineOf({ A: tokenTask("keep", { Next: "B" }), B: { Type: "Wait", Seconds: 5, End: true } });
    const play = rehearse(machine, { dataDir: dataDir(), handlers: { keep: () => null } });
    await play.start();
    const { token = "" } = play.view().waiting[0] ?? {};
    play.restart({ resume: false });
    expect(play.clock.pending()).toEqual([]);
    play.ask("SendTaskSuccess", { taskToken: token, output: "1" });
    play.service.resume();
    await play.advance(5);
    expect(play.view()).toMatchObject({ status: "SUCCEEDED", output: "1" });
    expect(play.calls).toHaveLength(1);
  });

  it("a token that was handed out stays good, its timeouts run on, and its function is not invoked again", async () => {
    const machine = machineOf({ A: tokenTask("keep", { TimeoutSeconds: 100, HeartbeatSeconds: 50 }) });
    const play = rehearse(machine, { dataDir: dataDir(), handlers: { keep: () => null } });
    await play.start({}, "answered");
    await play.start({}, "forgotten");
    const { token = "" } = play.view("answered").waiting[0] ?? {};
    await play.advance(40);
    play.ask("SendTaskHeartbeat", { taskToken: token });
    play.restart();
    await play.advance(10);
    expect(play.view("forgotten")).toMatchObject({ status: "FAILED", error: "States.HeartbeatTimeout" });
    play.ask("SendTaskSuccess", { taskToken: token, output: "1" });
    expect(play.view("answered").status).toBe("SUCCEEDED");
    expect(play.calls).toHaveLength(2);
  });

  it("a token whose function had not returned is handed out again, the same one", async () => {
    const keep: Handler = () => new Promise(() => undefined);
    const play = rehearse(machineOf({ A: tokenTask("keep") }), { dataDir: dataDir(), handlers: { keep } });
    void play.start();
    await turn();
    play.restart();
    await turn();
    expect(play.calls).toHaveLength(2);
    expect(play.calls[1]).toEqual(play.calls[0]);
  });

  it("a machine's timeout runs on", async () => {
    const machine = machineOf({ A: { Type: "Wait", Seconds: 60, End: true } }, { TimeoutSeconds: 30 });
    const play = rehearse(machine, { dataDir: dataDir() });
    await play.start();
    await play.advance(20);
    play.restart();
    await play.advance(10);
    expect(play.view().status).toBe("TIMED_OUT");
  });

  it("an execution goes on with the definition that it started with; a new one takes the new", async () => {
    const machine = (Result: string) =>
      machineOf({ A: { Type: "Wait", Seconds: 5, Next: "B" }, B: { Type: "Pass", Result, End: true } });
    const play = rehearse(machine("old"), { dataDir: dataDir() });
    await play.start({}, "first");
    play.restart({ definition: machine("new") });
    await play.start({}, "second");
    play.restart({ definition: machine("newer") });
    await play.advance(5);
    expect([play.view("first").output, play.view("second").output]).toEqual(['"old"', '"new"']);
  });

  it("what has ended is still known, with its history, and its name is still taken", async () => {
    const play = rehearse(machineOf({ A: { Type: "Pass", End: true } }), { dataDir: dataDir() });
    await play.start({ a: 1 });
    const before = [play.view(), play.service.execution("one")];
    play.restart();
    play.restart();
    expect([play.view(), play.service.execution("one")]).toEqual(before);
    await expect(play.start({ a: 1 })).rejects.toThrow("ExecutionAlreadyExists");
  });

  it("what ended more than 90 days ago is forgotten, and its name is free", async () => {
    const dir = dataDir();
    const play = rehearse(machineOf({ A: { Type: "Pass", End: true } }), { dataDir: dir });
    await play.start({ life: 1 });
    await play.advance(89 * 86_400);
    await expect(play.start({ life: 1 })).rejects.toThrow("ExecutionAlreadyExists");
    await play.advance(2 * 86_400);
    await play.start({ life: 2 });
    play.restart();
    expect(play.view().output).toBe('{"life":2}');
    expect(play.history()[0]).toBe("ExecutionStarted");
    expect(play.history()).toHaveLength(4);
    await play.advance(91 * 86_400);
    play.restart();
    expect(play.service.executions()).toEqual([]);
    expect(readFileSync(journalOf(dir), "utf8").trim().split("\n")).toHaveLength(1);
  });
});

describe("the journal", () => {
  it("of a process killed in the middle of a line loses that line only", async () => {
    const dir = dataDir();
    const play = rehearse(machineOf({ A: { Type: "Wait", Seconds: 60, End: true } }), { dataDir: dir });
    await play.start();
    play.service.stop();
    appendFileSync(journalOf(dir), '{"kind":"step","arn":"arn:aw');
    play.restart();
    await play.advance(60);
    expect(play.view().status).toBe("SUCCEEDED");
    play.restart();
    expect(play.view().status).toBe("SUCCEEDED");
  });

  it("that is damaged elsewhere, or of another version, is refused by line", () => {
    const dir = dataDir();
    const open = () => rehearse(machineOf({ A: { Type: "Succeed" } }), { dataDir: dir });
    writeFileSync(journalOf(dir), '{"kind":"journal","version":1}\n{"broken\n{}\n');
    expect(open).toThrow("line 2 is damaged");
    writeFileSync(journalOf(dir), '{"kind":"journal","version":99}\n');
    expect(open).toThrow("another version");
  });
});

/** The machine with functions that answer as they should. */
function playOut(definition: unknown, dir: string) {
  const handlers: Record<string, Handler> = {
    submit: () => ({ status: "pending" }),
    remember: () => null,
    ask: () => ({ status: "success" }),
    settle: () => null,
    right: () => "right",
    one: (payload) => payload,
  };
  return rehearse(definition, { dataDir: dir, handlers });
}

describe("killed after any record", () => {
  it.each([
    ["payout", payout, { transactionId: "t-1" }],
    ["everything", everything, { who: "amina", until: "2026-01-02T03:10:00Z" }],
  ])("the machine %s comes to the same end, every function invoked at least once", async (_name, definition, input) => {
    const whole = dataDir();
    const play = playOut(definition, whole);
    await play.start(input);
    await play.advance(7_200);
    const end = play.view();
    const functions = new Set(play.calls.map((each) => each.function));
    play.service.stop();
    const lines = readFileSync(journalOf(whole), "utf8").split("\n").slice(0, -1);
    expect(lines.length).toBeGreaterThanOrEqual(8);
    // The header and the definition come before the first step.
    for (let kept = 3; kept <= lines.length; kept += 1) {
      const dir = dataDir();
      copyFileSync(journalOf(whole), journalOf(dir));
      writeFileSync(journalOf(dir), `${lines.slice(0, kept).join("\n")}\n`);
      const again = playOut(definition, dir);
      again.service.resume();
      await again.service.idle();
      await again.advance(7_200);
      const { status, output } = again.view();
      expect({ kept, status, output }).toEqual({ kept, status: end.status, output: end.output });
      const types = again.history();
      const scheduled = types.filter((each) => each === "TaskScheduled").length;
      expect(again.service.execution("one")?.events.map((each) => each.id)).toEqual(types.map((_, index) => index + 1));
      expect(scheduled).toBe(play.history().filter((each) => each === "TaskScheduled").length);
      for (const each of again.calls) expect(functions).toContain(each.function);
      again.service.stop();
    }
  });
});
