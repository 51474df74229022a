import type { Json, JsonObject } from "./types.ts";

/** The states as they are written in a definition that `loadMachine` has accepted. */

interface Flow {
  readonly Next?: string;
  readonly End?: true;
}

interface Paths {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}

interface Result {
  readonly ResultPath?: string | null;
  readonly ResultSelector?: JsonObject;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath?: string | null;
  readonly Next: string;
}

interface Handling {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export const INVOKE = "arn:aws:states:::lambda:invoke";
export const INVOKE_FOR_TOKEN = "arn:aws:states:::lambda:invoke.waitForTaskToken";

export interface TaskState extends Flow, Paths, Result, Handling {
  readonly Type: "Task";
  /** INVOKE, INVOKE_FOR_TOKEN, or the ARN of a function: that one gets the state's input and gives its result. */
  readonly Resource: string;
  /** Always there for the first two. */
  readonly Parameters?: JsonObject;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number;
  readonly HeartbeatSecondsPath?: string;
}

export interface PassState extends Flow, Paths {
  readonly Type: "Pass";
  readonly Parameters?: JsonObject;
  readonly Result?: Json;
  readonly ResultPath?: string | null;
}

export interface WaitState extends Flow, Paths {
  readonly Type: "Wait";
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

/** And, Or, Not or one comparison of `Variable`; choice.ts knows them. */
export type Rule = JsonObject;

export interface ChoiceState extends Paths {
  readonly Type: "Choice";
  readonly Choices: readonly (Rule & { readonly Next: string })[];
  readonly Default?: string;
}

export interface SucceedState extends Paths {
  readonly Type: "Succeed";
}

export interface FailState {
  readonly Type: "Fail";
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface Branch {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
}

export interface ParallelState extends Flow, Paths, Result, Handling {
  readonly Type: "Parallel";
  readonly Parameters?: JsonObject;
  readonly Branches: readonly Branch[];
}

export interface MapState extends Flow, Paths, Result, Handling {
  readonly Type: "Map";
  readonly ItemsPath?: string;
  readonly ItemSelector?: JsonObject;
  readonly ItemProcessor: Branch;
  readonly MaxConcurrency?: number;
}

export type State =
  TaskState | PassState | WaitState | ChoiceState | SucceedState | FailState | ParallelState | MapState;

/** A machine ready to run. */
export interface Machine {
  /** Changes whenever anything of the machine does: an execution keeps the definition that it started with. */
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  /** The definition's JSON text. */
  readonly definition: string;
  readonly startAt: string;
  readonly timeoutSeconds: number | undefined;
  /** All states, those of branches included: names are unique within a machine. */
  readonly states: ReadonlyMap<string, State>;
}
