import { describe, expect, it } from "vitest";
import { batchReport, csvReader } from "./index.ts";

describe("reading CSV", () => {
  it("leaves out marks, blank lines and spaces, keeps quoted commas, and knows each line by its number", () => {
    const text = '\ufeffa,b\r\n\r\n 1 , "x, ""y""" \r\n2,\r\n';
    expect(csvReader.readCsv(text)).toEqual({
      outcome: "read",
      records: [
        { line: 1, cells: ["a", "b"] },
        { line: 3, cells: ["1", 'x, "y"'] },
        { line: 4, cells: ["2", ""] },
      ],
    });
  });

  it("gives lines with too few or too many cells as they are", () => {
    const read = csvReader.readCsv("a,b\n1\n1,2,3\n");
    expect(read).toMatchObject({ records: [{}, { cells: ["1"] }, { cells: ["1", "2", "3"] }] });
  });

  it.each(['a,b\n1,"2\n3,4\n', 'a,b\n1,x"y\n'])("says where a quote made %j unreadable", (text) => {
    expect(csvReader.readCsv(text)).toMatchObject({ outcome: "unreadable", line: expect.any(Number) as unknown });
  });
});

describe("a report", () => {
  it("is read back as it was, and is no formula", () => {
    const text = Buffer.from(batchReport([{ line: "2", why: '=1+1,"x"' }])).toString("utf8");
    expect(csvReader.readCsv(text)).toMatchObject({
      records: [{ cells: ["line", "why"] }, { cells: ["2", '\'=1+1,"x"'] }],
    });
  });
});
