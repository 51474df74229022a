import { isRecord } from "../json.ts";

/** Where intrinsic functions find what they name. */
export interface Scope {
  /** Pseudo parameters, parameters and resources of this stack. */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  exported(name: string): unknown;
  mapping(map: string, first: string, second: string): unknown;
  condition(name: string): boolean;
}

/** `Ref` to `AWS::NoValue`: the property does not exist. */
export const NO_VALUE = Symbol("AWS::NoValue");

/** Puts values in the place of CloudFormation's intrinsic functions; an unknown one is an error. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value);
  const [key] = keys;
  if (keys.length === 1 && key !== undefined && (key === "Ref" || key === "Condition" || key.startsWith("Fn::"))) {
    const call = FUNCTIONS[key];
    if (call !== undefined && (key !== "Condition" || typeof value[key] === "string")) return call(value[key], scope);
    if (key !== "Condition") throw new Error(`intrinsic function ${key} is not known here`);
  }
  const entries = Object.entries(value).map(([name, inner]) => [name, resolve(inner, scope)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== NO_VALUE));
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const FUNCTIONS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.ref(text(name, "Ref")),
  Condition: (name, scope) => scope.condition(text(name, "Condition")),
  "Fn::GetAtt": (argument, scope) => {
    const [logicalId = "", ...path] = Array.isArray(argument)
      ? argument.map((part) => text(resolve(part, scope), "Fn::GetAtt"))
      : text(argument, "Fn::GetAtt").split(".");
    return scope.attribute(logicalId, path.join("."));
  },
  "Fn::ImportValue": (name, scope) => scope.exported(text(resolve(name, scope), "Fn::ImportValue")),
  "Fn::Join": (argument, scope) => {
    const [separator, parts] = pair(argument, "Fn::Join");
    return items(resolve(parts, scope), "Fn::Join")
      .map((part) => text(part, "Fn::Join"))
      .join(text(separator, "Fn::Join"));
  },
  "Fn::Split": (argument, scope) => {
    const [separator, whole] = pair(argument, "Fn::Split");
    return text(resolve(whole, scope), "Fn::Split").split(text(separator, "Fn::Split"));
  },
  "Fn::Select": (argument, scope) => {
    const [index, from] = pair(argument, "Fn::Select");
    const list = items(resolve(from, scope), "Fn::Select");
    const at = Number(resolve(index, scope));
    if (!Number.isInteger(at) || at < 0 || at >= list.length)
      throw new Error("Fn::Select: the index is not in the list");
    return list[at];
  },
  "Fn::Sub": substitute,
  "Fn::FindInMap": (argument, scope) => {
    const [map, first, second, ...rest] = items(argument, "Fn::FindInMap").map((part) => resolve(part, scope));
    if (rest.length > 0) throw new Error("Fn::FindInMap with a default value is not known here");
    return scope.mapping(text(map, "Fn::FindInMap"), text(first, "Fn::FindInMap"), text(second, "Fn::FindInMap"));
  },
  "Fn::If": (argument, scope) => {
    const [condition, yes, no] = items(argument, "Fn::If");
    return resolve(scope.condition(text(condition, "Fn::If")) ? yes : no, scope);
  },
  "Fn::Equals": (argument, scope) => {
    const [a, b] = pair(argument, "Fn::Equals");
    return JSON.stringify(resolve(a, scope)) === JSON.stringify(resolve(b, scope));
  },
  "Fn::And": (argument, scope) => items(argument, "Fn::And").every((one) => resolve(one, scope) === true),
  "Fn::Or": (argument, scope) => items(argument, "Fn::Or").some((one) => resolve(one, scope) === true),
  "Fn::Not": (argument, scope) => resolve(items(argument, "Fn::Not")[0], scope) !== true,
  "Fn::Base64": (argument, scope) => Buffer.from(text(resolve(argument, scope), "Fn::Base64")).toString("base64"),
};

/** `${Name}`, `${Resource.Attribute}`, `${!literal}`, with values of its own in the two-part form. */
function substitute(argument: unknown, scope: Scope): string {
  const [template, given] = Array.isArray(argument) ? pair(argument, "Fn::Sub") : [argument, {}];
  const values = isRecord(given) ? given : {};
  return text(template, "Fn::Sub").replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal === "!") return `\${${name}}`;
    if (name in values) return text(resolve(values[name], scope), "Fn::Sub");
    const dot = name.indexOf(".");
    const value = dot === -1 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
    return text(value, "Fn::Sub");
  });
}

function text(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error(`${where}: ${JSON.stringify(value)} should be text`);
}

function items(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${where}: ${JSON.stringify(value)} should be a list`);
}

function pair(value: unknown, where: string): readonly [unknown, unknown] {
  const [first, second, ...rest] = items(value, where);
  if (second === undefined || rest.length > 0) throw new Error(`${where}: two parts are expected`);
  return [first, second];
}
