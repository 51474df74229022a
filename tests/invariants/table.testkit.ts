import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { TablePlace } from "@cowry/local/books/index";
import { local } from "../kit/cloud.ts";

/** Where this worker's cloud keeps its table. */
export async function tablePlace(): Promise<TablePlace> {
  const { body } = await local.get("/info");
  const { aws_endpoint: endpoint, region, tables } = body as Readonly<Record<string, unknown>>;
  return { endpoint: String(endpoint), region: String(region), table: (tables as readonly string[])[0] ?? "" };
}

/** An item as it is stored, read past all our code. */
export async function rawItem(pk: string, sk: string) {
  const { endpoint, region, table } = await tablePlace();
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: "auditor", secretAccessKey: "auditor" },
  });
  const Key = { pk: { S: pk }, sk: { S: sk } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  client.destroy();
  return Item;
}
