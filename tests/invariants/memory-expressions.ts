/** The part of DynamoDB's expression language that the table package writes; anything else is thrown at. */

export type Value = Readonly<Record<string, unknown>> & { readonly S?: string; readonly N?: string };
export type Item = Record<string, Value>;

export interface Words {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Value>>;
}

const TOKEN = /\s*(<=|>=|<>|[()=<>,]|[#:]?[A-Za-z0-9_]+)/y;

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text)?.[1];
    if (found === undefined) throw new Error(`unknown expression ${text}`);
    tokens.push(found);
  }
  return tokens;
}

/** What an expression comes to, for these words and this item. */
type Test = (words: Words, item: Item) => boolean;
type Operand = (words: Words, item: Item) => Value | undefined;
type Change = (words: Words, before: Item, after: Map<string, Value>) => void;

/** There are some hundreds of expressions; each is read once. */
function readOnce<T>(read: (reader: Reader) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const reader = new Reader(text);
    const made = read(reader);
    if (reader.next !== undefined) throw new Error(`${text}: ${reader.next} not understood`);
    known.set(text, made);
    return made;
  };
}

class Reader {
  readonly tokens: readonly string[];
  at = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
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

  name(): (words: Words) => string {
    const token = this.take();
    return token.startsWith("#") ? (words) => words.ExpressionAttributeNames?.[token] ?? token : () => token;
  }

  /** A value, or what an attribute holds. */
  operand(): Operand {
    if (this.next?.startsWith(":") === true) {
      const token = this.take();
      return (words) => words.ExpressionAttributeValues?.[token];
    }
    const name = this.name();
    return (words, item) => item[name(words)];
  }
}

/** Less than, equal, greater than nothing; undefined where the types differ. Text by its bytes, numbers exactly. */
export function compare(a: Value | undefined, b: Value | undefined): number | undefined {
  if (a?.N !== undefined && b?.N !== undefined) {
    const [x, y] = [BigInt(a.N), BigInt(b.N)];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (a?.S === undefined || b?.S === undefined) return undefined;
  return a.S === b.S ? 0 : Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
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

const testOf = readOnce(anyOf);

export function holds(expression: string | undefined, words: Words, item: Item): boolean {
  return expression === undefined || testOf(expression)(words, item);
}

function anyOf(reader: Reader): Test {
  const tests = [allOf(reader)];
  while (reader.skip("OR")) tests.push(allOf(reader));
  return (words, item) => tests.some((test) => test(words, item));
}

function allOf(reader: Reader): Test {
  const tests = [one(reader)];
  while (reader.skip("AND")) tests.push(one(reader));
  return (words, item) => tests.every((test) => test(words, item));
}

const CALLS: readonly (string | undefined)[] = ["attribute_exists", "attribute_not_exists", "begins_with"];

function one(reader: Reader): Test {
  if (reader.skip("(")) {
    const result = anyOf(reader);
    reader.take(")");
    return result;
  }
  if (CALLS.includes(reader.next)) return call(reader);
  const left = reader.operand();
  const operator = reader.take();
  if (operator === "IN") return isIn(reader, left);
  if (operator === "BETWEEN") {
    const low = reader.operand();
    reader.take("AND");
    const high = reader.operand();
    return (words, item) => {
      const value = left(words, item);
      const [above, below] = [compare(value, low(words, item)), compare(value, high(words, item))];
      return above !== undefined && below !== undefined && above >= 0 && below <= 0;
    };
  }
  const right = reader.operand();
  if (operator === "=") return (words, item) => same(left(words, item), right(words, item));
  if (operator === "<>") return (words, item) => !same(left(words, item), right(words, item));
  const fits = ORDERS[operator];
  if (fits === undefined) throw new Error(`unknown comparison ${operator}`);
  return (words, item) => {
    const order = compare(left(words, item), right(words, item));
    return order !== undefined && fits(order);
  };
}

const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

function call(reader: Reader): Test {
  const called = reader.take();
  reader.take("(");
  const name = reader.name();
  const prefix = called === "begins_with" ? (reader.take(","), reader.operand()) : undefined;
  reader.take(")");
  if (prefix !== undefined) {
    return (words, item) => item[name(words)]?.S?.startsWith(prefix(words, item)?.S ?? "\u0000") === true;
  }
  const wanted = called === "attribute_exists";
  return (words, item) => (item[name(words)] !== undefined) === wanted;
}

function isIn(reader: Reader, left: Operand): Test {
  const all: Operand[] = [];
  reader.take("(");
  do all.push(reader.operand());
  while (reader.skip(","));
  reader.take(")");
  return (words, item) => all.some((each) => same(left(words, item), each(words, item)));
}

const changesOf = readOnce((reader) => {
  const changes: Change[] = [];
  while (reader.next !== undefined) {
    const clause = reader.take();
    do changes.push(changeOf(clause, reader));
    while (reader.skip(","));
  }
  return changes;
});

/** What an update makes of an item. */
export function updated(expression: string, words: Words, before: Item): Item {
  const after = new Map(Object.entries(before));
  for (const change of changesOf(expression)) change(words, before, after);
  return Object.fromEntries(after);
}

function changeOf(clause: string, reader: Reader): Change {
  const name = reader.name();
  if (clause === "REMOVE") return (words, _, after) => after.delete(name(words));
  if (clause === "SET") {
    const value = assigned(reader);
    return (words, before, after) => after.set(name(words), value(words, before));
  }
  if (clause !== "ADD") throw new Error(`unknown clause ${clause}`);
  const more = reader.operand();
  return (words, before, after) => {
    const sum = BigInt(before[name(words)]?.N ?? "0") + BigInt(more(words, before)?.N ?? "");
    after.set(name(words), { N: String(sum) });
  };
}

function assigned(reader: Reader): (words: Words, before: Item) => Value {
  reader.take("=");
  let value: Operand;
  if (reader.skip("if_not_exists")) {
    reader.take("(");
    const held = reader.operand();
    reader.take(",");
    const other = reader.operand();
    reader.take(")");
    value = (words, before) => held(words, before) ?? other(words, before);
  } else value = reader.operand();
  return (words, before) => {
    const set = value(words, before);
    if (set === undefined) throw new Error("an update sets nothing");
    return set;
  };
}
