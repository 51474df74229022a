/** Times of the cloud's own clock, which may be days ahead of this browser's: nothing here asks what time it is. */

/** `2026-01-31 12:00:05` in UTC. */
export function showTime(iso: string | number): string {
  return new Date(iso).toISOString().slice(0, 19).replace("T", " ");
}

/** `12:00:05` where the day is today's, else with the day. */
export function showBrief(iso: string, now: string): string {
  const text = showTime(iso);
  return text.slice(0, 10) === now.slice(0, 10) ? text.slice(11) : text.slice(0, 16);
}

const STEPS: readonly (readonly [number, string])[] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
];

/** How far it is from one time to another: `in 3 h`, `5 min ago`. */
export function showDistance(iso: string, now: string): string {
  const seconds = Math.round((Date.parse(iso) - Date.parse(now)) / 1_000);
  const far = Math.abs(seconds);
  const [size, unit] = STEPS.find(([step]) => far >= step) ?? [1, "s"];
  if (far < 1) return "now";
  const text = `${Math.floor(far / size)} ${unit}`;
  return seconds > 0 ? `in ${text}` : `${text} ago`;
}
