import { settings } from "../kernel/index.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment as people at home write it: `21 Nov 2026, 21:43`. */
export function moment(atMs: number): string {
  const timeZone = settings().homeZone;
  let format = formats.get(timeZone);
  if (format === undefined) {
    const day = { day: "2-digit", month: "short", year: "numeric" } as const;
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      ...day,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
  }
  return format.format(atMs);
}
