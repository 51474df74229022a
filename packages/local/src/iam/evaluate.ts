import { isRecord, list, record } from "../json.ts";

/** One statement of a policy, ready to be asked. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** All actions but these, where `true`. */
  readonly butActions: boolean;
  readonly resources: readonly string[];
  readonly butResources: boolean;
  readonly conditions: Conditions;
}

type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** What somebody wants to do. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Condition keys in lower case: `ses:fromaddress`; some have several values. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

export type Decision =
  { readonly allowed: true; readonly by: Statement } | { readonly allowed: false; readonly explicitly: boolean };

const texts = (value: unknown): readonly string[] => [value].flat().map(String);

/** The statements of a policy document, its intrinsic functions resolved. */
export function statementsOf(document: unknown): readonly Statement[] {
  return [record(document)["Statement"]].flat().map((one) => {
    const { Effect, Action, NotAction, Resource, NotResource, Condition } = record(one);
    return {
      effect: Effect === "Deny" ? "Deny" : "Allow",
      actions: texts(Action ?? NotAction ?? []),
      butActions: Action === undefined,
      resources: texts(Resource ?? NotResource ?? []),
      butResources: Resource === undefined,
      conditions: conditionsOf(Condition),
    };
  });
}

function conditionsOf(condition: unknown): Conditions {
  const operators = Object.entries(record(condition)).map(([operator, keys]) => {
    const values = Object.entries(record(keys)).map(([key, value]) => [key.toLowerCase(), texts(value)] as const);
    return [operator, Object.fromEntries(values)] as const;
  });
  return Object.fromEntries(operators);
}

const OPERATORS: Readonly<Record<string, (given: string, wanted: string) => boolean>> = {
  StringEquals: (given, wanted) => given === wanted,
  StringNotEquals: (given, wanted) => given !== wanted,
  StringEqualsIgnoreCase: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  StringLike: (given, wanted) => like(wanted, given),
  "ForAllValues:StringEquals": (given, wanted) => given === wanted,
  "ForAllValues:StringLike": (given, wanted) => like(wanted, given),
  ArnEquals: (given, wanted) => like(wanted, given),
  ArnLike: (given, wanted) => like(wanted, given),
  Bool: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  // Of a key that is there; `holdsOfNothing` has the other half.
  Null: (_, wanted) => wanted === "false",
};

/** Everything in a policy document that is not known here: what is not evaluated must not look as if it were. */
export function policyProblems(document: unknown): readonly string[] {
  const statements = [record(document)["Statement"]].flat();
  return statements.flatMap((statement) => {
    if (!isRecord(statement)) return ["a statement should be an object"];
    const { Principal, Condition, Effect } = statement;
    const operators = Object.keys(record(Condition)).filter((operator) => !Object.hasOwn(OPERATORS, operator));
    return [
      ...(Principal === undefined ? [] : ["a role's policy has no principal"]),
      ...(Effect === "Allow" || Effect === "Deny" ? [] : [`the effect ${String(Effect)} is not known here`]),
      ...operators.map((operator) => `the condition ${operator} is not known here`),
    ];
  });
}

/** As IAM decides: what is denied anywhere is denied, what is allowed nowhere is denied too. */
export function decide(statements: readonly Statement[], request: Request): Decision {
  const apply = statements.filter((statement) => applies(statement, request));
  if (apply.some(({ effect }) => effect === "Deny")) return { allowed: false, explicitly: true };
  const [by] = apply;
  return by === undefined ? { allowed: false, explicitly: false } : { allowed: true, by };
}

function applies(statement: Statement, { action, resource, context }: Request): boolean {
  const { actions, butActions, resources, butResources, conditions } = statement;
  const named = actions.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase()));
  const covered = resources.some((pattern) => like(pattern, resource));
  return named !== butActions && covered !== butResources && meets(conditions, context);
}

/**
 * All keys of all operators; of a policy's values any one, of a negated operator's all. Several values of a request are for
 * `ForAllValues` only, which wants each of them: what else could be meant is not decided here in anybody's favour.
 */
function meets(conditions: Conditions, context: Request["context"]): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const given = context[key];
      const holds = OPERATORS[operator];
      if (holds === undefined) return false;
      if (given === undefined) return holdsOfNothing(operator, wanted);
      const values = [given].flat();
      const [only = ""] = values;
      if (operator === "Null") return wanted.includes("false");
      if (values.length !== 1 && !operator.startsWith("ForAllValues:")) return false;
      if (operator === "StringNotEquals") return wanted.every((value) => holds(only, value));
      return values.every((one) => wanted.some((value) => holds(one, value)));
    }),
  );
}

/** As IAM has it: what is negated, and "for all" of none. */
function holdsOfNothing(operator: string, wanted: readonly string[]): boolean {
  if (operator === "Null") return wanted.includes("true");
  return operator === "StringNotEquals" || operator.startsWith("ForAllValues:");
}

const compiled = new Map<string, RegExp>();

/** `*` and `?` as IAM has them: any text, any one character. */
export function like(pattern: string, value: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    const escaped = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^]*")
      .replaceAll("?", "[^]");
    compiled.set(pattern, (expression = new RegExp(`^${escaped}$`)));
  }
  return expression.test(value);
}

/** The documents of a role, in whatever way they are written. */
export function documentsIn(policies: unknown): readonly unknown[] {
  return list(policies).map((policy) => record(policy)["PolicyDocument"]);
}
