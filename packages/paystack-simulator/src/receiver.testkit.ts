import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One webhook as it arrived. */
export interface Received {
  readonly signature: string;
  readonly raw: string;
  readonly event: { readonly event: string; readonly data: Record<string, unknown> };
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** What it answers from now on; "hang" never does. */
  answer: number | "hang";
  stop(): Promise<void>;
}

/** A merchant's webhook endpoint that keeps all it gets. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let raw = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (raw += chunk));
    request.on("end", () => {
      const signature = String(request.headers["x-paystack-signature"]);
      received.push({ signature, raw, event: JSON.parse(raw) as Received["event"] });
      if (receiver.answer !== "hang") response.writeHead(receiver.answer).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    received,
    answer: 200,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return receiver;
}
