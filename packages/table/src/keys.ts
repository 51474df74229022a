import { assert } from "./errors.ts";

/** The parameters a key template names: `"W#{userId}"` → `"userId"`. */
export type ParamsOf<T extends string> = T extends `${string}{${infer P}}${infer Rest}` ? P | ParamsOf<Rest> : never;

/** Text between two `#`: a fixed word, or one parameter. */
export type Segment = { readonly word: string } | { readonly param: string };

/**
 * `#` only ever separates segments, and a parameter is never empty: so a key reads back into the very
 * parameters it was made of, and no value can reach into another item's key.
 */
export interface Template {
  readonly source: string;
  readonly segments: readonly Segment[];
  readonly params: readonly string[];
}

export function template(source: string): Template {
  const segments = source.split("#").map((part): Segment => {
    const param = /^\{([a-zA-Z][a-zA-Z0-9]*)\}$/.exec(part)?.[1];
    assert(param !== undefined || !/[{}]/.test(part), `key template ${source}: a segment is a word or one parameter`);
    return param === undefined ? { word: part } : { param };
  });
  const params = segments.flatMap((segment) => ("param" in segment ? [segment.param] : []));
  assert(new Set(params).size === params.length, `key template ${source} names a parameter twice`);
  return { source, segments, params };
}

/** The whole key. Refuses a parameter that is missing, empty or contains `#`. */
export function buildKey(template: Template, params: Readonly<Record<string, unknown>>): string {
  return template.segments
    .map((segment) => ("word" in segment ? segment.word : keyParam(template, segment.param, params[segment.param])))
    .join("#");
}

/** The key as far as the parameters go: the beginning that all matching keys share. */
export function buildPrefix(template: Template, params: Readonly<Record<string, unknown>>): string {
  const parts: string[] = [];
  for (const segment of template.segments) {
    if ("word" in segment) parts.push(segment.word);
    else if (params[segment.param] === undefined) return [...parts, ""].join("#");
    else parts.push(keyParam(template, segment.param, params[segment.param]));
  }
  return parts.join("#");
}

function keyParam(template: Template, name: string, value: unknown): string {
  assert(typeof value === "string", `key ${template.source}: ${name} must be text`);
  assert(value.length > 0, `key ${template.source}: ${name} is empty`);
  assert(!value.includes("#"), `key ${template.source}: ${name} contains '#'`);
  assert(value.isWellFormed(), `key ${template.source}: ${name} is not well-formed text`);
  return value;
}

/** The parameters in a key; undefined when it was not made from this template. */
export function parseKey(template: Template, key: string): Record<string, string> | undefined {
  const parts = key.split("#");
  if (parts.length !== template.segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of template.segments.entries()) {
    const part = parts[index] ?? "";
    if ("param" in segment && part !== "") params[segment.param] = part;
    else if (!("word" in segment) || segment.word !== part) return undefined;
  }
  return params;
}

/** Whether some key fits both templates. */
export function templatesMeet(a: Template, b: Template): boolean {
  return a.segments.length === b.segments.length && segmentsMeet(a.segments, b.segments);
}

function segmentsMeet(a: readonly Segment[], b: readonly Segment[]): boolean {
  return a.every((left, index) => {
    const right = b[index];
    if (right === undefined) return false;
    if ("word" in left && "word" in right) return left.word === right.word;
    if ("word" in left) return left.word !== "";
    return !("word" in right) || right.word !== "";
  });
}

/** Whether a query for all keys of `a` could meet a key of `b`. */
export function queryMeets(a: Template, b: Template): boolean {
  const fixed = a.segments.findIndex((segment) => "param" in segment);
  if (fixed === -1) return templatesMeet(a, b);
  return b.segments.length > fixed && segmentsMeet(a.segments.slice(0, fixed), b.segments.slice(0, fixed));
}

const TIME_DIGITS = 13;

/** Milliseconds as text that sorts by time; good until the year 2286. */
export function timeKey(ms: number): string {
  assert(Number.isSafeInteger(ms) && ms >= 0 && ms < 10 ** TIME_DIGITS, "a time in a key is milliseconds until 2286");
  return String(ms).padStart(TIME_DIGITS, "0");
}

/** A number as text that sorts by its value. */
export function seqKey(n: number | bigint, digits: number): string {
  const value = BigInt(n);
  const text = value.toString();
  assert(value >= 0n && text.length <= digits, `a sequence in a key has at most ${digits} digits`);
  return text.padStart(digits, "0");
}
