/** The only place that reads the time. Milliseconds since the epoch, UTC. */
export function now(): number {
  return Date.now();
}

/** RFC 3339 in UTC with milliseconds, as every time on the wire is written. */
export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Milliseconds of an RFC 3339 time; undefined when it is none. */
export function parseTime(text: string): number | undefined {
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
