import { type Condition, conditionOf, entityOf, weakened, type WireWrite } from "./conditions.ts";

const SINGLE: Readonly<Record<string, string>> = { PutItem: "Put", UpdateItem: "Update", DeleteItem: "Delete" };

/** One condition, weakened in one way. */
export interface Mutation {
  readonly condition: string;
  readonly name: string;
}

type Action = Readonly<Record<string, WireWrite>>;

/** Sits on the wire to the table: sees every condition that goes by, and weakens one where it is told to. */
export class Tap {
  #mutation: Mutation | undefined;
  #seen = new Map<string, Condition>();
  /** How many writes the mutation has changed. */
  changed = 0;

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

  /** A request's body as it goes on: as it came, unless a mutation is for it. */
  pass(operation: string, body: string): string {
    const kind = SINGLE[operation];
    if (kind === undefined && operation !== "TransactWriteItems") return body;
    const before = this.changed;
    const input = JSON.parse(body) as WireWrite & { readonly TransactItems?: readonly Action[] };
    const output = kind === undefined ? this.#transaction(input) : this.#one(kind, input, "alone");
    return this.changed === before ? body : JSON.stringify(output);
  }

  #transaction(input: { readonly TransactItems?: readonly Action[] }): object {
    const actions = input.TransactItems ?? [];
    const names = actions.flatMap((action) =>
      Object.entries(action).map(([kind, write]) => `${kind} ${entityOf(write)?.name ?? "?"}`),
    );
    const within = [...new Set(names)].sort().join(" + ");
    const passed = actions.map((action) =>
      Object.fromEntries(Object.entries(action).map(([kind, write]) => [kind, this.#one(kind, write, within)])),
    );
    return { ...input, TransactItems: passed };
  }

  #one(kind: string, write: WireWrite, within: string): WireWrite {
    const condition = conditionOf(kind, write, within);
    if (condition === undefined) return write;
    const { id, entity, text, mutants } = condition;
    if (!this.#seen.has(id)) this.#seen.set(id, { id, kind, entity, within, text, mutants });
    if (this.#mutation?.condition !== id) return write;
    this.changed += 1;
    return weakened(write, condition, this.#mutation.name);
  }
}

/** The tap of this process, for whatever plays the table within it. */
export const tap = new Tap();
