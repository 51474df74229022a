import { AppError, errors, type ErrorKind, isoTime, now } from "@cowry/core/kernel";

/** The one place where a kind of refusal becomes an HTTP status. */
export const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  refused: 422,
  locked: 423,
  too_many: 429,
  bug: 500,
  unavailable: 503,
};

/** What each status is called in a problem's `title`. */
const TITLES: Readonly<Record<number, string>> = {
  400: "Malformed request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  413: "Body too large",
  415: "Unsupported media type",
  422: "Refused",
  423: "Locked",
  429: "Too many requests",
  500: "Internal error",
  503: "Unavailable",
};

/** Status of a declared error or of a thrown one: a standard's own status wins over the kind's. */
export function statusOf(error: { readonly kind: ErrorKind; readonly status?: number | undefined }): number {
  return error.status ?? STATUS_OF_KIND[error.kind];
}

export function titleOf(status: number): string {
  return TITLES[status] ?? "Error";
}

/** A problem's `type`: stable, and the anchor of its entry in `docs/errors.md`. */
export function problemType(code: string): string {
  return `urn:cowry:problem:${code}`;
}

/** Whatever was thrown, as the refusal it stands for. What nobody foresaw is a bug. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  // By name: importing the class would bring the SDK into doors that use no table.
  if (thrown instanceof Error && thrown.name === "TableBusy") {
    return errors.unavailable(undefined, { cause: thrown, retryAfterSeconds: 1 });
  }
  return errors.internal_error(undefined, { cause: thrown });
}

/** RateLimit fields (draft-ietf-httpapi-ratelimit-headers). Which limit it was is not told: only how much and when. */
function rateLimitHeaders({ retryAfterSeconds, context }: AppError): Readonly<Record<string, string>> {
  const { quota, windowSeconds } = context ?? {};
  const policy =
    typeof quota === "number" && typeof windowSeconds === "number"
      ? { "ratelimit-policy": `"default";q=${quota};w=${Math.ceil(windowSeconds)}` }
      : {};
  return retryAfterSeconds === undefined
    ? policy
    : { ...policy, ratelimit: `"default";r=0;t=${Math.max(1, Math.ceil(retryAfterSeconds))}` };
}

export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * RFC 9457. A bug shows nothing but the request id. `madeKey`: the idempotency key, where the caller does not know it.
 * Then nobody may be invited to just send the request again, as it may have happened: only with this key is it safe.
 */
export function toProblem(error: AppError, requestId: string, madeKey?: string): Problem {
  const shown = error.kind === "bug" ? errors.internal_error() : error;
  const unsafe = shown.kind === "unavailable" ? madeKey : undefined;
  const details = unsafe === undefined ? shown.details : { ...shown.details, idempotency_key: unsafe };
  const status = statusOf(shown);
  return {
    status,
    headers: {
      "content-type": "application/problem+json",
      ...(shown.retryAfterSeconds === undefined || unsafe !== undefined
        ? {}
        : { "retry-after": String(Math.max(1, Math.ceil(shown.retryAfterSeconds))) }),
      ...(status === 429 ? rateLimitHeaders(shown) : {}),
      ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
      ...(status === 405 && typeof shown.context?.allow === "string" ? { allow: shown.context.allow } : {}),
    },
    body: {
      type: problemType(shown.code),
      title: titleOf(status),
      status,
      detail: shown.message,
      code: shown.code,
      ...(shown.fields.length > 0 ? { errors: shown.fields } : {}),
      ...(details === undefined ? {} : { details }),
      request_id: requestId,
      timestamp: isoTime(now()),
    },
  };
}
