import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { captureHold, makeHold } from "@cowry/core/holds";
import { type Customer, derivedId, newId, present, seal, setBell } from "@cowry/core/kernel";
import {
  accountNumberContext,
  entryItem,
  linkHash,
  listTransactions,
  readBalance,
  readTransaction,
  sendMoney,
} from "@cowry/core/wallet";
import { connectTable, encode, type RawItem, seqKey, timeKey } from "@cowry/table";
import { clientOf } from "@cowry/table/client";
import { type Engine, makeTable, startEngine, useEndpoint } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { walletItem } from "../../packages/core/src/wallet/store.ts";
import { customerOf, GUARDS, useTestSettings, walletOf } from "../../packages/core/src/wallet/wallet.testkit.ts";

/** Wallets in the large table; each has ten entries. */
const WALLETS = Number(process.env["COWRY_WALLETS"] ?? "100000");
const FEW = 100;
const ENTRIES_EACH = 10;
/** Of those whose operations are measured: more than two pages. */
const MEASURED_ENTRIES = 50;
/** Puts that are under way at once while a table is filled. */
const FILLERS = 4;

interface Cost {
  readonly requests: readonly string[];
  readonly units: number;
}

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
  useTestSettings();
  setBell(() => undefined);
  useEndpoint(engine.url);
}, 60_000);
afterAll(() => engine.stop());

it(`costs the same at ${WALLETS} wallets and ${WALLETS * ENTRIES_EACH} entries as at ${FEW}, request for request`, async () => {
  const few = await costsAt(FEW, MEASURED_ENTRIES);
  const many = await costsAt(WALLETS, Math.max(MEASURED_ENTRIES, WALLETS / 10));
  process.stdout.write(`${JSON.stringify(many, undefined, 1)}\n`);
  expect(many).toEqual(few);
  expect(many.transfer.requests).toEqual(["BatchGetItem", "TransactWriteItems"]);
  // A page is one query of the entries, and one of the rows of what is on its way to or from outside.
  expect(many.firstPageOfLongest.requests).toEqual(["Query", "Query"]);
}, 3_600_000);

/** A table with so many wallets, then one operation of each sort by people whose own wallets are alike in every table. */
async function costsAt(wallets: number, longest: number) {
  const tableName = `sizes-${wallets}`;
  await makeTable(engine.url, tableName);
  connectTable({ tableName });
  const startedAt = performance.now();
  const [amina, joseph, chain] = [1, 2, 3].map((n) => customerOf(derivedId("person", String(n))));
  const measured = [present(amina, "one"), present(joseph, "two")];
  await fill(tableName, crowd(wallets, measured, present(chain, "three"), longest));
  process.stdout.write(`${wallets} wallets after ${Math.round((performance.now() - startedAt) / 1_000)} s\n`);
  return measure(present(amina, "one"), present(joseph, "two"), present(chain, "three"));
}

async function measure(amina: Customer, joseph: Customer, longest: Customer) {
  const NGN = { currency: "NGN" } as const;
  const page = (of: Customer, cursor?: string | null) =>
    listTransactions(of, NGN, { limit: 20, cursor: cursor ?? undefined });
  const send = () => sendMoney(amina, { ...NGN, to: { userId: joseph.userId }, amount: 100n, key: "k" }, GUARDS);
  const hold = { ...NGN, payeeId: joseph.userId, amount: 100n, expiresInMs: 3_600_000, key: "h" };
  // The policy is read once a minute: not by whoever comes next.
  await sendMoney(joseph, { ...NGN, to: { userId: amina.userId }, amount: 100n, key: "first" }, GUARDS);
  const { cursor } = { cursor: (await page(longest)).nextCursor };
  const sent = await cost(send);
  const held = await cost(() => makeHold(amina, hold, GUARDS));
  const { transaction } = await send();
  const { transactionId } = (await makeHold(amina, hold, GUARDS)).hold;
  return {
    transfer: sent,
    transferAgain: await cost(send),
    hold: held,
    capture: await cost(() => captureHold(joseph, transactionId, { ...NGN, amount: undefined, final: true, key: "c" })),
    balance: await cost(() => readBalance(amina, "NGN")),
    transaction: await cost(() => readTransaction(amina, transaction.id)),
    firstPage: await cost(() => page(amina)),
    firstPageOfLongest: await cost(() => page(longest)),
    nextPageOfLongest: await cost(() => page(longest, cursor)),
  };
}

/**
 * The requests of one operation, and their units as the engine counts them: good for comparing, not for AWS's bill, by
 * whose rule the budgets in tests/invariants are.
 */
async function cost(operation: () => Promise<unknown>): Promise<Cost> {
  const requests: string[] = [];
  let units = 0;
  clientOf().middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        requests.push(commandName.replace("Command", ""));
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "TOTAL" } });
        const { ConsumedCapacity: consumed } = answer.output as { ConsumedCapacity?: Consumed | readonly Consumed[] };
        for (const { CapacityUnits = 0 } of [consumed ?? []].flat()) units += CapacityUnits;
        return answer;
      },
    { step: "initialize", name: "cost", override: true },
  );
  await operation();
  clientOf().middlewareStack.remove("cost");
  return { requests: requests.sort(), units };
}

interface Consumed {
  readonly CapacityUnits?: number;
}

function* crowd(wallets: number, measured: readonly Customer[], longest: Customer, length: number): Generator<RawItem> {
  for (const { userId } of measured) yield* walletWith(userId, MEASURED_ENTRIES);
  yield* walletWith(longest.userId, length);
  for (let n = 0; n < wallets; n += 1) yield* walletWith(newId(), ENTRIES_EACH);
}

/** A wallet and its chain, each line one kobo; the numbers have as many digits whatever the length. */
function* walletWith(userId: string, entries: number): Generator<RawItem> {
  const currency = "NGN";
  let [hash, balance] = ["", 10_000_000n];
  const startMs = 1_700_000_000_000;
  for (let seq = 1; seq <= entries; seq += 1) {
    const line = { userId, currency, transactionId: newId(), kind: "transfer", amount: 1n } as const;
    balance += 1n;
    hash = linkHash(hash, { ...line, seq, atMs: startMs + seq, balanceAfter: balance });
    const counterparty = { kind: "person", name: "Joseph B.", userId } as const;
    const place = { at: timeKey(startMs + seq), seq: seqKey(seq, 12) };
    yield encode(entryItem, { ...line, ...place, balanceAfter: balance, hash, counterparty });
  }
  const end = { available: balance, sequence: entries, lastEntryAtMs: startMs + entries, lastHash: hash };
  const accountNumber = seal("8031234567", accountNumberContext(userId));
  yield encode(walletItem, walletOf({ userId, ...end, accountNumber }));
}

async function fill(table: string, items: Generator<RawItem>): Promise<void> {
  // Not the table's own client: that one would rather ask again than wait for a busy engine.
  const client = new DynamoDBClient({});
  const filler = async () => {
    for (;;) {
      const some = Array.from({ length: 25 }, () => items.next().value as RawItem | undefined);
      const puts = some.filter((item) => item !== undefined).map((Item) => ({ PutRequest: { Item } }));
      if (puts.length === 0) return;
      const { UnprocessedItems = {} } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: puts } }),
      );
      expect(Object.keys(UnprocessedItems)).toEqual([]);
    }
  };
  await Promise.all(Array.from({ length: FILLERS }, filler));
  client.destroy();
}
