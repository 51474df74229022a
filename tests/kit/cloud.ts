import { AsyncLocalStorage } from "node:async_hooks";

export interface CloudAddresses {
  /** `http://127.0.0.1:<port>`: API, console and local surface. */
  readonly origin: string;
  /** The Paystack simulator's address. */
  readonly paystack: string;
}

export interface Answer<T = Body> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
  readonly requestId: string;
}

/** A parsed JSON body; tests look into it by field. */
// Bodies are checked against docs/openapi.json by the contract tests; here they are read freely.
export type Body = Record<string, unknown> & { readonly items?: readonly Record<string, unknown>[] };

const another = new AsyncLocalStorage<CloudAddresses>();
let borrowed: CloudAddresses | undefined;

/** From now on `cloud()` is this one: what the file that runs has borrowed. */
export function useCloud(addresses: CloudAddresses): void {
  borrowed = addresses;
}

/** Does something on a cloud that the test started itself, in the place of the worker's. */
export function onCloud<T>(addresses: CloudAddresses, act: () => Promise<T>): Promise<T> {
  return another.run(addresses, act);
}

/** The local cloud that this file has to itself, or the one that `onCloud` says. */
export function cloud(): CloudAddresses {
  const chosen = another.getStore() ?? borrowed;
  if (chosen === undefined) throw new Error("no local cloud was borrowed for this file");
  return chosen;
}

export interface SendOptions {
  readonly body?: unknown;
  /** Sent as it is, in the place of `body`. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const RECORD = process.env["COWRY_RECORD"];
const record = RECORD === undefined ? undefined : (await import("./record.ts")).recordInto(RECORD);

/** One HTTP request, as a client makes it. */
export async function send(method: string, url: string, options: SendOptions = {}): Promise<Answer> {
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...options.headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const answer = {
    status: response.status,
    body: (text === "" ? {} : parseJson(text)) as Body,
    headers: response.headers,
    requestId: response.headers.get("x-request-id") ?? "",
  };
  record?.(method, url, answer);
  return answer;
}

/** What a body says; what is no JSON, as it is. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}

/** The local cloud's own surface. */
export const local = {
  get: (path: string) => send("GET", `${cloud().origin}/_local${path}`),
  post: (path: string, body: unknown) => send("POST", `${cloud().origin}/_local${path}`, { body }),
  /** Moves the clock on, running whatever becomes due on the way; where schedules are named, of these no others. */
  async advance(duration: string, schedules?: readonly string[]): Promise<void> {
    const { status, body } = await local.post("/clock", { advance: duration, schedules });
    if (status !== 200) throw new Error(`the clock did not move: ${JSON.stringify(body)}`);
  },
  /** The texts sent to a phone, newest first. */
  async messages(to: string): Promise<readonly string[]> {
    const { body } = await local.get(`/messages?to=${encodeURIComponent(to)}`);
    return (body as unknown as { body: string }[]).map((message) => message.body);
  },
  /** Chances by kind, and what the next requests meet; what is not known is refused. */
  async faults(plan: Readonly<Record<string, unknown>>): Promise<void> {
    const { status, body } = await local.post("/faults", plan);
    if (status !== 200) throw new Error(`the fault plan was refused: ${JSON.stringify(body)}`);
  },
};

/** The Paystack simulator's own surface. */
export const paystack = {
  get: (path: string) => send("GET", `${cloud().paystack}${path}`),
  post: (path: string, body: unknown) => send("POST", `${cloud().paystack}${path}`, { body }),
};
