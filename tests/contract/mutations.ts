import type { Json } from "../kit/document.ts";
import { validator } from "../kit/document.ts";

/** A malformed variant of a request's example, and the field path that its refusal must name. */
export interface Mutation {
  readonly title: string;
  readonly value: unknown;
  /** Any one of these: a union may blame the field of another alternative. */
  readonly paths: readonly string[];
  /** What was put into which one field (undefined: it was left out); absent where a mutation is more than that. */
  readonly spoiled?: { readonly field: string; readonly by: unknown };
}

/** One request that shows what several mutations would: every field of `all` must be named, or one of `any`. */
export interface Probe {
  readonly title: string;
  readonly value: unknown;
  readonly all?: readonly string[];
  readonly any?: readonly string[];
}

const NASTY: readonly unknown[] = [
  null,
  true,
  {},
  [],
  "",
  " ",
  "x",
  "\u0000",
  "x".repeat(5_000),
  "no-such-value",
  0,
  -1,
  1.5,
  1e300,
  Number.MAX_SAFE_INTEGER + 1,
  "5",
  [null],
  { $ne: null },
];

/**
 * Every way we know to spoil one field of a valid example, by its schema: missing, of another type, out of bounds,
 * against its pattern, unknown. Only values that the schema itself refuses are kept.
 */
export function mutationsOf(schema: Json, example: Json): readonly Mutation[] {
  const branches = branchesOf(schema);
  const names = [...new Set(branches.flatMap((branch) => Object.keys(propertiesOf(branch))))];
  const everywhere = (name: string) => branches.every((branch) => name in propertiesOf(branch));
  const chosen = branches.find((branch) => validator(branch)(example)) ?? branches[0] ?? {};
  const pathsFor = (name: string) => (everywhere(name) ? [name] : names.filter((each) => !everywhere(each)));

  const own = Object.entries(propertiesOf(chosen)).flatMap(([name, property]) =>
    mutationsOfField(name, property, example).map((mutation) =>
      mutation.paths.includes(name) ? { ...mutation, paths: pathsFor(name) } : mutation,
    ),
  );
  const required = (chosen["required"] ?? []) as readonly string[];
  const missing = required.map((name) => {
    const { [name]: _, ...rest } = example;
    return { title: `without ${name}`, value: rest, paths: pathsFor(name), spoiled: { field: name, by: undefined } };
  });
  const unknown = { title: "with an unknown field", value: { ...example, unexpected: 1 }, paths: ["unexpected"] };
  return [...own, ...missing, unknown];
}

function mutationsOfField(name: string, schema: Json, example: Json): readonly Mutation[] {
  const valid = validator(schema);
  const spoiled = NASTY.filter((value) => !valid(value)).map((value) => ({
    title: `with ${name} ${JSON.stringify(value).slice(0, 40)}`,
    value: { ...example, [name]: value },
    paths: [name],
    spoiled: { field: name, by: value },
  }));
  const inner = example[name];
  if (schema["type"] !== "object" || typeof inner !== "object" || inner === null) return spoiled;
  const nested = mutationsOf(schema, inner as Json).map(({ title, value, paths, spoiled: within }) => ({
    title: `${title} in ${name}`,
    value: { ...example, [name]: value },
    paths: paths.map((path) => `${name}.${path}`),
    ...(within === undefined ? {} : { spoiled: { field: `${name}.${within.field}`, by: within.by } }),
  }));
  return [...spoiled, ...nested];
}

/** Fewer than a refusal names. */
const TOGETHER_MAX = 16;
/** These two exclude each other: spoiling both is refused for having both. */
const PROOFS = ["pin", "confirmation"];

/** The same mutations in fewer requests: one value is put into all fields that refuse it, and all must be named. */
export function probesOf(schema: Json, example: Json): readonly Probe[] {
  const mutations = mutationsOf(schema, example);
  const alone = ({ spoiled, paths }: Mutation) =>
    spoiled === undefined || paths.join() !== spoiled.field || PROOFS.includes(spoiled.field);
  const single = mutations.filter(alone).map(({ title, value, paths }) => {
    const ofProof = paths.some((path) => PROOFS.includes(path));
    return { title, value, any: ofProof ? [...paths, ...PROOFS] : paths };
  });
  // A field and what is within it are not spoiled by one request.
  const byValue = Map.groupBy(
    mutations.filter((mutation) => !alone(mutation)),
    ({ spoiled }) => `${(spoiled?.field ?? "").split(".").length} ${JSON.stringify(spoiled?.by)}`,
  );
  const together = [...byValue.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / TOGETHER_MAX) }, (_, at) =>
      joined(example, group.slice(at * TOGETHER_MAX, (at + 1) * TOGETHER_MAX)),
    ),
  );
  return [...single, ...together];
}

function joined(example: Json, group: readonly Mutation[]): Probe {
  const fields = group.flatMap(({ spoiled }) => (spoiled === undefined ? [] : [[spoiled.field, spoiled.by] as const]));
  return {
    title: group.map(({ title }) => title).join(", "),
    value: fields.reduce((body, [field, by]) => withField(body, field.split("."), by), example),
    all: fields.map(([field]) => field),
  };
}

function withField(body: Json, [name = "", ...inner]: readonly string[], value: unknown): Json {
  if (inner.length === 0) return { ...body, [name]: value };
  return { ...body, [name]: withField((body[name] ?? {}) as Json, inner, value) };
}

/** What no amount may be, as text of JSON; NaN is no JSON at all. `undefined`: it is left out. */
const NO_AMOUNTS = ["0", "-1", "1.5", '"100"', "9007199254740992", "1e30", "true", "null", "NaN", undefined] as const;
const AMOUNTS: ReadonlySet<string> = new Set(["amount", "refund_amount", "daily_limit"]);

/** A body as it goes over the wire, and the field that its refusal must name. */
export interface RawProbe {
  readonly title: string;
  readonly raw: string;
  readonly path: string;
}

/**
 * Each field that is an amount, of an asset whose amounts are integers, with everything that is none. Kept out is what
 * the schema allows: a field that may be null, or missing.
 */
export function amountProbesOf(schema: Json, example: Json): readonly RawProbe[] {
  const branches = branchesOf(schema);
  const fields = new Set(
    branches.flatMap((branch) => Object.keys(propertiesOf(branch))).filter((name) => AMOUNTS.has(name)),
  );
  return [...fields].flatMap((field) => {
    const { [field]: _, ...rest } = example;
    const allows = (value: unknown) => branches.some((branch) => validator(propertiesOf(branch)[field] ?? {})(value));
    const isRequired = branches.every(({ required }) => Array.isArray(required) && required.includes(field));
    return NO_AMOUNTS.flatMap((text): readonly RawProbe[] => {
      if (text === undefined ? !isRequired : text === "null" && allows(null)) return [];
      const raw = JSON.stringify({ ...rest, [field]: "?" }).replace(`"${field}":"?"`, `"${field}":${text ?? ""}`);
      const title = `${field} ${text ?? "missing"}`;
      if (text === undefined) return [{ title, raw: JSON.stringify(rest), path: field }];
      return [{ title, raw, path: text === "NaN" ? "body" : field }];
    });
  });
}

const NASTY_TEXT = ["", " ", "x", "abc", "0", "-1", "1.5", "101", "1e300", "%00", "x".repeat(2_000), "no-such-value"];

/** Values of one query or path parameter that its schema refuses. */
export function nastyTexts(schema: Json): readonly string[] {
  const valid = validator(schema);
  const isNumber = schema["type"] === "integer" || schema["type"] === "number";
  return NASTY_TEXT.filter((text) => !valid(isNumber ? Number(text) : text));
}

function branchesOf(schema: Json): readonly Json[] {
  if (schema["type"] === "object") return [schema];
  const union = schema["anyOf"] ?? schema["oneOf"];
  return Array.isArray(union) ? (union as Json[]).flatMap(branchesOf) : [schema];
}

export function propertiesOf(schema: Json): Readonly<Record<string, Json>> {
  return (schema["properties"] ?? {}) as Readonly<Record<string, Json>>;
}
