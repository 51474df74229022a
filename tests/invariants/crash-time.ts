import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import { vi } from "vitest";

/** Two times: the one that all of it lives by stands still until it is moved; real waits are shortened. */

interface Alarm {
  readonly at: number;
  readonly run: () => void | Promise<void>;
}

/** The clock of the simulator, of the state machines and of our own code. It never goes back. */
export class Clock {
  #now = Date.UTC(2026, 0, 5, 9);
  #due: Alarm[] = [];

  now(): number {
    return this.#now;
  }

  at(ms: number, run: Alarm["run"]): () => void {
    const alarm = { at: ms, run };
    this.#due.push(alarm);
    return () => {
      this.#due = this.#due.filter((one) => one !== alarm);
    };
  }

  /** When the next of what is due is due. */
  next(): number | undefined {
    return this.#due.length === 0 ? undefined : Math.min(...this.#due.map(({ at }) => at));
  }

  /** Moves on, and rings what is due by then: one after the other, each waited for. */
  async moveTo(ms: number, settle: () => Promise<void>): Promise<void> {
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= ms).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter((one) => one !== next);
      this.#set(next.at);
      await next.run();
      await settle();
    }
    this.#set(ms);
  }

  /** Nothing of what was planned is left: another story begins. */
  clear(): void {
    this.#due = [];
  }

  #set(ms: number): void {
    this.#now = Math.max(this.#now, ms);
    vi.setSystemTime(this.#now);
  }
}

/** Real time that somebody waits (a rival's pause, a provider that is slow, a client that gives up) is this much less. */
const FASTER = 25;
/** Longer waits are somebody else's. */
const PAUSES_MS = 1_000;

const asleep = new Set<Promise<unknown>>();

/** When nobody waits in real time any more. */
export async function allAwake(): Promise<boolean> {
  if (asleep.size === 0) return false;
  await Promise.allSettled(asleep);
  return true;
}

let spentMs = 0;

/** Functions that measure how long they are at work see that so much more has gone by. Nobody waits for it. */
export function spend(ms: number): void {
  spentMs += ms;
}

/** Until the end of the test file: `Date` is the clock's, and real waits are short. */
export function playTime(clock: Clock): () => void {
  vi.useFakeTimers({ toFake: ["Date"], now: clock.now() });
  const { setTimeout: patient } = globalThis;
  const sleep = timers.setTimeout;
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const measured = performance.now.bind(performance);
  performance.now = () => measured() + spentMs;
  globalThis.setTimeout = ((act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    patient(act, ms <= PAUSES_MS ? ms / FASTER : ms, ...args)) as typeof setTimeout;
  timers.setTimeout = <T>(ms?: number, value?: T): Promise<T> => {
    const slept = sleep((ms ?? 0) / FASTER, value as T);
    asleep.add(slept);
    void slept.finally(() => asleep.delete(slept));
    return slept;
  };
  AbortSignal.timeout = (ms) => timeout(Math.ceil(ms / FASTER));
  syncBuiltinESMExports();
  return () => {
    globalThis.setTimeout = patient;
    timers.setTimeout = sleep;
    AbortSignal.timeout = timeout;
    performance.now = measured;
    syncBuiltinESMExports();
    vi.useRealTimers();
  };
}
