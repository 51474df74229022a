import type { LambdaFunction } from "../lambda/function.ts";
import type { Ending } from "../lambda/instance.ts";
import type { Invocation } from "../lambda/lambda.ts";

/** Who makes a request: a function's instance by its session token, or somebody at the keyboard. */
export interface Caller {
  readonly fn: LambdaFunction | undefined;
  readonly invocation: Invocation | undefined;
  /** Ends the instance that makes the request, in the middle of it. */
  readonly end?: (how: Ending) => void;
}

export interface AwsRequest {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  /** `Service.Operation` of the JSON protocols; undefined for the others. */
  readonly target: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly caller: Caller;
}

export interface AwsAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Set in the place of an answer: the connection is cut. */
export const RESET = Symbol("connection reset");
/** Set in the place of an answer: there is none until whoever asked gives up. */
export const SILENCE = Symbol("no answer");
export type NoAnswer = typeof RESET | typeof SILENCE;

/** An error as AWS would answer it. */
export class AwsError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = "AwsError";
    this.type = type;
    this.status = status;
  }
}

/** The operation exists in AWS and has no body here: refused, never pretended. */
export function unknownOperation(what: string): AwsError {
  return new AwsError("UnknownOperationException", `the local cloud does not know ${what}`);
}

/** Operations of a service that speaks AWS JSON. */
export type JsonOperations = Readonly<Record<string, (input: Record<string, unknown>, caller: Caller) => object>>;

export function json(value: object, version: "1.0" | "1.1", status = 200): AwsAnswer {
  return { status, contentType: `application/x-amz-json-${version}`, body: JSON.stringify(value) };
}

/** A required text field of a request. */
export function needed(input: Record<string, unknown>, name: string): string {
  const value = input[name];
  if (typeof value === "string" && value !== "") return value;
  throw new AwsError("ValidationException", `${name} is required`);
}

/** Refuses a request that carries fields whose effect the local body does not have. */
export function onlyFields(operation: string, input: Record<string, unknown>, known: readonly string[]): void {
  const field = Object.keys(input).find((name) => !known.includes(name));
  if (field !== undefined)
    throw new AwsError("ValidationException", `the local cloud does not know ${field} of ${operation}`);
}
