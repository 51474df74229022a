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
