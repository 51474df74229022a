import { counted, type DayReport, type Discrepancy, emptyTally } from "@cowry/core/reconciliation";
import { describe, expect, it } from "vitest";
import { reportFile } from "./index.ts";

const AT = Date.UTC(2026, 10, 21, 3, 30);

function discrepancy(over: Partial<Discrepancy>): Discrepancy {
  return {
    ...{ provider: "paystack", day: "2026-11-20", discrepancyId: "0192d7a0-0000-8000-8000-000000000001" },
    ...{ kind: "amount", stream: "charges", reference: "cw-1", state: "open", seenIn: 1 },
    ...{ foundAtMs: AT, dueAtMs: AT + 86_400_000 },
    ours: { amount: 123_456n, fee: 1_852n, currency: "NGN", atMs: AT },
    theirs: { amount: 123_556n, fee: 1_852n, currency: "NGN", status: "success", atMs: AT },
    ...over,
  };
}

const tally = counted(emptyTally(), "charges", {
  ours: { count: 50_000, amount: 1n },
  theirs: { count: 50_000, amount: 1n },
  matched: { count: 49_999, amount: 1n },
  found: { amount: 1 },
});

function report(...discrepancies: readonly Discrepancy[]): DayReport {
  const times = { startedAtMs: AT, finishedAtMs: AT + 61_000 };
  const run = {
    provider: "paystack",
    day: "2026-11-20",
    attempt: 1,
    status: "differing",
    by: "system:x",
    tally,
  } as const;
  return { run: { ...run, ...times }, discrepancies, isCut: false, madeAtMs: AT + 3 * 86_400_000 };
}

const textOf = (of: DayReport, format: "csv" | "html") => Buffer.from(reportFile(of, format)[2]).toString();

describe("the report of a reconciled day", () => {
  it("has a line for each discrepancy, and nothing that a spreadsheet takes for a formula", () => {
    const odd = discrepancy({ reference: "=2+5", note: "@SUM(A1)", state: "resolved", resolution: "timing" });
    const lines = textOf(report(discrepancy({}), odd), "csv")
      .trimEnd()
      .split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(",amount,The amounts differ,charges,cw-1,,123456,1852,NGN,");
    expect(lines[2]).toContain(",'=2+5,");
    expect(lines[2]).toContain(",'@SUM(A1),");
  });

  it("shows text of whatever origin as text, loads nothing and runs nothing", () => {
    const page = textOf(report(discrepancy({ reference: `"><script>alert(1)</script>`, theirs: undefined })), "html");
    expect(page).not.toMatch(/<script|<link|<img|url\(|javascript:|src=/);
    expect(page).toContain("&#34;&#62;&#60;script");
    expect(page).toContain("overdue");
  });

  it("makes a single one among 50,000 wide enough to be seen", () => {
    const page = textOf(report(discrepancy({})), "html");
    expect(page).toContain("49,999 of 50,000");
    expect(page).toMatch(/width="6\.0" height="26" fill="#b3261e"/);
  });
});
