import { wallTime, zonedTime } from "./zone.ts";

/** AWS's six fields: minutes, hours, day of month, month, day of week (1 = Sunday), year. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  readonly years: readonly number[];
  readonly onDay: (year: number, month: number, day: number) => boolean;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Reads the inside of `cron(…)`. */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  const [minutes = "", hours = "", dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = fields;
  if (fields.length !== 6) throw new Error(`cron(${text}) should have six fields`);
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
    throw new Error(`cron(${text}): exactly one of day of month and day of week must be ?`);
  }
  return {
    minutes: values(minutes, 0, 59),
    hours: values(hours, 0, 23),
    months: values(month, 1, 12, MONTHS),
    years: values(year, 1970, 2199),
    onDay: dayOfWeek === "?" ? monthDays(dayOfMonth) : weekDays(dayOfWeek),
  };
}

/** The first minute after `ms` that the fields name, on the wall clock of `zone`. */
export function cronAfter(cron: Cron, ms: number, zone: string): number | undefined {
  const from = wallTime(ms, zone);
  const lastYear = cron.years.at(-1) ?? 0;
  for (let date = Date.UTC(from.year, from.month - 1, from.day); ; date += 86_400_000) {
    const at = new Date(date);
    const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
    if (year > lastYear || year > from.year + 100) return undefined;
    if (!cron.years.includes(year) || !cron.months.includes(month) || !cron.onDay(year, month, day)) continue;
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const found = zonedTime({ year, month, day, hour, minute }, zone);
        if (found !== undefined && found > ms) return found;
      }
    }
  }
}

/** `*`, `5`, `1-5`, `0/15`, `1-10/2`, `MON,WED`. */
function values(field: string, min: number, max: number, names: readonly string[] = []): readonly number[] {
  const all = field.split(",").flatMap((part) => {
    const [, range = "", step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [first = "", last] = range.split("-");
    const from = range === "*" ? min : valueOf(first, min, names);
    const to = last !== undefined ? valueOf(last, min, names) : range === "*" || step !== undefined ? max : from;
    const every = Number(step ?? 1);
    if (!(from >= min && to <= max && from <= to && every > 0))
      throw new Error(`${field} is no value of this cron field`);
    return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every);
  });
  return [...new Set(all)].sort((a, b) => a - b);
}

/** A number, or a name that stands for one (the first name for `min`). */
function valueOf(text: string, min: number, names: readonly string[]): number {
  const named = names.indexOf(text.toUpperCase());
  if (named !== -1) return named + min;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

type DayRule = Cron["onDay"];

function monthDays(field: string): DayRule {
  if (field === "L") return (year, month, day) => day === daysIn(year, month);
  const near = /^(\d+|L)W$/.exec(field)?.[1];
  if (near !== undefined) {
    return (year, month, day) => day === nearestWeekday(year, month, near === "L" ? daysIn(year, month) : Number(near));
  }
  const days = values(field, 1, 31);
  return (_year, _month, day) => days.includes(day);
}

function weekDays(field: string): DayRule {
  const nth = /^([^#]+)#([1-5])$/.exec(field);
  if (nth !== null) {
    const [only = 0] = values(nth[1] ?? "", 1, 7, WEEKDAYS);
    return (year, month, day) => weekday(year, month, day) === only && Math.ceil(day / 7) === Number(nth[2]);
  }
  const last = /^([^L]+)L$/.exec(field)?.[1];
  if (last !== undefined) {
    const [only = 0] = values(last, 1, 7, WEEKDAYS);
    return (year, month, day) => weekday(year, month, day) === only && day + 7 > daysIn(year, month);
  }
  const days = field === "L" ? [7] : values(field, 1, 7, WEEKDAYS);
  return (year, month, day) => days.includes(weekday(year, month, day));
}

/** Sunday is 1. */
function weekday(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Monday to Friday nearest to a day, within its month. */
function nearestWeekday(year: number, month: number, wanted: number): number {
  const day = Math.min(wanted, daysIn(year, month));
  const on = weekday(year, month, day);
  if (on === 7) return day > 1 ? day - 1 : day + 2;
  if (on === 1) return day < daysIn(year, month) ? day + 1 : day - 2;
  return day;
}
