import type { Assembly, Resource } from "../assembly/model.ts";
import { ofType } from "../assembly/model.ts";
import { list, record, text } from "../json.ts";
import { type EngineClient, EngineError } from "./client.ts";

/** A table as it runs: its template's name and stream ARN, and the stream the engine gave it. */
export interface Table {
  readonly name: string;
  /** The ARN that event source mappings name. */
  readonly streamArn: string;
  /** The engine's own; undefined when the template asks for no stream. */
  readonly engineStreamArn: string | undefined;
  readonly keyAttributes: readonly string[];
  readonly ttlAttribute: string | undefined;
}

/** Creates each table of the templates, or brings an existing one to what they say now. */
export async function ensureTables(client: EngineClient, assembly: Assembly): Promise<readonly Table[]> {
  const tables: Table[] = [];
  for (const resource of ofType(assembly, "AWS::DynamoDB::Table")) tables.push(await ensureTable(client, resource));
  return tables;
}

async function ensureTable(client: EngineClient, resource: Resource): Promise<Table> {
  const { ref: name, properties, attributes } = resource;
  const existing = await describe(client, name);
  if (existing === undefined) await create(client, name, properties);
  else await update(client, name, properties, existing);
  const ttlAttribute = text(record(properties["TimeToLiveSpecification"])["AttributeName"]);
  if (ttlAttribute !== undefined) await enableTtl(client, name, ttlAttribute);
  const description = await describe(client, name);
  return {
    name,
    streamArn: attributes["StreamArn"] ?? "",
    engineStreamArn: text(description?.["LatestStreamArn"]),
    keyAttributes: keysOf(properties["KeySchema"]),
    ttlAttribute,
  };
}

async function describe(client: EngineClient, name: string): Promise<Record<string, unknown> | undefined> {
  try {
    return record((await client.call("DescribeTable", { TableName: name }))["Table"]);
  } catch (error) {
    if (error instanceof EngineError && error.type === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

async function create(client: EngineClient, name: string, properties: Resource["properties"]): Promise<void> {
  const indexes = indexesOf(properties);
  const stream = streamOf(properties);
  await client.call("CreateTable", {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: properties["AttributeDefinitions"],
    KeySchema: properties["KeySchema"],
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(plain) }),
    ...(stream === undefined ? {} : { StreamSpecification: stream }),
  });
}

/** Keys cannot change in place, here as in AWS; indexes and the stream can. */
async function update(
  client: EngineClient,
  name: string,
  properties: Resource["properties"],
  existing: Record<string, unknown>,
): Promise<void> {
  if (JSON.stringify(keysOf(properties["KeySchema"])) !== JSON.stringify(keysOf(existing["KeySchema"]))) {
    throw new Error(`table ${name} has other keys than the template says; start with --fresh to forget its data`);
  }
  const wanted = indexesOf(properties);
  const present = list(existing["GlobalSecondaryIndexes"]).map(record);
  for (const index of present) {
    if (wanted.some((other) => sameIndex(index, other))) continue;
    await change(client, name, { Delete: { IndexName: index["IndexName"] } }, properties);
  }
  for (const index of wanted) {
    if (present.some((other) => sameIndex(index, other))) continue;
    await change(client, name, { Create: plain(index) }, properties);
  }
  const stream = streamOf(properties);
  const current = record(existing["StreamSpecification"])["StreamViewType"];
  if (stream?.StreamViewType === current) return;
  if (current !== undefined) {
    await client.call("UpdateTable", { TableName: name, StreamSpecification: { StreamEnabled: false } });
  }
  if (stream !== undefined) await client.call("UpdateTable", { TableName: name, StreamSpecification: stream });
}

async function change(client: EngineClient, name: string, index: object, properties: Resource["properties"]) {
  await client.call("UpdateTable", {
    TableName: name,
    AttributeDefinitions: properties["AttributeDefinitions"],
    GlobalSecondaryIndexUpdates: [index],
  });
}

async function enableTtl(client: EngineClient, name: string, attribute: string): Promise<void> {
  const { TimeToLiveDescription } = await client.call("DescribeTimeToLive", { TableName: name });
  if (record(TimeToLiveDescription)["AttributeName"] === attribute) return;
  const TimeToLiveSpecification = { AttributeName: attribute, Enabled: true };
  await client.call("UpdateTimeToLive", { TableName: name, TimeToLiveSpecification });
}

function indexesOf(properties: Resource["properties"]): readonly Record<string, unknown>[] {
  return list(properties["GlobalSecondaryIndexes"]).map(record);
}

function streamOf(properties: Resource["properties"]): { StreamEnabled: true; StreamViewType: unknown } | undefined {
  const type = record(properties["StreamSpecification"])["StreamViewType"];
  return type === undefined ? undefined : { StreamEnabled: true, StreamViewType: type };
}

/** Only what makes the index what it is: the engine knows no throughput settings of on-demand tables. */
function plain({ IndexName, KeySchema, Projection }: Record<string, unknown>): object {
  return { IndexName, KeySchema, Projection };
}

function sameIndex(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  return (
    a["IndexName"] === b["IndexName"] &&
    JSON.stringify(keysOf(a["KeySchema"])) === JSON.stringify(keysOf(b["KeySchema"])) &&
    record(a["Projection"])["ProjectionType"] === record(b["Projection"])["ProjectionType"]
  );
}

/** Partition key first. */
function keysOf(schema: unknown): readonly string[] {
  const parts = list(schema).map(record);
  const named = (type: string) => parts.filter((part) => part["KeyType"] === type);
  return [...named("HASH"), ...named("RANGE")].flatMap((part) => text(part["AttributeName"]) ?? []);
}
