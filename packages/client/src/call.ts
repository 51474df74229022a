import { OutcomeUnknown, type Problem, SignedOut, Unreachable } from "./errors.ts";
import { exchange, type Fetch, type Outcome, type Outgoing, reasonOf, type Success } from "./exchange.ts";
import { type Patience, pauseBefore, type Wait } from "./patience.ts";
import { FILES, KEYED, MODAL, PUBLIC } from "./schema.ts";
import { grantIn, REFRESH, secretOf, Session } from "./session.ts";
import type { Tokens, TokenStore } from "./token-store.ts";

/** One call: its attempts, the session it belongs to, and what is known at the end. */

export interface Setup {
  readonly baseUrl: string;
  readonly store: TokenStore;
  readonly cookies: boolean;
  readonly apiKey: (() => string | Promise<string>) | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly uuid: () => string;
  readonly timeoutMs: number;
  readonly patience: Patience;
  readonly wait: Wait;
  readonly onSignedOut: ConstructorParameters<typeof Session>[0]["onSignedOut"];
}

/** A request as it is once its types have been checked. */
export interface AnyRequest {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly token?: string | undefined;
  readonly requestId?: string | undefined;
}

const LOGOUT = "POST /api/v1/auth/logout";
/**
 * A refresh token is used up by the first request that arrives, and for ten seconds the API gives its successor again
 * to the device that asks again. After that a second use is taken for a theft: no attempt begins later than this.
 */
const GRACE_MS = 7_000;
const REFRESH_TIMEOUT_MS = 4_000;
/**
 * An attempt whose answer was lost has ended by then, wherever it is: a door gets 29 seconds, a cold start ten more, and
 * nothing repeats it. Until then it may still move money after a later attempt was refused (docs/decisions/0021).
 */
const UNDER_WAY_MS = 60_000;
/** Where there is another, not the phone's clock: somebody sets it, and what was lost seems to have ended long ago. */
const elapsedMs = (): number => (typeof performance === "undefined" ? Date.now() : performance.now());

/** What is known of a call under way. */
interface Progress {
  readonly outgoing: Omit<Outgoing, "headers">;
  readonly headers: Readonly<Record<string, string>>;
  /** A given token or an API key. */
  readonly fixed: string | undefined;
  readonly key: string | undefined;
  readonly isRead: boolean;
  tokens: Tokens | undefined;
  renewed: boolean;
  /** An attempt may have been carried out without our hearing of it, and may be under way until then, by `elapsedMs`. */
  openUntilMs: number | undefined;
}

export class Calls {
  readonly session: Session;
  readonly #setup: Setup;
  /** Keys of orders of which an attempt was lost, and until when it may be under way: for whoever asks again at once. */
  readonly #open = new Map<string, number>();

  constructor(setup: Setup) {
    this.#setup = setup;
    const { store, uuid, onSignedOut } = setup;
    this.session = new Session({ store, uuid, onSignedOut, ask: (tokens) => this.#refresh(tokens) });
  }

  /** Makes the call, as often as is safe and of use. Throws a `CowryError`, or the reason of the caller's abort. */
  async make(route: string, request: AnyRequest): Promise<Success> {
    const progress = await this.#begin(route, request);
    const outcome = await this.#persist(progress);
    if (outcome.kind !== "success") throw failureOf(progress, outcome);
    if (progress.key !== undefined) this.#open.delete(progress.key);
    const grant = grantIn(outcome.answer.body);
    if (grant !== undefined) await this.session.begin(grant);
    else if (route === LOGOUT && progress.tokens !== undefined) await this.session.end();
    return outcome.answer;
  }

  async #begin(route: string, request: AnyRequest): Promise<Progress> {
    const { apiKey, headers, cookies } = this.#setup;
    const mode = cookies && MODAL.has(route) ? { mode: "cookie" } : {};
    const outgoing = this.#outgoing(route, { ...request, query: { ...request.query, ...mode } });
    const key = KEYED.has(route)
      ? (request.idempotencyKey ?? referenceIn(request.body) ?? this.#setup.uuid())
      : undefined;
    const fixed = request.token ?? (await apiKey?.());
    checkHeaders({ ...headers, "idempotency-key": key, "x-request-id": outgoing.requestId, authorization: fixed });
    return {
      ...{ outgoing, key, fixed },
      headers: key === undefined ? headers : { ...headers, "idempotency-key": key },
      // A session that is in trouble keeps nobody from signing in.
      tokens: fixed === undefined && !PUBLIC.has(route) ? await this.session.tokens().catch(tell(outgoing)) : undefined,
      isRead: route.startsWith("GET "),
      renewed: false,
      openUntilMs: key === undefined ? undefined : this.#openUntil(key),
    };
  }

  #openUntil(key: string): number | undefined {
    for (const [each, untilMs] of this.#open) if (untilMs <= elapsedMs()) this.#open.delete(each);
    return this.#open.get(key);
  }

  #outgoing(route: string, { path, query, body, ...request }: AnyRequest): Omit<Outgoing, "headers"> {
    const { baseUrl, cookies, uuid, timeoutMs } = this.#setup;
    return {
      route,
      url: `${baseUrl}${placed(route.slice(route.indexOf(" ") + 1), path)}${queryText(query)}`,
      body: body === undefined ? undefined : JSON.stringify(body),
      cookies,
      files: FILES.get(route) ?? [],
      requestId: request.requestId ?? uuid(),
      timeoutMs: request.timeoutMs ?? timeoutMs,
      signal: request.signal,
    };
  }

  /** Attempts until one is final. */
  async #persist(progress: Progress): Promise<Outcome> {
    const { patience, wait } = this.#setup;
    const { isRead, key } = progress;
    for (let next = 2; ; next += 1) {
      const outcome = await this.#attempt(progress);
      const pause = isRead || key !== undefined ? pauseBefore(next, outcome, patience) : undefined;
      if (pause === undefined) return outcome;
      const { signal } = progress.outgoing;
      await wait(pause, signal);
      if (signal?.aborted === true) return { kind: "lost", cause: reasonOf(signal), unsent: true, aborted: true };
    }
  }

  /** Once, and once more where only the access token had run out: nothing is done for whoever is not known. */
  async #attempt(progress: Progress): Promise<Outcome> {
    const outcome = await this.#send(progress.outgoing, { ...progress.headers, ...this.#credentials(progress) });
    if (!progress.isRead && leavesOpen(outcome)) {
      // The API's own answer says that the attempt has ended, though not how.
      const untilMs = elapsedMs() + (outcome.kind === "refused" ? 0 : UNDER_WAY_MS);
      progress.openUntilMs = Math.max(untilMs, progress.openUntilMs ?? 0);
      if (progress.key !== undefined) this.#open.set(progress.key, progress.openUntilMs);
    }
    const { tokens, renewed } = progress;
    if (tokens === undefined || renewed || !isForTokens(outcome)) return outcome;
    progress.renewed = true;
    progress.tokens = await this.session.renew(tokens).catch((error: unknown) => {
      if (progress.openUntilMs !== undefined) throw unknownOutcome(progress, error);
      return tell(progress.outgoing)(error);
    });
    return this.#attempt(progress);
  }

  #credentials({ fixed, tokens }: Progress): Readonly<Record<string, string>> {
    if (fixed !== undefined) return { authorization: `Bearer ${fixed}` };
    if (tokens === undefined) return {};
    return tokens.kind === "cookie"
      ? { "x-csrf-token": secretOf(tokens) }
      : { authorization: `Bearer ${secretOf(tokens)}` };
  }

  #send(outgoing: Omit<Outgoing, "headers">, headers: Readonly<Record<string, string>>): Promise<Outcome> {
    const type = outgoing.body === undefined ? {} : { "content-type": "application/json" };
    return exchange(this.#setup.fetch, {
      ...outgoing,
      headers: { ...headers, ...type, "x-request-id": outgoing.requestId },
    });
  }

  async #refresh(tokens: Tokens): Promise<unknown> {
    const { headers, patience, wait, timeoutMs } = this.#setup;
    const isCookie = tokens.kind === "cookie";
    const outgoing = this.#outgoing(REFRESH, {
      body: isCookie ? {} : { refresh: tokens.refresh },
      ...(isCookie ? { query: { mode: "cookie" } } : {}),
      timeoutMs: Math.min(timeoutMs, REFRESH_TIMEOUT_MS),
    });
    const credentials = isCookie ? { "x-csrf-token": tokens.csrf } : {};
    // By the phone's clock, which goes on in its sleep, as the API's does.
    const latest = Date.now() + GRACE_MS;
    for (let next = 2; ; next += 1) {
      const outcome = await this.#send(outgoing, { ...headers, ...credentials });
      if (outcome.kind === "success") return outcome.answer.body;
      const pause = pauseBefore(next, outcome, patience);
      if (pause === undefined || Date.now() + pause > latest) throw errorOf(outgoing, outcome);
      await wait(pause, undefined);
    }
  }
}

/** That the session is over is said of the call that met it; why, is the cause. */
function tell({ route, requestId }: Pick<Outgoing, "route" | "requestId">): (error: unknown) => never {
  return (error) => {
    throw error instanceof SignedOut ? new SignedOut(route, requestId, error.cause) : error;
  };
}

/** What no header can hold would fail as if the network had. */
function checkHeaders(headers: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value = "-"] of Object.entries(headers)) {
    if (!/^[\x20-\x7e]+$/.test(value)) throw new TypeError(`${name} takes printable ASCII characters`);
  }
}

/** What an order already has for a name: sent as the key it would be without our header. */
function referenceIn(body: unknown): string | undefined {
  const reference: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "reference") : undefined;
  return typeof reference === "string" ? reference : undefined;
}

function placed(path: string, values: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    // An empty segment or a dot would lead to another path.
    if (value === "" || value === "." || value === "..") throw new TypeError(`path.${name} cannot be "${value}"`);
    return encodeURIComponent(value);
  });
}

function queryText(query: Readonly<Record<string, unknown>> = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return text.length === 0 ? "" : `?${text.join("&")}`;
}

function isForTokens(outcome: Outcome): boolean {
  if (outcome.kind !== "refused") return false;
  const { code } = outcome.problem;
  return code === "unauthenticated" || code === "session_revoked";
}

/** True where the request may have been carried out. The gateway's own 413 and 429 come before any door. */
function leavesOpen(outcome: Outcome): boolean {
  if (outcome.kind === "lost") return !outcome.unsent;
  if (outcome.kind === "strange") return outcome.error.status !== 413 && outcome.error.status !== 429;
  return outcome.kind === "refused" && outcome.problem.status >= 500;
}

/**
 * Whether a refusal speaks for the attempts before it, too. One by what the request says does: they said the same. One by
 * what it meets does when they have ended: the API looks for their stored answer first. One for the caller's token, PIN or
 * pace never does.
 */
function isForAll({ status, code }: Problem, openUntilMs: number): boolean {
  if ([400, 413, 415].includes(status) || code === "idempotency_key_reused") return true;
  const isOfCaller = status === 401 || status === 403 || status === 423 || status === 429;
  return status < 500 && !isOfCaller && elapsedMs() >= openUntilMs;
}

type Failure = Exclude<Outcome, { readonly kind: "success" }>;

function failureOf(progress: Progress, outcome: Failure): unknown {
  const { openUntilMs, outgoing } = progress;
  const isKnown = openUntilMs === undefined || (outcome.kind === "refused" && isForAll(outcome.problem, openUntilMs));
  return isKnown ? errorOf(outgoing, outcome) : unknownOutcome(progress, causeOf(outcome));
}

function unknownOutcome({ outgoing, key, openUntilMs = 0 }: Progress, cause: unknown): OutcomeUnknown {
  const seconds = Math.max(0, Math.ceil((openUntilMs - elapsedMs()) / 1000));
  return new OutcomeUnknown(outgoing.route, outgoing.requestId, key, { cause, finalInSeconds: seconds });
}

function causeOf(outcome: Failure): unknown {
  if (outcome.kind === "lost") return outcome.cause;
  return outcome.kind === "refused" ? outcome.problem : outcome.error;
}

function errorOf({ route, requestId }: Pick<Outgoing, "route" | "requestId">, outcome: Failure): unknown {
  if (outcome.kind === "lost" && !outcome.aborted) return new Unreachable(route, requestId, outcome.cause);
  return causeOf(outcome);
}
