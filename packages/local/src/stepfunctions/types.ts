/** Plain JSON, as states pass it on. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** The local cloud's movable clock. Waits, timeouts, heartbeats and retries all go through it. */
export interface Clock {
  now(): number;
  /** Runs once at `ms` (as soon as possible when that has passed); the answer cancels it. */
  at(ms: number, run: () => void | Promise<void>): () => void;
}

/** A state machine as the template declares it, with the function ARNs already filled in. */
export interface StateMachine {
  /** `arn:aws:states:<region>:<account>:stateMachine:<name>` */
  readonly arn: string;
  readonly roleArn: string;
  /** The ASL: its JSON text, or the object that the text says. */
  readonly definition: unknown;
  /** Only STANDARD is known here. */
  readonly type?: string;
}

/** On whose behalf a function is invoked, so that the caller can check the role's policies. */
export interface Invoker {
  readonly stateMachineArn: string;
  readonly roleArn: string;
  readonly executionArn: string;
}

export type InvokeOutcome =
  { readonly payload: unknown } | { readonly error: { readonly errorType: string; readonly errorMessage: string } };

/** Invokes a function and answers what it returned. A rejection counts as a client error of Lambda's. */
export type Invoke = (functionArn: string, payload: Json, by: Invoker) => Promise<InvokeOutcome>;

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** An event of an execution's history, with the names that AWS uses for its details. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly atMs: number;
  /** e.g. `taskScheduledEventDetails` */
  readonly detailsName?: string;
  readonly details?: JsonObject;
}

/** What an execution waits for right now, for the console. */
export interface Waiting {
  readonly state: string;
  readonly for: "clock" | "token" | "function" | "branches";
  readonly untilMs?: number;
  readonly token?: string;
}

export interface ExecutionView {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly status: ExecutionStatus;
  readonly startedAtMs: number;
  readonly stoppedAtMs?: number;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly waiting: readonly Waiting[];
}

export interface ExecutionHistory {
  readonly execution: ExecutionView;
  readonly events: readonly HistoryEvent[];
  /** JSON text of the definition that it started with. */
  readonly definition: string;
}

export interface WireAnswer {
  readonly status: number;
  /** JSON text, to be sent as `application/x-amz-json-1.0`. */
  readonly body: string;
}

export interface StepFunctions {
  /** Answers one request of the real SDK: `target` is the `x-amz-target` header, `body` the request's text. */
  handle(target: string, body: string): WireAnswer;
  /** Goes on with what the journal says is running. Call once, when functions can be invoked. */
  resume(): void;
  /** Resolves when no execution is doing anything but waiting for the clock or a token. */
  idle(): Promise<void>;
  /** All executions known, newest first. */
  executions(): readonly ExecutionView[];
  /** One execution by ARN or name, with its history; undefined when there is none. */
  execution(id: string): ExecutionHistory | undefined;
  /** Counts up whenever some execution moved. */
  moves(): number;
  /** Stops all timers and closes the journal. What runs goes on at the next start. */
  stop(): void;
}

export interface StepFunctionsOptions {
  readonly machines: readonly StateMachine[];
  readonly clock: Clock;
  readonly invoke: Invoke;
  /** Where `step-functions.jsonl` lies; undefined keeps everything in memory. */
  readonly dataDir: string | undefined;
}
