/** Condition expressions as trees: enough of DynamoDB's grammar for whatever the table package sends. */

export type Node =
  | { readonly is: "and" | "or"; readonly of: readonly Node[] }
  /** One comparison or call, token by token. */
  | { readonly is: "leaf"; readonly tokens: readonly string[] };

const TOKEN = /\s*(<=|>=|<>|[()=<>,]|[#:]?[A-Za-z0-9_.]+)/y;

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const length = text.trimEnd().length;
  while (TOKEN.lastIndex < length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text)?.[1];
    if (found === undefined) throw new Error(`${text}: not understood from ${at}`);
    tokens.push(found);
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  get next(): string | undefined {
    return this.#tokens[this.#at];
  }

  take(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error(`${this.#tokens.join(" ")}: ends too soon`);
    this.#at += 1;
    return token;
  }

  skip(wanted: string): boolean {
    if (this.next !== wanted) return false;
    this.#at += 1;
    return true;
  }
}

export function parse(text: string): Node {
  const reader = new Reader(text);
  const node = joined(reader, "OR");
  if (reader.next !== undefined) throw new Error(`${text}: ${reader.next} was not expected`);
  return node;
}

/** `a AND b AND c` is one node of three; OR binds less. */
function joined(reader: Reader, word: "OR" | "AND"): Node {
  const one = () => (word === "OR" ? joined(reader, "AND") : single(reader));
  const of = [one()];
  while (reader.skip(word)) of.push(one());
  const [first] = of;
  return of.length === 1 && first !== undefined ? first : { is: word === "OR" ? "or" : "and", of };
}

function single(reader: Reader): Node {
  if (reader.skip("(")) {
    const node = joined(reader, "OR");
    if (!reader.skip(")")) throw new Error("a parenthesis does not close");
    return node;
  }
  const tokens = [reader.take()];
  if (reader.next === "(") return { is: "leaf", tokens: [...tokens, ...list(reader)] };
  const operator = reader.take();
  tokens.push(operator);
  if (operator === "IN") tokens.push(...list(reader));
  else if (operator === "BETWEEN") tokens.push(reader.take(), reader.take(), reader.take());
  else tokens.push(reader.take());
  return { is: "leaf", tokens };
}

/** From one parenthesis to the other. */
function list(reader: Reader): readonly string[] {
  const tokens = [reader.take()];
  while (tokens.at(-1) !== ")") tokens.push(reader.take());
  return tokens;
}

const LOOSE = { is: "leaf", tokens: ["attribute_exists", "(", "pk", ")"] } as const;
const ENOUGH = { is: "leaf", tokens: ["attribute_not_exists", "(", "pk", ")"] } as const;

/** True of every item and of none, and still naming all that `node` names: DynamoDB refuses names that nothing uses. */
export function always(node: Node): Node {
  return { is: "or", of: [...(node.is === "or" ? node.of : [node]), LOOSE, ENOUGH] };
}

/** As DynamoDB takes it. */
export function print(node: Node, leaf: (tokens: readonly string[]) => string = spaced): string {
  if (node.is === "leaf") return leaf(node.tokens);
  const parts = node.of.map((one) => (one.is === "leaf" ? print(one, leaf) : `(${print(one, leaf)})`));
  return parts.join(node.is === "and" ? " AND " : " OR ");
}

function spaced(tokens: readonly string[]): string {
  return tokens.join(" ");
}

/** Where a node is in its tree: `1.0` is the first child of the second child; the root is the empty text. */
export type Path = string;

/** Every node with its place, the root first. */
export function* nodesOf(node: Node, path: Path = ""): Generator<readonly [Path, Node]> {
  yield [path, node];
  if (node.is === "leaf") return;
  for (const [index, one] of node.of.entries()) yield* nodesOf(one, path === "" ? String(index) : `${path}.${index}`);
}

/** The tree with another node at this place. */
export function replaced(node: Node, path: Path, by: (node: Node) => Node): Node {
  if (path === "") return by(node);
  if (node.is === "leaf") throw new Error(`nothing lies at ${path}`);
  const [first = "", ...rest] = path.split(".");
  return {
    is: node.is,
    of: node.of.map((one, index) => (String(index) === first ? replaced(one, rest.join("."), by) : one)),
  };
}
