import { AsyncLocalStorage } from "node:async_hooks";
import { now } from "@cowry/core/kernel";

/**
 * Until when a request may begin something. It follows the request, not the instance: what an answered request left
 * running wakes up beside the next one, and must not take that one's time for its own.
 */
const deadlines = new AsyncLocalStorage<number>();

export function runUntil<T>(deadlineMs: number, run: () => T): T {
  return deadlines.run(deadlineMs, run);
}

/** By the time on the wall: the process's own clocks may stand still while the instance is frozen. */
export function isPastDeadline(): boolean {
  const deadlineMs = deadlines.getStore();
  return deadlineMs !== undefined && now() >= deadlineMs;
}
