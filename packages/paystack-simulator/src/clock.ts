/**
 * The time the simulator lives by. A movable clock is passed in by whoever embeds it; alone it lives by the real one.
 * `run` may be awaited (a clock that jumps over several moments should, so that each retry is over before the next is due)
 * and never rejects.
 */
export interface SimulatorClock {
  now(): number;
  /** Runs once the time `ms` is reached, at once when it has passed. Gives the way to call it off. */
  at(ms: number, run: () => Promise<void>): () => void;
}

/** Beyond 2^31 - 1 ms a timer fires at once: long waits are taken in steps. */
const LONGEST_TIMER_MS = 2_000_000_000;

export const realClock: SimulatorClock = {
  now: () => Date.now(),
  at(ms, run) {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = ms - Date.now();
      timer = setTimeout(
        () => (left > LONGEST_TIMER_MS ? wait() : void run()),
        Math.min(Math.max(left, 0), LONGEST_TIMER_MS),
      );
    };
    wait();
    return () => clearTimeout(timer);
  },
};

interface Due {
  readonly at: number;
  readonly run: () => Promise<void>;
  cancel: () => void;
}

/** The real time, moved forward by hand: whoever runs the simulator alone does not wait 72 hours for a retry. */
export class OwnClock implements SimulatorClock {
  #offset: number;
  #due: Due[] = [];

  constructor(offsetMs = 0) {
    this.#offset = offsetMs;
  }

  now(): number {
    return realClock.now() + this.#offset;
  }

  at(ms: number, run: () => Promise<void>): () => void {
    const entry: Due = { at: ms, run, cancel: () => {} };
    const remove = (): void => {
      entry.cancel();
      this.#due = this.#due.filter((one) => one !== entry);
    };
    entry.cancel = realClock.at(ms - this.#offset, async () => {
      remove();
      await run();
    });
    this.#due.push(entry);
    return remove;
  }

  /** Whatever falls due on the way is run in order, and waited for. Gives the offset. */
  async advance(ms: number): Promise<number> {
    const until = this.now() + ms;
    for (;;) {
      const next = this.#due.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      next.cancel();
      this.#due = this.#due.filter((one) => one !== next);
      this.#offset += Math.max(0, next.at - this.now());
      await next.run();
    }
    this.#offset += Math.max(0, until - this.now());
    // Timers were set for the time before the jump.
    for (const entry of this.#due.splice(0)) {
      entry.cancel();
      this.at(entry.at, entry.run);
    }
    return this.#offset;
  }
}
