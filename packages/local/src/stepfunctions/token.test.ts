import { describe, expect, it } from "vitest";
import { functionError, machineOf, rehearse, tokenTask, type Handler } from "./rehearsal.testkit.ts";

/** Starts a machine whose only task hands out its token; answers with the token. */
async function waiting(more: Record<string, unknown> = {}, keep: Handler = () => null) {
  const play = rehearse(machineOf({ A: tokenTask("keep", more) }), { handlers: { keep } });
  await play.start({ a: 1 });
  const { token = "" } = play.view().waiting[0] ?? {};
  return { play, token };
}

describe("a task that waits for its token", () => {
  it("ends with the output that is sent with it", async () => {
    const { play, token } = await waiting();
    expect(play.calls[0]?.payload).toEqual({ token, input: { a: 1 } });
    expect(play.view().waiting).toEqual([{ state: "A", for: "token", token }]);
    await play.advance(86_400);
    expect(play.view().status).toBe("RUNNING");
    expect(play.ask("SendTaskSuccess", { taskToken: token, output: '{"status":"success"}' })).toEqual({});
    expect(play.view()).toMatchObject({ status: "SUCCEEDED", output: '{"status":"success"}' });
    expect(play.history()).toEqual([
      ...["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted"],
      ...["TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"],
    ]);
  });

  it("fails with the error that is sent with it, and can be retried with a new token", async () => {
    const { play, token } = await waiting({ Retry: [{ ErrorEquals: ["Later"], MaxAttempts: 1 }] });
    play.ask("SendTaskFailure", { taskToken: token, error: "Later", cause: "not yet" });
    await play.advance(1);
    const { token: second = "" } = play.view().waiting[0] ?? {};
    expect(second).not.toBe(token);
    expect(() => play.ask("SendTaskSuccess", { taskToken: token, output: "1" })).toThrow("TaskTimedOut");
    play.ask("SendTaskFailure", { taskToken: second, error: "Later", cause: "never" });
    expect(play.view()).toMatchObject({ status: "FAILED", error: "Later", cause: "never" });
  });

  it("can be answered while the function still runs; what that returns changes nothing", async () => {
    let comeBack: () => void = () => undefined;
    const play = rehearse(machineOf({ A: tokenTask("keep") }), {
      handlers: { keep: () => new Promise<void>((resolve) => (comeBack = resolve)) },
    });
    void play.start();
    await new Promise((resolve) => setImmediate(resolve));
    const { token = "" } = play.view().waiting[0] ?? {};
    play.ask("SendTaskSuccess", { taskToken: token, output: "1" });
    await play.service.idle();
    expect(play.view()).toMatchObject({ status: "SUCCEEDED", output: "1" });
    const before = play.history();
    comeBack();
    await new Promise((resolve) => setImmediate(resolve));
    expect(play.history()).toEqual(before);
  });

  it("fails at once when the function fails", async () => {
    const { play, token } = await waiting({}, () => {
      throw functionError("Refused", "no");
    });
    expect(play.view()).toMatchObject({ status: "FAILED", error: "Refused" });
    expect(token).toBe("");
  });

  it("takes one answer only, of two that come together", async () => {
    const { play, token } = await waiting();
    play.ask("SendTaskSuccess", { taskToken: token, output: "1" });
    expect(() => play.ask("SendTaskFailure", { taskToken: token })).toThrow(
      "TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'",
    );
    expect(play.view().output).toBe("1");
  });

  it("refuses what is no token, and a token of an execution that it does not know", async () => {
    const { play } = await waiting();
    const { token: foreign } = await waiting();
    for (const taskToken of ["nonsense", Buffer.from('{"a":1}').toString("base64url")]) {
      expect(() => play.ask("SendTaskHeartbeat", { taskToken })).toThrow("InvalidToken");
    }
    const other = rehearse(machineOf({ A: tokenTask("keep") }));
    expect(() => other.ask("SendTaskHeartbeat", { taskToken: foreign })).toThrow("TaskDoesNotExist");
    // Same execution name, another life: the token leads to the right place but is not the one handed out there.
    expect(() => play.ask("SendTaskHeartbeat", { taskToken: foreign })).toThrow("TaskTimedOut");
  });

  it("refuses an output that is no JSON, and goes on waiting", async () => {
    const { play, token } = await waiting();
    expect(() => play.ask("SendTaskSuccess", { taskToken: token, output: "{" })).toThrow("InvalidOutput");
    expect(play.view().status).toBe("RUNNING");
  });

  it("times out, and its token is dead from then on", async () => {
    const { play, token } = await waiting({ TimeoutSeconds: 60 });
    await play.advance(60);
    expect(play.view()).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    expect(() => play.ask("SendTaskSuccess", { taskToken: token, output: "1" })).toThrow("TaskTimedOut");
  });

  it.each([
    ["HeartbeatSeconds", { HeartbeatSeconds: 10 }],
    ["HeartbeatSecondsPath", { HeartbeatSecondsPath: "$.a", Parameters: undefined }],
  ])("of %s lives as long as heartbeats come in time, but no longer than its timeout", async (_what, more) => {
    const { Parameters: _none, ...fields } = { Parameters: undefined, ...more };
    const play = rehearse(machineOf({ A: tokenTask("keep", { ...fields, TimeoutSeconds: 25 }) }), {
      handlers: { keep: () => null },
    });
    await play.start({ a: 10 }, "beating");
    await play.start({ a: 10 }, "silent");
    const { token = "" } = play.view("beating").waiting[0] ?? {};
    for (const seconds of [9, 9]) {
      await play.advance(seconds);
      play.ask("SendTaskHeartbeat", { taskToken: token });
    }
    expect(play.view("beating").status).toBe("RUNNING");
    expect(play.view("silent")).toMatchObject({ status: "FAILED", error: "States.HeartbeatTimeout" });
    await play.advance(7);
    expect(play.view("beating")).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  });
});
