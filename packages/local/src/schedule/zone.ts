/** A minute on a wall clock. Months from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
  const made = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", calendar: "gregory", ...numeric });
  formatters.set(zone, made);
  return made;
}

/** What the wall clock of a zone shows. */
export function wallTime(ms: number, zone: string): WallTime {
  const parts = formatter(zone).formatToParts(ms);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute") };
}

/** When a zone's wall clock shows this; the first time if twice, undefined if never (clocks put forward). */
export function zonedTime(wall: WallTime, zone: string): number | undefined {
  const asUtc = utcOf(wall);
  // Offsets a day before and after bracket any change of clocks.
  const candidates = [asUtc - 86_400_000, asUtc + 86_400_000].map(
    (near) => asUtc - (utcOf(wallTime(near, zone)) - near),
  );
  return candidates.sort((a, b) => a - b).find((ms) => utcOf(wallTime(ms, zone)) === asUtc);
}

function utcOf({ year, month, day, hour, minute }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}
