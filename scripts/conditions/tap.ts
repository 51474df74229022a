import {
  type Action,
  companyOf,
  type Condition,
  conditionOf,
  entityOf,
  singleKind,
  weakened,
  type WireInput,
  type WireWrite,
} from "./conditions.ts";
import { reachedBy } from "./screening.ts";

/** One condition, weakened in one way. */
export interface Mutation {
  readonly condition: string;
  readonly name: string;
}

/** Sits on the wire to the table: sees every condition that goes by, and weakens one where it is told to. */
export class Tap {
  #mutation: Mutation | undefined;
  #seen = new Map<string, Condition>();
  readonly #read = new Map<string, ReturnType<typeof conditionOf>>();
  #reached: Set<string> | undefined;
  /** How many writes the mutation has changed. */
  changed = 0;

  get isMutating(): boolean {
    return this.#mutation !== undefined;
  }

  mutate(mutation: Mutation | undefined): void {
    this.#mutation = mutation;
    this.changed = 0;
  }

  /** What went by since this was asked last. */
  take(): readonly Condition[] {
    const seen = [...this.#seen.values()];
    this.#seen = new Map();
    return seen;
  }

  /** Looks from now on at what is refused; see `takeReached`. */
  screen(): void {
    this.#reached = new Set();
  }

  /** `condition name` of each mutation with which something would have been written since then that was refused. */
  takeReached(): readonly string[] {
    const reached = [...(this.#reached ?? [])].sort();
    this.#reached = undefined;
    return reached;
  }

  /** A request's body as it goes on: as it came, unless a mutation is for it. */
  pass(operation: string, body: string): string {
    const kind = singleKind(operation);
    if (kind === undefined && operation !== "TransactWriteItems") return body;
    const before = this.changed;
    const input = JSON.parse(body) as WireInput;
    const output = kind === undefined ? this.#transaction(input) : this.#one(kind, input, "alone");
    return this.changed === before ? body : JSON.stringify(output);
  }

  /** What the table said to a request that went by. */
  answered(operation: string, body: string, text: string): void {
    if (this.#reached === undefined || this.#mutation !== undefined) return;
    for (const each of reachedBy(operation, body, text)) this.#reached.add(each);
  }

  #transaction(input: WireInput): object {
    const actions = input.TransactItems ?? [];
    const within = companyOf(actions);
    const passed = actions.map((action): Action =>
      Object.fromEntries(Object.entries(action).map(([kind, write]) => [kind, this.#one(kind, write, within)])),
    );
    return { ...input, TransactItems: passed };
  }

  #one(kind: string, write: WireWrite, within: string): WireWrite {
    const condition = this.#conditionOf(kind, write, within);
    if (condition === undefined) return write;
    const { id, entity, text, mutants } = condition;
    const known = this.#seen.get(id);
    if (known === undefined) this.#seen.set(id, { id, kind, entity, within: condition.within, text, mutants });
    if (this.#mutation?.condition !== id || !(this.#mutation.name in mutants)) return write;
    this.changed += 1;
    return weakened(write, condition, this.#mutation.name);
  }

  /** Reading one takes longer than playing it: each is read once. */
  #conditionOf(kind: string, write: WireWrite, within: string) {
    if (write.ConditionExpression === undefined) return undefined;
    const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = write;
    const shapes = Object.entries(values).map(([name, value]) => `${name} ${shapeOf(value)}`);
    const about = [kind, within, entityOf(write)?.name, write.ConditionExpression, JSON.stringify(names), ...shapes];
    const place = about.join("\n");
    if (!this.#read.has(place)) this.#read.set(place, conditionOf(kind, write, within));
    return this.#read.get(place);
  }
}

/** As much of a value as a condition's text may tell: its type, and words, which may be states and kinds. */
function shapeOf(value: Readonly<Record<string, unknown>>): string {
  const [[type, held] = ["", ""]] = Object.entries(value);
  return typeof held === "string" && /^[a-z_.]+$/.test(held) ? held : type;
}

const PLACE = Symbol.for("cowry.tap");

/** The tap of this process, for whatever plays the table within it; the same for modules that are loaded twice. */
export const tap = (Reflect.get(globalThis, PLACE) as Tap | undefined) ?? new Tap();
Reflect.set(globalThis, PLACE, tap);
