import type { RawItem } from "@cowry/table";
import { holds, type Item, updated, type Value, type Words } from "./memory-expressions.ts";
import type { Carry } from "./troubled-engine.ts";

/**
 * The table in memory: as much of DynamoDB as the table package uses, for histories by the thousand. It answers to the
 * same requests with the same words; `both` engines play some histories side by side, and every answer is compared.
 */

type Key = Item;

interface Write extends Words {
  readonly Item?: Item;
  readonly Key?: Key;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ReturnValues?: string;
}

interface Transaction {
  readonly TransactItems: readonly Readonly<Record<string, Write>>[];
  readonly ClientRequestToken?: string;
}

interface Read extends Words {
  readonly Key?: Key;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Key[] }>>;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly IndexName?: string;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Key;
}

interface Puts {
  readonly RequestItems: Readonly<Record<string, readonly { readonly PutRequest: { readonly Item: Item } }[]>>;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

const place = ({ pk, sk }: Item): string => `${pk?.S ?? ""}\u0000${sk?.S ?? ""}`;
const keyOf = ({ pk, sk }: Item): Item => ({ ...(pk && { pk }), ...(sk && { sk }) });
const bytes = (value: Value | undefined) => Buffer.from(value?.S ?? "");

/** What became of one item, as the table's stream tells it. */
export interface Change {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export class MemoryEngine {
  private readonly items = new Map<string, Item>();
  private readonly committed = new Set<string>();
  private readonly tell: (change: Change) => void;

  constructor(tell: (change: Change) => void = () => undefined) {
    this.tell = tell;
  }

  /** Everything that is there, as it lies in the table. */
  all(): readonly RawItem[] {
    return [...this.items.values()] as unknown as readonly RawItem[];
  }

  at(pk: string, sk: string): Item | undefined {
    return this.items.get(place({ pk: { S: pk }, sk: { S: sk } }));
  }

  answer(operation: string, input: unknown): Answered {
    switch (operation) {
      case "GetItem":
        return ok(itemIn(this.items.get(place((input as Required<Read>).Key))));
      case "BatchGetItem":
        return this.batch(input as Read);
      case "BatchWriteItem":
        return this.putAll(input as Puts);
      case "Query":
      case "Scan":
        return this.list(input as Read);
      case "PutItem":
      case "UpdateItem":
      case "DeleteItem":
        return this.single(operation.slice(0, -4), input as Write);
      case "TransactWriteItems":
        return this.transact(input as Transaction);
      default:
        throw new Error(`${operation} is not here`);
    }
  }

  private batch({ RequestItems = {} }: Read): Answered {
    const found = Object.entries(RequestItems).map(
      ([table, { Keys }]) => [table, Keys.flatMap((key) => this.items.get(place(key)) ?? [])] as const,
    );
    return ok({ Responses: Object.fromEntries(found), UnprocessedKeys: {} });
  }

  private putAll({ RequestItems }: Puts): Answered {
    for (const { PutRequest } of Object.values(RequestItems).flat()) this.apply("Put", PutRequest);
    return ok({ UnprocessedItems: {} });
  }

  private list(read: Read): Answered {
    const index = read.IndexName !== undefined;
    const [first, second] = index ? (["g1p", "g1s"] as const) : (["pk", "sk"] as const);
    const order = (a: Item, b: Item) =>
      Buffer.compare(bytes(a[first]), bytes(b[first])) ||
      Buffer.compare(bytes(a[second]), bytes(b[second])) ||
      Buffer.compare(Buffer.from(place(a)), Buffer.from(place(b)));
    const sign = read.ScanIndexForward === false ? -1 : 1;
    const { ExclusiveStartKey: start, Limit: limit = Number.POSITIVE_INFINITY } = read;
    const rows = [...this.items.values()]
      .filter((item) => !index || item["g1p"] !== undefined)
      .filter((item) => holds(read.KeyConditionExpression, read, item))
      .sort((a, b) => sign * order(a, b))
      .filter((item) => start === undefined || sign * order(item, start) > 0);
    const page = rows.slice(0, limit);
    const last = page.length === limit ? page.at(-1) : undefined;
    const shown = page.filter((item) => holds(read.FilterExpression, read, item));
    const projected = index ? shown.map(({ g1p, g1s, ...item }) => ({ g1p, g1s, ...keyOf(item) })) : shown;
    const next = last && { ...keyOf(last), ...(index ? { g1p: last["g1p"], g1s: last["g1s"] } : {}) };
    return ok({ Items: projected, Count: projected.length, ScannedCount: page.length, LastEvaluatedKey: next });
  }

  private single(kind: string, write: Write): Answered {
    const before = this.before(write);
    if (!holds(write.ConditionExpression, write, before ?? {})) {
      return failure("ConditionalCheckFailedException", "The conditional request failed", itemIn(before));
    }
    const after = this.apply(kind, write);
    const shown = { ALL_NEW: after, ALL_OLD: before }[write.ReturnValues ?? ""];
    return ok(shown === undefined ? {} : { Attributes: shown });
  }

  private transact({ TransactItems: actions, ClientRequestToken: token = "" }: Transaction): Answered {
    // Sent again after its answer was lost: it has happened.
    if (this.committed.has(token)) return ok({});
    const writes = actions.flatMap((action) => Object.entries(action));
    const reasons = writes.map(([, write]) => {
      const before = this.before(write);
      if (holds(write.ConditionExpression, write, before ?? {})) return { Code: "None" };
      return { Code: "ConditionalCheckFailed", Message: "The conditional request failed", ...itemIn(before) };
    });
    if (reasons.some(({ Code }) => Code !== "None")) {
      return failure("TransactionCanceledException", "cancelled", { CancellationReasons: reasons });
    }
    for (const [kind, write] of writes) this.apply(kind, write);
    if (token !== "") this.committed.add(token);
    return ok({});
  }

  private before({ Item: item, Key: key }: Write): Item | undefined {
    return this.items.get(place(item ?? key ?? {}));
  }

  private apply(kind: string, write: Write): Item | undefined {
    const { Item: item, Key: key = {}, UpdateExpression = "" } = write;
    if (kind === "ConditionCheck") return undefined;
    const before = this.before(write);
    if (kind === "Delete") {
      this.items.delete(place(key));
      this.tell({ before, after: undefined });
      return undefined;
    }
    const after = kind === "Put" ? item : updated(UpdateExpression, write, before ?? { ...key });
    if (after === undefined) throw new Error(`${kind} writes nothing`);
    this.items.set(place(after), after);
    this.tell({ before, after });
    return after;
  }
}

/** Carries requests into whatever engine is there by then. */
export function inMemory(engine: () => MemoryEngine): Carry {
  return (operation, body) => {
    const { status, body: answer } = engine().answer(operation, JSON.parse(body));
    return Promise.resolve({ status, text: JSON.stringify(answer) });
  };
}

const itemIn = (item: Item | undefined) => (item === undefined ? {} : { Item: item });
const ok = (body: unknown): Answered => ({ status: 200, body });

function failure(type: string, message: string, more: object): Answered {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...more } };
}
