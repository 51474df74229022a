import { Misuse } from "./command.ts";

/** Durations as people write them: `PT10M`, `10m`, `1d`, `1d12h`, `90s`, `2w`. */

const UNITS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;
const SHORT = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?$/i;
const ISO = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Longer than anything waits for in the product; the clock never goes back. */
const LONGEST_MS = 3 * 366 * UNITS.d;

/** In ms. Throws `Misuse`. */
export function readDuration(text: string): number {
  const parts = text === "" ? null : (ISO.exec(text) ?? SHORT.exec(text));
  if (parts === null) {
    throw new Misuse(
      `${text} is no duration`,
      "Such as PT10M, P1D, 10m, 1d, 1d12h; or next: when the next job is due.",
    );
  }
  const ms = Object.values(UNITS).reduce((sum, unit, at) => sum + unit * Number(parts[at + 1] ?? 0), 0);
  if (ms > LONGEST_MS) throw new Misuse(`${text} is too far: three years at most, for the clock never goes back`);
  return ms;
}

/** Steps of a day at most: no request then takes minutes, and each says how far it has come. */
export function stepsOf(ms: number): readonly number[] {
  const days = Math.floor(ms / UNITS.d);
  const rest = ms - days * UNITS.d;
  return [...Array.from({ length: days }, () => UNITS.d), ...(rest > 0 || days === 0 ? [rest] : [])];
}

export function isoDuration(ms: number): string {
  return ms % UNITS.d === 0 && ms > 0 ? `P${ms / UNITS.d}D` : `PT${ms / 1_000}S`;
}
