import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { readPrices, storagePriceOf, storedBytes } from "../../bench/prices.ts";
import { type Line, standingLines } from "../../bench/standing.ts";
import { type Template, templates } from "./assembly.ts";

/** The arithmetic of bench/README.md's costs: what is kept, and what a stage costs before anybody comes. */
const list = readPrices();

describe("what is kept in the table", () => {
  // Names and values: pk 2 + 3, sk 2 + 1, am 2 + (1 + 2 for four digits).
  const item = { pk: { S: "T#1" }, sk: { S: "#" }, am: { N: "1234" } };

  it("is its names and values, and a hundred bytes for each item", () => {
    expect(storedBytes(item)).toBe(5 + 3 + 5 + 100);
  });

  it("is its row in the index besides, with keys alone, where it has one", () => {
    const index = { g1p: { S: "open" }, g1s: { S: "17" } };
    const keys = 5 + 3 + (3 + 4) + (3 + 2);
    expect(storedBytes({ ...item, ...index })).toBe(keys + 5 + 100 + keys + 100);
    expect(storedBytes({ ...item, g1p: { S: "open" } })).toBe(5 + 3 + 5 + 7 + 100);
  });

  it("costs the table's price and that of its recovery, each month", () => {
    const price = storagePriceOf({ keptBytes: 2 ** 30 / 1e6 }, list);
    expect(price).toEqual({
      gb: 1,
      table: list.prices.tableGbMonth.value,
      recovery: list.prices.backupGbMonth.value,
    });
  });
});

describe("what a stage costs in a month in which nobody comes", () => {
  let all: readonly Template[];
  let lines: ReadonlyMap<string, Line>;
  const count = (what: RegExp) => [...lines.values()].find((line) => what.test(line.what))?.count ?? Number.NaN;
  beforeAll(async () => {
    all = await templates();
    lines = new Map(standingLines(all, list).map((line) => [line.what, line]));
  });

  const one = (Type: string, Properties: Record<string, unknown> = {}): readonly Template[] => [
    { name: "one", Resources: { It: { Type, Properties } } },
  ];
  const countOf = (of: readonly Template[], what: string) =>
    standingLines(of, list).find((line) => line.what.startsWith(what))?.count;

  it("counts an alarm on an expression for each metric in it", () => {
    const Metrics = [{ MetricStat: {} }, { Expression: "a+b" }, { MetricStat: {} }];
    expect(countOf(one("AWS::CloudWatch::Alarm", { Metrics }), "metrics in alarms")).toBe(2);
    expect(countOf(one("AWS::CloudWatch::Alarm", { MetricName: "Errors", Period: 60 }), "metrics in alarms")).toBe(1);
    expect(() => standingLines(one("AWS::CloudWatch::Alarm", { Period: 10 }), list)).toThrow("high resolution");
  });

  it.each([
    ["rate(5 minutes)", 12 * 24],
    ["rate(1 hour)", 24],
    ["rate(1 day)", 1],
    ["cron(17 * * * ? *)", 24],
    ["cron(4/10 * * * ? *)", 6 * 24],
    ["cron(0/15 1-5 * * ? *)", 4 * 5],
    ["cron(20 1,23 * * ? *)", 2],
    ["cron(30 3 * * ? *)", 1],
  ])("counts the runs of %s", (ScheduleExpression, aDay) => {
    expect(countOf(one("AWS::Events::Rule", { ScheduleExpression }), "runs")).toBeCloseTo((aDay * 365) / 12, 6);
  });

  it("refuses a schedule that it does not understand, and a resource that nobody has thought about", () => {
    expect(() => standingLines(one("AWS::Events::Rule", { ScheduleExpression: "cron(0 3 1 * ? *)" }), list)).toThrow(
      "how often",
    );
    expect(() => standingLines(one("AWS::EC2::NatGateway"), list)).toThrow("what does a AWS::EC2::NatGateway cost");
    expect(() => standingLines(one("AWS::SSM::Parameter", { Tier: "Advanced" }), list)).toThrow("paid for");
  });

  it("counts a metric of our own once, wherever it is named", () => {
    const own = [
      ...one("AWS::Logs::MetricFilter", {
        MetricTransformations: [{ MetricNamespace: "Cowry", MetricName: "Alerts" }],
      }),
      ...one("AWS::CloudWatch::Alarm", { Namespace: "Cowry", MetricName: "Alerts" }),
      ...one("AWS::CloudWatch::Dashboard", {
        DashboardBody: '{"metrics":[["Cowry","Float"],["AWS/Lambda","Errors"]]}',
      }),
    ];
    expect(countOf(own, "metrics of its own")).toBe(2);
  });

  it("is what docs/deploy.md says: one key, one dashboard, so many metrics in alarms, so many runs", () => {
    const said = readFileSync("docs/deploy.md", "utf8");
    const [, metrics = ""] = /alarms over some (\d+) metrics/.exec(said) ?? [];
    const [, runs = ""] = /the schedules, some ([\d,]+) invocations/.exec(said) ?? [];
    expect([count(/^keys$/), count(/^dashboards$/)]).toEqual([1, 1]);
    expect(Math.abs(count(/^metrics in alarms$/) - Number(metrics))).toBeLessThan(15);
    expect(Math.abs(count(/^runs/) / Number(runs.replace(",", "")) - 1)).toBeLessThan(0.1);
    expect(count(/^metrics of its own$/)).toBeGreaterThan(1);
  });

  it("has a price above nothing, with its page, for every line", () => {
    for (const { value, unit, page } of Object.values(list.prices)) {
      expect([value > 0, unit.length > 0, page.startsWith("A")]).toEqual([true, true, true]);
    }
    expect(standingLines(all, list).every(({ each }) => each > 0)).toBe(true);
  });
});
