import type * as http from "node:http";
import type { Agent, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { assert } from "./errors.ts";

/** How long a connection may take to open. */
const CONNECT_MS = 400;
/** How long the endpoint may say nothing, before its answer and within it. */
const SILENCE_MS = 900;
const MAX_SOCKETS = 32;

/** What the SDK hands over, as far as a table's requests have it. */
interface Outgoing {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: unknown;
}

interface Incoming {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

type Scheme = Pick<typeof http, "request">;

/**
 * The SDK's way to the endpoint in the place of its own handler, which keeps four timers and a stream for each request:
 * here one timer, and the answer whole. Sockets are kept; a request that meets silence is cut off as `TimeoutError`, which
 * the SDK may repeat.
 */
export class Wire {
  /** The SDK asks what it speaks. */
  readonly metadata = { handlerProtocol: "http/1.1" } as const;
  readonly #agents = new Map<string, { readonly scheme: Scheme; readonly agent: Agent }>();

  handle(request: Outgoing): Promise<{ response: Incoming }> {
    const { protocol, hostname, port, method, path, headers, body } = request;
    const { scheme, agent } = this.#agents.get(protocol) ?? this.#open(protocol);
    return new Promise((resolve, reject) => {
      // An address in brackets is a URL's way to write it.
      const host = hostname.replace(/^\[(.*)\]$/, "$1");
      const sent = scheme.request({ protocol, host, port, method, path, headers, agent }, (answer) => {
        collect(answer, (whole) => {
          clearTimeout(timer);
          resolve({ response: { statusCode: answer.statusCode ?? 0, headers: textHeaders(answer), body: whole } });
        });
        answer.once("error", fail);
        answer.on("data", () => timer.refresh());
      });
      const fail = (error: Error) => {
        clearTimeout(timer);
        reject(error);
      };
      const timer = setTimeout(() => sent.destroy(timeout("no answer", SILENCE_MS)), SILENCE_MS);
      sent.once("error", fail);
      sent.once("socket", (socket) => {
        if (!socket.connecting) return;
        const opening = setTimeout(() => sent.destroy(timeout("no connection", CONNECT_MS)), CONNECT_MS);
        for (const event of ["connect", "close"] as const) socket.once(event, () => clearTimeout(opening));
      });
      sent.end(bytesOf(body));
    });
  }

  /** Nothing here is configured by the SDK. */
  updateHttpClientConfig(): void {
    // On purpose nothing.
  }

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  destroy(): void {
    for (const { agent } of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  /** TLS is loaded by those who speak it. */
  #open(protocol: string) {
    assert(protocol === "https:" || protocol === "http:", "an endpoint is reached by http or https");
    const scheme = process.getBuiltinModule(protocol === "https:" ? "node:https" : "node:http");
    const opened = { scheme, agent: new scheme.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS }) };
    this.#agents.set(protocol, opened);
    return opened;
  }
}

function bytesOf(body: unknown): string | Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  assert(typeof body === "string", "what is sent to a table is text or bytes");
  return body;
}

function collect(answer: IncomingMessage, done: (whole: Buffer) => void): void {
  const chunks: Buffer[] = [];
  answer.on("data", (chunk: Buffer) => chunks.push(chunk));
  answer.once("end", () => {
    const [only = Buffer.alloc(0), ...more] = chunks;
    done(more.length === 0 ? only : Buffer.concat(chunks));
  });
}

function textHeaders({ headers }: IncomingMessage): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (typeof value === "string") texts[name] = value;
  return texts;
}

/** Named and coded as the SDK knows what may pass. */
function timeout(what: string, ms: number): Error {
  return Object.assign(new Error(`${what} within ${ms} ms`), { name: "TimeoutError", code: "ETIMEDOUT" });
}
