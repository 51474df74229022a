/** The part of DynamoDB's expression language that the table package writes; anything else is thrown at. */

export type Value = Readonly<Record<string, unknown>> & { readonly S?: string; readonly N?: string };
export type Item = Record<string, Value>;

export interface Words {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Value>>;
}

const TOKEN = /\s*(<=|>=|<>|[()=<>,]|[#:]?[A-Za-z0-9_]+)/y;

/** There are some dozens of expressions, each read for every item that a query looks at. */
const known = new Map<string, readonly string[]>();

function tokensOf(text: string): readonly string[] {
  const before = known.get(text);
  if (before !== undefined) return before;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text)?.[1];
    if (found === undefined) throw new Error(`unknown expression ${text}`);
    tokens.push(found);
  }
  known.set(text, tokens);
  return tokens;
}

class Reader {
  readonly tokens: readonly string[];
  at = 0;
  readonly words: Words;

  constructor(text: string, words: Words) {
    this.tokens = tokensOf(text);
    this.words = words;
  }

  get next(): string | undefined {
    return this.tokens[this.at];
  }

  take(wanted?: string): string {
    const token = this.tokens[this.at++];
    if (token === undefined || (wanted !== undefined && token !== wanted)) {
      throw new Error(`${this.tokens.join(" ")}: ${String(wanted)} wanted, ${String(token)} found`);
    }
    return token;
  }

  skip(wanted: string): boolean {
    if (this.next !== wanted) return false;
    this.at += 1;
    return true;
  }

  name(): string {
    const token = this.take();
    return token.startsWith("#") ? (this.words.ExpressionAttributeNames?.[token] ?? token) : token;
  }

  /** A value, or what an attribute holds. */
  operand(item: Item): Value | undefined {
    if (this.next?.startsWith(":") === true) return this.words.ExpressionAttributeValues?.[this.take()];
    return item[this.name()];
  }
}

/** Less than, equal, greater than nothing; undefined where the types differ. Text by its bytes, numbers exactly. */
export function compare(a: Value | undefined, b: Value | undefined): number | undefined {
  if (a?.N !== undefined && b?.N !== undefined) {
    const [x, y] = [BigInt(a.N), BigInt(b.N)];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (a?.S !== undefined && b?.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  return undefined;
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  return a !== undefined && b !== undefined && (compare(a, b) ?? (canonical(a) === canonical(b) ? 0 : 1)) === 0;
}

/** JSON with sorted names. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export function holds(expression: string | undefined, words: Words, item: Item): boolean {
  if (expression === undefined) return true;
  const reader = new Reader(expression, words);
  const result = anyOf(reader, item);
  if (reader.next !== undefined) throw new Error(`${expression}: ${reader.next} not understood`);
  return result;
}

function anyOf(reader: Reader, item: Item): boolean {
  let result = allOf(reader, item);
  while (reader.skip("OR")) result = allOf(reader, item) || result;
  return result;
}

function allOf(reader: Reader, item: Item): boolean {
  let result = one(reader, item);
  while (reader.skip("AND")) result = one(reader, item) && result;
  return result;
}

function one(reader: Reader, item: Item): boolean {
  if (reader.skip("(")) {
    const result = anyOf(reader, item);
    reader.take(")");
    return result;
  }
  if (["attribute_exists", "attribute_not_exists", "begins_with"].includes(reader.next ?? ""))
    return call(reader, item);
  const left = reader.operand(item);
  const operator = reader.take();
  if (operator === "IN") return isIn(reader, item, left);
  if (operator === "BETWEEN") {
    const low = compare(left, reader.operand(item));
    reader.take("AND");
    const high = compare(left, reader.operand(item));
    return low !== undefined && high !== undefined && low >= 0 && high <= 0;
  }
  const right = reader.operand(item);
  if (operator === "=") return same(left, right);
  if (operator === "<>") return !same(left, right);
  const order = compare(left, right);
  if (order === undefined) return false;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  if (operator === ">") return order > 0;
  if (operator === ">=") return order >= 0;
  throw new Error(`unknown comparison ${operator}`);
}

function call(reader: Reader, item: Item): boolean {
  const name = reader.take();
  reader.take("(");
  const value = item[reader.name()];
  let result = name === "attribute_exists" ? value !== undefined : value === undefined;
  if (name === "begins_with") {
    reader.take(",");
    result = value?.S?.startsWith(reader.operand(item)?.S ?? "\u0000") === true;
  }
  reader.take(")");
  return result;
}

function isIn(reader: Reader, item: Item, left: Value | undefined): boolean {
  let result = false;
  reader.take("(");
  do result = same(left, reader.operand(item)) || result;
  while (reader.skip(","));
  reader.take(")");
  return result;
}

/** What an update makes of an item. */
export function updated(expression: string, words: Words, before: Item): Item {
  const reader = new Reader(expression, words);
  const after = new Map(Object.entries(before));
  while (reader.next !== undefined) {
    const clause = reader.take();
    do {
      const name = reader.name();
      if (clause === "SET") after.set(name, assigned(reader, before));
      else if (clause === "REMOVE") after.delete(name);
      else if (clause === "ADD") {
        const sum = BigInt(before[name]?.N ?? "0") + BigInt(reader.operand(before)?.N ?? "");
        after.set(name, { N: String(sum) });
      } else throw new Error(`unknown clause ${clause}`);
    } while (reader.skip(","));
  }
  return Object.fromEntries(after);
}

function assigned(reader: Reader, before: Item): Value {
  reader.take("=");
  let value: Value | undefined;
  if (reader.skip("if_not_exists")) {
    reader.take("(");
    const held = before[reader.name()];
    reader.take(",");
    value = held ?? reader.operand(before);
    if (held !== undefined) reader.operand(before);
    reader.take(")");
  } else value = reader.operand(before);
  if (value === undefined) throw new Error("an update sets nothing");
  return value;
}
