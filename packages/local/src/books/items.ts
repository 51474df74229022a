import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";

/**
 * The ledger's items as they lie in the table, by their stored names (`docs/table.md`). This reads with AWS's document
 * client and shares nothing with the code that wrote them: a proof that used the writer's own reader would prove little.
 */
export interface RawLeg {
  readonly account: string;
  readonly amount: bigint;
  readonly seq: bigint | undefined;
  readonly at: bigint | undefined;
  readonly after: bigint | undefined;
  /** The credit waited, or waits, in a queue: its entry came after the journal. */
  readonly queued?: boolean;
}

export interface RawJournal {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly fee: bigint;
  /** Of a hold: what transactions of their own have captured of it. */
  readonly captured: bigint;
  /** What transactions of their own have given back of it. */
  readonly refunded: bigint;
  /** The transaction of which this one has captured or given back. */
  readonly partOf: { readonly hold?: string; readonly refund?: string; readonly reversal?: string };
  /** The last of those transactions, and of such a one the one before it. */
  readonly lastPart?: string | undefined;
  readonly previousPart?: string | undefined;
  readonly owner: string;
  readonly legs: readonly RawLeg[] | undefined;
  /** Undefined where no account of our own takes part. */
  readonly summed: "pending" | "done" | undefined;
}

export interface RawEntry {
  readonly wallet: string;
  readonly seq: bigint;
  readonly at: bigint;
  readonly transaction: string;
  readonly kind: string;
  readonly amount: bigint;
  readonly after: bigint;
  readonly hash: string;
  /** Marked as given back whole. */
  readonly reversed?: boolean;
}

export interface RawWallet {
  /** Name of its account: `wallet:<user id>:NGN`. */
  readonly account: string;
  readonly available: bigint;
  readonly reserved: bigint;
  readonly entries: bigint;
  readonly lastHash: string;
}

export interface RawLedger {
  readonly wallets: readonly RawWallet[];
  readonly entries: readonly RawEntry[];
  readonly journals: readonly RawJournal[];
  /** Credits that wait to be folded into a chain. */
  readonly waiting: readonly Pick<RawEntry, "wallet" | "transaction" | "amount" | "reversed">[];
  /** Transactions of which a wallet's history has a row beside its entries. */
  readonly rows?: readonly Pick<RawEntry, "wallet" | "transaction">[] | undefined;
  /** Balances that the aggregator keeps, by account name. */
  readonly kept: ReadonlyMap<string, bigint>;
}

export interface TablePlace {
  readonly endpoint: string;
  readonly region: string;
  readonly table: string;
}

type Item = Readonly<Record<string, unknown>>;

/** Reads the whole table, strongly consistent, every number as a bigint. */
export async function readLedger({ endpoint, region, table }: TablePlace): Promise<RawLedger> {
  const credentials = { accessKeyId: "auditor", secretAccessKey: "auditor" };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const documents = DynamoDBDocumentClient.from(client, { unmarshallOptions: { wrapNumbers: (text) => BigInt(text) } });
  const items: Item[] = [];
  try {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await documents.send(
        new ScanCommand({ TableName: table, ConsistentRead: true, ...(start && { ExclusiveStartKey: start }) }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  } finally {
    client.destroy();
  }
  return sortItems(items);
}

/** The ledger's items among these, read by their stored names. */
export function sortItems(items: readonly Item[]): RawLedger {
  const of = (type: string) => items.filter(({ t }) => t === type);
  const kept = new Map<string, bigint>();
  for (const item of of("system_account")) {
    const account = keyParts(item, "pk").slice(1).join(":");
    kept.set(account, (kept.get(account) ?? 0n) + big(item["bl"]));
  }
  return {
    wallets: of("wallet").map(READ.wallet),
    entries: of("entry").map(READ.entry),
    journals: of("journal").map(READ.journal),
    waiting: of("queued_credit").map(READ.waiting),
    rows: of("external").map(READ.row),
    kept,
  };
}

/** Whoever looks again and again hands over the same items, but for those that were written. */
function once<T>(read: (item: Item) => T): (item: Item) => T {
  const known = new WeakMap<Item, T>();
  return (item) => {
    const before = known.get(item);
    if (before !== undefined) return before;
    const value = read(item);
    known.set(item, value);
    return value;
  };
}

const READ = {
  wallet: once(wallet),
  entry: once(entry),
  journal: once(journal),
  waiting: once(waiting),
  row: once(row),
} as const;

function wallet(item: Item): RawWallet {
  const [, user] = keyParts(item, "pk");
  const [, currency] = keyParts(item, "sk");
  return {
    account: `wallet:${user ?? ""}:${currency ?? ""}`,
    available: big(item["av"]),
    reserved: big(item["rs"]),
    entries: big(item["sq"]),
    lastHash: text(item["lh"]),
  };
}

function entry(item: Item): RawEntry {
  const [, user] = keyParts(item, "pk");
  const [, currency, at, seq] = keyParts(item, "sk");
  return {
    wallet: `wallet:${user ?? ""}:${currency ?? ""}`,
    seq: BigInt(seq ?? ""),
    at: BigInt(at ?? ""),
    transaction: text(item["tx"]),
    kind: text(item["k"]),
    amount: big(item["am"]),
    after: big(item["ba"]),
    hash: text(item["h"]),
    reversed: item["rv"] === true,
  };
}

function waiting(item: Item): RawLedger["waiting"][number] {
  const [, user] = keyParts(item, "pk");
  const [, currency, , transaction] = keyParts(item, "sk");
  return {
    wallet: `wallet:${user ?? ""}:${currency ?? ""}`,
    transaction: transaction ?? "",
    amount: big(item["am"]),
    reversed: item["rv"] === true,
  };
}

function row(item: Item): Pick<RawEntry, "wallet" | "transaction"> {
  const [, user] = keyParts(item, "pk");
  const [, currency, , transaction] = keyParts(item, "sk");
  return { wallet: `wallet:${user ?? ""}:${currency ?? ""}`, transaction: transaction ?? "" };
}

function journal(item: Item): RawJournal {
  const summed = item["sl"];
  return {
    id: keyParts(item, "pk")[1] ?? "",
    kind: text(item["k"]),
    status: text(item["st"]),
    currency: text(item["cu"]),
    amount: big(item["am"]),
    fee: big(item["fe"]),
    captured: item["cd"] === undefined ? 0n : big(item["cd"]),
    refunded: item["rd"] === undefined ? 0n : big(item["rd"]),
    partOf: partOf((item["md"] ?? {}) as Item),
    lastPart: maybeText(item["lp"]),
    previousPart: maybeText(item["pp"]),
    owner: text(item["ow"]),
    legs: Array.isArray(item["lg"]) ? (item["lg"] as Item[]).map(leg) : undefined,
    summed: summed === "pending" || summed === "done" ? summed : undefined,
  };
}

function partOf({ hold_id: hold, refund_of: refund, reversal_of: reversal }: Item): RawJournal["partOf"] {
  return {
    ...(typeof hold === "string" ? { hold } : {}),
    ...(typeof refund === "string" ? { refund } : {}),
    ...(typeof reversal === "string" ? { reversal } : {}),
  };
}

function leg(item: Item): RawLeg {
  const optional = (value: unknown) => (value === undefined ? undefined : big(value));
  return {
    account: text(item["a"]),
    amount: big(item["m"]),
    seq: optional(item["s"]),
    at: optional(item["t"]),
    after: optional(item["b"]),
    queued: item["q"] === true,
  };
}

function keyParts(item: Item, name: "pk" | "sk"): string[] {
  return text(item[name]).split("#");
}

function big(value: unknown): bigint {
  if (typeof value !== "bigint") throw new Error(`the table holds ${typeof value} where a number belongs`);
  return value;
}

function maybeText(value: unknown): string | undefined {
  return value === undefined ? undefined : text(value);
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new Error(`the table holds ${typeof value} where text belongs`);
  return value;
}
