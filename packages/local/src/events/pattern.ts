import { isRecord, list } from "../json.ts";

/** Event patterns of EventBridge, which are also the filters of event source mappings. */
export type Pattern = Readonly<Record<string, unknown>>;

const OPERATORS = ["prefix", "suffix", "anything-but", "exists", "numeric", "equals-ignore-case"];

/** Everything in a pattern that is not known here. */
export function patternProblems(pattern: unknown, path = ""): readonly string[] {
  if (!isRecord(pattern)) return [`${path || "the pattern"} should be an object`];
  return Object.entries(pattern).flatMap(([key, value]) => {
    const at = path === "" ? key : `${path}.${key}`;
    if (key === "$or") return list(value).flatMap((choice, index) => patternProblems(choice, `${at}[${index}]`));
    if (!Array.isArray(value)) return patternProblems(value, at);
    return value.flatMap((choice) => {
      if (!isRecord(choice)) return [];
      const operator = Object.keys(choice).find((name) => !OPERATORS.includes(name));
      return operator === undefined ? [] : [`${at}: the operator ${operator} is not known here`];
    });
  });
}

/** True when every field of the pattern is met. */
export function matches(pattern: Pattern, event: unknown): boolean {
  if (Array.isArray(event)) return event.some((item) => matches(pattern, item));
  const fields: Pattern = isRecord(event) ? event : {};
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === "$or") return list(wanted).some((choice) => isRecord(choice) && matches(choice, event));
    const value = fields[key];
    if (isRecord(wanted)) return matches(wanted, value);
    return list(wanted).some((choice) => meets(choice, value));
  });
}

/** Of an array any member counts; an object is no leaf, so nothing but `exists: false` is true of it. */
function meets(choice: unknown, value: unknown): boolean {
  if (Array.isArray(value) && value.length > 0) return value.some((member) => meets(choice, member));
  const leaf = isRecord(value) || Array.isArray(value) ? undefined : value;
  if (!isRecord(choice)) return leaf !== undefined && choice === leaf;
  return Object.entries(choice).every(([operator, operand]) => applies(operator, operand, leaf));
}

function applies(operator: string, operand: unknown, leaf: unknown): boolean {
  if (operator === "exists") return (leaf !== undefined) === operand;
  if (leaf === undefined) return false;
  switch (operator) {
    case "prefix":
      return typeof leaf === "string" && leaf.startsWith(String(operand));
    case "suffix":
      return typeof leaf === "string" && leaf.endsWith(String(operand));
    case "equals-ignore-case":
      return typeof leaf === "string" && leaf.toLowerCase() === String(operand).toLowerCase();
    case "anything-but":
      return isRecord(operand)
        ? !Object.entries(operand).some(([inner, value]) =>
            list([value].flat()).some((one) => applies(inner, one, leaf)),
          )
        : ![operand].flat().includes(leaf);
    case "numeric":
      return typeof leaf === "number" && inRange(list(operand), leaf);
    default:
      return false;
  }
}

/** `[">", 0, "<=", 5]`. Only numbers: DynamoDB's numbers are text on the wire and never match, as in AWS. */
function inRange(bounds: readonly unknown[], value: number): boolean {
  for (let index = 0; index < bounds.length; index += 2) {
    const bound = Number(bounds[index + 1]);
    const holds: Readonly<Record<string, boolean>> = {
      "=": value === bound,
      ">": value > bound,
      ">=": value >= bound,
      "<": value < bound,
      "<=": value <= bound,
    };
    if (holds[String(bounds[index])] !== true) return false;
  }
  return bounds.length > 0;
}
