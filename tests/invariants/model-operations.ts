import { type Engine, makeTable, useEndpoint } from "@cowry/table/engine.testkit";
import fc from "fast-check";
import { compared } from "./compared-engines.ts";
import { inMemory, MemoryEngine } from "./memory-engine.ts";
import { engineAt } from "./troubled-engine.ts";

/**
 * Whether the table in memory lies: random requests of all kinds that the table package sends, whatever the domains do
 * with them, put to it and to AWS's own engine, every answer compared. Conditions of any shape and type, updates,
 * transactions with and without a token that was used before, pages from anywhere, filters, the index.
 */

type Value = Readonly<Record<string, unknown>>;

/** What an expression names. */
interface Said {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Value>>;
}

export interface Request {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const TABLE = "model";
const OPERATIONS = 40;

const number = fc
  .oneof(
    { weight: 4, arbitrary: fc.integer({ min: -9, max: 9 }) },
    { weight: 1, arbitrary: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }) },
  )
  .map((N): Value => ({ N: String(N) }));
const word = fc.constantFrom("a", "b", "ba", "é", "Z", "10", "9").map((S): Value => ({ S }));
const flag = fc.boolean().map((BOOL): Value => ({ BOOL }));
const parts = fc.array(number, { maxLength: 2 }).map((L): Value => ({ L }));
const record = fc.record({ k: word }).map((M): Value => ({ M }));

/** What each attribute holds where it is there. */
const ATTRIBUTES: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  n: number,
  m: number,
  s: word,
  t: word,
  b: flag,
  l: parts,
  o: record,
};
const attribute = fc.constantFrom(...Object.keys(ATTRIBUTES));
const anything = fc.oneof(number, word, flag, parts, record);

const keyIn = (run: string) =>
  fc.record({
    pk: fc.constantFrom("a", "b").map((S) => ({ S: run + S })),
    sk: fc.constantFrom("1", "2", "2#x", "3", "é").map((S) => ({ S })),
  });

/** Names and values under names of their own, so that each is said once. */
function saying() {
  const said = { names: {} as Record<string, string>, values: {} as Record<string, Value> };
  return {
    ...said,
    name: (of: string) => ((said.names[`#${of}`] = of), `#${of}`),
    value: (of: Value) => {
      const name = `:v${Object.keys(said.values).length}`;
      said.values[name] = of;
      return name;
    },
  };
}
type Saying = ReturnType<typeof saying>;
type Sentence = (by: Saying) => string;

const orders = fc.constantFrom("<", "<=", ">", ">=");
const between = (one: Value, other: Value): readonly [Value, Value] => {
  const isBefore = "N" in one ? BigInt(String(one["N"])) <= BigInt(String(other["N"])) : bytes(one) <= bytes(other);
  return isBefore ? [one, other] : [other, one];
};
const bytes = (value: Value): string => Buffer.from(String(value["S"])).toString("hex");

const test: fc.Arbitrary<Sentence> = fc.oneof(
  fc.tuple(attribute, fc.constantFrom("attribute_exists", "attribute_not_exists")).map(
    ([of, call]): Sentence =>
      (by) =>
        `${call}(${by.name(of)})`,
  ),
  fc.tuple(attribute, fc.constantFrom("=", "<>"), anything).map(
    ([of, sign, value]): Sentence =>
      (by) =>
        `${by.name(of)} ${sign} ${by.value(value)}`,
  ),
  fc.tuple(attribute, orders, fc.oneof(number, word)).map(
    ([of, sign, value]): Sentence =>
      (by) =>
        `${by.name(of)} ${sign} ${by.value(value)}`,
  ),
  fc.tuple(attribute, fc.oneof(fc.tuple(number, number), fc.tuple(word, word))).map(([of, two]): Sentence => {
    const [low, high] = between(...two);
    return (by) => `${by.name(of)} BETWEEN ${by.value(low)} AND ${by.value(high)}`;
  }),
  fc.tuple(attribute, fc.array(anything, { minLength: 1, maxLength: 3 })).map(
    ([of, all]): Sentence =>
      (by) =>
        `${by.name(of)} IN (${all.map((value) => by.value(value)).join(", ")})`,
  ),
  fc.tuple(attribute, word).map(
    ([of, value]): Sentence =>
      (by) =>
        `begins_with(${by.name(of)}, ${by.value(value)})`,
  ),
);

const tests: fc.Arbitrary<Sentence> = fc.oneof(
  { weight: 3, arbitrary: test },
  {
    weight: 2,
    arbitrary: fc.tuple(test, fc.constantFrom("AND", "OR"), test).map(
      ([a, sign, b]): Sentence =>
        (by) =>
          `${a(by)} ${sign} ${b(by)}`,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(test, fc.constantFrom("AND", "OR"), test, fc.constantFrom("AND", "OR"), test).map(
      ([a, first, b, second, c]): Sentence =>
        (by) =>
          `(${a(by)} ${first} ${b(by)}) ${second} ${c(by)}`,
    ),
  },
);

function words({ names, values }: Said): Record<string, unknown> {
  return {
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}

const onFailure = fc.constantFrom({}, { ReturnValuesOnConditionCheckFailure: "ALL_OLD" });

/** Attributes of an item, the index's among them or not. */
const attributesIn = (run: string) =>
  fc
    .tuple(
      fc.record(ATTRIBUTES, { requiredKeys: [] }),
      fc.option(fc.record({ g1p: fc.constantFrom("i", "j").map((S) => ({ S: run + S })), g1s: word }), { nil: {} }),
    )
    .map(([own, index]) => ({ ...own, ...index }));

const update: fc.Arbitrary<Sentence> = fc
  .record({
    set: fc
      .uniqueArray(attribute, { minLength: 1, maxLength: 3 })
      .chain((names) =>
        fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), ATTRIBUTES[name] ?? number, fc.nat(3)))),
      ),
    how: fc.constantFrom("SET", "REMOVE", "both"),
    add: fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined }),
  })
  .map(({ set, how, add }): Sentence => (by) => {
    const free = set.filter(([name]) => add === undefined || name !== "n");
    const removed = how === "SET" ? [] : how === "REMOVE" ? free : free.slice(1);
    const clauses = free
      .filter((one) => !removed.includes(one))
      .map(([name, value, kind]) =>
        kind === 0
          ? `${by.name(name)} = if_not_exists(${by.name(name)}, ${by.value(value)})`
          : `${by.name(name)} = ${by.value(value)}`,
      );
    return [
      ...(clauses.length === 0 ? [] : [`SET ${clauses.join(", ")}`]),
      ...(removed.length === 0 ? [] : [`REMOVE ${removed.map(([name]) => by.name(name)).join(", ")}`]),
      ...(add === undefined && clauses.length + removed.length > 0
        ? []
        : [`ADD ${by.name("n")} ${by.value({ N: String(add ?? 1) })}`]),
    ].join(" ");
  });

/** One write, by itself or in a transaction. */
const writeIn = (run: string): fc.Arbitrary<readonly [string, Record<string, unknown>]> =>
  fc
    .record({
      kind: fc.constantFrom("Put", "Update", "Delete", "ConditionCheck"),
      ...{ key: keyIn(run), attributes: attributesIn(run), update, onFailure },
      condition: fc.option(tests, { nil: undefined }),
    })
    .map(({ kind, key, attributes, update: change, onFailure: shown, condition }) => {
      const by = saying();
      const asked =
        condition ?? (kind === "ConditionCheck" ? (to: Saying) => `attribute_exists(${to.name("n")})` : undefined);
      const texts = {
        ...(kind === "Update" ? { UpdateExpression: change(by) } : {}),
        ...(asked === undefined ? {} : { ConditionExpression: asked(by), ...shown }),
      };
      const where = kind === "Put" ? { Item: placed(key, attributes) } : { Key: key };
      return [kind, { TableName: TABLE, ...where, ...texts, ...words(by) }] as const;
    });

type Key = Readonly<Record<"pk" | "sk", { readonly S: string }>>;

/** Nobody says in which order the index has items that have the same place in it: here none have. */
function placed(key: Key, { g1s, ...attributes }: Readonly<Record<string, Value | undefined>>) {
  return { ...key, ...attributes, ...(g1s === undefined ? {} : { g1s: indexed(g1s, key) }) };
}
const indexed = (word: Value, { pk, sk }: Key): Value => ({ S: `${String(word["S"])} ${pk.S} ${sk.S}` });

const keyOfWrite = (write: Record<string, unknown>): string => {
  const { pk, sk } = (write["Item"] ?? write["Key"]) as Record<"pk" | "sk", Value>;
  return JSON.stringify([pk, sk]);
};

/** Every kind of request; `run` keeps its items apart from those of other runs. */
function requestIn(run: string): fc.Arbitrary<Request> {
  const single = fc
    .tuple(writeIn(run), fc.constantFrom("NONE", "ALL_OLD", "ALL_NEW"))
    .filter(([[kind]]) => kind !== "ConditionCheck")
    .map(([[kind, write], shown]) => ({
      operation: `${kind}Item`,
      input: { ...write, ReturnValues: shown === "ALL_NEW" && kind !== "Update" ? "ALL_OLD" : shown },
    }));
  const transaction = fc
    .tuple(
      fc.uniqueArray(writeIn(run), { minLength: 1, maxLength: 4, selector: ([, write]) => keyOfWrite(write) }),
      fc.option(fc.constantFrom("x", "y", "z"), { nil: undefined }),
    )
    .map(([writes, token]) => ({
      operation: "TransactWriteItems",
      input: {
        TransactItems: writes.map(([kind, write]) => ({ [kind]: write })),
        ...(token === undefined ? {} : { ClientRequestToken: `${run}${token}` }),
      },
    }));
  const keys = fc.uniqueArray(keyIn(run), { minLength: 1, maxLength: 6, selector: ({ pk, sk }) => pk.S + sk.S });
  const reads = fc.oneof(
    keyIn(run).map((Key) => ({ operation: "GetItem", input: { TableName: TABLE, Key, ConsistentRead: true } })),
    keys.map((Keys) => ({
      operation: "BatchGetItem",
      input: { RequestItems: { [TABLE]: { Keys, ConsistentRead: true } } },
    })),
    fc.tuple(keys, attributesIn(run)).map(([all, attributes]) => ({
      operation: "BatchWriteItem",
      input: { RequestItems: { [TABLE]: all.map((key) => ({ PutRequest: { Item: placed(key, attributes) } })) } },
    })),
    tests.map((filter) => {
      const by = saying();
      const FilterExpression = `begins_with(pk, ${by.value({ S: run })}) AND (${filter(by)})`;
      return {
        operation: "Scan",
        input: { TableName: TABLE, ConsistentRead: true, FilterExpression, ...words(by) },
      };
    }),
  );
  return fc.oneof(
    { weight: 4, arbitrary: single },
    { weight: 4, arbitrary: transaction },
    { weight: 2, arbitrary: reads },
    { weight: 3, arbitrary: queryIn(run) },
  );
}

function queryIn(run: string): fc.Arbitrary<Request> {
  return fc
    .record({
      ...{ key: keyIn(run), index: fc.constantFrom(undefined, "i", "j"), range: fc.nat(3), from: word, to: word },
      ...{ forward: fc.boolean(), limit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }) },
      ...{
        start: fc.option(fc.tuple(keyIn(run), word), { nil: undefined }),
        filter: fc.option(tests, { nil: undefined }),
      },
    })
    .map(({ key, index, range, from, to, forward, limit, start, filter }) => {
      const by = saying();
      const [hash, sort] = index === undefined ? ["pk", "sk"] : ["g1p", "g1s"];
      const partition = index === undefined ? key.pk : { S: run + index };
      const [low, high] = between(from, to);
      const ranges = [
        () => "",
        () => ` AND begins_with(${sort}, ${by.value(index === undefined ? { S: "2" } : from)})`,
        () => ` AND ${sort} = ${by.value(index === undefined ? key.sk : indexed(from, key))}`,
        () =>
          ` AND ${sort} BETWEEN ${by.value(index === undefined ? { S: "1" } : low)} AND ${by.value(index === undefined ? { S: "2#" } : high)}`,
      ] as const;
      const condition = `${hash} = ${by.value(partition)}${(ranges[range] ?? ranges[0])()}`;
      const place = start && {
        ...start[0],
        ...(index === undefined ? { pk: key.pk } : { g1p: partition, g1s: indexed(start[1], start[0]) }),
      };
      const isWhole = range === 0;
      const input = {
        ...{ TableName: TABLE, KeyConditionExpression: condition, ScanIndexForward: forward },
        ...(index === undefined ? { ConsistentRead: true } : { IndexName: "gsi1" }),
        ...(limit === undefined ? {} : { Limit: limit }),
        // A place outside of the range is refused; the table package never sends one.
        ...(place === undefined || !isWhole ? {} : { ExclusiveStartKey: place }),
        // The index has its keys alone.
        ...(filter === undefined || index !== undefined ? {} : { FilterExpression: filter(by) }),
      };
      return { operation: "Query", input: { ...input, ...words(by) } };
    });
}

/** So many runs, each with forty requests of its own, put to both. Gives how many were answered alike. */
export async function proveModel({ url }: Engine, runs: number, seed: number): Promise<number> {
  const table = `${TABLE}-${seed}-${runs}`;
  useEndpoint(url);
  await makeTable(url, table);
  const memory = new MemoryEngine();
  const both = compared(
    engineAt(url),
    inMemory(() => memory),
  );
  let [run, answered] = [0, 0];
  const requests = fc.array(requestIn("RUN-"), { minLength: OPERATIONS, maxLength: OPERATIONS });
  const property = fc.asyncProperty(requests, async (all) => {
    run += 1;
    for (const { operation, input } of all) {
      const body = JSON.stringify(input).replaceAll("RUN-", `${run}-`).replaceAll(`"${TABLE}"`, `"${table}"`);
      await both(operation, body, headersOf(operation));
      answered += 1;
    }
  });
  const { failed, errorInstance } = await fc.check(property, { numRuns: runs, seed, endOnFailure: true });
  if (failed) throw new Error(`seed ${seed}, run ${run}: the table in memory lies`, { cause: errorInstance });
  return answered;
}

/** The engine wants a signature, and looks at nothing but whose it is. */
function headersOf(operation: string): Record<string, string> {
  const [key, day] = [process.env["AWS_ACCESS_KEY_ID"] ?? "model", "20260105"];
  return {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `DynamoDB_20120810.${operation}`,
    "x-amz-date": `${day}T090000Z`,
    authorization: `AWS4-HMAC-SHA256 Credential=${key}/${day}/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none`,
  };
}
