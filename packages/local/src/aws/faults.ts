/** Kinds of trouble that can be put in front of the engine, which has none of its own. */
export const FAULT_KINDS = ["transactionConflict", "throttling", "resetBeforeCommit", "resetAfterCommit"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** The next `count` requests (of one operation, where it is named) meet this fault, whatever the rates say. */
export interface PlannedFault {
  readonly fault: FaultKind;
  readonly operation?: string;
  readonly count: number;
}

export interface FaultPlan {
  readonly seed: string;
  /** Chances from 0 to 1 over the requests that the kind can hit. */
  readonly rates: Readonly<Partial<Record<FaultKind, number>>>;
  readonly next: readonly PlannedFault[];
}

export const NO_FAULTS: FaultPlan = { seed: "0", rates: {}, next: [] };

const TRANSACTIONS = ["TransactWriteItems", "TransactGetItems"];
const SINGLE_WRITES = ["PutItem", "UpdateItem", "DeleteItem"];

/** Decides by a seed which request meets which fault: the same requests in the same order meet the same ones. */
export class Faults {
  #plan: FaultPlan = NO_FAULTS;
  #random = seeded(NO_FAULTS.seed);
  #next: { fault: FaultKind; operation: string | undefined; left: number }[] = [];
  #injected: Partial<Record<FaultKind, number>> = {};

  get plan(): FaultPlan {
    return this.#plan;
  }

  /** How many of each kind this plan has brought so far. */
  get injected(): Readonly<Partial<Record<FaultKind, number>>> {
    return this.#injected;
  }

  set(plan: FaultPlan): void {
    this.#plan = plan;
    this.#random = seeded(plan.seed);
    this.#next = plan.next.map(({ fault, operation, count }) => ({ fault, operation, left: count }));
    this.#injected = {};
  }

  /** A number from the plan's own chance, e.g. to choose the item that conflicts. */
  draw(): number {
    return this.#random();
  }

  /** The fault that this request meets, if any. */
  decide(operation: string): FaultKind | undefined {
    // One draw a kind, used or not: what one request meets does not hang on how another was answered.
    const draws = FAULT_KINDS.map(() => this.#random());
    const planned = this.#next.find(
      ({ fault, operation: only, left }) =>
        left > 0 && (only ?? operation) === operation && canHit(fault, operation, true),
    );
    if (planned !== undefined) planned.left -= 1;
    const byRate = FAULT_KINDS.find(
      (kind, index) => (draws[index] ?? 1) < (this.#plan.rates[kind] ?? 0) && canHit(kind, operation, false),
    );
    const fault = planned?.fault ?? byRate;
    if (fault !== undefined) this.#injected[fault] = (this.#injected[fault] ?? 0) + 1;
    return fault;
  }
}

/** Single writes conflict with running transactions too, but only when asked for by name. */
function canHit(fault: FaultKind, operation: string, planned: boolean): boolean {
  if (fault !== "transactionConflict") return true;
  return TRANSACTIONS.includes(operation) || (planned && SINGLE_WRITES.includes(operation));
}

/** mulberry32 over a hash of the seed: small, fast, the same on every machine. */
export function seeded(seed: string): () => number {
  let state = 2_166_136_261;
  for (const byte of Buffer.from(seed)) state = Math.imul(state ^ byte, 16_777_619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
