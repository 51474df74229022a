/**
 * What the local cloud knows of a resource type, property by property: honoured, knowingly ignored with the reason,
 * or allowed only with certain values. Whatever is not listed is refused at start.
 */
export type Rule =
  | { readonly rule: "honoured" }
  | { readonly rule: "ignored"; readonly reason: string }
  | { readonly rule: "only"; readonly values: readonly unknown[] }
  | { readonly rule: "object"; readonly of: Rules }
  | { readonly rule: "list"; readonly of: Rule };

export type Rules = Readonly<Record<string, Rule>>;

/** The local body does what the property says. */
export const honoured: Rule = { rule: "honoured" };
/** The property changes nothing here, and `reason` says why that is no lie. */
export const ignored = (reason: string): Rule => ({ rule: "ignored", reason });
/** These values are what the local body does anyway; any other is refused. */
export const only = (...values: readonly unknown[]): Rule => ({ rule: "only", values });
export const object = (of: Rules): Rule => ({ rule: "object", of });
export const list = (of: Rule): Rule => ({ rule: "list", of });
/** The same rule for several properties. */
export const each = (names: readonly string[], rule: Rule): Rules =>
  Object.fromEntries(names.map((name) => [name, rule]));

export const TAGS = { Tags: ignored("tags have no effect on behaviour") };

/** Everything in `value` that `rules` do not allow, as `Path: what is wrong`. */
export function violations(rules: Rules, value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [`${path || "properties"} should be an object`];
  }
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const rule = rules[name];
    return rule === undefined ? [`property ${at} is not known here`] : violated(rule, inner, at);
  });
}

function violated(rule: Rule, value: unknown, at: string): string[] {
  switch (rule.rule) {
    case "honoured":
    case "ignored":
      return [];
    case "only": {
      const said = JSON.stringify(value);
      if (rule.values.some((allowed) => JSON.stringify(allowed) === said)) return [];
      const allowed = rule.values.map((one) => JSON.stringify(one)).join(" or ");
      return [`property ${at} is ${said}, and only ${allowed} is known here`];
    }
    case "object":
      return violations(rule.of, value, at);
    case "list":
      if (!Array.isArray(value)) return [`property ${at} should be a list`];
      return value.flatMap((item, index) => violated(rule.of, item, `${at}[${index}]`));
  }
}
