import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";

/** What became of one request: `operation` and `input` as they were on the wire. */
export interface Seen {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A line of the script: an answer, or a misfortune. */
export type Fate =
  | { readonly status: number; readonly body: unknown }
  /** The connection breaks before anything happened. */
  | "reset"
  /** The request is carried out (where there is an engine), its answer lost. */
  | "reset after commit"
  | "hang"
  /** A status, and half of the body. */
  | "truncated"
  /** To the engine and back. */
  | "pass";

export const ok = (body: unknown = {}): Fate => ({ status: 200, body });
export const error = (type: string, status = 400, more: Readonly<Record<string, unknown>> = {}): Fate => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "scripted", ...more },
});
/** A cancelled transaction; one reason for each write, as a code or with the item that stood in the way. */
export const cancelled = (...reasons: readonly (string | { readonly Code: string; readonly Item?: unknown })[]): Fate =>
  error("TransactionCanceledException", 400, {
    CancellationReasons: reasons.map((reason) => (typeof reason === "string" ? { Code: reason } : reason)),
  });

export interface FaultyEndpoint {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** The fates of the next requests, in their order; what follows them is passed on, or an empty 200. */
  play(...fates: readonly Fate[]): void;
  stop(): Promise<void>;
}

/** A DynamoDB endpoint that does what the script says, in front of an engine or of nothing. */
export async function startFaultyEndpoint(engine?: string): Promise<FaultyEndpoint> {
  const script: Fate[] = [];
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => request.socket.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray()).toString();
    const operation = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
    seen.push({ operation, input: JSON.parse(body) as Record<string, unknown> });
    const fate = script.shift() ?? (engine === undefined ? ok() : "pass");
    if (fate === "hang") return;
    if (fate === "reset") return void request.socket.destroy();
    const { status, text } =
      typeof fate === "object"
        ? { status: fate.status, text: JSON.stringify(fate.body) }
        : await forward(request, body);
    if (fate === "reset after commit") return void request.socket.destroy();
    response.writeHead(status, {
      "content-type": "application/x-amz-json-1.0",
      ...(fate === "truncated" ? {} : { "content-length": Buffer.byteLength(text) }),
    });
    response.end(fate === "truncated" ? text.slice(0, text.length / 2) : text);
  }

  async function forward(request: IncomingMessage, body: string): Promise<{ status: number; text: string }> {
    if (engine === undefined) return { status: 200, text: '{"Item":{}}' };
    const headers = Object.fromEntries(
      ["content-type", "x-amz-target", "x-amz-date", "authorization"].map((name) => [
        name,
        String(request.headers[name]),
      ]),
    );
    const response = await fetch(engine, { method: "POST", headers, body });
    return { status: response.status, text: await response.text() };
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    play(...fates) {
      seen.length = 0;
      script.splice(0, script.length, ...fates);
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
