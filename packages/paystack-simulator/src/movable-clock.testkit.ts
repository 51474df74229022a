import type { SimulatorClock } from "./clock.ts";

/** A clock that stands still until a test moves it. Whatever falls due on the way is run, in order, and waited for. */
export class MovableClock implements SimulatorClock {
  #now: number;
  #due: { readonly at: number; readonly run: () => Promise<void> }[] = [];

  constructor(startMs = Date.UTC(2026, 0, 5, 9)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  at(ms: number, run: () => Promise<void>): () => void {
    const entry = { at: ms, run };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((one) => one !== entry);
    };
  }

  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#due.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      await next.run();
    }
    this.#now = until;
  }
}
