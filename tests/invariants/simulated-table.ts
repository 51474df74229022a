import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Answered,
  batch,
  cancelled,
  type Change,
  failure,
  itemIn,
  list,
  type MemoryEngine,
  ok,
  partitionOf,
  place,
  placeOf,
  type Puts,
  type Read,
  type Transaction,
  type Write,
  writesOf,
} from "./memory-engine.ts";
import type { Item } from "./memory-expressions.ts";
import type { SimulatedTime } from "./simulated-time.ts";
import { type Carried, type Carry, misfortune } from "./troubled-engine.ts";

/**
 * The table as it is in AWS, on a story's own time. A request is under way for a while, and so is its answer. A
 * transaction looks at its items and keeps them from everybody else's writes until all of them are written, one after
 * the other: whoever comes meanwhile meets TransactionConflict, and whoever reads sees some of it. Weak reads and the
 * index are behind, each item by itself. What has expired is removed when somebody gets to it. Besides, everything that
 * can befall a request does.
 */

/** Of a thousand requests each. */
export interface Misfortunes {
  /** Somebody outside the story has the item: a backup, an operator. */
  readonly conflict: number;
  readonly throttling: number;
  readonly failureBefore: number;
  readonly failureAfter: number;
  readonly resetBefore: number;
  readonly resetAfter: number;
  /** The client gives up; the request arrives late, or never. */
  readonly hang: number;
}

export const QUIET: Misfortunes = {
  ...{ conflict: 0, throttling: 0, failureBefore: 0, failureAfter: 0, resetBefore: 0, resetAfter: 0, hang: 0 },
};
export const TROUBLE: Misfortunes = {
  ...{ conflict: 30, throttling: 8, failureBefore: 4, failureAfter: 6, resetBefore: 4, resetAfter: 25, hang: 4 },
};

/** As the table's client is set: it hears nothing, and begins anew. */
const CLIENT_PATIENCE_MS = 900;

/** What was, and until when a reader who is behind still sees it. */
interface Past {
  readonly before: Item | undefined;
  readonly weakUntil: number;
  readonly indexUntil: number;
}

/** One run of a function, which may be stopped behind so many of its requests. */
interface Life {
  left: number;
  readonly end: () => void;
}

const lives = new AsyncLocalStorage<Life>();
const forEver = <T>(): Promise<T> => new Promise(() => undefined);

/** Runs it until it ends, or until it is stopped behind so many of its requests: then false, and the rest never happens. */
export function stoppedBehind<T>(requests: number, run: () => Promise<T>): Promise<T | false> {
  return new Promise((resolve, reject) => {
    lives.run({ left: requests, end: () => resolve(false) }, () => void run().then(resolve, reject));
  });
}

export class SimulatedTable {
  /** How often what happened, by name: misfortunes, and what came about by itself. */
  readonly seen: Record<string, number> = {};
  readonly #engine: MemoryEngine;
  readonly #time: SimulatedTime;
  readonly #past = new Map<string, Past[]>();
  readonly #locked = new Set<string>();
  readonly #inProgress = new Set<string>();
  readonly #told: (changes: readonly Change[]) => void;
  #changes: Change[] = [];
  misfortunes: Misfortunes = QUIET;

  /** `told`: what one request has changed, once all of it is there. */
  constructor(engine: MemoryEngine, time: SimulatedTime, told: (changes: readonly Change[]) => void) {
    [this.#engine, this.#time, this.#told] = [engine, time, told];
  }

  /** To be told of every change of the engine. */
  readonly note = (change: Change): void => {
    this.#changes.push(change);
    const where = place(change.after ?? change.before ?? {});
    const past = this.#past.get(where) ?? [];
    const now = this.#time.now();
    const last = past.at(-1);
    past.push({
      before: change.before,
      weakUntil: Math.max(last?.weakUntil ?? 0, now + this.#late(20, 1_000)),
      indexUntil: Math.max(last?.indexUntil ?? 0, now + this.#late(60, 3_000)),
    });
    this.#past.set(where, past);
    this.#expire(where, change.after);
  };

  readonly carry: Carry = async (operation, body) => {
    const life = lives.getStore();
    if (life !== undefined && life.left <= 0) return forEver();
    const answer = await this.#carry(operation, body);
    if (life !== undefined && (life.left -= 1) <= 0) {
      this.#count("stopped");
      life.end();
      return forEver();
    }
    return answer;
  };

  /** When no transaction is half written. */
  async rest(): Promise<void> {
    while (this.#locked.size > 0) await this.#time.sleep(1);
  }

  async #carry(operation: string, body: string): Promise<Carried> {
    const { draw } = this.#time;
    const fate = this.#fate(operation === "TransactWriteItems");
    if (fate === "throttling") return { status: 400, text: misfortune("ProvisionedThroughputExceededException") };
    if (fate === "failureBefore") return { status: 500, text: misfortune("InternalServerError") };
    if (fate === "resetBefore") throw reset();
    if (fate === "hang") return this.#hang(operation, body);
    await this.#time.sleep(this.#late(6, 120));
    if (fate === "conflict") return text(conflict(body));
    const answered = await this.#serve(operation, JSON.parse(body));
    if (fate === "failureAfter") return { status: 500, text: misfortune("InternalServerError") };
    if (fate === "resetAfter") throw reset();
    await this.#time.sleep(1 + draw(4));
    return text(answered);
  }

  #fate(isTransaction: boolean): keyof Misfortunes | undefined {
    let drawn = this.#time.draw(1_000);
    for (const [name, often] of Object.entries(this.misfortunes) as [keyof Misfortunes, number][]) {
      if (name === "conflict" && !isTransaction) continue;
      if ((drawn -= often) >= 0) continue;
      this.#count(name);
      return name;
    }
    return undefined;
  }

  async #hang(operation: string, body: string): Promise<Carried> {
    const { draw } = this.#time;
    // Every other one was lost on its way; else it is carried out when nobody waits for it any more.
    if (draw(2) === 0) this.#time.after(draw(4_000), () => void this.#serve(operation, JSON.parse(body)));
    await this.#time.sleep(CLIENT_PATIENCE_MS);
    throw Object.assign(new Error("no answer in time"), { name: "TimeoutError" });
  }

  async #serve(operation: string, input: unknown): Promise<Answered> {
    switch (operation) {
      case "GetItem": {
        const { Key: key = {}, ConsistentRead: isStrong } = input as Read;
        return ok(itemIn(this.#look(place(key), isStrong === true ? undefined : "weakUntil")));
      }
      case "BatchGetItem":
        return this.#batch(input as Read);
      case "Query":
      case "Scan":
        return this.#list(input as Read);
      case "BatchWriteItem":
        return this.#putAll(input as Puts);
      case "TransactWriteItems":
        return this.#transact(input as Transaction);
      default: {
        if (this.#locked.has(placeOf(input as Write))) {
          this.#count("conflict of a single write");
          return failure("TransactionConflictException", "a transaction is under way for the item");
        }
        const answered = this.#engine.single(operation, input as Write);
        this.#tell();
        return answered;
      }
    }
  }

  /** Each item is read by itself, and not all at the same moment. */
  async #batch(read: Read): Promise<Answered> {
    const weak = Object.values(read.RequestItems ?? {}).some(({ ConsistentRead: isStrong }) => isStrong !== true);
    const found = new Map<string, Item | undefined>();
    for (const { Keys } of Object.values(read.RequestItems ?? {})) {
      for (const key of Keys) {
        found.set(place(key), this.#look(place(key), weak ? "weakUntil" : undefined));
        if (this.#time.draw(4) === 0) await this.#time.sleep(this.#time.draw(3));
      }
    }
    return batch(read, (where) => found.get(where));
  }

  #list(read: Read): Answered {
    const behind = read.IndexName !== undefined ? "indexUntil" : read.ConsistentRead === true ? undefined : "weakUntil";
    if (behind === undefined) return list(read, this.#engine.among(read));
    const name = read.IndexName === undefined ? "pk" : "g1p";
    const partition = partitionOf(read);
    const places = new Set([...this.#engine.among(read)].map(place));
    for (const where of this.#past.keys()) places.add(where);
    const seen = [...places].flatMap((where) => {
      const item = this.#look(where, behind);
      return item === undefined ? [] : [item];
    });
    return list(read, partition === undefined ? seen : seen.filter((item) => item[name]?.S === partition));
  }

  #putAll({ RequestItems }: Puts): Answered {
    const left: Record<string, Puts["RequestItems"][string]> = {};
    for (const [table, puts] of Object.entries(RequestItems)) {
      const busy = puts.filter((one) => Object.values(one).some((write) => this.#locked.has(placeOf(write))));
      if (busy.length > 0) left[table] = busy;
      for (const one of puts.filter((each) => !busy.includes(each))) {
        for (const [kind, write] of Object.entries(one)) this.#engine.apply(kind.replace("Request", ""), write);
      }
    }
    this.#tell();
    return ok({ UnprocessedItems: left });
  }

  async #transact(transaction: Transaction): Promise<Answered> {
    const { ClientRequestToken: token = "" } = transaction;
    const again = this.#engine.answeredBefore(transaction);
    if (again !== undefined) return this.#count("answered by its token", again);
    if (this.#inProgress.has(token)) {
      return this.#count("still in progress", failure("TransactionInProgressException", "it is under way"));
    }
    const writes = writesOf(transaction);
    const isMet = writes.some(([, write]) => this.#locked.has(placeOf(write)));
    const reasons = writes.map(([, write]) =>
      this.#locked.has(placeOf(write)) ? { Code: "TransactionConflict" } : this.#engine.reasonOf(write),
    );
    const refused = cancelled(reasons);
    if (isMet) this.#count("conflict of two transactions");
    if (refused !== undefined) return refused;
    const places = writes.map(([, write]) => placeOf(write));
    for (const where of places) this.#locked.add(where);
    this.#inProgress.add(token);
    try {
      await this.#time.sleep(this.#late(8, 60));
      await this.#write(writes);
      this.#engine.remember(transaction);
      return ok({});
    } finally {
      this.#inProgress.delete(token);
      for (const where of places) this.#locked.delete(where);
    }
  }

  /** In any order, one after the other: meanwhile a reader sees some of them. */
  async #write(writes: readonly (readonly [string, Write])[]): Promise<void> {
    const { draw } = this.#time;
    const first = draw(writes.length);
    const changes: Change[] = [];
    for (const [kind, write] of [...writes.slice(first), ...writes.slice(0, first)]) {
      this.#engine.apply(kind, write);
      changes.push(...this.#changes.splice(0));
      if (draw(3) === 0) await this.#time.sleep(draw(4));
    }
    this.#told(changes);
  }

  #tell(): void {
    const changes = this.#changes.splice(0);
    if (changes.length > 0) this.#told(changes);
  }

  /** An item as it is, or as somebody who is behind still sees it. */
  #look(where: string, behind: "weakUntil" | "indexUntil" | undefined): Item | undefined {
    const past = this.#past.get(where);
    if (past === undefined) return this.#engine.in(where);
    const now = this.#time.now();
    const seen = behind === undefined ? undefined : past.find((one) => one[behind] > now);
    if (past.every(({ weakUntil, indexUntil }) => weakUntil <= now && indexUntil <= now)) this.#past.delete(where);
    if (seen === undefined) return this.#engine.in(where);
    this.#count(behind === "weakUntil" ? "weak read that was behind" : "index that was behind");
    return seen.before;
  }

  /** Removed within two days of its time, and only if its time is still over by then. */
  #expire(where: string, item: Item | undefined): void {
    const atMs = Number(item?.["ttl"]?.N) * 1_000;
    if (Number.isNaN(atMs)) return;
    const lateMs = this.#time.draw(48) * 3_600_000;
    this.#time.after(atMs + lateMs - this.#time.now(), () => {
      const now = this.#engine.in(where);
      if (now === undefined || Number(now["ttl"]?.N) * 1_000 > this.#time.now() || this.#locked.has(where)) return;
      this.#count("removed by its age");
      this.#engine.apply("Delete", { Key: now });
      this.#tell();
    });
  }

  /** As a rule soon; sometimes late. */
  #late(usual: number, seldom: number): number {
    const { draw } = this.#time;
    return draw(25) === 0 ? draw(seldom) : draw(usual);
  }

  #count<T>(what: string, answer?: T): T {
    this.seen[what] = (this.seen[what] ?? 0) + 1;
    return answer as T;
  }
}

const text = ({ status, body }: Answered): Carried => ({ status, text: JSON.stringify(body) });
const reset = () => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

function conflict(body: string): Answered {
  const { TransactItems } = JSON.parse(body) as Transaction;
  const reasons = TransactItems.map((_, index) => ({ Code: index === 0 ? "TransactionConflict" : "None" }));
  return failure("TransactionCanceledException", "cancelled", { CancellationReasons: reasons });
}
