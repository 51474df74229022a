import { settings } from "../kernel/index.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of a moment in a zone, `2026-11-21`; sorts as text. */
export function dayOf(atMs: number, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    // The Canadian form is the ISO one.
    format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    formats.set(zone, format);
  }
  return format.format(atMs);
}

/** The day that it is at home. */
export function homeDay(atMs: number): string {
  return dayOf(atMs, settings().homeZone);
}
