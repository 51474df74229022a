import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";
import { buildClient, type Client, type ClientOptions } from "./client.ts";

/** An API on a port of this machine: what the client meets is a real connection. */

export interface Received {
  readonly route: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
  readonly bearer: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * `reset`: the connection breaks before the answer; `half`: in the midst of it; `silent`: nothing comes.
 * A function may wait for something before it answers.
 */
export type Behaviour = Reply | "reset" | "half" | "silent" | ((received: Received) => Reply | Promise<Reply>);

export interface Api {
  readonly baseUrl: string;
  readonly received: Received[];
  /** What comes next, in order; the last one stays. */
  answers(...behaviours: readonly Behaviour[]): void;
  client(options?: Partial<ClientOptions>): Client;
  /** The pauses that clients of it made, in ms: no test waits for them. */
  readonly pauses: number[];
  close(): Promise<void>;
}

const open: Api[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

export async function api(...behaviours: readonly Behaviour[]): Promise<Api> {
  let queue = [...behaviours];
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void read(request).then(async (each) => {
      received.push(each);
      const next = queue.length > 1 ? queue.shift() : queue[0];
      await behave(next ?? { status: 500 }, each, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pauses: number[] = [];
  const wait = (ms: number) => {
    pauses.push(ms);
    return Promise.resolve();
  };
  const made: Api = {
    ...{ baseUrl, received, pauses },
    answers: (...next) => {
      queue = [...next];
    },
    client: (options = {}) => buildClient({ baseUrl, ...options }, { wait, pauseMs: 100 }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  open.push(made);
  return made;
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { pathname, searchParams } = new URL(request.url ?? "", "http://api");
  return {
    route: `${request.method ?? ""} ${pathname}`,
    query: searchParams,
    headers: request.headers,
    body: text === "" ? undefined : JSON.parse(text),
    bearer: request.headers.authorization?.replace("Bearer ", ""),
  };
}

async function behave(behaviour: Behaviour, received: Received, response: ServerResponse): Promise<void> {
  if (behaviour === "silent") return;
  if (behaviour === "reset") return void response.destroy();
  if (behaviour === "half") {
    response.writeHead(200, { "content-type": "application/json", "content-length": 100 });
    response.write('{"items":[');
    return void setImmediate(() => response.destroy());
  }
  const { status, body, type, headers } = typeof behaviour === "function" ? await behaviour(received) : behaviour;
  const bytes = body instanceof Uint8Array || body === undefined ? body : JSON.stringify(body);
  response.writeHead(status, {
    ...(bytes === undefined ? {} : { "content-type": type ?? "application/json" }),
    ...headers,
  });
  response.end(bytes);
}

/** A refusal as the API makes it. */
export function problem(
  status: number,
  code: string,
  more: { readonly retryAfter?: number; readonly [field: string]: unknown } = {},
): Reply {
  const { retryAfter, ...fields } = more;
  return {
    status,
    type: "application/problem+json",
    body: {
      ...{ type: `urn:cowry:problem:${code}`, title: "Refused", status, code, detail: "No." },
      ...{ request_id: "r-1", timestamp: "2026-11-01T00:00:00Z", ...fields },
    },
    ...(retryAfter === undefined ? {} : { headers: { "retry-after": String(retryAfter) } }),
  };
}

/** The body of an answer that signs in, or refreshes. */
export function tokens(n: number, expiresIn = 900) {
  return { access: `access-${n}`, refresh: `refresh-${n}`, token_type: "Bearer", expires_in: expiresIn };
}

/** What a call throws. */
export async function thrown(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new Error("the call succeeded");
    },
    (error: unknown) => error,
  );
}
