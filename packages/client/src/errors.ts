import type { Code, CodeOf, DetailsOf, Route, StatusOf } from "./routes.ts";

/** What a call throws. No error carries what was sent: no PIN, password, token or body. */

export class CowryError extends Error {
  override readonly name: string = "CowryError";
  /** `"POST /api/v1/wallet/transfer"`: what was called. */
  readonly route: string;
  /** Of the call: it stands in every log line of ours about it. */
  readonly requestId: string;

  constructor(route: string, requestId: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.route = route;
    this.requestId = requestId;
  }
}

export interface FieldError {
  /** Dotted path in the body, or `query.x`, `path.x`, `header.x`. */
  readonly path: string;
  readonly message: string;
}

/** What is read of a problem's body (RFC 9457). */
export interface ProblemBody {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly details?: unknown;
  readonly errors?: readonly FieldError[];
  readonly request_id?: string;
}

/** The API said no, and why. `isProblem` and `isProblemOf` narrow it to codes, and `details` with them. */
export class Problem<C extends Code = Code> extends CowryError {
  override readonly name = "Problem";
  /** Stable. A newer API may have codes that this client does not know. */
  readonly code: C;
  readonly status: StatusOf<C>;
  readonly title: string;
  /** For people; may change. */
  readonly detail: string;
  readonly details: DetailsOf<C>;
  /** The fields that are wrong. */
  readonly errors: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(route: string, requestId: string, body: ProblemBody, retryAfterSeconds: number | undefined) {
    super(route, body.request_id ?? requestId, `${body.code}: ${body.detail}`);
    this.code = body.code as C;
    this.status = body.status as StatusOf<C>;
    this.title = body.title;
    this.detail = body.detail;
    this.details = body.details as DetailsOf<C>;
    this.errors = body.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * A write that may have happened or not: its answers were lost, or did not say. Where it has an idempotency key, the
 * same call with this key finds out: it happens once, however often it is asked for. A success is final at any time.
 */
export class OutcomeUnknown extends CowryError {
  override readonly name = "OutcomeUnknown";
  readonly idempotencyKey: string | undefined;
  /** When a refusal of the same key is final, too: until then the lost attempt may still be under way. */
  readonly finalInSeconds: number;

  constructor(
    route: string,
    requestId: string,
    idempotencyKey: string | undefined,
    { cause, finalInSeconds }: { readonly cause: unknown; readonly finalInSeconds: number },
  ) {
    super(route, requestId, `${route} may have happened: its answer did not come`, cause);
    this.idempotencyKey = idempotencyKey;
    this.finalInSeconds = finalInSeconds;
  }
}

/** No answer came, and nothing can have happened: what was asked changes nothing, or never left. */
export class Unreachable extends CowryError {
  override readonly name = "Unreachable";

  constructor(route: string, requestId: string, cause: unknown) {
    super(route, requestId, `${route} got no answer`, cause);
  }
}

/** An answer that is not the API's: of its gateway, of a proxy, of the sign-in page of somebody's network. */
export class UnexpectedAnswer extends CowryError {
  override readonly name = "UnexpectedAnswer";
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(route: string, requestId: string, status: number, retryAfterSeconds: number | undefined) {
    super(route, requestId, `${route} got ${status} from something that is not the API`);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The session that the call began in is over, and its tokens are forgotten: somebody must sign in again. */
export class SignedOut extends CowryError {
  override readonly name = "SignedOut";

  constructor(route: string, requestId: string, cause?: unknown) {
    super(route, requestId, "the session is over", cause);
  }
}

/** One problem per code, so that `code` tells `details`. */
export type ProblemOf<C extends Code> = C extends Code ? Problem<C> : never;

/** True for a refusal with one of these codes; without codes, for any refusal. */
export function isProblem(error: unknown): error is Problem;
export function isProblem<const C extends Code>(error: unknown, ...codes: readonly [C, ...C[]]): error is ProblemOf<C>;
export function isProblem(error: unknown, ...codes: readonly Code[]): boolean {
  return error instanceof Problem && (codes.length === 0 || codes.includes((error as Problem).code));
}

/** True for a refusal by this route: a `switch` over `code` then knows all that it can be. */
export function isProblemOf<R extends Route>(error: unknown, route: R): error is ProblemOf<CodeOf<R>> {
  return error instanceof Problem && error.route === route;
}
