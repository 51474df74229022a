import type * as z from "zod/mini";

/** What a refusal means for the caller. Kind → HTTP status is written once, in `platform/problem.ts`. */
export type ErrorKind =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "refused"
  | "locked"
  | "too_many"
  | "unavailable"
  | "bug";

/** One field that is wrong: `path` is the dotted path in the body, or `query.x`, `path.x`, `header.x`. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export interface ErrorSpec {
  readonly kind: ErrorKind;
  /** The public sentence, for a person. */
  readonly says: string;
  /** What the caller can do about it; printed in `docs/errors.md`. */
  readonly remedy?: string;
  /** Shape of the public details; absent when there are none. */
  readonly details?: z.ZodMiniType;
  /** Further kinds of answer the same code may have, e.g. its HTTP status where a standard fixes one. */
  readonly status?: 404 | 405 | 413 | 415;
}

export interface ErrorOptions {
  /** Seconds until it makes sense to try again; becomes Retry-After. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
  /** Internal facts for the log; never in the answer. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly fields?: readonly FieldError[];
}

/** The one error class of the project: an expected refusal, or (kind `bug`) our own fault. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly fields: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
  readonly context: Readonly<Record<string, unknown>> | undefined;
  readonly status: ErrorSpec["status"];

  constructor(
    code: string,
    spec: ErrorSpec,
    details: Readonly<Record<string, unknown>> | undefined,
    options: ErrorOptions = {},
  ) {
    super(spec.says, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.kind = spec.kind;
    this.code = code;
    this.details = details;
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.context = options.context;
    this.status = spec.status;
  }
}

type DetailsOf<S extends ErrorSpec> = S extends { details: infer D extends z.ZodMiniType }
  ? z.output<D> & Readonly<Record<string, unknown>>
  : undefined;

/** Makes one kind of refusal; also names it, so that a door can declare it in `refuses`. */
export interface ErrorMaker<S extends ErrorSpec = ErrorSpec> {
  (
    ...args: DetailsOf<S> extends undefined
      ? [details?: undefined, options?: ErrorOptions]
      : [details: DetailsOf<S>, options?: ErrorOptions]
  ): AppError;
  readonly code: string;
  readonly domain: string;
  readonly spec: ErrorSpec;
}

/** What `refuses` lists: any maker, whatever its details are. */
export interface DeclaredError {
  readonly code: string;
  readonly domain: string;
  readonly spec: ErrorSpec;
}

/** A domain's refusals, all in one place. Codes are stable, public and unique in the whole product. */
export function defineErrors<const T extends Record<string, ErrorSpec>>(
  domain: string,
  specs: T,
): { readonly [K in keyof T & string]: ErrorMaker<T[K]> } {
  const makers = Object.entries(specs).map(([code, spec]) => [
    code,
    Object.assign(
      (details?: Readonly<Record<string, unknown>>, options?: ErrorOptions) =>
        new AppError(code, spec, details, options),
      { code, domain, spec },
    ),
  ]);
  return Object.fromEntries(makers) as { readonly [K in keyof T & string]: ErrorMaker<T[K]> };
}

/** True for an AppError of this code; the way to react to one refusal and let all others pass. */
export function isError(error: unknown, maker: DeclaredError): error is AppError {
  return error instanceof AppError && error.code === maker.code;
}
