/** The table could not answer in time. Whatever was asked may be asked again: the conditions make it safe. */
export class TableBusy extends Error {
  override readonly name = "TableBusy";
  readonly operation: string;
  readonly attempts: number;
  /** What the last attempt died of, e.g. `TransactionConflict` or `TimeoutError`. */
  readonly reason: string;

  constructor(operation: string, attempts: number, reason: string) {
    super(`${operation} did not get through in ${attempts} attempts: ${reason}`);
    this.operation = operation;
    this.attempts = attempts;
    this.reason = reason;
  }
}

/** Our own mistake in using the table. Carries names and rules for the log, never values of items. */
export class TableBug extends Error {
  override readonly name = "TableBug";
  readonly context: Readonly<Record<string, unknown>>;

  constructor(message: string, context: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.context = context;
  }
}

/** States what cannot be otherwise. */
export function assert(condition: unknown, message: string, context?: Record<string, unknown>): asserts condition {
  if (!condition) throw new TableBug(message, context);
}

/** The parts of an SDK or socket error that we look at. Its other fields may hold item data and are left alone. */
interface Failure {
  readonly name: string;
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly message: string;
}

const BUSY_NAMES: ReadonlySet<string> = new Set([
  "InternalServerError",
  "InternalServerErrorException",
  "LimitExceededException",
  "NetworkingError",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestTimeout",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TimeoutError",
  "TooManyRequestsException",
  "TransactionConflictException",
  "TransactionInProgressException",
]);

const BUSY_CODES: ReadonlySet<string> = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: "unknown", code: undefined, status: undefined, message: "" };
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const status = $metadata?.httpStatusCode;
  return {
    name: error.name,
    code: typeof code === "string" ? code : undefined,
    status: typeof status === "number" ? status : undefined,
    message: error.message,
  };
}

/** Why it makes sense to send the same request once more; undefined when it does not. */
export function busyReason(error: unknown): string | undefined {
  const { name, code, status } = failureOf(error);
  if (BUSY_NAMES.has(name)) return name;
  if (code !== undefined && BUSY_CODES.has(code)) return code;
  if (status !== undefined && (status >= 500 || status === 429)) return name;
  // An answer cut off in the middle: the status had come, the JSON had not.
  if (error instanceof SyntaxError && "$response" in error) return "TruncatedAnswer";
  return undefined;
}
