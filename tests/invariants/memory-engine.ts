import type { RawItem } from "@cowry/table";
import { canonical, holds, type Item, updated, type Words } from "./memory-expressions.ts";
import type { Carry } from "./troubled-engine.ts";

/**
 * The table in memory: as much of DynamoDB as the table package uses, for histories by the thousand. It answers to the
 * same requests with the same words; `both` engines play some histories side by side, and every answer is compared.
 * Everything happens at once here; `simulated-table.ts` gives it the time that it takes in AWS.
 */

type Key = Item;

export interface Write extends Words {
  readonly Item?: Item;
  readonly Key?: Key;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ReturnValues?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

export interface Transaction {
  readonly TransactItems: readonly Readonly<Record<string, Write>>[];
  readonly ClientRequestToken?: string;
}

export interface Read extends Words {
  readonly Key?: Key;
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys: readonly Key[]; readonly ConsistentRead?: boolean }>
  >;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly IndexName?: string;
  readonly ConsistentRead?: boolean;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Key;
}

/** Many writes without a condition: `PutRequest` or `DeleteRequest`. */
export interface Puts {
  readonly RequestItems: Readonly<Record<string, readonly Readonly<Record<string, Write>>[]>>;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Where an item lies. */
export const place = ({ pk, sk }: Item): string => `${pk?.S ?? ""}\u0000${sk?.S ?? ""}`;
export const placeOf = ({ Item: item, Key: key }: Write): string => place(item ?? key ?? {});
const keyOf = ({ pk, sk }: Item): Item => ({ ...(pk && { pk }), ...(sk && { sk }) });
const bytes = (text: string | undefined) => Buffer.from(text ?? "");

/** What became of one item, as the table's stream tells it. */
export interface Change {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** So long a repeated token is the same request; then it is a new one. */
export const TOKEN_LIFE_MS = 600_000;

interface Committed {
  readonly request: Transaction["TransactItems"];
  readonly untilMs: number;
}

/** What is in a partition, of the table or of its index. */
type Partitions = Map<string, Map<string, Item>>;

export class MemoryEngine {
  private readonly stored = new Map<string, Item>();
  private readonly partitions: Partitions = new Map();
  private readonly indexed: Partitions = new Map();
  private readonly committed = new Map<string, Committed>();
  /** How often something was written. */
  changes = 0;
  private readonly tell: (change: Change) => void;
  private readonly now: () => number;

  constructor(tell: (change: Change) => void = () => undefined, now: () => number = () => Date.now()) {
    [this.tell, this.now] = [tell, now];
  }

  /** Everything that is there, as it lies in the table. */
  all(): readonly RawItem[] {
    return [...this.stored.values()] as unknown as readonly RawItem[];
  }

  items(): Iterable<Item> {
    return this.stored.values();
  }

  at(pk: string, sk: string): Item | undefined {
    return this.in(place({ pk: { S: pk }, sk: { S: sk } }));
  }

  in(where: string): Item | undefined {
    return this.stored.get(where);
  }

  /** Begins with what another one has. Nobody is told. */
  fill(from: MemoryEngine): void {
    for (const item of from.stored.values()) this.keep(item);
  }

  answer(operation: string, input: unknown): Answered {
    switch (operation) {
      case "GetItem":
        return ok(itemIn(this.stored.get(place((input as Required<Read>).Key))));
      case "BatchGetItem":
        return batch(input as Read, (where) => this.stored.get(where));
      case "BatchWriteItem":
        return this.putAll(input as Puts);
      case "Query":
      case "Scan":
        return list(input as Read, this.among(input as Read));
      case "PutItem":
      case "UpdateItem":
      case "DeleteItem":
        return this.single(operation, input as Write);
      case "TransactWriteItems":
        return this.transact(input as Transaction);
      default:
        throw new Error(`${operation} is not here`);
    }
  }

  /** All that a question can be about, and more. */
  among(read: Read): Iterable<Item> {
    const partition = partitionOf(read);
    if (partition === undefined) return this.stored.values();
    return (read.IndexName === undefined ? this.partitions : this.indexed).get(partition)?.values() ?? [];
  }

  private putAll({ RequestItems }: Puts): Answered {
    for (const request of Object.values(RequestItems).flat()) {
      for (const [kind, write] of Object.entries(request)) this.apply(kind.replace("Request", ""), write);
    }
    return ok({ UnprocessedItems: {} });
  }

  single(operation: string, write: Write): Answered {
    const before = this.stored.get(placeOf(write));
    if (!holds(write.ConditionExpression, write, before ?? {})) {
      const shown = write.ReturnValuesOnConditionCheckFailure === "ALL_OLD" ? itemIn(before) : {};
      return failure("ConditionalCheckFailedException", "The conditional request failed", shown);
    }
    const after = this.apply(operation.slice(0, -4), write);
    const shown = { ALL_NEW: after, ALL_OLD: before }[write.ReturnValues ?? ""];
    return ok(shown === undefined ? {} : { Attributes: shown });
  }

  private transact(transaction: Transaction): Answered {
    const again = this.answeredBefore(transaction);
    if (again !== undefined) return again;
    const writes = writesOf(transaction);
    const refused = cancelled(writes.map(([, write]) => this.reasonOf(write)));
    if (refused !== undefined) return refused;
    for (const [kind, write] of writes) this.apply(kind, write);
    this.remember(transaction);
    return ok({});
  }

  /** Sent again with its token, after its answer was lost: it has happened. With another request it is a mistake. */
  answeredBefore({ ClientRequestToken: token = "", TransactItems }: Transaction): Answered | undefined {
    const before = this.committed.get(token);
    if (before === undefined || before.untilMs <= this.now()) return undefined;
    if (canonical(before.request) === canonical(TransactItems)) return ok({});
    return failure("IdempotentParameterMismatchException", "another request with the same token");
  }

  remember({ ClientRequestToken: token = "", TransactItems }: Transaction): void {
    if (token === "") return;
    this.committed.set(token, { request: TransactItems, untilMs: this.now() + TOKEN_LIFE_MS });
  }

  /** Whether one write of a transaction may happen as things are now. */
  reasonOf(write: Write): Reason {
    const before = this.stored.get(placeOf(write));
    if (holds(write.ConditionExpression, write, before ?? {})) return { Code: "None" };
    const shown = write.ReturnValuesOnConditionCheckFailure === "ALL_OLD" ? itemIn(before) : {};
    return { Code: "ConditionalCheckFailed", Message: "The conditional request failed", ...shown };
  }

  apply(kind: string, write: Write): Item | undefined {
    const { Item: item, Key: key = {}, UpdateExpression = "" } = write;
    if (kind === "ConditionCheck") return undefined;
    this.changes += 1;
    const before = this.stored.get(placeOf(write));
    if (kind === "Delete") {
      if (before === undefined) return undefined;
      this.drop(before);
      this.tell({ before, after: undefined });
      return undefined;
    }
    const after = kind === "Put" ? item : updated(UpdateExpression, write, before ?? { ...key });
    if (after === undefined) throw new Error(`${kind} writes nothing`);
    // Only where it left its partition of the index: what stays is as old there as it was.
    if (before?.["g1p"]?.S !== after["g1p"]?.S) this.indexed.get(before?.["g1p"]?.S ?? "")?.delete(place(after));
    this.keep(after);
    this.tell({ before, after });
    return after;
  }

  private keep(item: Item): void {
    const where = place(item);
    this.stored.set(where, item);
    for (const [partitions, name] of this.#places(item)) {
      let partition = partitions.get(name);
      if (partition === undefined) partitions.set(name, (partition = new Map<string, Item>()));
      partition.set(where, item);
    }
  }

  private drop(item: Item): void {
    const where = place(item);
    this.stored.delete(where);
    for (const [partitions, name] of this.#places(item)) partitions.get(name)?.delete(where);
  }

  #places({ pk, g1p }: Item): readonly (readonly [Partitions, string])[] {
    const own = [this.partitions, pk?.S ?? ""] as const;
    return g1p?.S === undefined ? [own] : [own, [this.indexed, g1p.S]];
  }
}

/** Why a transaction was cancelled, for one of its writes. */
export interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

export function writesOf({ TransactItems }: Transaction): readonly (readonly [string, Write])[] {
  return TransactItems.flatMap((action) => Object.entries(action));
}

/** The answer to a transaction of which anything is in the way; undefined when nothing is. */
export function cancelled(reasons: readonly Reason[]): Answered | undefined {
  if (reasons.every(({ Code }) => Code === "None")) return undefined;
  return failure("TransactionCanceledException", "cancelled", { CancellationReasons: reasons });
}

/** What of the keys is there, each as `look` finds it. */
export function batch({ RequestItems = {} }: Read, look: (where: string) => Item | undefined): Answered {
  const found = Object.entries(RequestItems).map(
    ([table, { Keys }]) => [table, Keys.flatMap((key) => look(place(key)) ?? [])] as const,
  );
  return ok({ Responses: Object.fromEntries(found), UnprocessedKeys: {} });
}

/** The one partition that a question is about; undefined for a scan. */
export function partitionOf({ KeyConditionExpression: condition, ExpressionAttributeValues: values }: Read) {
  const name = /^(?:pk|g1p) = (:\w+)/.exec(condition ?? "")?.[1];
  return name === undefined ? undefined : values?.[name]?.S;
}

/** A page of a query or a scan, of these items. */
export function list(read: Read, among: Iterable<Item>): Answered {
  const index = read.IndexName !== undefined;
  const [first, second] = index ? (["g1p", "g1s"] as const) : (["pk", "sk"] as const);
  const order = (a: Item, b: Item) =>
    Buffer.compare(bytes(a[first]?.S), bytes(b[first]?.S)) ||
    Buffer.compare(bytes(a[second]?.S), bytes(b[second]?.S)) ||
    Buffer.compare(bytes(place(a)), bytes(place(b)));
  const sign = read.ScanIndexForward === false ? -1 : 1;
  const { ExclusiveStartKey: start, Limit: limit = Number.POSITIVE_INFINITY } = read;
  const rows = [...among]
    .filter((item) => !index || item["g1p"] !== undefined)
    .filter((item) => holds(read.KeyConditionExpression, read, item))
    .filter((item) => start === undefined || sign * order(item, start) > 0)
    .sort((a, b) => sign * order(a, b));
  const page = rows.slice(0, limit);
  const last = page.length === limit ? page.at(-1) : undefined;
  const shown = page.filter((item) => holds(read.FilterExpression, read, item));
  const projected = index ? shown.map(({ g1p, g1s, ...item }) => ({ g1p, g1s, ...keyOf(item) })) : shown;
  const next = last && { ...keyOf(last), ...(index ? { g1p: last["g1p"], g1s: last["g1s"] } : {}) };
  return ok({ Items: projected, Count: projected.length, ScannedCount: page.length, LastEvaluatedKey: next });
}

/** Carries requests into whatever engine is there by then. */
export function inMemory(engine: () => MemoryEngine): Carry {
  return (operation, body) => {
    const { status, body: answer } = engine().answer(operation, JSON.parse(body));
    return Promise.resolve({ status, text: JSON.stringify(answer) });
  };
}

export const itemIn = (item: Item | undefined) => (item === undefined ? {} : { Item: item });
export const ok = (body: unknown): Answered => ({ status: 200, body });

export function failure(type: string, message: string, more: object = {}): Answered {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...more } };
}
