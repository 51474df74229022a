import { isRecord } from "../json.ts";
import { type FieldProblem, invalid } from "./problem.ts";

/** Reads one field; a string says what is wrong with it. */
export type Field<T> = (value: unknown) => { readonly value: T } | string;

export const optional =
  <T>(field: Field<T>): Field<T | undefined> =>
  (value) =>
    value === undefined ? { value: undefined } : field(value);

export const chance: Field<number> = (value) =>
  typeof value === "number" && value >= 0 && value <= 1 ? { value } : "must be a number from 0 to 1";

export const seed: Field<string> = (value) =>
  (typeof value === "string" && value.length <= 64) || Number.isSafeInteger(value)
    ? { value: String(value) }
    : "must be a whole number or a text of up to 64 characters";

const wholeFrom =
  (least: number): Field<number> =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= 10_000
      ? { value: Number(value) }
      : `must be a whole number from ${least} to 10000`;

export const count = wholeFrom(1);
export const countOrNone = wholeFrom(0);

export const oneOf =
  <const T extends string>(values: readonly T[]): Field<T> =>
  (value) => {
    const found = values.find((one) => one === value);
    return found === undefined ? `must be one of ${values.join(", ")}` : { value: found };
  };

export const word: Field<string> = (value) =>
  typeof value === "string" && /^[\w/.:-]{1,128}$/.test(value) ? { value } : "must be a name";

export const listOf =
  <T>(field: Field<T>, max: number): Field<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value) || value.length > max) return `must be a list of up to ${max}`;
    const items: T[] = [];
    for (const [index, item] of value.entries()) {
      const read = field(item);
      if (typeof read === "string") return `item ${index} ${read}`;
      items.push(read.value);
    }
    return { value: items };
  };

/** RFC 3339 with a zone. */
export const time: Field<number> = (value) => {
  const given =
    typeof value === "string" && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value);
  const ms = given ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? "must be an RFC 3339 time such as 2026-01-31T12:00:00Z" : { value: ms };
};

const DURATION = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const PARTS_MS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** ISO 8601, from weeks to seconds: a month or a year has no one length. */
export const duration: Field<number> = (value) => {
  const parts = typeof value === "string" ? DURATION.exec(value)?.slice(1) : undefined;
  if (parts === undefined) return "must be an ISO 8601 duration such as PT10M or P3D";
  return { value: PARTS_MS.reduce((sum, ms, index) => sum + ms * Number(parts[index] ?? 0), 0) };
};

type Shape = Readonly<Record<string, Field<unknown>>>;
export type Read<S extends Shape> = { readonly [K in keyof S]: S[K] extends Field<infer T> ? T : never };

/** Reads an object with exactly these fields, or refuses with every field that is wrong. */
export function readObject<const S extends Shape>(shape: S, source: unknown, at = ""): Read<S> {
  const problems: FieldProblem[] = [];
  const given = isRecord(source) ? source : {};
  if (!isRecord(source)) problems.push({ path: at || "body", message: "must be an object" });
  for (const name of Object.keys(given)) {
    if (!(name in shape)) problems.push({ path: at + name, message: "is not known here" });
  }
  const values = Object.entries(shape).map(([name, field]) => {
    const read = field(given[name]);
    if (typeof read !== "string") return [name, read.value] as const;
    problems.push({ path: at + name, message: read });
    return [name, undefined] as const;
  });
  if (problems.length > 0) throw invalid(...problems);
  return Object.fromEntries(values) as Read<S>;
}

/** The query's `limit`: 1 to 10,000, 1,000 where it is not given. */
export function limitOf(query: ReadonlyMap<string, string>): number {
  const given = query.get("limit") ?? "1000";
  if (/^\d{1,5}$/.test(given) && Number(given) >= 1 && Number(given) <= 10_000) return Number(given);
  throw invalid({ path: "query.limit", message: "must be a whole number from 1 to 10000" });
}

/** An object as one field of another. */
export const objectOf =
  <const S extends Shape>(shape: S): Field<Read<S>> =>
  (value) => {
    try {
      return { value: readObject(shape, value) };
    } catch {
      return `must be an object of ${Object.keys(shape).join(", ")}`;
    }
  };
