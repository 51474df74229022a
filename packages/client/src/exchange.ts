import { type FieldError, Problem, type ProblemBody, UnexpectedAnswer } from "./errors.ts";

/** One request and its answer: no repetition, no session. */

/** As much of `fetch` as is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Outgoing {
  readonly route: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Cookies go along. */
  readonly cookies: boolean;
  /** Media types of the files that it may answer with. */
  readonly files: readonly string[];
  readonly requestId: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface Success {
  readonly status: number;
  readonly body: unknown;
  readonly requestId: string;
  readonly replayed: boolean;
}

export type Outcome =
  | { readonly kind: "success"; readonly answer: Success }
  | { readonly kind: "refused"; readonly problem: Problem }
  | { readonly kind: "strange"; readonly error: UnexpectedAnswer }
  /** `unsent`: it certainly never left. `aborted`: by the caller, whose reason is the cause. */
  | { readonly kind: "lost"; readonly cause: unknown; readonly unsent: boolean; readonly aborted: boolean };

/** Sends it and waits for the whole answer, for `timeoutMs` in all. Never throws. */
export async function exchange(fetch: Fetch, outgoing: Outgoing): Promise<Outcome> {
  const { signal, timeoutMs } = outgoing;
  if (isAborted(signal)) return lost(reasonOf(signal), true, true);
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  signal?.addEventListener("abort", abort);
  try {
    return await read(outgoing, await send(fetch, outgoing, controller.signal));
  } catch (error) {
    if (isAborted(signal)) return lost(reasonOf(signal), false, true);
    return lost(controller.signal.aborted ? new Error(`no answer in ${timeoutMs} ms`) : error, neverLeft(error), false);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/** A function, as what it says changes while we wait. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** What the caller's abort throws: in React Native a signal knows no reason. */
export function reasonOf(signal: AbortSignal | undefined): unknown {
  return signal?.reason ?? Object.assign(new Error("the call was aborted"), { name: "AbortError" });
}

function lost(cause: unknown, unsent: boolean, aborted: boolean): Outcome {
  return { kind: "lost", cause, unsent, aborted };
}

function send(fetch: Fetch, outgoing: Outgoing, signal: AbortSignal): Promise<Response> {
  const { route, url, headers, body, cookies } = outgoing;
  return fetch(url, {
    method: route.slice(0, route.indexOf(" ")),
    headers,
    // Nobody that an answer points to gets a PIN: the API never redirects.
    redirect: "error",
    credentials: cookies ? "include" : "omit",
    signal,
    ...(body === undefined ? {} : { body }),
  });
}

/** What Node's fetch says when there was no connection to send anything on; browsers do not tell. */
const NOT_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

function neverLeft(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return false;
  return typeof cause.code === "string" && NOT_CONNECTED.has(cause.code);
}

async function read({ route, requestId, files }: Outgoing, response: Response): Promise<Outcome> {
  const { status, headers, ok } = response;
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  const answer = (body: unknown): Outcome => {
    const replayed = headers.get("idempotency-replayed") === "true";
    return { kind: "success", answer: { status, body, requestId, replayed } };
  };
  if (ok && files.includes(type)) return answer(new Uint8Array(await response.arrayBuffer()));
  const text = await response.text();
  const body = type === "application/json" || type === "application/problem+json" ? parsed(text) : undefined;
  if (ok && body !== undefined && type === "application/json") return answer(body);
  if (status === 204 && text === "") return answer(undefined);
  const retryAfter = secondsIn(headers.get("retry-after"));
  return isProblemBody(body)
    ? { kind: "refused", problem: new Problem(route, requestId, { ...body, status }, retryAfter) }
    : { kind: "strange", error: new UnexpectedAnswer(route, requestId, status, retryAfter) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secondsIn(value: string | null): number | undefined {
  return value !== null && /^\d{1,7}$/.test(value) ? Number(value) : undefined;
}

function isProblemBody(value: unknown): value is ProblemBody {
  if (typeof value !== "object" || value === null) return false;
  const { code, title, detail, errors } = value as Readonly<Record<string, unknown>>;
  const texts = [code, title, detail].every((text) => typeof text === "string");
  return texts && (errors === undefined || (Array.isArray(errors) && errors.every(isFieldError)));
}

function isFieldError(value: unknown): value is FieldError {
  return typeof value === "object" && value !== null && "path" in value && "message" in value;
}
