import { describe, expect, it } from "vitest";
import { AppError } from "../kernel/index.ts";
import { type CheckedRow, isGood, ROWS_MAX } from "./model.ts";
import type { CsvReader } from "./ports.ts";
import { checkRows, readFile } from "./read-file.ts";

/** No quotes, no blanks: what is read is the gateway's affair. */
const reader: CsvReader = {
  readCsv: (text) => ({
    outcome: "read",
    records: text.split("\n").map((line, at) => ({ line: at + 1, cells: line.split(",") })),
  }),
};
const HEADER = "account_number,bank_code,amount,reference";
const known = { banks: new Set(["057", "50211"]), isUsed: (reference: string) => reference === "used-1" };
const good = "0123456789,057,1500.00,ref-1";

function checked(csv: string): readonly CheckedRow[] {
  return checkRows(readFile(csv, reader), known);
}

function codeOf(act: () => unknown): string {
  try {
    act();
    return "ok";
  } catch (error) {
    return error instanceof AppError ? `${error.code} ${JSON.stringify(error.details)}` : String(error);
  }
}

describe("a file of payouts", () => {
  it("becomes one row for each line, with its columns in any order", () => {
    const csv =
      "Reference,amount,bank_code,account_number,narration,account_name\nr-1,1500.05,50211,0123456789,Salary,EZE";
    expect(checked(csv)).toEqual([
      {
        ...{ line: 2, accountNumber: "0123456789", bankCode: "50211", amount: 150_005n, reference: "r-1" },
        ...{ narration: "Salary", accountName: "EZE" },
      },
    ]);
  });

  it.each([
    ["an unknown column", "account_number,bank_code,amount,reference,bvn", "the columns are"],
    ["a column missing", "account_number,bank_code,amount", "there is no column reference"],
    ["a column twice", `${HEADER},amount`, "a column is there twice"],
  ])("is not read with %s", (_, header, why) => {
    expect(codeOf(() => checked(`${header}\n${good}`))).toContain(why);
  });

  it("may have so many rows and so much money, and no more", () => {
    const rows = (count: number, amount: string) =>
      [HEADER, ...Array.from({ length: count }, (_, at) => `0123456789,057,${amount},r-${at}`)].join("\n");
    expect(checked(rows(ROWS_MAX, "200000.00"))).toHaveLength(500);
    expect(codeOf(() => checked(rows(ROWS_MAX + 1, "100.00")))).toContain("file_too_large");
    expect(codeOf(() => checked(rows(ROWS_MAX, "200000.01")))).toContain("file_too_large");
  });
});

describe("a line of it", () => {
  it.each([
    ["a zero that a spreadsheet dropped", "123456789,057,1500.00,ref-2", "account_number", "ten digits"],
    ["letters in the number", "01234x6789,057,1500.00,ref-2", "account_number", "ten digits"],
    ["a bank that cannot be paid", "0123456789,999,1500.00,ref-2", "bank_code", "no bank that can be paid"],
    ["a bank code that is none", "0123456789,0-5,1500.00,ref-2", "bank_code", "no bank code"],
    ["kobo, or naira: nobody knows", "0123456789,057,150000,ref-2", "amount", "two decimals"],
    ["a comma's place", "0123456789,057,1500.5,ref-2", "amount", "two decimals"],
    ["a minus", "0123456789,057,-1500.00,ref-2", "amount", "two decimals"],
    ["less than may be paid", "0123456789,057,99.99,ref-2", "amount", "is not from 100.00 to"],
    ["more than may be paid", "0123456789,057,10000000.01,ref-2", "amount", "to 10000000.00"],
    ["no reference", "0123456789,057,1500.00,", "reference", "1 to 64"],
    ["a formula for a reference", "0123456789,057,1500.00,=1+1", "reference", "1 to 64"],
    ["the reference of an earlier line", "0123456789,057,1500.00,ref-1", "reference", "on line 2 already"],
    ["the reference of an earlier payout", "0123456789,057,1500.00,used-1", "reference", "has been used"],
    ["a cell too few", "0123456789,057,1500.00", "row", "as many cells"],
    ["a cell too many", "0123456789,057,1500.00,ref-2,x", "row", "as many cells"],
  ])("that has %s is kept with the field and why, and its neighbours are paid", (_, line, field, why) => {
    const rows = checked([HEADER, good, line, "0123456789,057,1500.00,ref-3"].join("\n"));
    expect(rows.map(isGood)).toEqual([true, false, true]);
    expect(rows[1]).toMatchObject({ line: 3, problem: { field, why: expect.stringContaining(why) as unknown } });
  });
});
