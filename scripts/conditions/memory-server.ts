import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { MemoryEngine } from "../../tests/invariants/memory-engine.ts";

interface Named {
  readonly TableName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly TransactItems?: readonly Readonly<Record<string, Named>>[];
}

function tableOf({ TableName, RequestItems, TransactItems }: Named): string {
  const [named] = Object.values(TransactItems?.[0] ?? {});
  return TableName ?? Object.keys(RequestItems ?? {})[0] ?? named?.TableName ?? "";
}

/**
 * Tables in memory at an address, one for each name: what a test sends to AWS's engine, it may send here. An answer takes
 * a tenth of the time, which counts when each test runs a dozen times; the tests prove elsewhere that both answer alike.
 */
export async function serveMemory(): Promise<string> {
  const tables = new Map<string, MemoryEngine>();
  const answer = (operation: string, input: Named) => {
    if (operation === "CreateTable") return { status: 200, body: { TableDescription: { TableStatus: "ACTIVE" } } };
    const name = tableOf(input);
    const table = tables.get(name) ?? new MemoryEngine();
    tables.set(name, table);
    try {
      return table.answer(operation, input);
    } catch (error) {
      // What only AWS's engine can do, its test says by failing.
      return { status: 400, body: { __type: "ValidationException", message: String(error) } };
    }
  };
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const [, operation] = String(request.headers["x-amz-target"]).split(".");
      const { status, body: told } =
        operation === undefined ? { status: 400, body: {} } : answer(operation, JSON.parse(body) as Named);
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(told));
    });
  });
  server.keepAliveTimeout = 60_000;
  await once(server.listen(0, "127.0.0.1"), "listening");
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
