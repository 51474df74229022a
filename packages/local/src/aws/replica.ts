import type { EngineClient } from "../engine/client.ts";
import { list, parseJson, record, text } from "../json.ts";
import type { AwsAnswer } from "./wire.ts";

type Row = Record<string, unknown>;

interface Change {
  readonly table: string;
  readonly key: Row;
  /** Undefined when the item is gone. */
  readonly item: Row | undefined;
}

/** DynamoDB takes so many in one batch. */
const [WRITES_MAX, READS_MAX] = [25, 100];
const BEHIND = "-one-write-behind";

/** True of what DynamoDB may answer from before the last write: reads that do not ask for more, and all of an index. */
export function isEventual(operation: string, input: Row): boolean {
  switch (operation) {
    case "GetItem":
    case "Query":
    case "Scan":
      return input["IndexName"] !== undefined || input["ConsistentRead"] !== true;
    case "BatchGetItem":
      return Object.values(record(input["RequestItems"])).every((wanted) => record(wanted)["ConsistentRead"] !== true);
    default:
      return false;
  }
}

/**
 * Copies of the tables, indexes and all, that stand where the tables stood before the last write: what an eventually
 * consistent read may find. Kept only while a plan of faults has such reads.
 */
export class Replica {
  readonly #client: Pick<EngineClient, "call" | "forward">;
  /** Table → the names of its key's attributes. */
  readonly #tables: ReadonlyMap<string, readonly string[]>;
  #isKept = false;
  #last: readonly Change[] = [];
  /** One write after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    client: Pick<EngineClient, "call" | "forward">,
    tables: readonly { readonly name: string; readonly keyAttributes: readonly string[] }[],
  ) {
    this.#client = client;
    this.#tables = new Map(tables.map(({ name, keyAttributes }) => [name, keyAttributes]));
  }

  /** Begins with the tables as they are, or forgets the copies. */
  async keep(wanted: boolean): Promise<void> {
    if (wanted === this.#isKept) return;
    this.#last = [];
    for (const table of this.#tables.keys()) await (wanted ? this.#copy(table) : this.#drop(table));
    this.#isKept = wanted;
  }

  /** A write has gone through: the copies catch up with the one before it. */
  async wrote(operation: string, body: Buffer): Promise<void> {
    if (!this.#isKept) return;
    const own = this.#turn.then(async () => {
      const changes = await this.#images(keysIn(operation, record(parseJson(body.toString("utf8"))), this.#tables));
      await this.#apply(this.#last);
      this.#last = changes;
    });
    this.#turn = own.catch(() => undefined);
    await own;
  }

  async read(target: string, body: Buffer): Promise<AwsAnswer> {
    await this.#turn;
    const names = [...this.#tables.keys()];
    const asked = names.reduce((all, name) => all.replaceAll(`"${name}"`, `"${name}${BEHIND}"`), body.toString("utf8"));
    const answer = await this.#client.forward(target, Buffer.from(asked));
    const contentType = answer.headers["content-type"] ?? "application/x-amz-json-1.0";
    return { status: answer.status, contentType, body: answer.body.toString("utf8").replaceAll(BEHIND, "") };
  }

  async #copy(table: string): Promise<void> {
    await this.#drop(table);
    const { Table } = await this.#client.call("DescribeTable", { TableName: table });
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = record(Table);
    const indexes = list(GlobalSecondaryIndexes).map(record);
    const plain = indexes.map(({ IndexName, KeySchema: keys, Projection }) => {
      return { IndexName, KeySchema: keys, Projection };
    });
    await this.#client.call("CreateTable", {
      ...{ TableName: table + BEHIND, BillingMode: "PAY_PER_REQUEST", AttributeDefinitions, KeySchema },
      ...(plain.length === 0 ? {} : { GlobalSecondaryIndexes: plain }),
    });
    let from: unknown;
    do {
      const start = from === undefined ? {} : { ExclusiveStartKey: from };
      const page = await this.#client.call("Scan", { TableName: table, ConsistentRead: true, ...start });
      await this.#apply(list(page["Items"]).map((item) => ({ table, key: {}, item: record(item) })));
      from = page["LastEvaluatedKey"];
    } while (from !== undefined);
  }

  async #drop(table: string): Promise<void> {
    const { TableNames } = await this.#client.call("ListTables", {});
    if (!list(TableNames).includes(table + BEHIND)) return;
    await this.#client.call("DeleteTable", { TableName: table + BEHIND });
  }

  /** The items at these keys as they are now. */
  async #images(places: readonly Omit<Change, "item">[]): Promise<readonly Change[]> {
    const changes: Change[] = [];
    for (let at = 0; at < places.length; at += READS_MAX) {
      const some = places.slice(at, at + READS_MAX);
      const byTable = Map.groupBy(some, ({ table }) => table);
      const RequestItems = Object.fromEntries(
        [...byTable].map(([table, of]) => [table, { ConsistentRead: true, Keys: of.map(({ key }) => key) }]),
      );
      const { Responses } = await this.#client.call("BatchGetItem", { RequestItems });
      for (const { table, key } of some) {
        const found = list(record(Responses)[table]).map(record);
        changes.push({ table, key, item: found.find((item) => sameKey(item, key)) });
      }
    }
    return changes;
  }

  async #apply(changes: readonly Change[]): Promise<void> {
    for (let at = 0; at < changes.length; at += WRITES_MAX) {
      const byTable = Map.groupBy(changes.slice(at, at + WRITES_MAX), ({ table }) => table + BEHIND);
      const RequestItems = Object.fromEntries(
        [...byTable].map(([table, of]) => [
          table,
          of.map(({ key, item }) =>
            item === undefined ? { DeleteRequest: { Key: key } } : { PutRequest: { Item: item } },
          ),
        ]),
      );
      await this.#client.call("BatchWriteItem", { RequestItems });
    }
  }
}

const sameKey = (item: Row, key: Row): boolean =>
  Object.entries(key).every(([name, value]) => JSON.stringify(item[name]) === JSON.stringify(value));

/** Which items a write is about, each once; of tables that are ours. */
function keysIn(
  operation: string,
  input: Row,
  tables: ReadonlyMap<string, readonly string[]>,
): readonly Omit<Change, "item">[] {
  const writes =
    operation === "TransactWriteItems"
      ? list(input["TransactItems"]).flatMap((action) => Object.values(record(action)).map(record))
      : operation === "BatchWriteItem"
        ? Object.entries(record(input["RequestItems"])).flatMap(([table, requests]) =>
            list(requests).flatMap((request) =>
              Object.values(record(request)).map((one) => ({ ...record(one), TableName: table })),
            ),
          )
        : [input];
  const places = new Map<string, Omit<Change, "item">>();
  for (const write of writes.map(record)) {
    const table = text(write["TableName"]) ?? "";
    const whole = record(write["Key"] ?? write["Item"]);
    const key = Object.fromEntries((tables.get(table) ?? []).map((name) => [name, whole[name]]));
    if (tables.has(table)) places.set(`${table} ${JSON.stringify(key)}`, { table, key });
  }
  return [...places.values()];
}
