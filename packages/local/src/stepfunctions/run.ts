import type { Machine, State } from "./definition.ts";
import { runtimeError } from "./failure.ts";
import type { Scope } from "./path.ts";
import type { ExecutionStatus, HistoryEvent, Json, JsonObject } from "./types.ts";

/** What is remembered of an execution besides where it stands. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  /** The definition it started with, and goes on with however the machine changes. */
  readonly machineId: string;
  /** The text as it was given: a second start is the same only when it gives the same text. */
  readonly input: string;
  readonly startedAtMs: number;
  status: ExecutionStatus;
  stoppedAtMs?: number;
  output?: string;
  error?: string;
  cause?: string;
}

/** An invocation in flight, or a token that is awaited. */
export interface TaskPhase {
  readonly kind: "task";
  /** Unique within the execution: the id of the event that scheduled it. */
  readonly attempt: number;
  readonly functionArn: string;
  readonly payload: Json;
  readonly token?: string;
  readonly timeoutAtMs?: number;
  readonly heartbeatMs?: number;
  readonly heartbeatAtMs?: number;
  /** The function has returned; only the token is awaited. */
  readonly returned: boolean;
}

/** The children of a Map or Parallel state. */
export interface BranchesPhase {
  readonly kind: "branches";
  readonly total: number;
  readonly started: number;
  /** Outputs by position. */
  readonly done: { readonly [index: string]: Json };
}

export type Phase =
  | { readonly kind: "ready" }
  | { readonly kind: "wait"; readonly untilMs: number; readonly output: Json }
  | { readonly kind: "backoff"; readonly untilMs: number }
  | TaskPhase
  | BranchesPhase;

/** One place where an execution stands: the machine itself, a branch of a Parallel, an item of a Map. Plain data. */
export interface Thread {
  /** "0" for the machine; a child's is its parent's, a dot and its position. */
  readonly id: string;
  readonly item?: { readonly index: number; readonly value: Json };
  state: string;
  input: Json;
  enteredAtMs: number;
  /** How often each retrier of the state has been used. */
  retries: { readonly [retrier: string]: number };
  lastEvent: number;
  phase: Phase;
}

/** An execution in memory. Whatever differs from the journal is in `touched` or past `journaledEvents`. */
export interface Run {
  readonly execution: Execution;
  readonly machine: Machine;
  readonly threads: Map<string, Thread>;
  readonly events: HistoryEvent[];
  readonly touched: Set<string>;
  readonly ready: string[];
  journaledEvents: number;
  nowMs: number;
}

export const ROOT = "0";

export function newRun(execution: Execution, machine: Machine): Run {
  const { startedAtMs: nowMs } = execution;
  return {
    ...{ execution, machine, nowMs, journaledEvents: 0 },
    ...{ threads: new Map<string, Thread>(), events: [], touched: new Set<string>(), ready: [] },
  };
}

export function stateOf(run: Run, thread: Thread): State {
  const state = run.machine.states.get(thread.state);
  if (state === undefined) throw new Error(`${run.machine.name} has no state ${thread.state}`);
  return state;
}

export function parentOf(run: Run, thread: Thread): Thread | undefined {
  const end = thread.id.lastIndexOf(".");
  return end < 0 ? undefined : run.threads.get(thread.id.slice(0, end));
}

export function indexOf(thread: Thread): number {
  return Number(thread.id.slice(thread.id.lastIndexOf(".") + 1));
}

export function childrenOf(run: Run, thread: Thread): readonly Thread[] {
  return [...run.threads.values()].filter((each) => each.id.startsWith(`${thread.id}.`));
}

/** Adds to the history, after what the thread did last. */
export function record(run: Run, thread: Thread | undefined, type: string, detailsName?: string, details?: JsonObject) {
  const id = run.events.length + 1;
  const previousEventId = thread?.lastEvent ?? 0;
  const named = detailsName === undefined || details === undefined ? {} : { detailsName, details };
  run.events.push({ id, previousEventId, type, atMs: run.nowMs, ...named });
  if (thread !== undefined) {
    thread.lastEvent = id;
    run.touched.add(thread.id);
  }
  return id;
}

/** The shape in which a history tells data. */
export function told(field: "input" | "output", value: Json): JsonObject {
  return { [field]: JSON.stringify(value), [`${field}Details`]: { truncated: false } };
}

export function setPhase(run: Run, thread: Thread, phase: Phase): void {
  thread.phase = phase;
  run.touched.add(thread.id);
  if (phase.kind === "ready") run.ready.push(thread.id);
}

export function addThread(run: Run, thread: Omit<Thread, "enteredAtMs" | "retries" | "phase">): void {
  const added: Thread = { ...thread, enteredAtMs: run.nowMs, retries: {}, phase: { kind: "ready" } };
  run.threads.set(added.id, added);
  setPhase(run, added, { kind: "ready" });
}

export function dropThread(run: Run, thread: Thread): void {
  run.threads.delete(thread.id);
  run.touched.add(thread.id);
}

/** Leaves the state with `output`, for another. */
export function goTo(run: Run, thread: Thread, next: string, output: Json): void {
  recordExit(run, thread, output);
  thread.state = next;
  thread.input = output;
  thread.retries = {};
  thread.enteredAtMs = run.nowMs;
  setPhase(run, thread, { kind: "ready" });
}

export function recordExit(run: Run, thread: Thread, output: Json): void {
  const details = { name: thread.state, ...told("output", output) };
  record(run, thread, `${stateOf(run, thread).Type}StateExited`, "stateExitedEventDetails", details);
}

function itemOf(run: Run, thread: Thread): Thread["item"] {
  if (thread.item !== undefined) return thread.item;
  const parent = parentOf(run, thread);
  return parent === undefined ? undefined : itemOf(run, parent);
}

/** What a path of the thread's state can read, `input` being its data and `more` what the context has besides. */
export function scopeOf(run: Run, thread: Thread, input: Json, more: JsonObject = {}): Scope {
  const { execution, machine } = run;
  const item = itemOf(run, thread);
  const retries = Object.values(thread.retries).reduce((sum, count) => sum + count, 0);
  const context: JsonObject = {
    Execution: {
      Id: execution.arn,
      Input: JSON.parse(execution.input) as Json,
      Name: execution.name,
      RoleArn: machine.roleArn,
      StartTime: new Date(execution.startedAtMs).toISOString(),
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
    State: { EnteredTime: new Date(thread.enteredAtMs).toISOString(), Name: thread.state, RetryCount: retries },
    ...(item !== undefined && { Map: { Item: { Index: item.index, Value: item.value } } }),
    ...more,
  };
  return { input, context };
}

/** Ends the execution. Nothing of it stands anywhere afterwards. */
export function finish(run: Run, status: ExecutionStatus, end: Pick<Execution, "output" | "error" | "cause">): void {
  for (const thread of [...run.threads.values()]) dropThread(run, thread);
  run.ready.length = 0;
  Object.assign(run.execution, end, { status, stoppedAtMs: run.nowMs });
}

/** The service's own bound on a history: it also ends a machine that goes in circles. */
const MOST_EVENTS = 25_000;

export function checkHistoryLength(run: Run): void {
  if (run.events.length < MOST_EVENTS) return;
  throw runtimeError(`The execution reached the maximum number of history events (${MOST_EVENTS}).`);
}
