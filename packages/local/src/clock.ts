/**
 * The movable clock: real time plus an offset that only grows. Everything in the local cloud that waits,
 * waits here, so that moving the clock runs what is due on the way, in order, and sees it finished.
 */

/** Beyond 2^31 - 1 ms a Node timer fires at once: long waits are taken in steps. */
const LONGEST_TIMER_MS = 2_000_000_000;

/** What most parts need of the clock. */
export interface Clock {
  now(): number;
  /** Runs once at `ms` (as soon as possible when that has passed); the answer cancels it. */
  at(ms: number, run: () => void | Promise<void>): () => void;
}

export interface ClockOptions {
  readonly offsetMs?: number;
  /** Told at every move, before anything runs at the new time. */
  readonly onMoved?: (offsetMs: number) => void;
  readonly onError?: (error: unknown) => void;
  /** Real time after which settling is given up. */
  readonly settleTimeoutMs?: number;
  readonly realNow?: () => number;
}

/** The clock was asked to go back, or what it waits for does not end. */
export class ClockError extends Error {
  readonly code: "backwards" | "unsettled";

  constructor(code: "backwards" | "unsettled", message: string) {
    super(message);
    this.name = "ClockError";
    this.code = code;
  }
}

interface Timer {
  readonly atMs: number;
  readonly run: () => void | Promise<void>;
}

export class MovableClock implements Clock {
  /** The offset in milliseconds as one BigInt64, shared with the workers whose Date it moves. */
  readonly shared = new SharedArrayBuffer(8);
  readonly #cell = new BigInt64Array(this.shared);
  /** Sorted by time; timers of the same time in the order they were set. */
  readonly #timers: Timer[] = [];
  readonly #underWay = new Map<Promise<unknown>, string>();
  readonly #drains: (() => Promise<void>)[] = [];
  readonly #options: Required<ClockOptions>;
  #alarm: NodeJS.Timeout | undefined;
  /** Counts everything that was ever tracked: two equal readings mean that nothing new began. */
  #activity = 0;
  #lastMove: Promise<unknown> = Promise.resolve();
  #moving = false;
  #stopped = false;

  constructor(options: ClockOptions = {}) {
    this.#options = {
      offsetMs: 0,
      onMoved: () => undefined,
      onError: () => undefined,
      settleTimeoutMs: 60_000,
      realNow: Date.now,
      ...options,
    };
    this.#cell[0] = BigInt(this.#options.offsetMs);
  }

  offsetMs(): number {
    return Number(Atomics.load(this.#cell, 0));
  }

  now(): number {
    return this.#options.realNow() + this.offsetMs();
  }

  at(ms: number, run: () => void | Promise<void>): () => void {
    const timer: Timer = { atMs: ms, run };
    const before = this.#timers.findLastIndex((other) => other.atMs <= ms);
    this.#timers.splice(before + 1, 0, timer);
    this.#arm();
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index !== -1) this.#timers.splice(index, 1);
    };
  }

  /** When the next timer is due; undefined when nothing waits. */
  nextAtMs(): number | undefined {
    return this.#timers[0]?.atMs;
  }

  /** Names work that must be over before time goes on. Never give it work that itself waits for this clock. */
  track<T>(name: string, work: Promise<T>): Promise<T> {
    this.#activity += 1;
    this.#underWay.set(work, name);
    const done = () => this.#underWay.delete(work);
    work.then(done, done);
    return work;
  }

  /** `drain` is called while settling: it looks for work (and tracks it), or waits for what it has. */
  onSettle(drain: () => Promise<void>): void {
    this.#drains.push(drain);
  }

  /** Resolves when nothing is under way but waits for this clock. */
  async settle(): Promise<void> {
    const { settleTimeoutMs } = this.#options;
    const giveUpAt = performance.now() + settleTimeoutMs;
    for (let before = -1; this.#activity !== before || this.#underWay.size > 0;) {
      before = this.#activity;
      const work = [...[...this.#underWay.keys()].map(over), ...this.#drains.map((drain) => drain())];
      if (await inTime(Promise.all(work), giveUpAt)) continue;
      const names = [...new Set(this.#underWay.values())].join(", ") || "a drain";
      throw new ClockError("unsettled", `still under way after ${settleTimeoutMs / 1000} s: ${names}`);
    }
  }

  /** Moves to `ms`, running every timer due on the way in order, each one's consequences before the next. */
  moveTo(ms: number): Promise<{ readonly ran: number }> {
    return this.#oneMove(() => {
      if (ms < this.now()) throw new ClockError("backwards", "the clock only goes forward");
      return ms;
    });
  }

  /** Moves on by `ms` from wherever the clock stands when earlier moves are over. */
  advance(ms: number): Promise<{ readonly ran: number }> {
    return this.#oneMove(() => this.now() + ms);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#alarm);
    this.#timers.length = 0;
  }

  #oneMove(target: () => number): Promise<{ readonly ran: number }> {
    const mine = this.#lastMove.then(async () => {
      this.#moving = true;
      try {
        // What is still under way may set a timer: the move begins when it has.
        await this.settle();
        return await this.#move(target());
      } finally {
        this.#moving = false;
        this.#arm();
      }
    });
    this.#lastMove = mine.catch(() => undefined);
    return mine;
  }

  async #move(ms: number): Promise<{ ran: number }> {
    let ran = 0;
    for (let next = this.#timers[0]; next !== undefined && next.atMs <= ms; next = this.#timers[0]) {
      this.#timers.shift();
      this.#setNow(next.atMs);
      await this.track("timer", this.#fire(next));
      await this.settle();
      ran += 1;
    }
    this.#setNow(ms);
    await this.settle();
    return { ran };
  }

  #setNow(ms: number): void {
    const offset = ms - this.#options.realNow();
    if (offset <= this.offsetMs()) return;
    Atomics.store(this.#cell, 0, BigInt(offset));
    this.#options.onMoved(offset);
  }

  #arm(): void {
    clearTimeout(this.#alarm);
    const next = this.#timers[0];
    if (next === undefined || this.#moving || this.#stopped) return;
    const waitMs = Math.min(Math.max(next.atMs - this.now(), 0), LONGEST_TIMER_MS);
    this.#alarm = setTimeout(() => this.#fireDue(), waitMs);
  }

  #fireDue(): void {
    for (let next = this.#timers[0]; next !== undefined && next.atMs <= this.now(); next = this.#timers[0]) {
      if (this.#moving) return;
      this.#timers.shift();
      void this.track("timer", this.#fire(next));
    }
    this.#arm();
  }

  async #fire(timer: Timer): Promise<void> {
    try {
      await timer.run();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}

const over = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  );

/** False when `work` is not done at `giveUpAt` (of `performance.now()`). */
async function inTime(work: Promise<unknown>, giveUpAt: number): Promise<boolean> {
  let timeout: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timeout = setTimeout(() => resolve(false), Math.max(giveUpAt - performance.now(), 0));
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timeout);
  }
}
