import { describe, expect, it } from "vitest";
import { parseSchedule } from "./expression.ts";

const at = (text: string) => Date.parse(text);
const START = at("2026-01-01T00:00:00Z");

/** The next runs after `from`, as text. */
function runs(expression: string, from: string, count: number, zone = "UTC"): readonly string[] {
  const next = parseSchedule(expression, zone, START);
  const found: string[] = [];
  for (let ms = next(at(from)); ms !== undefined && found.length < count; ms = next(ms)) {
    found.push(new Date(ms).toISOString().slice(0, 16));
  }
  return found;
}

describe("schedule expressions", () => {
  it.each([
    ["cron(0 2 * * ? *)", "2026-03-01T02:00:00Z", ["2026-03-02T02:00", "2026-03-03T02:00"]],
    ["cron(0/20 8-9 ? * MON-FRI *)", "2026-03-06T09:20:00Z", ["2026-03-06T09:40", "2026-03-09T08:00"]],
    ["cron(15 10 L * ? *)", "2026-02-01T00:00:00Z", ["2026-02-28T10:15", "2026-03-31T10:15"]],
    ["cron(0 9 ? * 2#1 *)", "2026-03-01T00:00:00Z", ["2026-03-02T09:00", "2026-04-06T09:00"]],
    ["cron(0 9 ? * 6L *)", "2026-03-01T00:00:00Z", ["2026-03-27T09:00", "2026-04-24T09:00"]],
    ["cron(0 9 1W * ? *)", "2026-02-02T00:00:00Z", ["2026-02-02T09:00", "2026-03-02T09:00"]],
    ["cron(0 9 29 FEB ? *)", "2026-01-01T00:00:00Z", ["2028-02-29T09:00", "2032-02-29T09:00"]],
    ["cron(0 0 ? * L *)", "2026-03-01T00:00:00Z", ["2026-03-07T00:00", "2026-03-14T00:00"]],
    ["rate(1 minute)", "2026-01-01T00:00:30Z", ["2026-01-01T00:01", "2026-01-01T00:02"]],
    ["rate(12 hours)", "2026-01-01T12:00:00Z", ["2026-01-02T00:00", "2026-01-02T12:00"]],
  ])("%s", (expression, from, expected) => {
    expect(runs(expression, from, expected.length)).toEqual(expected);
  });

  it("keeps to the wall clock of a zone", () => {
    expect(runs("cron(0 3 * * ? *)", "2026-01-01T00:00:00Z", 1, "Africa/Lagos")).toEqual(["2026-01-01T02:00"]);
    expect(runs("cron(0 9 * * ? *)", "2026-03-28T09:30:00Z", 2, "Europe/Paris")).toEqual([
      "2026-03-29T07:00",
      "2026-03-30T07:00",
    ]);
  });

  it("leaves out a time that clocks put forward jump over, and runs once when they go back", () => {
    expect(runs("cron(30 2 * * ? *)", "2026-03-28T12:00:00Z", 1, "Europe/Paris")).toEqual(["2026-03-30T00:30"]);
    expect(runs("cron(30 2 * * ? *)", "2026-10-24T12:00:00Z", 2, "Europe/Paris")).toEqual([
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });

  it("runs a one-time schedule once, and ends with its years", () => {
    expect(runs("at(2026-05-01T12:30:00)", "2026-01-01T00:00:00Z", 3, "Africa/Lagos")).toEqual(["2026-05-01T11:30"]);
    expect(runs("cron(0 0 1 1 ? 2026-2027)", "2026-06-01T00:00:00Z", 3)).toEqual(["2027-01-01T00:00"]);
  });

  it.each([
    "cron(0 2 * * * *)",
    "cron(0 2 ? * ? *)",
    "cron(0 2 * * ?)",
    "cron(60 2 * * ? *)",
    "cron(0 2 * FOO ? *)",
    "rate(1 minutes)",
    "rate(5 minute)",
    "rate(0 days)",
    "at(tomorrow)",
    "every day",
  ])("refuses %s, as AWS would", (expression) => {
    expect(() => parseSchedule(expression, "UTC", START)(START)).toThrow();
  });
});
