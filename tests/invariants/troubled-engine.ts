import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Of so many requests each: conflicts and throttling come before anything happened, resets after it did. */
export interface Trouble {
  readonly conflict: number;
  readonly throttling: number;
  readonly resetAfterCommit: number;
}

export interface TroubledEngine {
  readonly url: string;
  /** Trouble from now on, drawn from this. */
  begin(trouble: Trouble, draw: (below: number) => number): void;
  readonly injected: Readonly<Record<keyof Trouble, number>>;
  stop(): Promise<void>;
}

/** Carries a request out: `operation` without its prefix. */
export type Carry = (
  operation: string,
  body: string,
  headers: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly text: string }>;

/** AWS's own engine at this address. */
export function engineAt(url: string): Carry {
  return async (_, body, headers) => {
    const passed = await fetch(url, { method: "POST", headers, body });
    return { status: passed.status, text: await passed.text() };
  };
}

const HEADERS = ["content-type", "x-amz-target", "x-amz-date", "authorization"] as const;

/** No engine of ours answers TransactionConflict by itself: this stands in front of it and does. */
export async function troubledEngine(carry: Carry): Promise<TroubledEngine> {
  const injected = { conflict: 0, throttling: 0, resetAfterCommit: 0 };
  let trouble: Trouble = { conflict: 0, throttling: 0, resetAfterCommit: 0 };
  let draw: (below: number) => number = () => 0;
  const strikes = (kind: keyof Trouble): boolean => {
    if (trouble[kind] === 0 || draw(1_000) >= trouble[kind] * 1_000) return false;
    injected[kind] += 1;
    return true;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray()).toString();
    const operation = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
    const isTransaction = operation === "TransactWriteItems";
    if (isTransaction && strikes("conflict")) {
      reply(response, 400, conflict(body));
      return;
    }
    if (strikes("throttling")) {
      reply(response, 400, failure("ProvisionedThroughputExceededException"));
      return;
    }
    const headers = Object.fromEntries(HEADERS.map((name) => [name, String(request.headers[name])]));
    const { status, text } = await carry(operation, body, headers);
    if (isTransaction && strikes("resetAfterCommit")) return void request.socket.destroy();
    reply(response, status, text);
  }

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    injected,
    begin(wanted, from) {
      [trouble, draw] = [wanted, from];
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function reply(response: ServerResponse, status: number, text: string): void {
  const headers = { "content-type": "application/x-amz-json-1.0", "content-length": Buffer.byteLength(text) };
  response.writeHead(status, headers).end(text);
}

function failure(type: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "injected", ...more });
}

function conflict(body: string): string {
  const { TransactItems } = JSON.parse(body) as { readonly TransactItems: readonly unknown[] };
  const reasons = TransactItems.map((_, index) => ({ Code: index === 0 ? "TransactionConflict" : "None" }));
  return failure("TransactionCanceledException", { CancellationReasons: reasons });
}
