import { spawnSync } from "node:child_process";
import path from "node:path";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type Customer, newId, setBell } from "@cowry/core/kernel";
import { sendMoney } from "@cowry/core/wallet";
import { recount } from "@cowry/local/books/check";
import { sortItems } from "@cowry/local/books/items";
import { connectTable, type RawItem, typeOf } from "@cowry/table";
import { scanPage, writeInto } from "@cowry/table/copies";
import { type Engine, makeTable, startOwnEngine, useEndpoint } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { GUARDS, person, useTestSettings } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { MemoryEngine } from "../invariants/memory-engine.ts";
import { SimulatedTable } from "../invariants/simulated-table.ts";
import { SimulatedTime, takeTime } from "../invariants/simulated-time.ts";
import { takeWire } from "../invariants/troubled-engine.ts";

/**
 * The steps of docs/runbooks/restore.md, with its own commands, on tables of AWS's own engine. What is restored is torn as
 * a point-in-time restore is: every item as it was at one moment, which lies amid a transaction.
 */
const SEED = 20261121;
const [RESTORED, REBUILT] = ["prod-cowry-restored-20261121", "prod-cowry-rebuilt-20261121"];

let engine: Engine;
beforeAll(async () => {
  engine = await startOwnEngine();
  useTestSettings();
  setBell(() => undefined);
  useEndpoint(engine.url);
});
afterAll(() => engine.stop());

interface Sent {
  readonly from: Customer;
  readonly order: Parameters<typeof sendMoney>[1];
  readonly id: string;
}

interface Backup {
  /** Every item at one moment. */
  readonly items: readonly RawItem[];
  /** The same before the transaction that was under way, and when it had come to its end. */
  readonly before: readonly RawItem[];
  readonly later: readonly RawItem[];
  /** What somebody had been told by that moment. */
  readonly sent: readonly Sent[];
}

const plain = (item: RawItem) => unmarshall(item, { wrapNumbers: (text: string) => BigInt(text) });
const problemsOf = (items: readonly RawItem[]) => recount(sortItems(items.map(plain))).problems;

/** A few people pay one another; the moment is the first at which the books, item by item, are torn. */
async function backupAmidTransfers(): Promise<Backup> {
  const undo = takeTime();
  const time = new SimulatedTime(SEED, Date.UTC(2026, 10, 21, 9));
  const memory: MemoryEngine = new MemoryEngine(
    (change) => table.note(change),
    () => time.now(),
  );
  const table = new SimulatedTable(memory, time, () => undefined);
  connectTable({ tableName: "prod-cowry-Table" });
  takeWire(table.carry, { signed: false });
  const sent: Sent[] = [];
  const pay = async (from: Customer, to: Customer, amount: bigint) => {
    const order = { to: { userId: to.userId }, amount, currency: "NGN", key: newId() } as const;
    sent.push({ from, order, id: (await sendMoney(from, order, GUARDS)).transaction.id });
  };
  try {
    return await time.play(async () => {
      const [amina, joseph, ngozi] = [await person(90_000n), await person(5_000n), await person()];
      for (let n = 1n; n <= 6n; n++) await pay(amina, n % 2n === 0n ? joseph : ngozi, n * 100n);
      const before = memory.all();
      const last = pay(joseph, ngozi, 700n);
      const toldBefore = [...sent];
      while (problemsOf(memory.all()).length === 0) await time.sleep(1);
      const items = memory.all();
      await last;
      return { items, before, later: memory.all(), sent: toldBefore };
    });
  } finally {
    undo();
  }
}

/** The runbook's command line. */
function ledger(...args: readonly string[]): { readonly code: number | null; readonly said: string } {
  const script = path.resolve("scripts/cli/main.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "ledger", ...args], { encoding: "utf8" });
  return { code: status, said: `${stdout}${stderr}` };
}

const LEDGER: readonly (string | undefined)[] = ["wallet", "entry", "journal", "queued_credit"];

/** Of a wallet and an entry what journals say: who asked for it, and how often it was written, they do not. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  wallet: ["av", "rs", "sq", "lh", "st"],
  entry: ["am", "ba", "h", "k", "tx"],
};

/** What the ledger is made of, by key. */
const booksIn = (items: readonly RawItem[]) =>
  Object.fromEntries(
    items
      .filter((item) => LEDGER.includes(typeOf(item)))
      .map((item) => {
        const said = SAID[typeOf(item) ?? ""];
        const told = said === undefined ? item : said.map((name) => item[name]);
        return [`${item["pk"]?.S ?? ""} ${item["sk"]?.S ?? ""}`, told];
      }),
  );

const journalsIn = (items: readonly RawItem[]): number => items.filter((item) => typeOf(item) === "journal").length;

async function contents(table: string): Promise<readonly RawItem[]> {
  return (await scanPage("all", { after: undefined, limit: 1_000, table })).items;
}

it("a torn restore is made whole from its journals, audited, and goes on with every answer that was given", async () => {
  const { items, before, later, sent } = await backupAmidTransfers();
  connectTable({ tableName: RESTORED });
  // 2: the restored table.
  await makeTable(engine.url, RESTORED);
  await writeInto(RESTORED, { puts: items });
  const torn = ledger("audit", "--table", RESTORED);
  expect(torn).toMatchObject({ code: 1, said: expect.stringMatching(/\d+ differences/) as unknown });

  // 3 to 5: the rebuilt one, which says in what the restored one differs.
  const rebuilt = ledger("rebuild", "--table", RESTORED, "--into", REBUILT);
  expect(rebuilt.said).toMatch(/differing/);
  expect(rebuilt.said).toMatch(/audit of prod-cowry-rebuilt-20261121: .*: right/);
  // 6: by code that shares nothing with the rebuild.
  expect(ledger("audit", "--table", REBUILT)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/: right/) as unknown,
  });

  // Item by item it is what stood there when that transaction had ended, or before it had begun.
  const made = booksIn(await contents(REBUILT));
  const hasJournal = journalsIn(items) === journalsIn(later);
  expect(made).toEqual(booksIn(hasJournal ? later : before));

  // 7: the stage goes on in it: what was acknowledged is answered as it was, and money moves.
  connectTable({ tableName: REBUILT });
  for (const { from, order, id } of sent) {
    expect(await sendMoney(from, order, GUARDS)).toMatchObject({ replayed: true, transaction: { id } });
  }
  const [first] = sent;
  if (first === undefined) throw new Error("somebody paid");
  await sendMoney(first.from, { ...first.order, amount: 1n, key: newId() }, GUARDS);
  expect(problemsOf(await contents(REBUILT))).toEqual([]);
});
