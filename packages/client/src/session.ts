import { isProblem, type Problem, SignedOut } from "./errors.ts";
import type { Tokens, TokenStore } from "./token-store.ts";

/** Who is signed in, and how their tokens are renewed: once for everybody who waits for it. */

export const REFRESH = "POST /api/v1/auth/token/refresh";
/** Renewed this long before the access token ends, so that it does not end on its way. */
const MARGIN_MS = 5_000;

/** What an answer grants to whoever signed in or refreshed. */
type Grant =
  | { readonly kind: "bearer"; readonly access: string; readonly refresh: string; readonly expiresInMs: number }
  | { readonly kind: "cookie"; readonly csrf: string; readonly expiresInMs: number };

/** The tokens in an answer; undefined where it has none. */
export function grantIn(body: unknown): Grant | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { access, refresh, csrf_token: csrf, expires_in: seconds } = body as Readonly<Record<string, unknown>>;
  if (typeof seconds !== "number") return undefined;
  const expiresInMs = seconds * 1000;
  if (typeof csrf === "string") return { kind: "cookie", csrf, expiresInMs };
  return typeof access === "string" && typeof refresh === "string"
    ? { kind: "bearer", access, refresh, expiresInMs }
    : undefined;
}

interface Parts {
  readonly store: TokenStore;
  /** Asks the API for the successor of these tokens; throws where there is no answer, or a refusal. */
  readonly ask: (tokens: Tokens) => Promise<unknown>;
  readonly uuid: () => string;
  readonly onSignedOut: ((error: SignedOut) => void) | undefined;
}

/** By store, not by client: two clients with one store have one refresh token between them. */
const flights = new WeakMap<TokenStore, Promise<Tokens>>();
/** The last piece of work on a store: the next one begins after it. */
const queues = new WeakMap<TokenStore, Promise<unknown>>();

export class Session {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The tokens of whoever is signed in, renewed if they have run out. */
  async tokens(): Promise<Tokens | undefined> {
    const held = await this.#parts.store.read();
    if (held === undefined || held.expiresAt - MARGIN_MS > Date.now()) return held;
    return this.renew(held);
  }

  async refresh(): Promise<void> {
    const held = await this.#parts.store.read();
    if (held !== undefined) await this.renew(held);
  }

  async begin(grant: Grant): Promise<void> {
    const { store, uuid } = this.#parts;
    await this.#alone(async () => store.write(tokensOf(grant, uuid())));
  }

  async end(): Promise<void> {
    const { store } = this.#parts;
    await this.#alone(async () => store.write(undefined));
  }

  /** The successor of these tokens. All who ask while one request is on its way wait for that one. */
  async renew(used: Tokens): Promise<Tokens> {
    const { store } = this.#parts;
    const flight = flights.get(store) ?? this.#fly(used);
    const renewed = await flight;
    // Somebody else has signed in meanwhile: what was begun for one person is never finished as another.
    if (renewed.session !== used.session) throw over();
    return renewed;
  }

  #fly(used: Tokens): Promise<Tokens> {
    const { store } = this.#parts;
    const flight = this.#alone(() => this.#renewAlone(used)).finally(() => flights.delete(store));
    flights.set(store, flight);
    return flight;
  }

  /** One piece of work on the store at a time; where other tabs or processes share it, theirs as well. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const { store } = this.#parts;
    const turn = (queues.get(store) ?? Promise.resolve()).then(() => store.exclusively?.(work) ?? work());
    queues.set(
      store,
      turn.catch(() => undefined),
    );
    return turn;
  }

  async #renewAlone(used: Tokens): Promise<Tokens> {
    const { store, ask } = this.#parts;
    const held = await store.read();
    if (held?.session !== used.session) throw over();
    // Another tab was first.
    if (secretOf(held) !== secretOf(used)) return held;
    const body = await ask(held).catch((error: unknown) => this.#explain(held, error));
    const grant = grantIn(body);
    if (grant === undefined) throw new TypeError(`${REFRESH} gave no tokens`);
    const next = tokensOf(grant, held.session);
    // Signed out or signed in as somebody else while the request was on its way: theirs stays.
    const now = await store.read();
    if (now?.session !== held.session) throw over();
    await store.write(next);
    return next;
  }

  /** A refusal of the token itself ends the session. Of an account that is blocked the tokens are kept. */
  async #explain(held: Tokens, error: unknown): Promise<never> {
    if (!isProblem(error) || (error.status !== 401 && error.status !== 400)) throw error;
    const { store, onSignedOut } = this.#parts;
    const now = await store.read();
    if (now?.session === held.session) await store.write(undefined);
    const ended = over(error);
    onSignedOut?.(ended);
    throw ended;
  }
}

function over(refusal?: Problem): SignedOut {
  return new SignedOut(REFRESH, refusal?.requestId ?? "", refusal);
}

function tokensOf(grant: Grant, session: string): Tokens {
  const expiresAt = Date.now() + grant.expiresInMs;
  return grant.kind === "cookie"
    ? { kind: "cookie", session, expiresAt, csrf: grant.csrf }
    : { kind: "bearer", session, expiresAt, access: grant.access, refresh: grant.refresh };
}

/** Tells tokens from their successor. */
export function secretOf(tokens: Tokens): string {
  return tokens.kind === "cookie" ? tokens.csrf : tokens.access;
}
