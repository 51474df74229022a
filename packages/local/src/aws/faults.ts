/**
 * Kinds of trouble that can be put in front of the engine, which has none of its own. The last three end the instance that
 * asked: at the very call at which it waits, so that a function is stopped at any of its awaits.
 */
export const REQUEST_FAULTS = [
  "transactionConflict",
  "throttling",
  "resetBeforeCommit",
  "resetAfterCommit",
  "transactionInProgress",
  "serverError",
  "hang",
  "slow",
  "staleRead",
  "killBeforeCommit",
  "killAfterCommit",
  "timedOut",
] as const;
export type RequestFault = (typeof REQUEST_FAULTS)[number];

/** What can happen to a batch of a stream on its way to a function. */
export const BATCH_FAULTS = ["duplicateBatch", "reorderedBatch", "poisonRecord"] as const;
export type BatchFault = (typeof BATCH_FAULTS)[number];

/** What can happen to an instance between two calls. */
export const IDLE_FAULTS = ["freeze"] as const;

export const FAULT_KINDS = [...REQUEST_FAULTS, ...BATCH_FAULTS, ...IDLE_FAULTS] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** The next `count` that it can hit meet this fault, whatever the rates say; of one operation or function where it is named. */
export interface PlannedFault {
  readonly fault: FaultKind;
  readonly operation?: string;
  readonly function?: string;
  /** So many pass before the first. */
  readonly skip?: number;
  readonly count: number;
}

export interface FaultPlan {
  readonly seed: string;
  /** Chances from 0 to 1 over all that the kind can hit. */
  readonly rates: Readonly<Partial<Record<FaultKind, number>>>;
  readonly next: readonly PlannedFault[];
}

export const NO_FAULTS: FaultPlan = { seed: "0", rates: {}, next: [] };

const TRANSACTIONS = ["TransactWriteItems", "TransactGetItems"];
const SINGLE_WRITES = ["PutItem", "UpdateItem", "DeleteItem"];

/** A request of a function's to the table. */
export interface Asked {
  readonly operation: string;
  readonly function?: string | undefined;
  /** Whether it may be answered from before the last write. */
  readonly mayBeStale?: boolean;
}

interface Planned extends PlannedFault {
  left: number;
  toSkip: number;
}

/** Decides by a seed what meets which fault: the same requests in the same order meet the same ones. */
export class Faults {
  #plan: FaultPlan = NO_FAULTS;
  /** One chance for each of the three, so that what streams do does not shift what requests meet. */
  #random = chancesOf(NO_FAULTS.seed);
  #next: Planned[] = [];
  #injected: Partial<Record<FaultKind, number>> = {};

  get plan(): FaultPlan {
    return this.#plan;
  }

  /** How many of each kind this plan has brought so far. */
  get injected(): Readonly<Partial<Record<FaultKind, number>>> {
    return this.#injected;
  }

  /** True while this plan may bring any of this kind. */
  mayBring(kind: FaultKind): boolean {
    return (this.#plan.rates[kind] ?? 0) > 0 || this.#next.some(({ fault, left }) => fault === kind && left > 0);
  }

  set(plan: FaultPlan): void {
    this.#plan = plan;
    this.#random = chancesOf(plan.seed);
    this.#next = plan.next.map((planned) => ({ ...planned, left: planned.count, toSkip: planned.skip ?? 0 }));
    this.#injected = {};
  }

  /** A number from the plan's own chance, e.g. to choose the item that conflicts. */
  draw(of: keyof Chances = "requests"): number {
    return this.#random[of]();
  }

  /** The fault that this request meets, if any. */
  decide(asked: Asked): RequestFault | undefined {
    return this.#decide(REQUEST_FAULTS, "requests", asked, (kind, planned) => canHit(kind, asked, planned));
  }

  /** The fault that a batch for this function meets, if any. */
  decideBatch(title: string): BatchFault | undefined {
    return this.#decide(BATCH_FAULTS, "batches", { function: title }, () => true);
  }

  /** Whether an instance of this function stands still from the end of a call to the next. */
  freezes(title: string): boolean {
    return this.#decide(IDLE_FAULTS, "ends", { function: title }, () => true) !== undefined;
  }

  #decide<const K extends FaultKind>(
    kinds: readonly K[],
    of: keyof Chances,
    asked: Partial<Asked>,
    hits: (kind: K, planned: boolean) => boolean,
  ): K | undefined {
    // One draw a kind, used or not: what one request meets does not hang on how another was answered.
    const draws = kinds.map(() => this.#random[of]());
    const planned = this.#planned(kinds, asked, hits);
    const byRate = kinds.find(
      (kind, index) => (draws[index] ?? 1) < (this.#plan.rates[kind] ?? 0) && hits(kind, false),
    );
    const fault = planned ?? byRate;
    if (fault !== undefined) this.#injected[fault] = (this.#injected[fault] ?? 0) + 1;
    return fault;
  }

  #planned<K extends FaultKind>(
    kinds: readonly K[],
    asked: Partial<Asked>,
    hits: (kind: K, planned: boolean) => boolean,
  ) {
    for (const planned of this.#next) {
      const kind = kinds.find((one) => one === planned.fault);
      if (kind === undefined || planned.left === 0 || !hits(kind, true)) continue;
      if ((planned.operation ?? asked.operation) !== asked.operation) continue;
      if ((planned.function ?? asked.function) !== asked.function) continue;
      if (planned.toSkip > 0) {
        planned.toSkip -= 1;
        continue;
      }
      planned.left -= 1;
      return kind;
    }
    return undefined;
  }
}

interface Chances {
  readonly requests: () => number;
  readonly batches: () => number;
  readonly ends: () => number;
}

function chancesOf(seed: string): Chances {
  return { requests: seeded(seed), batches: seeded(`${seed} batches`), ends: seeded(`${seed} ends`) };
}

/** Single writes conflict with running transactions too, but only when asked for by name. */
function canHit(fault: RequestFault, { operation, mayBeStale }: Asked, planned: boolean): boolean {
  if (fault === "staleRead") return mayBeStale === true;
  if (fault === "transactionInProgress") return operation === "TransactWriteItems";
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
