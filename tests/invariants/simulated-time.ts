import crypto from "node:crypto";
import timers from "node:timers/promises";
import { seeded } from "./seeded.ts";
import { chanceBy, type Draw, type Substitute, substitute } from "./seeded-chance.ts";

/**
 * Time and chance of a story, both by its seed. Nobody waits: when nothing more can happen at this moment, the clock
 * moves to whatever is due next. So the order in which requests meet is decided by the seed alone, and a seed that fails
 * fails again, request for request.
 */

interface Alarm {
  readonly at: number;
  /** Of what is due at the same moment, what was planned first. */
  readonly order: number;
  /** What it gives is waited for: only what the machine does outside of the story. */
  readonly ring: () => Promise<unknown> | undefined;
  isOff: boolean;
}

/** All that asks the machine for time or chance asks this one while a story is played. */
let current: SimulatedTime | undefined;

/** So long nothing may be left to wait for while the story has not ended: something waits for the real world. */
const STUCK_AFTER_MS = 10_000;

const real = {
  ...{
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setImmediate: globalThis.setImmediate,
  },
  ...{ now: Date.now, elapsed: performance.now.bind(performance) },
};

export class SimulatedTime {
  readonly draw: Draw;
  readonly #startedAt: number;
  readonly #due: Alarm[] = [];
  #now: number;
  #planned = 0;

  constructor(seed: number, startMs: number) {
    this.draw = seeded(seed);
    [this.#startedAt, this.#now] = [startMs, startMs];
  }

  /** Milliseconds since the epoch, whole ones as a machine's clock has them. */
  now(): number {
    return Math.floor(this.#now);
  }

  elapsed(): number {
    return this.#now - this.#startedAt;
  }

  /** Does something after so long; gives how to turn it off. */
  after(ms: number, act: () => void): () => void {
    return this.#plan(ms, () => {
      act();
      return undefined;
    });
  }

  #plan(ms: number, ring: Alarm["ring"]): () => void {
    const alarm = { at: this.#now + Math.max(0, ms), order: (this.#planned += 1), ring, isOff: false };
    insert(this.#due, alarm);
    return () => {
      alarm.isOff = true;
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** What the machine does by itself (a signature, another process) takes as long as the seed says. */
  outside<T>(work: Promise<T>): Promise<T> {
    // Whoever hears of a failure hears of it when it is due.
    work.catch(() => undefined);
    return new Promise((resolve, reject) => {
      this.#plan(1 + this.draw(3), () => work.then(resolve, reject));
    });
  }

  /** Plays it to its end, and everything that happens meanwhile. What is left of that then never happens. */
  async play<T>(act: () => Promise<T>): Promise<T> {
    const before = current;
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- there is one time at a time
    current = this;
    try {
      let ended = false;
      const hasEnded = () => ended;
      const story = act().finally(() => {
        ended = true;
      });
      story.catch(() => undefined);
      for (let stuckAt: number | undefined; ;) {
        await settled();
        if (hasEnded()) return await story;
        const alarm = takeFirst(this.#due);
        if (alarm === undefined) {
          stuckAt ??= real.elapsed();
          if (real.elapsed() - stuckAt > STUCK_AFTER_MS) throw new Error("the story waits for nothing that is due");
          await new Promise((resolve) => real.setImmediate(resolve));
          continue;
        }
        stuckAt = undefined;
        if (alarm.isOff) continue;
        this.#now = Math.max(this.#now, alarm.at);
        const outside = alarm.ring();
        if (outside !== undefined) await outside;
      }
    } finally {
      current = before;
    }
  }
}

/** When all has happened that follows from the last alarm without another one. (A tick comes behind all promises.) */
const settled = () => new Promise<void>((resolve) => process.nextTick(resolve));

const isBefore = (a: Alarm, b: Alarm): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Into its place, from behind: as a rule it is among the last. */
function insert(due: Alarm[], alarm: Alarm): void {
  let [low, high] = [0, due.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    // The first is at the end, where it is taken away at no cost.
    if (isBefore(alarm, due[middle] ?? alarm)) low = middle + 1;
    else high = middle;
  }
  due.splice(low, 0, alarm);
}

const takeFirst = (due: Alarm[]): Alarm | undefined => due.pop();

/** As much of Node's timer as anybody here asks of one. */
class Timer {
  readonly stop: () => void;
  constructor(stop: () => void) {
    this.stop = stop;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return false;
  }
}

function setTimer(act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): unknown {
  if (current === undefined) return real.setTimeout(act, ms, ...args);
  return new Timer(
    current.after(ms, () => {
      act(...args);
    }),
  );
}

function clearTimer(timer: unknown): void {
  if (timer instanceof Timer) timer.stop();
  else real.clearTimeout(timer as NodeJS.Timeout);
}

/** What of Node's timers and clocks is taken, and by what. */
function substitutes(): readonly Substitute[] {
  const { setTimeout: sleep } = timers;
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const { subtle } = crypto.webcrypto;
  const slept = (ms?: number, value?: unknown) =>
    current === undefined ? sleep(ms, value) : current.sleep(ms ?? 0).then(() => value);
  return [
    [globalThis, "setTimeout", setTimer],
    [globalThis, "clearTimeout", clearTimer],
    [Date, "now", () => current?.now() ?? real.now()],
    [performance, "now", () => current?.elapsed() ?? real.elapsed()],
    [timers, "setTimeout", slept],
    [AbortSignal, "timeout", (ms: number) => (current === undefined ? timeout(ms) : abortedAfter(ms))],
    ...(["sign", "verify", "importKey", "digest"] as const).map((name): Substitute => {
      const work = subtle[name].bind(subtle) as (...args: unknown[]) => Promise<unknown>;
      return [subtle, name, (...args: unknown[]) => current?.outside(work(...args)) ?? work(...args)];
    }),
  ];
}

function abortedAfter(ms: number): AbortSignal {
  const controller = new AbortController();
  current?.after(ms, () => controller.abort(new DOMException("The operation timed out", "TimeoutError")));
  return controller.signal;
}

/** Does something by itself in a time of its own, which begins now: nobody waits in it. */
export async function unhurried<T>(seed: number, act: () => Promise<T>): Promise<T> {
  const time = new SimulatedTime(seed, Date.now());
  const undo = takeTime();
  try {
    return await time.play(act);
  } finally {
    undo();
  }
}

/** From now on stories can be played; outside of them all is as it was. Gives how to put it back. */
export function takeTime(): () => void {
  return substitute([...substitutes(), ...chanceBy(() => current?.draw)]);
}
