import { beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../kernel/index.ts";
import { useTestSettings } from "../wallet/wallet.testkit.ts";
import { boundsOf, isDay } from "./day.ts";
import { compare, joinByKey, judge, type Pair } from "./match.ts";
import type { OurRow, TheirRow } from "./model.ts";

const DAY_NAME = "2026-03-10";
let noon: number;
beforeAll(() => {
  useTestSettings();
  noon = boundsOf(DAY_NAME).fromMs + 12 * HOUR;
});

const our = (over: Partial<OurRow> = {}): OurRow => ({
  ...{ transactionId: "t", stream: "charges", gross: 1_000n, fee: 15n, currency: "NGN", movedAtMs: noon },
  ...over,
});
const their = (over: Partial<TheirRow> = {}): TheirRow => ({
  ...{ stream: "charges", id: "1", status: "success", amount: 1_000n, fee: 15n, currency: "NGN", atMs: noon },
  ...over,
});
const pair = (ours: readonly OurRow[], theirs: readonly TheirRow[]): Pair => {
  const stream = ours[0]?.stream ?? theirs[0]?.stream ?? "charges";
  return { stream, reference: "r", ours, theirs };
};
const verdictOf = (of: Pair) => {
  const verdict = judge(of, DAY_NAME);
  return verdict.is === "different" ? verdict.finding.kind : verdict.is;
};
const paidOut = { stream: "transfers", gross: -1_000n } as const;
const sentBack = { stream: "refunds", gross: -1_000n, fee: 0n } as const;

describe("a reference", () => {
  it.each<[string, string, () => Pair]>([
    ["matched", "the same on both sides", () => pair([our()], [their()])],
    ["duplicate", "paid twice there, whatever else differs", () => pair([our()], [their(), their({ amount: 1n })])],
    [
      "currency",
      "in another currency, whatever the amount",
      () => pair([our()], [their({ currency: "USD", amount: 1n })]),
    ],
    ["amount", "of another amount, whatever the fee", () => pair([our()], [their({ amount: 999n, fee: 1n })])],
    ["fee", "for another fee", () => pair([our()], [their({ fee: 16n })])],
    ["matched", "whose fee is not told", () => pair([our()], [their({ fee: undefined })])],
    ["status", "that failed there", () => pair([our()], [their({ status: "failed" })])],
    ["status", "with a word that nobody knows", () => pair([our()], [their({ status: "perhaps" })])],
    ["late", "booked an hour and a minute later", () => pair([our({ movedAtMs: noon + HOUR + MINUTE })], [their()])],
    ["matched", "booked an hour later", () => pair([our({ movedAtMs: noon + HOUR })], [their()])],
    ["elsewhere", "of another day there", () => pair([our()], [their({ atMs: noon - DAY })])],
    ["idle", "that nobody paid", () => pair([], [their({ status: "abandoned" })])],
    ["idle", "that another day will look for", () => pair([], [their({ atMs: noon + DAY })])],
    ["ask_ours", "that our day does not have", () => pair([], [their()])],
    ["ask_them", "that their day does not have", () => pair([our()], [])],
    [
      "ask_ours",
      "that was reversed there",
      () => pair([our(paidOut)], [their({ stream: "transfers", status: "reversed" })]),
    ],
    [
      "matched",
      "that came back on both sides",
      () =>
        pair([our(paidOut), our({ ...paidOut, gross: 1_000n })], [their({ stream: "transfers", status: "reversed" })]),
    ],
    [
      "status",
      "that came back here, and was paid there",
      () => pair([our({ ...paidOut, gross: 1_000n })], [their({ stream: "transfers" })]),
    ],
    [
      "matched",
      "of a refund that ends days after it was made",
      () =>
        pair(
          [our(sentBack)],
          [their({ stream: "refunds", status: "processed", fee: undefined, atMs: noon - 5 * DAY })],
        ),
    ],
    [
      "status",
      "of a refund that is on its way there, and over here",
      () => pair([our(sentBack)], [their({ stream: "refunds", status: "processing", fee: undefined })]),
    ],
    ["idle", "of a refund that is on its way", () => pair([], [their({ stream: "refunds", status: "pending" })])],
  ])("is %s: %s", (expected, _, make) => {
    expect(verdictOf(make())).toBe(expected);
  });

  it("that both have on different days is on the wrong one, but for a quarter of an hour around midnight", () => {
    const { toMs } = boundsOf(DAY_NAME);
    const at = (delayMs: number) =>
      compare(pair([our({ movedAtMs: toMs + delayMs })], [their({ atMs: toMs - MINUTE })]));
    expect(at(14 * MINUTE)).toMatchObject({ is: "matched" });
    expect(at(15 * MINUTE)).toMatchObject({ is: "different", finding: { kind: "wrong_day" } });
  });
});

describe("two ordered streams", () => {
  const rows = <Row>(row: Row, ...keys: readonly string[]) => keys.map((key) => ({ key, row }));

  it("are joined by reference, in the order of the table's keys", async () => {
    const seen = [];
    for await (const { key, ours, theirs } of joinByKey(rows(our(), "a!", "a", "c"), rows(their(), "a", "b", "b"))) {
      seen.push(`${key} ${ours.length} ${theirs.length}`);
    }
    expect(seen).toEqual(["a! 1 0", "a 1 1", "b 0 2", "c 1 0"]);
  });

  it("that are out of order are a bug, not a discrepancy", async () => {
    const joined = joinByKey(rows(our(), "b", "a"), []);
    await expect(joined.next()).rejects.toMatchObject({ kind: "bug" });
  });
});

it("knows how long a day is, and which days there are", () => {
  expect(boundsOf(DAY_NAME)).toEqual({ fromMs: Date.UTC(2026, 2, 9, 23), toMs: Date.UTC(2026, 2, 10, 23) });
  expect(["2026-02-28", "2026-02-30", "2026-13-01"].map(isDay)).toEqual([true, false, false]);
});
