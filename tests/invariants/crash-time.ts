import timers from "node:timers/promises";
import { vi } from "vitest";
import { substitute } from "./seeded-chance.ts";

/** Two times: the one that all of it lives by stands still until it is moved; in the other one nobody waits. */

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

/** Longer waits are somebody else's. */
const PAUSES_MS = 1_000;

/**
 * What somebody waits for in real time (a rival's pause, a provider that is slow, a client that gives up). Nobody does:
 * when nothing more happens by itself, whoever waits shortest has waited. So the order is the same on any machine.
 */
class Pause {
  readonly at: number;
  readonly ring: () => void;

  constructor(at: number, ring: () => void) {
    [this.at, this.ring] = [at, ring];
  }

  /** As Node's timers have it: whoever plays waits for none of them. */
  unref(): this {
    return this;
  }
}

const { setImmediate: turn } = globalThis;
let pauses: Pause[] = [];
let pausedMs = 0;
let isRinging = false;
/** Counts what happens: requests that begin and end. */
let happened = 0;

/** Between this process and itself a request is answered within some turns of its loop, however slow the machine is. */
const QUIET_TURNS = 40;

export function happens(): void {
  happened += 1;
}

function pause(ms: number, ring: () => void): Pause {
  const one = new Pause(pausedMs + ms, ring);
  pauses.push(one);
  happens();
  if (!isRinging) void ringAll();
  return one;
}

function drop(one: Pause): void {
  pauses = pauses.filter((each) => each !== one);
}

async function ringAll(): Promise<void> {
  isRinging = true;
  while (pauses.length > 0) {
    await quiet();
    const next = pauses.reduce<Pause | undefined>(
      (first, one) => (first && first.at <= one.at ? first : one),
      undefined,
    );
    if (next === undefined) break;
    drop(next);
    pausedMs = Math.max(pausedMs, next.at);
    next.ring();
  }
  isRinging = false;
}

async function quiet(): Promise<void> {
  for (let turns = 0, seen = happened; turns < QUIET_TURNS; turns++) {
    await new Promise((resolve) => turn(resolve));
    if (seen !== happened) [turns, seen] = [0, happened];
  }
}

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

/** Until the end of the test file: `Date` is the clock's, and nobody waits. */
export function playTime(clock: Clock): () => void {
  vi.useFakeTimers({ toFake: ["Date"], now: clock.now() });
  const { setTimeout: patient, clearTimeout: forget } = globalThis;
  const setTimer = (act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    ms > PAUSES_MS ? patient(act, ms, ...args) : pause(ms, () => act(...args));
  const undo = substitute([
    [globalThis, "setTimeout", setTimer],
    [globalThis, "clearTimeout", (timer: unknown) => (timer instanceof Pause ? drop(timer) : forget(timer as never))],
    [timers, "setTimeout", sleep],
    [AbortSignal, "timeout", abortedAfter],
    [performance, "now", () => pausedMs + spentMs],
  ]);
  return () => {
    undo();
    vi.useRealTimers();
  };
}

function sleep<T>(ms = 0, value?: T): Promise<T | undefined> {
  const slept = new Promise<T | undefined>((resolve) => pause(ms, () => resolve(value)));
  asleep.add(slept);
  void slept.finally(() => asleep.delete(slept));
  return slept;
}

function abortedAfter(ms: number): AbortSignal {
  const controller = new AbortController();
  pause(ms, () => controller.abort(new DOMException("The operation timed out", "TimeoutError")));
  return controller.signal;
}
