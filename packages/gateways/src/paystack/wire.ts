import { now } from "@cowry/core/kernel/clock";
import { jitter } from "@cowry/core/kernel/id";
import { setTimeout as sleep } from "node:timers/promises";
import type { Breaker } from "./breaker.ts";
import type { Unknown, Why } from "./outcomes.ts";
import { readError } from "./refusals.ts";
import { Envelope, parseJson } from "./shapes.ts";

/** HTTP to Paystack: what was said, sorted into yes, no, and "we cannot know". */

export type Reply =
  | { readonly outcome: "yes"; readonly data: unknown; readonly meta: unknown }
  /** Paystack understood, looked, and said no. `code` is ours where we know the message, else Paystack's. */
  | { readonly outcome: "no"; readonly code: string; readonly message: string }
  | Unknown;

export interface Wire {
  /** Reads: asked again a few times within the budget. Also for writes that cannot happen twice. */
  ask(path: string, query?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Makes something that a second call finds made. */
  put(path: string, body: unknown): Promise<Reply>;
  /** Sends once, never again by itself. */
  send(path: string, body: unknown, method?: "POST" | "PUT" | "DELETE"): Promise<Reply>;
}

export interface WireOptions {
  readonly baseUrl: string;
  readonly secretKey: string;
  /** One attempt. */
  readonly timeoutMs: number;
  /** No repetition goes on for longer than this after the first attempt began; 0 repeats nothing. */
  readonly budgetMs: number;
  readonly breaker: Breaker;
}

const TRIES = 3;
const PAUSE_MS = 150;
/** Less than this is no time for an answer. */
const LEAST_MS = 250;

/** What asking again may mend. A wrong key or an open breaker it does not. */
const PASSING: ReadonlySet<Why> = new Set<Why>(["timeout", "network", "server_error", "bad_answer"]);

export function makeWire(options: WireOptions): Wire {
  return {
    ask(path, query = {}) {
      const search = new URLSearchParams(query).toString();
      return repeatedly(options, "GET", search === "" ? path : `${path}?${search}`, undefined);
    },
    put: (path, body) => repeatedly(options, "POST", path, body),
    send: (path, body, method = "POST") => once(options, method, path, body, options.timeoutMs),
  };
}

async function repeatedly(options: WireOptions, method: string, path: string, body: unknown): Promise<Reply> {
  const end = now() + options.budgetMs;
  for (let tried = 1; ; tried += 1) {
    const timeoutMs = tried === 1 ? options.timeoutMs : Math.min(options.timeoutMs, end - now());
    const reply = await once(options, method, path, body, timeoutMs);
    if (reply.outcome !== "unknown" || !PASSING.has(reply.why) || tried === TRIES) return reply;
    const pause = PAUSE_MS * 2 ** (tried - 1) * (0.5 + jitter());
    if (end - now() < pause + LEAST_MS) return reply;
    await sleep(pause);
  }
}

async function once(
  options: WireOptions,
  method: string,
  path: string,
  body: unknown,
  timeoutMs: number,
): Promise<Reply> {
  const restMs = options.breaker.closedFor();
  if (restMs > 0) return unknown("circuit_open", Math.ceil(restMs / 1_000));
  const reply = await exchange(options, method, path, body, timeoutMs);
  const down = reply.outcome === "unknown" && PASSING.has(reply.why);
  if (down) options.breaker.failed();
  else options.breaker.succeeded();
  return reply;
}

async function exchange(
  options: WireOptions,
  method: string,
  path: string,
  body: unknown,
  timeoutMs: number,
): Promise<Reply> {
  try {
    const response = await fetch(options.baseUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${options.secretKey}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // The key goes to this host and no other.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return judge(response.status, response.headers.get("retry-after"), await response.text());
  } catch (error) {
    return unknown(error instanceof Error && error.name === "TimeoutError" ? "timeout" : "network");
  }
}

/** Sorts an answer. Only what is surely Paystack's own word about this request is a yes or a no. */
function judge(status: number, retryAfter: string | null, text: string): Reply {
  if (status === 401) return unknown("unauthorized");
  if (status === 429) return unknown("rate_limited", readRetryAfter(retryAfter));
  if (status >= 500) return unknown("server_error", readRetryAfter(retryAfter));
  const envelope = Envelope.safeParse(parseJson(text));
  if (!envelope.success) return unknown("bad_answer");
  const { status: understood, data, meta } = envelope.data;
  if (status >= 200 && status < 300) return understood ? { outcome: "yes", data, meta } : unknown("bad_answer");
  return understood ? unknown("bad_answer") : readError(status, envelope.data);
}

function unknown(why: Why, retryAfterSeconds?: number): Unknown {
  return { outcome: "unknown", why, retryAfterSeconds };
}

/** Seconds, or a date. */
function readRetryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - now()) / 1_000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
