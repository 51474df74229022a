import { setSettings } from "@cowry/core/kernel";
import type { Statement, StatementLine } from "@cowry/core/statements";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { statementFile } from "./index.ts";
import { newSheet, put } from "./sheet.ts";

beforeAll(() => {
  setSettings({
    stage: "test",
    homeZone: "Africa/Lagos",
    countries: ["NG"],
    tokenIssuer: "https://cowry.test",
    tokenAudience: "cowry-api",
  });
});

const FROM = Date.parse("2026-10-31T23:00:00Z");
const TO = Date.parse("2026-11-30T23:00:00Z");

function statementOf(count: number): Statement {
  const notes = ["Airport ✈", '=HYPERLINK("http://evil")', "@SUM(A1)", "+1", "-2", 'Ọ̀ṣun, "the" market', undefined];
  let balance = 12_345_678n;
  const lines = Array.from({ length: count }, (_, index): StatementLine => {
    const amount = index % 3 === 0 ? 250_000n + BigInt(index) : -(120_000n + BigInt(index) * 7n);
    balance += amount;
    return {
      transactionId: `0192d7a0-0000-7000-8000-${String(index).padStart(12, "0")}`,
      kind: index % 3 === 0 ? "topup" : index % 5 === 0 ? "payout" : "transfer",
      atMs: FROM + Math.floor((index * (TO - FROM)) / count),
      seq: index + 9,
      hash: "h".repeat(43),
      amount,
      fee: index % 5 === 0 && amount < 0n ? 5_000n : 0n,
      balanceAfter: balance,
      counterparty:
        index % 3 === 0 ? undefined : index % 2 === 0 ? "Joseph A." : "Oluwaseun-Adébáyọ̀ Chukwuemeka-Nwosu O.",
      note: notes[index % notes.length],
      reference: index % 4 === 0 ? `ride-${index}` : undefined,
    };
  });
  const sum = (of: readonly StatementLine[]) => of.reduce((total, { amount }) => total + amount, 0n);
  return {
    userId: "0192d7a0-0000-7000-8000-000000000000",
    holder: "Amina Ọláyínká Bello",
    accountNumber: "8031234567",
    currency: "NGN",
    fromMs: FROM,
    toMs: TO,
    madeAtMs: TO + 3_600_000,
    opening: 12_345_678n,
    openingHash: "",
    closing: balance,
    credits: sum(lines.filter(({ amount }) => amount > 0n)),
    debits: -sum(lines.filter(({ amount }) => amount < 0n)),
    lines,
  };
}

describe("a statement's file", () => {
  it("is CSV in which no text is a formula, and whose balances add up", async () => {
    const [type, name, bytes] = await statementFile(statementOf(40), "csv");
    expect([type, name]).toEqual(["text/csv; charset=utf-8", "statement-8031234567-NGN-2026-11-01-2026-11-30.csv"]);
    const text = Buffer.from(bytes).toString("utf8");
    expect(text.startsWith("\uFEFFdate,")).toBe(true);
    const rows = parse<Record<string, string>>(text, { bom: true, columns: true });
    expect(rows).toHaveLength(42);
    for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect(rows.map(({ note }) => note)).toContain('\'=HYPERLINK("http://evil")');
    const kobo = (text = "") => BigInt((text === "" ? "0.00" : text).replace(".", ""));
    let balance = kobo(rows[0]?.["balance"]);
    for (const row of rows.slice(1)) {
      balance += kobo(row["credit"]) - kobo(row["debit"]);
      expect(kobo(row["balance"])).toBe(balance);
    }
  });

  it("is PDF of as many pages as it needs, within what an answer holds", async () => {
    const [type, , bytes] = await statementFile(statementOf(2_000), "pdf");
    expect(type).toBe("application/pdf");
    const text = Buffer.from(bytes).toString("latin1");
    expect(text.startsWith("%PDF-1.")).toBe(true);
    expect(/\/Count (\d+)/.exec(text)?.[1]).toMatch(/^7\d$/);
    // A Lambda's answer holds 6 MB, a third more in base64.
    expect(bytes.length).toBeLessThan(2_000_000);
  });

  it("is PDF when nothing happened, too", async () => {
    const [, , bytes] = await statementFile(statementOf(0), "pdf");
    expect(Buffer.from(bytes).toString("latin1")).toMatch(/\/Count 1\b/);
  });

  it("writes coins by their code, because the font has no sign of them", async () => {
    const text = vi.spyOn(
      Object.getPrototypeOf(newSheet({ title: "Test", madeAtMs: TO })) as PDFKit.PDFDocument,
      "text",
    );
    await statementFile({ ...statementOf(0), currency: "BTC" }, "pdf");
    const written = text.mock.calls.map(([words]) => words);
    expect(written).toContain("BTC 0.12345678");
    expect(written.join()).not.toMatch(/₿|₮/);
    text.mockRestore();
  });

  it("clips words that do not fit, and never an amount", () => {
    const sheet = newSheet({ title: "Test", madeAtMs: TO });
    const text = vi.spyOn(sheet, "text");
    put(sheet, "123,456,789,012,345.67", 0, 0, 60, { whole: true });
    expect(text.mock.lastCall?.[0]).toBe("123,456,789,012,345.67");
    expect(sheet.widthOfString("123,456,789,012,345.67")).toBeLessThanOrEqual(60.001);
    put(sheet, "School fees for Chiamaka, second term", 0, 0, 60);
    expect(text.mock.lastCall?.[0]).toMatch(/^School .*…$/);
  });
});
