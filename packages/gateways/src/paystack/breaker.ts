import { now } from "@cowry/core/kernel/clock";

/**
 * Spares a provider that is down, and our own callers the wait: after some failures in a row nothing is sent for a
 * while; then one request at a time tries whether it is back. One per process and address: a Lambda instance serves
 * one request at a time, so that this is small on purpose.
 */
export interface Breaker {
  /** Milliseconds to wait, or 0 when a request may go. */
  closedFor(): number;
  succeeded(): void;
  failed(): void;
}

const FAILURES = 5;
const REST_MS = 10_000;

export function makeBreaker(): Breaker {
  let failures = 0;
  let restUntil = 0;
  return {
    closedFor() {
      if (failures < FAILURES) return 0;
      const left = restUntil - now();
      // The next to ask is the one who tries; the others wait for what he finds.
      if (left <= 0) restUntil = now() + REST_MS;
      return Math.max(0, left);
    },
    succeeded() {
      failures = 0;
    },
    failed() {
      failures += 1;
      if (failures >= FAILURES) restUntil = now() + REST_MS;
    },
  };
}

const breakers = new Map<string, Breaker>();

/** The breaker of this address, shared by all clients of the process. */
export function breakerOf(address: string): Breaker {
  const known = breakers.get(address) ?? makeBreaker();
  breakers.set(address, known);
  return known;
}
