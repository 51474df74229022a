import { approve } from "@cowry/core/approvals";
import { correctionKinds, proposeReversal } from "@cowry/core/corrections";
import { captureHold, makeHold } from "@cowry/core/holds";
import { newId, present, setBell } from "@cowry/core/kernel";
import { requestPayout } from "@cowry/core/payouts";
import { drainQueue, reconcileLedger, sendMoney, sumSystemLegs } from "@cowry/core/wallet";
import { recount } from "@cowry/local/books/check";
import { sortItems } from "@cowry/local/books/items";
import { connectTable, getItem, type RawItem } from "@cowry/table";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import type { RULES } from "../../packages/core/src/wallet/audit.ts";
import { reconciliationItem } from "../../packages/core/src/wallet/reconcile-store.ts";
import { confirmed, GUARDS, topUp, useTestSettings } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { APPROVER, BENEFICIARY, newCast, PROPOSER, turnFees } from "./history-world.ts";
import { inMemory, MemoryEngine } from "./memory-engine.ts";
import { troubledEngine } from "./troubled-engine.ts";

/**
 * The books are audited twice, by code that has nothing in common: every night while money moves (`wallet/reconcile`), and
 * from the raw items by the proof of the books (`local/books`), which tests, restores and staff use. What the one sees
 * the other must see: each rule is broken here, by its stored names, before both.
 */
let engine = new MemoryEngine();
let right: readonly RawItem[] = [];
const DAY = "2099-01-01";
const NGN = { currency: "NGN" } as const;

beforeAll(async () => {
  useTestSettings();
  setBell(() => undefined);
  useEndpoint("http://in.memory.invalid");
  connectTable({ tableName: "audits" });
  troubledEngine(
    inMemory(() => engine),
    { signed: false },
  ).attach();
  await somethingOfEverything();
  right = engine.all();
});

/** A top-up, transfers with a fee and to a queue, a payout in flight, a hold in parts, a transfer given back in parts. */
async function somethingOfEverything(): Promise<void> {
  const { people, shop } = await newCast();
  const [amina, joseph] = [present(people[0], "there are four"), present(people[1], "there are four")];
  await topUp(amina.userId, 50_000n);
  await turnFees(1);
  const send = async (amount: bigint, to = joseph) =>
    (await sendMoney(amina, { ...NGN, to: { userId: to.userId }, amount, key: newId() }, GUARDS)).transaction.id;
  const [inParts, whole] = [await send(5_000n), await send(4_000n)];
  await send(300n, shop);
  await drainQueue(shop.userId, "NGN");
  await send(200n, shop);
  await requestPayout(
    amina,
    { ...NGN, beneficiaryId: BENEFICIARY, amount: 20_000n, reference: undefined, key: newId() },
    { confirm: confirmed, mode: "test" },
  );
  const order = { ...NGN, payeeId: joseph.userId, amount: 3_000n, expiresInMs: 3_600_000, key: newId() };
  const { hold } = await makeHold(amina, order, GUARDS);
  for (const amount of [1_000n, 500n]) {
    await captureHold(joseph, hold.transactionId, { ...NGN, amount, final: false, key: newId() });
  }
  for (const [transactionId, amount] of [
    [inParts, "1000"],
    [inParts, "2000"],
    [whole, "4000"],
  ] as const) {
    const payload = { transaction_id: transactionId, mode: "reversal", amount, ...NGN } as const;
    const proposed = await proposeReversal(PROPOSER, { transactionId, payload, reason: "wrong", key: newId() });
    await approve(APPROVER, proposed.proposal.proposalId, "right", correctionKinds);
  }
  await sumSystemLegs(engine.all().filter(({ t }) => t?.S === "journal"));
}

type Raw = Readonly<Record<string, unknown>>;
const EXACT = { wrapNumbers: (text: string) => BigInt(text) };
const read = (item: RawItem): Raw => unmarshall(item, EXACT);

/** The table as it was, changed at one place: an item is gone (undefined), or says something else. */
function changed(which: (item: Raw) => boolean, change: (item: RawItem) => RawItem | undefined): void {
  engine = new MemoryEngine();
  let done = false;
  for (const item of right) {
    const turned: boolean = !done && which(read(item));
    done ||= turned;
    const Item = turned ? change(structuredClone(item)) : item;
    if (Item !== undefined) engine.answer("PutItem", { Item });
  }
  if (!done) throw new Error("there is nothing to change");
}

const proof = () => recount(sortItems(engine.all().map(read))).problems;

async function night(): Promise<{ readonly result: unknown; readonly rules: readonly string[] }> {
  const result = await reconcileLedger(DAY, 60_000, { pause: () => Promise.resolve() });
  const run = await getItem(reconciliationItem, { day: DAY, channel: "ledger" });
  return { result, rules: (run?.discrepancies ?? []).map(({ rule }) => rule) };
}

const isOf =
  (type: string, by: Raw = {}) =>
  (item: Raw) =>
    item["t"] === type && Object.entries(by).every(([name, value]) => item[name] === value);
const isPart = (name: string) => (item: Raw) =>
  item["t"] === "journal" && (item["md"] as Raw | undefined)?.[name] !== undefined;
const counts = (name: string) => (item: Raw) => item["t"] === "journal" && name in item;
const gone = () => undefined;
const set =
  (by: RawItem) =>
  (item: RawItem): RawItem => ({ ...item, ...by });
const N = (value: bigint | number) => ({ N: String(value) });
const without =
  (name: string) =>
  (item: RawItem): RawItem =>
    Object.fromEntries(Object.entries(item).filter(([each]) => each !== name));
/** The legs of a journal, as they lie in it. */
const legs =
  (change: (all: RawItem[]) => RawItem[]) =>
  (item: RawItem): RawItem => ({
    ...item,
    lg: { L: change((item["lg"]?.L ?? []).map(({ M = {} }) => M)).map((M) => ({ M })) },
  });

type Breaking = readonly [which: (item: Raw) => boolean, change: (item: RawItem) => RawItem | undefined];
const transfer = (item: Raw) => isOf("journal", { k: "transfer", st: "completed" })(item) && "sl" in item;

const BROKEN: Readonly<Record<(typeof RULES)[number], readonly Breaking[]>> = {
  legs_sum_to_zero: [[transfer, legs((all) => all.slice(1))]],
  legs_fit_status: [
    [transfer, set({ st: { S: "failed" } })],
    [isOf("journal", { k: "payout" }), set({ st: { S: "completed" } })],
  ],
  leg_is_amount: [[transfer, set({ am: N(1) })]],
  legs_in_its_currency: [[transfer, set({ cu: { S: "USD" } })]],
  legs_are_marked_for_sums: [[transfer, without("sl")]],
  parts_are_counted: [
    [counts("cd"), set({ cd: N(1) })],
    [counts("cd"), set({ cd: N(2_999), am: N(2_000) })],
    [isPart("hold_id"), gone],
    [isPart("reversal_of"), gone],
    [counts("rd"), without("rd")],
    [counts("rd"), set({ rd: N(999) })],
    [counts("rd"), gone],
    [counts("lp"), without("lp")],
  ],
  journal_for_each_row: [[isOf("journal", { k: "payout" }), gone]],
  entry_for_each_leg: [
    [isOf("entry"), gone],
    [transfer, legs((all) => [...all, ...all.slice(0, 1)])],
  ],
  leg_for_each_entry: [[transfer, gone]],
  reversed_is_marked: [
    [isOf("entry", { rv: true }), without("rv")],
    [isOf("entry"), set({ rv: { BOOL: true } })],
  ],
  chain_is_gapless: [
    [isOf("wallet"), set({ sq: N(99) })],
    [isOf("entry"), gone],
  ],
  chain_is_sealed: [
    [isOf("entry"), set({ h: { S: "x" } })],
    [isOf("wallet"), set({ lh: { S: "x" } })],
  ],
  balance_is_sum_of_entries: [
    [isOf("wallet"), set({ av: N(1) })],
    [isOf("entry"), set({ ba: N(1) })],
  ],
  nothing_negative: [[isOf("wallet"), set({ av: N(-1) })]],
  reserved_is_what_is_open: [[(item) => isOf("wallet")(item) && item["rs"] !== 0n, set({ rs: N(0) })]],
  system_account_is_sum_of_legs: [
    [isOf("system_account"), gone],
    [transfer, set({ sl: { S: "pending" } })],
  ],
  everything_sums_to_zero: [
    [isOf("queued_credit"), gone],
    [isOf("queued_credit"), set({ am: N(1) })],
  ],
};

describe("two audits", () => {
  it("find nothing wrong in right books", async () => {
    changed(
      () => true,
      (item) => item,
    );
    expect(proof()).toEqual([]);
    expect(await night()).toEqual({ result: "matching", rules: [] });
  });

  const cases = Object.entries(BROKEN).flatMap(([rule, ways]) => ways.map((way, n) => [rule, n + 1, way] as const));
  it.each(cases)("both see %s broken, way %i", async (rule, _, [which, change]) => {
    changed(which, change);
    expect(proof()).not.toEqual([]);
    const { result, rules } = await night();
    expect(result).toBe("differing");
    expect(rules).toContain(rule);
  });
});
