import { type AnyRequest, Calls } from "./call.ts";
import type { SignedOut } from "./errors.ts";
import type { Fetch } from "./exchange.ts";
import { type Patience, wait, type Wait } from "./patience.ts";
import type { Answer, Arguments, ItemOf, ListPath, Method, PathOf, RouteAt } from "./routes.ts";
import { grantIn, type Session } from "./session.ts";
import { memoryTokens, type Tokens, type TokenStore } from "./token-store.ts";

/** Of this package: what Node tells the API that it is. */
export const VERSION = "0.1.0";

export interface ClientOptions {
  /** `https://api.example.com`: what comes before `/api/v1`. */
  readonly baseUrl: string;
  /** Where the tokens of whoever signs in are kept. Default: in memory. */
  readonly tokens?: TokenStore | undefined;
  /** For browsers: tokens live in HttpOnly cookies, where no script reads them; the store keeps what goes with them. */
  readonly cookies?: boolean | undefined;
  /** For programs, in the place of a session: an API key, or what gives an access token of client credentials. */
  readonly apiKey?: string | (() => string | Promise<string>) | undefined;
  /** Names the device, for as long as the app is installed: 1 to 64 printable ASCII characters without spaces. */
  readonly deviceId?: string | undefined;
  /** Headers for every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Of each attempt. Default 20,000. */
  readonly timeoutMs?: number | undefined;
  /** Attempts of what is safe to repeat, in all. Default 4. */
  readonly attempts?: number | undefined;
  /** The session is over: show the sign-in page. Called once, beside what every waiting call throws. */
  readonly onSignedOut?: ((error: SignedOut) => void) | undefined;
  /** Default: the platform's. */
  readonly fetch?: Fetch | undefined;
  /** Makes UUIDs of good chance. Default: the platform's `crypto`, which React Native has not by itself. */
  readonly uuid?: (() => string) | undefined;
}

type Call<M extends Method> = <P extends PathOf<M>>(
  path: P,
  ...request: Arguments<RouteAt<M, P>>
) => Promise<Answer<RouteAt<M, P>>>;

/** Who is signed in. An answer with tokens begins a session by itself, and `logout` ends it. */
export interface ClientSession {
  /** The tokens, renewed if they have run out; undefined when nobody is signed in. */
  tokens(): Promise<Tokens | undefined>;
  /** Begins one with tokens from elsewhere: the body of an answer that signs in. */
  begin(granted: unknown): Promise<void>;
  /** Forgets the tokens. The session itself ends by `POST /api/v1/auth/logout`. */
  end(): Promise<void>;
  /** New tokens now: roles or standing have changed. */
  refresh(): Promise<void>;
}

export interface Client {
  readonly get: Call<"GET">;
  readonly post: Call<"POST">;
  readonly put: Call<"PUT">;
  readonly patch: Call<"PATCH">;
  readonly delete: Call<"DELETE">;
  /** Every item of a list, page by page as they are asked for; `query.limit` is the size of a page. */
  readonly list: <P extends ListPath>(path: P, ...request: Arguments<RouteAt<"GET", P>>) => AsyncIterable<ItemOf<P>>;
  /** The pages themselves. */
  readonly pages: <P extends ListPath>(
    path: P,
    ...request: Arguments<RouteAt<"GET", P>>
  ) => AsyncIterable<Answer<RouteAt<"GET", P>>>;
  readonly session: ClientSession;
}

/** Pauses, which tests make short. */
export interface Machinery {
  readonly wait: Wait;
  readonly pauseMs: number;
}

const PATIENCE: Patience = { attempts: 4, pauseMs: 300, pauseMaxMs: 20_000 };

/** A client of one API, for one person or program. Throws where the options cannot work. */
export function createClient(options: ClientOptions): Client {
  return buildClient(options, { wait, pauseMs: PATIENCE.pauseMs });
}

export function buildClient(options: ClientOptions, { wait, pauseMs }: Machinery): Client {
  const { baseUrl, apiKey, timeoutMs = 20_000, attempts = PATIENCE.attempts } = options;
  if (!/^https?:\/\/[^/?#]+/.test(baseUrl)) throw new TypeError("baseUrl begins with https:// and a host");
  const calls = new Calls({
    baseUrl: baseUrl.replace(/\/+$/, ""),
    store: options.tokens ?? memoryTokens(),
    cookies: options.cookies === true,
    apiKey: typeof apiKey === "string" ? () => apiKey : apiKey,
    headers: headersOf(options),
    // Looked up at each call: some platforms replace theirs after start.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    uuid: options.uuid ?? platformUuid(),
    timeoutMs,
    patience: { ...PATIENCE, attempts, pauseMs },
    wait,
    onSignedOut: options.onSignedOut,
  });
  const by =
    (method: Method) =>
    (path: string, request: AnyRequest = {}) =>
      calls.make(`${method} ${path}`, request);
  const pages = (path: string, request: AnyRequest = {}) => pagesOf(calls, path, request);
  const list = (path: string, request: AnyRequest = {}) => itemsOf(calls, path, request);
  const methods = { get: by("GET"), post: by("POST"), put: by("PUT"), patch: by("PATCH"), delete: by("DELETE") };
  // The types of paths, requests and answers are the document's; what runs is the same for all of them.
  return { ...methods, pages, list, session: sessionOf(calls.session) } as unknown as Client;
}

function headersOf({ deviceId, headers = {} }: ClientOptions): Record<string, string> {
  const { process } = globalThis as { readonly process?: { readonly versions?: { readonly node?: string } } };
  // Elsewhere the platform says what it is, and a browser would have to ask whether it may say anything else.
  const agent = process?.versions?.node === undefined ? {} : { "user-agent": `cowry-client/${VERSION}` };
  return { ...agent, ...(deviceId === undefined ? {} : { "x-device-id": deviceId }), ...headers };
}

function platformUuid(): () => string {
  const { crypto } = globalThis as { readonly crypto?: Partial<Crypto> };
  if (crypto?.randomUUID !== undefined) return () => globalThis.crypto.randomUUID();
  if (crypto?.getRandomValues === undefined) {
    throw new TypeError("this platform has no crypto: give `uuid`, a function that makes UUIDs");
  }
  return () => uuidOf(globalThis.crypto.getRandomValues(new Uint8Array(16)));
}

/** Version 4, of sixteen bytes of chance. */
export function uuidOf(bytes: Uint8Array): string {
  const set = [...bytes].map((byte, at) => (at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte));
  const hex = set.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function sessionOf(session: Session): ClientSession {
  return {
    tokens: () => session.tokens(),
    end: () => session.end(),
    begin: async (granted) => {
      const grant = grantIn(granted);
      if (grant === undefined) throw new TypeError("no tokens: give the body of an answer that signs in");
      await session.begin(grant);
    },
    refresh: () => session.refresh(),
  };
}

interface Page {
  readonly items: readonly unknown[];
  readonly next_cursor: string | null;
}

async function* pagesOf(calls: Calls, path: string, request: AnyRequest) {
  let cursor: unknown = request.query?.["cursor"];
  do {
    const answer = await calls.make(`GET ${path}`, { ...request, query: { ...request.query, cursor } });
    yield answer;
    cursor = (answer.body as Page).next_cursor;
  } while (typeof cursor === "string");
}

async function* itemsOf(calls: Calls, path: string, request: AnyRequest) {
  for await (const { body } of pagesOf(calls, path, request)) yield* (body as Page).items;
}
