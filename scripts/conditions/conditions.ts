import { createHash } from "node:crypto";
import { type Entity, entityAt } from "./entities.ts";
import { always, type Node, nodesOf, parse, type Path, print, replaced } from "./expression.ts";

type Value = Readonly<Record<string, unknown>>;

/** A write as it is on the wire, alone or within a transaction. */
export interface WireWrite {
  readonly Key?: Readonly<Record<string, Value>>;
  readonly Item?: Readonly<Record<string, Value>>;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Value>>;
}

/** One condition of one kind of write: whatever its values are, it is the same. */
export interface Condition {
  readonly id: string;
  readonly kind: string;
  readonly entity: string;
  /** Where money is: what its transaction writes, by kind and entity; `alone` for a single write. Elsewhere empty. */
  readonly within: string;
  /** With the names of the attributes; lists of states and kinds of journals as they are, all other values as `?`. */
  readonly text: string;
  /** What can be done to it: the name of each, and in words what it does. */
  readonly mutants: Readonly<Record<string, string>>;
}

export interface Read extends Condition {
  readonly tree: Node;
  readonly types: Entity["types"];
}

/** The condition that a write carries; undefined where it has none, or where the item is none of the product's. */
export function conditionOf(kind: string, write: WireWrite, within: string): Read | undefined {
  if (write.ConditionExpression === undefined) return undefined;
  const entity = entityOf(write);
  if (entity === undefined) return undefined;
  const tree = parse(write.ConditionExpression);
  const show = (node: Node) => print(node, (tokens) => leafText(tokens, write, entity));
  const mutants = Object.fromEntries(mutantsOf(tree, write, entity.types, show));
  return { ...identified(kind, entity.name, within, show(tree)), mutants, tree, types: entity.types };
}

/** Entities in whose transactions money moves: their conditions are told apart by what else the transaction writes. */
const MONEY: ReadonlySet<string> = new Set(
  "journal wallet entry external queued_credit held_for dispatch refund bulk_batch bulk_row".split(" "),
);
/** What may be written beside anything. */
const TRAILS: ReadonlySet<string> = new Set(
  "audit login notice name_word referral referral_code device email user_details notification_settings".split(" "),
);

/** One span of time or another. */
const SAME = /\(\(([^()]*)\)(?: OR \(\1\))+\)/g;

/** Numbered attributes are one: which of them are compared, and how many, is for the moment to say. */
export function plainly(text: string): string {
  return text
    .replaceAll(/\b([a-z])\d\b/g, "$1n")
    .replaceAll(/(\b[a-z]n = \?)(?: AND \1)+/g, "$1")
    .replaceAll(SAME, "($1)");
}

export function identified(kind: string, entity: string, among: string, said: string) {
  const text = plainly(said);
  const parts = among.split(" + ").filter((part) => !TRAILS.has(part.split(" ")[1] ?? ""));
  const within = MONEY.has(entity) ? parts.join(" + ") : "";
  const id = createHash("sha256").update([kind, entity, within, text].join("\n")).digest("hex").slice(0, 10);
  return { id, kind, entity, within, text };
}

const SINGLE: Readonly<Record<string, string>> = { PutItem: "Put", UpdateItem: "Update", DeleteItem: "Delete" };

export type Action = Readonly<Record<string, WireWrite>>;

/** A request's body, of one write or of a transaction. */
export type WireInput = WireWrite & { readonly TransactItems?: readonly Action[] };

/** What the request of this operation writes by itself: `Put`; undefined where it writes nothing, or a transaction. */
export function singleKind(operation: string): string | undefined {
  return SINGLE[operation];
}

/** What else a transaction writes, by kind and entity. */
export function companyOf(actions: readonly Action[]): string {
  const names = actions.flatMap((action) =>
    Object.entries(action).map(([kind, write]) => `${kind} ${entityOf(write)?.name ?? "?"}`),
  );
  return [...new Set(names)].sort().join(" + ");
}

export function entityOf({ Key, Item }: WireWrite): Entity | undefined {
  const { pk, sk } = Key ?? Item ?? {};
  return entityAt(String(pk?.["S"]), String(sk?.["S"]));
}

function leafText(tokens: readonly string[], write: WireWrite, { types }: Entity): string {
  const names = write.ExpressionAttributeNames ?? {};
  const attribute = tokens.map((token) => names[token]).find((name) => name !== undefined) ?? "";
  const isTold = types.get(attribute)?.includes(" | ") === true && (attribute === "k" || tokens.includes("IN"));
  const words = tokens.map((token) => {
    if (token.startsWith("#")) return names[token] ?? token;
    if (!token.startsWith(":")) return token;
    const value = write.ExpressionAttributeValues?.[token] ?? {};
    return isTold && typeof value["S"] === "string" ? `'${value["S"]}'` : "?";
  });
  const open = words.indexOf("(");
  if (open === -1) return words.join(" ");
  // How many values a list has says nothing of the condition.
  const listed = [...new Set(words.slice(open + 1, -1).filter((word) => word !== ","))].sort();
  return `${words.slice(0, open).join(" ")}${open > 1 ? " " : ""}(${listed.join(", ")})`;
}

const LOOSER: Readonly<Record<string, string>> = { "<": "<=", ">": ">=" };

function* mutantsOf(
  tree: Node,
  write: WireWrite,
  types: Entity["types"],
  show: (node: Node) => string,
): Generator<readonly [string, string]> {
  yield ["drop", "without the condition"];
  for (const [path, node] of nodesOf(tree)) {
    if (node.is === "and") {
      for (const [index, one] of node.of.entries()) yield [dropAt(path, index), `without ${show(one)}`];
    }
    if (node.is !== "leaf") continue;
    const [, operator = ""] = node.tokens;
    const looser = LOOSER[operator];
    if (looser !== undefined) yield [`loosen ${path}`.trim(), `${show(node)} with ${looser}`];
    else if (step(node, write, types) !== undefined) yield [`loosen ${path}`.trim(), `${show(node)}, one less strict`];
  }
}

const dropAt = (path: Path, index: number) => `drop ${path === "" ? "" : `${path}.`}${index}`;

/** The placeholder of a whole number that bounds money or a count, and the number that is one less strict. */
function step(node: Node, write: WireWrite, types: Entity["types"]): readonly [string, string] | undefined {
  if (node.is !== "leaf") return undefined;
  const [left = "", operator = "", right = ""] = node.tokens;
  const by = { ">=": -1n, "<=": 1n }[operator];
  const type = types.get(write.ExpressionAttributeNames?.[left] ?? left);
  const bound = write.ExpressionAttributeValues?.[right]?.["N"];
  if (by === undefined || (type !== "money" && type !== "int") || typeof bound !== "string") return undefined;
  return [right, String(BigInt(bound) + by)];
}

/** The write with its condition weakened so; `name` is one of the names in `mutants`. */
export function weakened<W extends WireWrite>(write: W, { tree, types }: Read, name: string): W {
  const [what = "", path = ""] = name.split(" ");
  if (what === "drop") return { ...write, ConditionExpression: print(replaced(tree, path, always)) };
  let values = write.ExpressionAttributeValues;
  const looser = replaced(tree, path, (node) => {
    if (node.is !== "leaf") throw new Error(`${name} is for one comparison`);
    const [left = "", operator = "", ...rest] = node.tokens;
    const stepped = step(node, write, types);
    if (stepped !== undefined) values = { ...values, [stepped[0]]: { N: stepped[1] } };
    return { is: "leaf", tokens: [left, LOOSER[operator] ?? operator, ...rest] };
  });
  const changed = values === undefined ? {} : { ExpressionAttributeValues: values };
  return { ...write, ConditionExpression: print(looser), ...changed };
}
