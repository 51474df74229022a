import { evaluate } from "./expression.ts";
import { isList, isObject, type Scope } from "./path.ts";
import type { Json } from "./types.ts";

const MARK = ".$";

/** Calls `visit` with each expression of a payload template and the field it stands in. */
export function eachExpression(template: Json, visit: (expression: unknown, field: string) => void, at = ""): void {
  if (isList(template)) template.forEach((item, index) => eachExpression(item, visit, `${at}[${index}]`));
  if (!isObject(template)) return;
  for (const [key, value] of Object.entries(template)) {
    const field = at === "" ? key : `${at}.${key}`;
    if (key.endsWith(MARK)) visit(value, field);
    else eachExpression(value, visit, field);
  }
}

/** Keys that a template gives twice, once as `key` and once as `key.$`. */
export function doubledKeys(template: Json): readonly string[] {
  if (isList(template)) return template.flatMap(doubledKeys);
  if (!isObject(template)) return [];
  const own = Object.keys(template).filter((key) => Object.hasOwn(template, key + MARK));
  return [...own, ...Object.values(template).flatMap(doubledKeys)];
}

/** The payload that the template makes of the scope: each `key.$` becomes `key` with its expression's value. */
export function render(template: Json, scope: Scope): Json {
  if (isList(template)) return template.map((item) => render(item, scope));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith(MARK) && typeof value === "string"
        ? [key.slice(0, -MARK.length), evaluate(value, scope, key)]
        : [key, render(value, scope)],
    ),
  );
}
