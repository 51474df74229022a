import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MemoryEngine } from "../tests/invariants/memory-engine.ts";

/**
 * A table in memory behind HTTP, in a process of its own: answers at once, so that what is measured is who asks. Prints its
 * address; ends with whoever started it.
 */
const engine = new MemoryEngine();
const server = createServer((request, response) => {
  void request.toArray().then((chunks: Buffer[]) => {
    const operation = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
    const { status, body } =
      operation === "CreateTable"
        ? { status: 200, body: {} }
        : engine.answer(operation, JSON.parse(Buffer.concat(chunks).toString()));
    const text = Buffer.from(JSON.stringify(body));
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0", "content-length": text.length });
    response.end(text);
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on("disconnect", () => process.exit(0));
