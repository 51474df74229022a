import { describe, expect, it } from "vitest";
import { count, duration, listOf, objectOf, oneOf, optional, readObject, time } from "./fields.ts";
import { Problem } from "./problem.ts";

const fieldsOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error.fields.map(({ path }) => path);
    throw error;
  }
  return [];
};

describe("bodies of the local surface", () => {
  it.each([
    ["PT10M", 600_000],
    ["P3D", 259_200_000],
    ["P1DT1H1M1.5S", 90_061_500],
    ["P2W", 1_209_600_000],
    ["PT0S", 0],
  ])("%s is a duration", (text, ms) => {
    expect(duration(text)).toEqual({ value: ms });
  });

  it.each(["P", "PT", "10M", "P1M", "P1Y", "-PT1M", "PT1.5M", 600, undefined])("%s is none", (text) => {
    expect(typeof duration(text)).toBe("string");
  });

  it("takes times with a zone only", () => {
    expect(time("2026-01-31T12:00:00+01:00")).toEqual({ value: Date.UTC(2026, 0, 31, 11) });
    expect(typeof time("2026-01-31T12:00:00")).toBe("string");
    expect(typeof time("2026-13-31T12:00:00Z")).toBe("string");
  });

  it("names every field that is wrong or not known", () => {
    const shape = { kind: oneOf(["a", "b"]), times: optional(count) };
    expect(readObject(shape, { kind: "a" })).toEqual({ kind: "a", times: undefined });
    expect(fieldsOf(() => readObject(shape, { kind: "c", times: 0, odd: 1 }))).toEqual(["odd", "kind", "times"]);
    expect(fieldsOf(() => readObject(shape, []))).toEqual(["body", "kind"]);
  });

  it("looks into lists of objects", () => {
    const shape = { next: listOf(objectOf({ fault: oneOf(["x"]) }), 2) };
    expect(readObject(shape, { next: [{ fault: "x" }] })).toEqual({ next: [{ fault: "x" }] });
    expect(fieldsOf(() => readObject(shape, { next: [{ fault: "y" }] }))).toEqual(["next"]);
    expect(fieldsOf(() => readObject(shape, { next: [{ fault: "x" }, { fault: "x" }, { fault: "x" }] }))).toEqual([
      "next",
    ]);
  });
});
