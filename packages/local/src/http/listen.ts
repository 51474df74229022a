import http from "node:http";
import type { AddressInfo } from "node:net";

/** A server that refuses with 503 until it is told what to do: its address is known before the rest is ready. */
export interface Listener {
  readonly port: number;
  readonly url: string;
  serve(handler: Handler): void;
  stop(): Promise<void>;
}

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>;

/** An HTTP API takes at most so much of request line and headers. */
const HEADER_BYTES_MAX = 10_240;

export interface ListenOptions {
  /** 0: any free one. */
  readonly port: number;
  /**
   * The time in milliseconds that every answer's `Date` tells. The AWS SDK compares it with the caller's own clock:
   * told another time, it takes each refusal for one of a wrong clock and sends the request again.
   */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** Listens on the loopback address only. */
export function listen({ port, now, onError }: ListenOptions): Promise<Listener> {
  let handler: Handler | undefined;
  const server = http.createServer(
    { maxHeaderSize: HEADER_BYTES_MAX, keepAliveTimeout: 65_000 },
    (request, response) => {
      response.setHeader("date", new Date(now()).toUTCString());
      if (handler === undefined) {
        response.writeHead(503, { "content-type": "application/json", "retry-after": "1" });
        response.end(JSON.stringify({ message: "Service Unavailable" }));
        return;
      }
      handler(request, response).catch((error: unknown) => {
        onError(error);
        if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
        response.end(JSON.stringify({ message: "Internal Server Error" }));
      });
    },
  );
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const { port: bound } = server.address() as AddressInfo;
      server.on("error", onError);
      resolve({
        port: bound,
        url: `http://127.0.0.1:${bound}`,
        serve: (next) => (handler = next),
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

/** The whole body, or undefined when it is larger than `max`: then it is read to its end all the same, for the answer to arrive. */
export async function readBody(request: http.IncomingMessage, max: number): Promise<Buffer | undefined> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= max) chunks.push(chunk);
    else chunks = [];
  }
  return size > max ? undefined : Buffer.concat(chunks);
}
