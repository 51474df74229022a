import { errors } from "./errors.ts";

/** States what cannot be otherwise. A failure is our bug: it crashes the request, never reaches the caller's eyes. */
export function assert(condition: unknown, impossible: string): asserts condition {
  if (!condition) throw errors.internal_error(undefined, { context: { impossible } });
}

/** The value, which cannot be absent here. */
export function present<T>(value: T | null | undefined, impossible: string): T {
  assert(value !== null && value !== undefined, impossible);
  return value;
}

/** For the default of a switch over a closed union. */
export function never(value: never, what: string): never {
  throw errors.internal_error(undefined, { context: { impossible: what, value: String(value) } });
}
