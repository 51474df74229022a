import { formatDecimal, parseDecimal, present, setBell } from "@cowry/core/kernel";
import { entryItem, sendMoney, walletItem } from "@cowry/core/wallet";
import { connectTable, decode, getItem, put, type RawItem, transact, typeOf, update, write } from "@cowry/table";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { expect, it } from "vitest";
import { walletOpening } from "../../packages/core/src/wallet/opening.ts";
import { forgetPolicy } from "../../packages/core/src/wallet/policy.ts";
import { policyItem } from "../../packages/core/src/wallet/policy-store.ts";
import { customerOf, GUARDS, useTestSettings } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { seeded } from "../invariants/seeded.ts";
import { inMemory, MemoryEngine } from "../invariants/memory-engine.ts";
import { troubledEngine } from "../invariants/troubled-engine.ts";

const OPERATIONS = Number(process.env["COWRY_OPERATIONS"] ?? "100000");
const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");
const PEOPLE = 8;
/** Twenty-one million, each of eight decimals: about 2^51 of the smallest units, more than any sum of floats stands. */
const START = 2_100_000_000_000_000n;

/** Nothing but exactness is looked at here. */
const caps = { minute: {}, hour: {}, day: {}, month: {} };
const POLICY = { limits: { "none:BTC": caps }, review: { BTC: {} }, assets: { BTC: { min: "1", max: `${START}` } } };

it(`${OPERATIONS} random operations on an asset with 8 decimals stay exact (COWRY_SEED=${SEED})`, async () => {
  const engine = new MemoryEngine();
  useTestSettings();
  setBell(() => undefined);
  useEndpoint("http://in.memory.invalid");
  connectTable({ tableName: "decimals" });
  troubledEngine(
    inMemory(() => engine),
    { signed: false },
  ).attach();
  await write(put(policyItem, { version: 1, overrides: POLICY }));
  forgetPolicy();
  const people = Array.from({ length: PEOPLE }, (_, n) =>
    customerOf(`00000000-0000-7000-8000-${String(n).padStart(12, "0")}`),
  );
  for (const { userId } of people) {
    await transact([walletOpening({ userId, currency: "BTC", accountNumber: "8031234567", displayName: "Amina B." })]);
    await write(update(walletItem, { userId, currency: "BTC" }, { when: [], set: { available: START } }));
  }
  // What should be there, in decimals as they are on the wire, added up digit by digit as on paper.
  const model = people.map(() => formatDecimal(START, 8));
  const random = seeded(SEED);
  for (let n = 0; n < OPERATIONS; n += 1) {
    const from = random(PEOPLE);
    const to = (from + 1 + random(PEOPLE - 1)) % PEOPLE;
    const text = `${random(10 ** random(5))}.${String(1 + random(99_999_999)).padStart(8, "0")}`;
    const amount = present(parseDecimal(text, 8), "a decimal");
    const [payer, payee] = [present(people[from], "somebody"), present(people[to], "somebody")];
    const order = { to: { userId: payee.userId }, amount, currency: "BTC", key: `k-${n}` } as const;
    const sent = await sendMoney(payer, order, GUARDS);
    expect(sent.transaction.amount).toBe(text);
    [model[from], model[to]] = [onPaper(model[from] ?? "", text, -1), onPaper(model[to] ?? "", text, 1)];
  }
  for (const [index, { userId }] of people.entries()) {
    const wallet = present(await getItem(walletItem, { userId, currency: "BTC" }), "everybody has one");
    expect(formatDecimal(wallet.available, 8)).toBe(model[index]);
  }
  expectLinked(engine.all());
}, 3_600_000);

/** Each line's balance is that of the line before and its amount; two lines for each operation. */
function expectLinked(items: readonly RawItem[]): void {
  const entries = items.filter((item) => typeOf(item) === entryItem.name).map((item) => decode(entryItem, item));
  expect(entries).toHaveLength(2 * OPERATIONS);
  const balances = new Map<string, bigint>();
  for (const { userId, amount, balanceAfter } of entries.sort((a, b) => (a.seq < b.seq ? -1 : 1))) {
    const balance = (balances.get(userId) ?? START) + amount;
    if (balanceAfter !== balance) throw new Error(`${balanceAfter} where ${balance} should be`);
    balances.set(userId, balance);
  }
}

/** Sum or difference of two decimals of the same scale, by columns, with a carry: no number larger than nineteen. */
function onPaper(a: string, b: string, sign: 1 | -1): string {
  const width = Math.max(a.length, b.length) + 1;
  const [x, y] = [a.padStart(width, "0"), b.padStart(width, "0")];
  let [carry, digits] = [0, ""];
  for (let place = width - 1; place >= 0; place -= 1) {
    if (x[place] === "." || (place === x.length - 9 && y[place] === ".")) {
      digits = `.${digits}`;
      continue;
    }
    const column = Number(x[place]) + sign * Number(y[place]) + carry;
    carry = Math.floor(column / 10);
    digits = `${column - carry * 10}${digits}`;
  }
  if (carry !== 0) throw new Error(`${a} and ${b} go below nothing`);
  return digits.replace(/^0+(?=\d)/, "");
}
