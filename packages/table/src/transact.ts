import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { CancellationReason, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { clientOf, tableOf } from "./client.ts";
import type { RawItem } from "./codecs.ts";
import { decode } from "./entity.ts";
import type { AnyEntity, ItemOf } from "./entity.ts";
import { assert, TableBug } from "./errors.ts";
import { persist } from "./retry.ts";
import type { Attempt } from "./retry.ts";
import type { Write } from "./writes.ts";

/** A stored item, not yet decoded: `decode(entity, raw)` reads it. */
export type ItemRecord = RawItem;

export type Outcome =
  | { readonly committed: true }
  /** By rule: the item that did not satisfy it, undefined where there was none. */
  | { readonly committed: false; readonly failed: ReadonlyMap<string, ItemRecord | undefined> };

export interface TransactOptions {
  /** How long to keep trying through conflicts and throttling. */
  readonly budgetMs?: number;
  /**
   * After a conflict and the wait: what is sent in the place of these writes, with the same rules. For writes that name
   * versions: whoever was in the way has moved them on, so that the same once more is refused for certain, at the price of
   * a whole transaction. What it throws is thrown.
   */
  readonly afterConflict?: () => Promise<readonly Write[]>;
}

const MAX_ITEMS = 100;

/**
 * All of the writes or none. A refusal names the rules that failed, with the items as they stood. After an
 * unknown outcome the same request is sent again: had it been committed, its own conditions now fail, and the
 * caller finds his own journal in `failed`. Throws TableBusy when the budget is spent.
 */
export async function transact(writes: readonly Write[], options: TransactOptions = {}): Promise<Outcome> {
  checkTransaction(writes);
  const { budgetMs, afterConflict } = options;
  const context = { writes: writes.map(({ kind, entity, rule }) => `${kind} ${entity.name} (${rule ?? "no rule"})`) };
  let current = writes;
  let input = { TransactItems: writes.map(transactItem) };
  const renew = async (reason: string) => {
    if (afterConflict === undefined || reason !== CONFLICT) return;
    current = await afterConflict();
    checkTransaction(current);
    input = { TransactItems: current.map(transactItem) };
  };
  return persist({ operation: "TransactWriteItems", budgetMs, context, renew }, async () => {
    try {
      // A new command each time: the SDK gives it its own token, which only its own repeats share.
      await clientOf().send(new TransactWriteItemsCommand(input));
      return { answer: { committed: true } };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      return refusal(current, error.CancellationReasons ?? [], context);
    }
  });
}

function checkTransaction(writes: readonly Write[]): void {
  assert(writes.length > 0 && writes.length <= MAX_ITEMS, `a transaction has 1 to ${MAX_ITEMS} writes`);
  const keys = new Set<string>();
  const rules = new Set<string>();
  for (const { entity, key, rule } of writes) {
    const place = JSON.stringify([key.pk, key.sk]);
    assert(!keys.has(place), `two writes of one transaction are for the same ${entity.name}`);
    keys.add(place);
    if (rule === undefined) continue;
    assert(!rules.has(rule), `two writes of one transaction have the rule ${rule}`);
    rules.add(rule);
  }
}

function transactItem({ kind, wire }: Write): TransactWriteItem {
  const common = { TableName: tableOf(), ReturnValuesOnConditionCheckFailure: "ALL_OLD", ...wire } as const;
  switch (kind) {
    case "put":
      return { Put: { ...common, Item: wire.Item } };
    case "update":
      return { Update: { ...common, Key: wire.Key, UpdateExpression: wire.UpdateExpression } };
    case "remove":
      return { Delete: { ...common, Key: wire.Key } };
    case "check":
      return { ConditionCheck: { ...common, Key: wire.Key, ConditionExpression: wire.ConditionExpression } };
  }
}

const CONFLICT = "TransactionConflict";
const BUSY_REASONS: ReadonlySet<string> = new Set([
  CONFLICT,
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "InternalServerError",
]);

/**
 * Conflicts first: beside one, the failed conditions are only part of the truth. (The journal in conflict and
 * the wallet's version gone: that is our own twin committing, not an overdrawn wallet.) Writes without a rule
 * may fail in the company of a named one, as all do when a committed transaction is sent again; alone they
 * are a bug.
 */
function refusal(
  writes: readonly Write[],
  reasons: readonly CancellationReason[],
  context: Readonly<Record<string, unknown>>,
): Attempt<Outcome> {
  const codes = reasons.map(({ Code = "None" }) => Code);
  const busy = codes.find((code) => BUSY_REASONS.has(code));
  if (busy !== undefined) return { again: busy };
  const odd = codes.findIndex((code) => code !== "None" && code !== "ConditionalCheckFailed");
  if (odd !== -1) {
    const says = reasons[odd]?.Message;
    throw new TableBug(`a transaction was refused: ${codes[odd] ?? ""}`, { ...context, write: odd, says });
  }
  const failed = new Map<string, ItemRecord | undefined>();
  for (const [index, { rule }] of writes.entries()) {
    if (rule !== undefined && codes[index] === "ConditionalCheckFailed") failed.set(rule, reasons[index]?.Item);
  }
  assert(failed.size > 0, "a condition without a rule failed", { ...context, codes });
  return { answer: { committed: false, failed } };
}

/** The item that failed a rule; undefined when the rule held, or there was no item. */
export function failedItem<E extends AnyEntity>(outcome: Outcome, of: E, rule: string): ItemOf<E> | undefined {
  const raw = outcome.committed ? undefined : outcome.failed.get(rule);
  return raw === undefined ? undefined : decode(of, raw);
}

/** `item`: the image asked for by `returns`; after a refusal the item as it stands, undefined where there is none. */
export type Written<E extends AnyEntity> = { readonly done: boolean; readonly item: ItemOf<E> | undefined };

export interface WriteOptions {
  /** "new": the item after the write. "old": the item it replaced or deleted. */
  readonly returns?: "new" | "old";
  readonly budgetMs?: number;
}

/**
 * One write by itself. After an unknown outcome it is sent again: a write that had gone through then shows as
 * a refusal with its own traces in `item`, and `add` may count twice. Never for items that transactions touch often.
 */
export async function write<E extends AnyEntity>(one: Write<E>, options: WriteOptions = {}): Promise<Written<E>> {
  const { kind, entity, rule, wire } = one;
  assert(kind !== "check", "a check alone writes nothing");
  const operation = { put: "PutItem", update: "UpdateItem", remove: "DeleteItem" }[kind];
  const context = { entity: entity.name, rule };
  const read = (raw: RawItem | undefined) => (raw === undefined ? undefined : decode(entity, raw));
  return persist<Written<E>>({ operation, budgetMs: options.budgetMs, context }, async () => {
    try {
      const image = await send(one, options.returns);
      const item = options.returns === "new" && kind === "put" ? wire.Item : image;
      return { answer: { done: true, item: read(item) } };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { answer: { done: false, item: read(error.Item) } };
    }
  });
}

async function send({ kind, wire }: Write, returns: WriteOptions["returns"]): Promise<RawItem | undefined> {
  const common = { TableName: tableOf(), ReturnValuesOnConditionCheckFailure: "ALL_OLD", ...wire } as const;
  const old = returns === "old" ? "ALL_OLD" : "NONE";
  switch (kind) {
    case "put":
      return (await clientOf().send(new PutItemCommand({ ...common, Item: wire.Item, ReturnValues: old }))).Attributes;
    case "update": {
      const image = returns === "new" ? "ALL_NEW" : old;
      return (await clientOf().send(new UpdateItemCommand({ ...common, Key: wire.Key, ReturnValues: image })))
        .Attributes;
    }
    case "remove":
      return (await clientOf().send(new DeleteItemCommand({ ...common, Key: wire.Key, ReturnValues: old }))).Attributes;
    case "check":
      throw new TableBug("a check alone writes nothing");
  }
}
