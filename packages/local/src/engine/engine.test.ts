import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Engine, startEngine } from "./engine.ts";

let dataDir = "";
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "cowry-engine-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));

const TABLE = "kept";
const ITEMS = ["journal", "payer", "payee"];

async function createTable({ client }: Engine): Promise<void> {
  await client.call("CreateTable", {
    TableName: TABLE,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  });
}

/** As a function asks for it: the answer is what the caller is told. */
async function transact({ client }: Engine, nth: number): Promise<number> {
  const writes = ITEMS.map((name) => ({ Put: { TableName: TABLE, Item: { pk: { S: `${name}/${nth}` } } } }));
  const body = Buffer.from(JSON.stringify({ TransactItems: writes }));
  return (await client.forward("DynamoDB_20120810.TransactWriteItems", body)).status;
}

const kept = async ({ client }: Engine, nth: number) => {
  const found = ITEMS.map((name) => client.call("GetItem", { TableName: TABLE, Key: { pk: { S: `${name}/${nth}` } } }));
  return (await Promise.all(found)).filter(({ Item }) => Item !== undefined).length;
};

// Without the read behind it nearly every one of these was lost.
it("has on its files what it answered, killed right then", async () => {
  let engine = await startEngine(dataDir);
  await createTable(engine);
  for (let nth = 0; nth < 3; nth += 1) {
    expect(await transact(engine, nth)).toBe(200);
    process.kill(engine.pid, "SIGKILL");
    await engine.stop();
    engine = await startEngine(dataDir);
    expect(await kept(engine, nth)).toBe(ITEMS.length);
  }
  await engine.stop();
});
