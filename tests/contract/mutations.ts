import type { Json } from "../kit/document.ts";
import { validator } from "../kit/document.ts";

/** A malformed variant of a request's example, and the field path that its refusal must name. */
export interface Mutation {
  readonly title: string;
  readonly value: unknown;
  /** Any one of these: a union may blame the field of another alternative. */
  readonly paths: readonly string[];
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
    return { title: `without ${name}`, value: rest, paths: pathsFor(name) };
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
  }));
  const inner = example[name];
  if (schema["type"] !== "object" || typeof inner !== "object" || inner === null) return spoiled;
  const nested = mutationsOf(schema, inner as Json).map(({ title, value, paths }) => ({
    title: `${title} in ${name}`,
    value: { ...example, [name]: value },
    paths: paths.map((path) => `${name}.${path}`),
  }));
  return [...spoiled, ...nested];
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
