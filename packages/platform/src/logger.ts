import { AppError } from "@cowry/core/kernel";

/** The only fields a log line may have. What is not here cannot leak: no bodies, tokens, phones, PINs, account numbers. */
export interface LogFields {
  readonly request_id?: string | undefined;
  readonly door?: string | undefined;
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  readonly ms?: number | undefined;
  readonly records?: number | undefined;
  /** Rings an alarm: see `alertStaff`. */
  readonly alert?: string | undefined;
  readonly transaction_id?: string | undefined;
  /** Of alerts about what has no transaction: an id, never a name or a number. */
  readonly user_id?: string | undefined;
  readonly error?: string | undefined;
  readonly stack?: string | undefined;
  /** Names and rules that a bug carries, scrubbed. */
  readonly context?: string | undefined;
}

const ALLOWED: readonly (keyof LogFields)[] = [
  "request_id",
  "door",
  "code",
  "status",
  "ms",
  "records",
  "alert",
  "transaction_id",
  "user_id",
  "error",
  "stack",
  "context",
];

export type Level = "info" | "warn" | "error";

/** One JSON line on stdout, which CloudWatch takes as one event. Times are CloudWatch's own. */
export function log(level: Level, msg: string, fields: LogFields = {}): void {
  const line: Record<string, unknown> = { level, msg };
  for (const name of ALLOWED) if (fields[name] !== undefined) line[name] = fields[name];
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const STACK_MAX = 4_000;
const CONTEXT_MAX = 500;

/**
 * For people who mend a bug: the name, message and stack of what was thrown and of what caused it, with everything
 * that could be a code, a phone, an account number, a token or a key blotted out.
 */
export function describeThrown(thrown: unknown): Pick<LogFields, "error" | "stack" | "context"> {
  const chain: string[] = [];
  const contexts: string[] = [];
  for (let at = thrown, depth = 0; at !== undefined && depth < 4; depth += 1) {
    // A refusal says nothing that its cause does not say better; what it carries counts.
    if (!(at instanceof AppError && at.cause !== undefined)) {
      chain.push(at instanceof Error ? (at.stack ?? `${at.name}: ${at.message}`) : `thrown: ${typeof at}`);
    }
    const context = contextOf(at);
    if (context !== undefined) contexts.push(context);
    at = at instanceof Error ? at.cause : undefined;
  }
  const stack = scrub(chain.join("\ncaused by ")).slice(0, STACK_MAX);
  return {
    error: stack.split("\n", 1)[0] ?? "",
    stack,
    context: contexts.length === 0 ? undefined : scrub(contexts.join(" ")).slice(0, CONTEXT_MAX),
  };
}

/** `context` of our own errors: names of rules and operations, by contract no values of people. */
function contextOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !("context" in thrown)) return undefined;
  const { context } = thrown;
  if (typeof context !== "object" || context === null) return undefined;
  const plain = Object.entries(context).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value));
  return plain.length === 0 ? undefined : JSON.stringify(Object.fromEntries(plain));
}

/** `.mjs:12:34567` of a stack stays readable; the first group is such a place. */
const SOURCE_PLACE_OR_DIGITS = /(\.(?:[cm]?[jt]s):\d{1,6}(?::\d{1,6})?)(?!\d)|\+?\d{4,}/g;

/** Blots out JWTs and other long tokens, e-mail addresses and runs of four or more digits. */
export function scrub(text: string): string {
  return text
    .replace(/\b[\w-]{8,}\.[\w-]{8,}(\.[\w-]+)*/g, "<token>")
    .replace(/[\w.+-]+@[\w-]+\.[\w.]+/g, "<email>")
    .replace(/(?<![\w/.-])[A-Za-z0-9_-]{24,}(?![\w/.-])/g, "<token>")
    .replace(SOURCE_PLACE_OR_DIGITS, (_, place?: string) => place ?? "<digits>");
}
