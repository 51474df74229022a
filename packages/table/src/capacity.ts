import { encodeAny } from "./entity.ts";
import type { AnyEntity, IndexOf, ItemOf } from "./entity.ts";
import { TableBug } from "./errors.ts";

/**
 * What requests cost by AWS's documented rule (Developer Guide, "Item sizes and formats" and "Capacity unit
 * consumption"), from the JSON on the wire. The engine on a laptop reports other figures for transactions.
 */

/** An item as JSON has it; looser than the SDK's type, for what came over the wire. */
export type WireItem = Readonly<Record<string, unknown>>;

export interface WireRequest {
  /** Without the prefix: `TransactWriteItems`. */
  readonly operation: string;
  readonly input: unknown;
  /** The answer, where there was one. */
  readonly output?: unknown;
}

/** An item before and after a request, for whoever knows them. */
export interface Images {
  readonly before?: WireItem | undefined;
  readonly after?: WireItem | undefined;
}
export type ImagesOf = (key: { readonly pk: string; readonly sk: string }) => Images | undefined;

export interface Units {
  readonly read: number;
  readonly write: number;
  /** False when the size of an item that was not on the wire had to be guessed from the request. */
  readonly exact: boolean;
}

const WRITE_BYTES = 1_024;
const READ_BYTES = 4_096;

/** The bytes that AWS counts: names and values. */
export function itemSize(item: WireItem): number {
  return sum(Object.entries(item).map(([name, value]) => utf8(name) + valueSize(value)));
}

/** How large the item would be in the table: a budget for tests (hot items stay within 1,024). */
export function itemSizeOf<E extends AnyEntity>(of: E, item: ItemOf<E>, index?: IndexOf<E>): number {
  return itemSize(encodeAny(of, item, index));
}

function valueSize(value: unknown): number {
  const [type = "nothing", inner] = Object.entries(map(value))[0] ?? [];
  switch (type) {
    case "S":
      return utf8(String(inner));
    case "N":
      return numberSize(String(inner));
    case "B":
      return Buffer.from(String(inner), "base64").length;
    case "BOOL":
    case "NULL":
      return 1;
    case "SS":
      return sum(array(inner).map((element) => utf8(String(element))));
    case "NS":
      return sum(array(inner).map((element) => numberSize(String(element))));
    case "BS":
      return sum(array(inner).map((element) => Buffer.from(String(element), "base64").length));
    // 3 bytes for the container and 1 for each element, whatever they hold.
    case "L":
      return 3 + sum(array(inner).map((element) => 1 + valueSize(element)));
    case "M":
      return 3 + sum(Object.entries(inner as WireItem).map(([name, element]) => 1 + utf8(name) + valueSize(element)));
    default:
      throw new TableBug(`no attribute value has the type ${type}`);
  }
}

/** 1 byte, and 1 for every two significant digits; a sign takes one more (not documented, but measured by others). */
function numberSize(text: string): number {
  const [mantissa = ""] = text.toLowerCase().split("e");
  const digits = mantissa.replace(/[-+.]/g, "").replace(/^0+|0+$/g, "");
  return 1 + Math.ceil(digits.length / 2) + (text.startsWith("-") ? 1 : 0);
}

/**
 * The units of one request. Writes: 1 per KB of the larger image, twice in a transaction, also when the condition
 * fails; the index has its own. Reads: 1 per 4 KB, half when not consistent, twice in a transaction. An answer that
 * is an error is given as its JSON body, with `__type`.
 */
export function requestUnits(request: WireRequest, imagesOf: ImagesOf = () => undefined): Units {
  const input = map(request.input);
  const output = map(request.output);
  const failure = failureName(output);
  if (failure !== undefined && !CHARGED_FAILURES.has(failure)) return { read: 0, write: 0, exact: true };
  const failed = failure !== undefined;
  switch (request.operation) {
    case "PutItem":
    case "UpdateItem":
    case "DeleteItem":
      return writing([{ input, output, failed, imagesOf, times: 1 }]);
    case "TransactWriteItems":
      return writing(transactionActions(input, output).map((one) => ({ ...one, failed, imagesOf, times: 2 })));
    case "BatchWriteItem":
      return writing(batchActions(input).map((one) => ({ ...one, failed, imagesOf, times: 1 })));
    default:
      return { ...reading(request.operation, input, output), write: 0 };
  }
}

const CHARGED_FAILURES: ReadonlySet<string> = new Set([
  "ConditionalCheckFailedException",
  "TransactionCanceledException",
]);

function failureName(output: WireItem): string | undefined {
  const type = output["__type"];
  return typeof type === "string" ? type.slice(type.lastIndexOf("#") + 1) : undefined;
}

interface Action {
  /** Has Item, or Key with expressions, as the single operations have. */
  readonly input: WireItem;
  readonly output: WireItem;
}

interface ChargedAction extends Action {
  readonly failed: boolean;
  readonly imagesOf: ImagesOf;
  readonly times: number;
}

/** A cancelled transaction brings back the images of those whose conditions failed. */
function transactionActions(input: WireItem, output: WireItem): Action[] {
  const reasons = array(output["CancellationReasons"]);
  return array(input["TransactItems"]).flatMap((item, index) =>
    Object.values(map(item)).map((action) => ({ input: map(action), output: map(reasons[index]) })),
  );
}

function batchActions(input: WireItem): Action[] {
  const requests = Object.values(map(input["RequestItems"])).flatMap(array);
  return requests.flatMap((one) => Object.values(map(one)).map((action) => ({ input: map(action), output: {} })));
}

function writing(actions: readonly ChargedAction[]): Units {
  const each = actions.map(writeAction);
  return { read: 0, write: sum(each.map(({ write }) => write)), exact: each.every(({ exact }) => exact) };
}

function writeAction({ input, output, failed, imagesOf, times }: ChargedAction): { write: number; exact: boolean } {
  const given = input["Item"] === undefined ? undefined : map(input["Item"]);
  const key = given ?? map(input["Key"]);
  const images = imagesOf({ pk: textOf(key["pk"]), sk: textOf(key["sk"]) });
  const { before, after } = images ?? imagesOnTheWire(input, output, given);
  const known = [before, after, given].filter((image) => image !== undefined).map(itemSize);
  const guess = images === undefined && input["UpdateExpression"] !== undefined ? updateSize(input) : 0;
  const write = times * units(Math.max(guess, ...known), WRITE_BYTES);
  const index = failed ? 0 : indexUnits(input, images, given);
  return { write: write + index, exact: images !== undefined };
}

/** What the request and its answer show of the item: the new one in a Put, the old or new one where it was asked for. */
function imagesOnTheWire(input: WireItem, output: WireItem, given: WireItem | undefined): Images {
  const back = output["Attributes"] ?? output["Item"];
  const image = back === undefined ? undefined : map(back);
  return input["ReturnValues"] === "ALL_NEW" ? { after: image } : { before: image, after: given };
}

/** At least this much: the key and all values that the update names. */
function updateSize(input: WireItem): number {
  const names = Object.values(map(input["ExpressionAttributeNames"])).map((name) => utf8(String(name)));
  const values = Object.values(map(input["ExpressionAttributeValues"])).map(valueSize);
  return itemSize(map(input["Key"])) + sum(names) + sum(values);
}

/** The index holds keys only: an entry is 1 unit to make, 1 to remove, 2 to move. It is written outside the transaction. */
function indexUnits(input: WireItem, images: Images | undefined, given: WireItem | undefined): number {
  if (images === undefined) {
    const touched = Object.values(map(input["ExpressionAttributeNames"])).includes("g1p");
    return given?.["g1p"] !== undefined || touched ? 1 : 0;
  }
  const [before, after] = [indexKey(images.before), indexKey(images.after)];
  if (before === after) return 0;
  return (before === undefined ? 0 : 1) + (after === undefined ? 0 : 1);
}

function indexKey(item: WireItem | undefined): string | undefined {
  if (item?.["g1p"] === undefined || item["g1s"] === undefined) return undefined;
  return JSON.stringify([textOf(item["g1p"]), textOf(item["g1s"])]);
}

function reading(operation: string, input: WireItem, output: WireItem): { read: number; exact: boolean } {
  const rate = (consistent: unknown) => (consistent === true ? 1 : 0.5);
  switch (operation) {
    case "GetItem":
      return { read: rate(input["ConsistentRead"]) * readSize(output["Item"]), exact: true };
    case "BatchGetItem": {
      const tables = Object.entries(map(input["RequestItems"]));
      return { read: sum(tables.map(([table, asked]) => batchRead(table, map(asked), output, rate))), exact: true };
    }
    case "TransactGetItems": {
      const asked = array(input["TransactItems"]).length;
      const items = array(output["Responses"]).map((response) => readSize(map(response)["Item"]));
      return { read: 2 * (sum(items) + Math.max(0, asked - items.length)), exact: true };
    }
    // All items that were looked at, together; those that a filter dropped are not on the wire.
    case "Query":
    case "Scan": {
      const items = array(output["Items"]).map((item) => itemSize(map(item)));
      const exact = input["FilterExpression"] === undefined && input["ProjectionExpression"] === undefined;
      return { read: rate(input["ConsistentRead"]) * units(sum(items), READ_BYTES), exact };
    }
    default:
      throw new TableBug(`no rule for the units of ${operation}`);
  }
}

/** Each item by itself, absent ones too; what was left unprocessed costs nothing. */
function batchRead(table: string, asked: WireItem, output: WireItem, rate: (consistent: unknown) => number): number {
  const items = array(map(output["Responses"])[table]).map(readSize);
  const left = array(map(map(output["UnprocessedKeys"])[table])["Keys"]).length;
  const absent = Math.max(0, array(asked["Keys"]).length - left - items.length);
  return rate(asked["ConsistentRead"]) * (sum(items) + absent);
}

const readSize = (item: unknown): number => units(item === undefined ? 0 : itemSize(map(item)), READ_BYTES);
const units = (bytes: number, perUnit: number): number => Math.max(1, Math.ceil(bytes / perUnit));
const utf8 = (text: string): number => Buffer.byteLength(text);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const array = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const map = (value: unknown): WireItem => (typeof value === "object" && value !== null ? (value as WireItem) : {});
function textOf(value: unknown): string {
  const text = map(value)["S"];
  return typeof text === "string" ? text : "";
}
