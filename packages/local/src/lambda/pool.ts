import type { LambdaFunction } from "./function.ts";
import { Instance, type InstanceSettings, type Outcome } from "./instance.ts";
import type { InvokeMessage } from "./messages.ts";

export interface PoolLimits {
  /** Instances of one function; further requests wait for one to be free. */
  readonly perFunction: number;
  /** Instances of all functions together; idle ones of others make room. */
  readonly total: number;
}

/** On two cores more instances only wait for each other. */
export const DEFAULT_LIMITS: PoolLimits = { perFunction: 8, total: 48 };

interface Job {
  readonly message: InvokeMessage;
  readonly finish: (served: Served) => void;
}

export interface Served {
  readonly outcome: Outcome;
  /** True when the instance was started for this request. */
  readonly cold: boolean;
  readonly ms: number;
}

interface Group {
  readonly fn: LambdaFunction;
  readonly idle: Instance[];
  readonly waiting: Job[];
  starting: number;
  busy: number;
}

/** Instances of all functions: started when there is work for them, kept warm, at most as many as the limits say. */
export class Pool {
  readonly #settings: InstanceSettings;
  readonly #limits: PoolLimits;
  readonly #groups = new Map<string, Group>();
  readonly #bySession = new Map<string, Instance>();
  #stopped = false;

  constructor(settings: InstanceSettings, limits: PoolLimits) {
    this.#settings = settings;
    this.#limits = limits;
  }

  /** Who makes a request to an AWS endpoint, by the session token it signs with. */
  instance(sessionToken: string): Instance | undefined {
    return this.#bySession.get(sessionToken);
  }

  /** Instances of a function that are alive now. */
  count(fn: LambdaFunction): number {
    const group = this.#groups.get(fn.name);
    return group === undefined ? 0 : size(group);
  }

  run(fn: LambdaFunction, message: InvokeMessage): Promise<Served> {
    const group = this.#group(fn);
    return new Promise((finish) => {
      const job: Job = { message, finish };
      if (this.#stopped) {
        refuse(job, "the local cloud is stopping");
        return;
      }
      const warm = this.#takeIdle(group);
      if (warm !== undefined) {
        void this.#serve(group, warm, job, false);
        return;
      }
      group.waiting.push(job);
      this.#grow(group);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { waiting } of this.#groups.values()) {
      for (const job of waiting.splice(0)) refuse(job, "the local cloud is stopping");
    }
    await Promise.all([...this.#bySession.values()].map((instance) => instance.stop()));
  }

  #group(fn: LambdaFunction): Group {
    const known = this.#groups.get(fn.name);
    if (known !== undefined) return known;
    const group: Group = { fn, idle: [], waiting: [], starting: 0, busy: 0 };
    this.#groups.set(fn.name, group);
    return group;
  }

  /** The idle instance used last; one that died while it was idle is forgotten. */
  #takeIdle(group: Group): Instance | undefined {
    for (let idle = group.idle.pop(); idle !== undefined; idle = group.idle.pop()) {
      if (idle.alive) return idle;
      this.#bySession.delete(idle.sessionToken);
    }
    return undefined;
  }

  /** Starts an instance when more requests wait than instances are on their way. */
  #grow(group: Group): void {
    const cap = Math.min(group.fn.reserved ?? Infinity, this.#limits.perFunction);
    if (this.#stopped || group.waiting.length <= group.starting || size(group) >= cap || !this.#makeRoom()) return;
    const instance = new Instance(group.fn, this.#settings);
    group.starting += 1;
    this.#bySession.set(instance.sessionToken, instance);
    void this.#start(group, instance);
  }

  async #start(group: Group, instance: Instance): Promise<void> {
    const problem = await instance.ready;
    group.starting -= 1;
    const job = group.waiting.shift();
    if (problem === undefined) {
      if (job === undefined) group.idle.push(instance);
      else await this.#serve(group, instance, job, true);
      return;
    }
    this.#bySession.delete(instance.sessionToken);
    job?.finish({ outcome: problem, cold: true, ms: 0 });
    this.#pump();
  }

  async #serve(group: Group, instance: Instance, first: Job, firstIsCold: boolean): Promise<void> {
    group.busy += 1;
    let cold = firstIsCold;
    for (
      let job: Job | undefined = first;
      job !== undefined;
      job = instance.alive ? group.waiting.shift() : undefined
    ) {
      const began = performance.now();
      const outcome = await instance.run(job.message);
      job.finish({ outcome, cold, ms: performance.now() - began });
      cold = false;
    }
    group.busy -= 1;
    if (instance.alive) group.idle.push(instance);
    else this.#bySession.delete(instance.sessionToken);
    this.#pump();
  }

  /** Something became free: whoever waits may start an instance now. */
  #pump(): void {
    for (const group of this.#groups.values()) this.#grow(group);
  }

  /** Below the total, or an idle instance (the longest unused) had to go. */
  #makeRoom(): boolean {
    if (this.#bySession.size < this.#limits.total) return true;
    const idle = [...this.#groups.values()].flatMap((group) => group.idle.map((instance) => ({ group, instance })));
    const oldest = idle.sort((a, b) => a.instance.lastUsedAt - b.instance.lastUsedAt)[0];
    if (oldest === undefined) return false;
    oldest.group.idle.splice(oldest.group.idle.indexOf(oldest.instance), 1);
    this.#bySession.delete(oldest.instance.sessionToken);
    void oldest.instance.stop();
    return true;
  }
}

function size({ idle, starting, busy }: Group): number {
  return idle.length + starting + busy;
}

function refuse(job: Job, errorMessage: string): void {
  job.finish({ outcome: { kind: "crash", error: { errorType: "Runtime.Stopped", errorMessage } }, cold: false, ms: 0 });
}
