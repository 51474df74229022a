import { createStepFunctions } from "./index.ts";
import type { Clock, ExecutionView, Invoke, InvokeOutcome, Json, StepFunctions } from "./types.ts";

/** What the interpreter's tests play with: a clock that stands still, functions that are lines of a test. */

export const MACHINE_ARN = "arn:aws:states:eu-west-1:000000000000:stateMachine:payout";
export const ROLE_ARN = "arn:aws:iam::000000000000:role/payout";

export function functionArn(name: string): string {
  return `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
}

export interface FakeClock extends Clock {
  /** Rings what is due on the way, one after the other, letting everything settle after each. */
  advance(ms: number, settle: () => Promise<void>): Promise<void>;
  pending(): readonly number[];
}

export function fakeClock(startMs = Date.UTC(2026, 0, 2, 3, 4, 5)): FakeClock {
  let nowMs = startMs;
  let alarms: { ms: number; run: () => void | Promise<void> }[] = [];
  return {
    now: () => nowMs,
    at: (ms, run) => {
      const alarm = { ms, run };
      alarms.push(alarm);
      return () => {
        alarms = alarms.filter((each) => each !== alarm);
      };
    },
    advance: async (ms, settle) => {
      const endMs = nowMs + ms;
      for (;;) {
        const next = alarms.filter((each) => each.ms <= endMs).sort((a, b) => a.ms - b.ms)[0];
        if (next === undefined) break;
        alarms = alarms.filter((each) => each !== next);
        nowMs = Math.max(nowMs, next.ms);
        await next.run();
        await settle();
      }
      nowMs = endMs;
    },
    pending: () => alarms.map((each) => each.ms).sort((a, b) => a - b),
  };
}

export type Handler = (payload: Json) => unknown;

export interface Call {
  readonly function: string;
  readonly payload: Json;
  readonly atMs: number;
}

export interface Rehearsal {
  readonly clock: FakeClock;
  readonly calls: Call[];
  readonly handlers: Record<string, Handler>;
  readonly service: StepFunctions;
  /** Sends a request of the wire; the answer's body. Throws its `__type` when it is refused. */
  ask(operation: string, request: Json): Record<string, unknown>;
  start(input?: Json, name?: string): Promise<ExecutionView>;
  view(name?: string): ExecutionView;
  /** The types of the history's events, in order. */
  history(name?: string): readonly string[];
  advance(seconds: number): Promise<void>;
  /** As if the process were killed and started again. Only sensible with a data directory. */
  restart(changes?: { definition?: unknown; resume?: boolean }): void;
}

/** An error that a function of the tests throws: its name is the error's type. */
export function functionError(name: string, message = ""): Error {
  return Object.assign(new Error(message), { name });
}

interface Options {
  readonly handlers?: Record<string, Handler>;
  readonly dataDir?: string;
}

export function rehearse(definition: unknown, { handlers = {}, dataDir }: Options = {}): Rehearsal {
  const clock = fakeClock();
  const calls: Call[] = [];
  const invoke: Invoke = async (arn, payload): Promise<InvokeOutcome> => {
    const name = arn.slice(arn.lastIndexOf(":") + 1);
    calls.push({ function: name, payload, atMs: clock.now() });
    const handler = handlers[name];
    if (handler === undefined) throw new Error(`no function ${name}`);
    try {
      return { payload: await handler(payload) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { error: { errorType: error.name, errorMessage: error.message } };
    }
  };
  const raise = (asl: unknown) =>
    createStepFunctions({
      machines: [{ arn: MACHINE_ARN, roleArn: ROLE_ARN, definition: asl }],
      clock,
      invoke,
      dataDir,
    });
  let service = raise(definition);
  const view = (name = "one") => {
    const found = service.execution(name)?.execution;
    if (found === undefined) throw new Error(`no execution ${name}`);
    return found;
  };
  const ask = (operation: string, request: Json): Record<string, unknown> => {
    const { status, body } = service.handle(`AWSStepFunctions.${operation}`, JSON.stringify(request));
    const answer = JSON.parse(body) as Record<string, unknown>;
    if (status !== 200) throw new Error(`${String(answer["__type"])}: ${String(answer["message"])}`);
    return answer;
  };
  return {
    ...{ clock, calls, handlers, ask, view },
    get service() {
      return service;
    },
    start: async (input = {}, name = "one") => {
      ask("StartExecution", { stateMachineArn: MACHINE_ARN, name, input: JSON.stringify(input) });
      await service.idle();
      return view(name);
    },
    history: (name = "one") => service.execution(name)?.events.map((each) => each.type) ?? [],
    advance: (seconds) => clock.advance(seconds * 1_000, () => service.idle()),
    restart: ({ definition: changed = definition, resume = true } = {}) => {
      // Nothing is told to the old one: its timers must not ring into the new one's life.
      service.stop();
      service = raise(changed);
      if (resume) service.resume();
    },
  };
}

/** A machine of one state or of several; the first is where it starts. */
export function machineOf(
  states: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { StartAt: Object.keys(states)[0], States: states, ...more };
}

export function task(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: functionArn(name), "Payload.$": "$" },
    ...("Next" in more ? {} : { End: true }),
    ...more,
  };
}

export function tokenTask(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return task(name, {
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Parameters: { FunctionName: functionArn(name), Payload: { "token.$": "$$.Task.Token", "input.$": "$" } },
    ...more,
  });
}
