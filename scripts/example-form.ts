/** Answers of a test run, as examples of the API document: nothing in them is secret, or other in the next run. */

/** What a list shows. */
const ITEMS_MAX = 2;
const BASE_MS = Date.UTC(2026, 0, 15, 9, 30);
const DAY_MS = 86_400_000;

const JWT = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJleGFtcGxlIn0.ZXhhbXBsZS1vbmx5";
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>';
/** One transparent dot. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";

const TIME = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,3})?Z";
const DAY = "20[2-9]\\d-\\d{2}-\\d{2}";
const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
/** What differs from run to run or could be a secret, the longer before what could be a part of it. */
const VARYING = {
  key: `cwk_${UUID}_[\\w-]{43}`,
  uuid: UUID,
  reference: "cw-[0-9a-f]{32}",
  time: TIME,
  day: DAY,
  jwt: "eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+",
  svg: "<svg[^]*</svg>",
  png: "iVBOR[A-Za-z0-9+/]{40,}=*",
  origin: "https?://(?:127\\.0\\.0\\.1|localhost):\\d+",
  phone: "\\+234\\d{10}",
  address: "\\b(?:10|102)\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\b",
  device: "\\bdevice-\\d+",
  recovery: "\\b[2-9A-Z]{5}-[2-9A-Z]{5}\\b",
  epoch: "\\b1[6-9]\\d{11}\\b",
  referral: "\\b[2-9A-HJ-NP-Z]{8}\\b",
  opaque: "[A-Za-z0-9_-]{12,}",
} as const;
type Kind = keyof typeof VARYING;

const ANY = new RegExp(
  Object.entries(VARYING)
    .map(([kind, pattern]) => `(?<${kind}>${pattern})`)
    .join("|"),
  "g",
);

/** The same example from the same answers, whenever and with whatever keys they were given; its own form already. */
export function exampleOf(answer: unknown): unknown {
  const kept = shortened(answer);
  const forms = formsFrom(BASE_MS - earliest(JSON.stringify(kept)));
  const rewrite = (text: string): string =>
    text.replace(ANY, (...match) => {
      const groups = match.at(-1) as Readonly<Record<Kind, string | undefined>>;
      const [kind, found = ""] = Object.entries(groups).find(([, each]) => each !== undefined) ?? [];
      return forms[kind as Kind](found);
    });
  return mapTexts(kept, rewrite);
}

/** How each kind is written in one example: the same again for the same, numbers by first sight. */
function formsFrom(shiftMs: number): Readonly<Record<Kind, (found: string) => string>> {
  const [ids, phones, addresses, devices, codes] = [numbered(), numbered(), numbered(), numbered(), numbered()];
  const hex = (text: string) => ids(text).toString(16).padStart(12, "0");
  return {
    key: (found) => `cwk_0190c0de-0000-7000-8000-${hex(found.slice(4, 40))}_${filled(`x${"X1".repeat(21)}`)}`,
    uuid: (found) => `0190c0de-0000-7000-8000-${hex(found)}`,
    reference: (found) => `cw-0190c0de000070008000${hex(found)}`,
    time: (found) => new Date(roundedMs(Date.parse(found) + shiftMs)).toISOString(),
    day: (found) => dayOf(Date.parse(found) + Math.round(shiftMs / DAY_MS) * DAY_MS),
    jwt: () => JWT,
    svg: () => SVG,
    png: () => PNG,
    origin: () => "https://paystack.example",
    phone: (found) => `+23480312345${String(60 + phones(found)).padStart(2, "0")}`,
    address: (found) => `102.89.34.${addresses(found)}`,
    device: (found) => `device-${devices(found)}`,
    recovery: (found) => `AAAAA-AAAA${"23456789ABCDEF"[codes(found) - 1] ?? "Z"}`,
    epoch: () => String(BASE_MS),
    referral: (found) => (/\d/.test(found) ? "CWRY2345" : found),
    opaque: filled,
  };
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map(shortened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner)]));
}

/** Times keep their distances from each other. Where there are none, days do. */
function earliest(texts: string): number {
  const found = (pattern: string) => [...texts.matchAll(new RegExp(pattern, "g"))].map(([text]) => Date.parse(text));
  const times = found(TIME);
  if (times.length > 0) return roundedMs(Math.min(...times));
  const days = found(DAY);
  return days.length === 0 ? BASE_MS : Math.min(...days) + (BASE_MS % DAY_MS);
}

const roundedMs = (ms: number) => Math.round(ms / 1_000) * 1_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** 1, 2, 3 by first sight. */
function numbered(): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => known.get(text) ?? known.set(text, known.size + 1).size;
}

const FILLERS: readonly (readonly [RegExp, string])[] = [
  [/^[0-9a-f]+$/, "0123456789abcdef"],
  [/^[A-Z2-7]+$/, "EXAMPLE"],
  [/^[\w-]+$/, "ExampleOnly"],
];
/** Words in snake_case, kebab-case, camelCase or capitals; numbers. */
const WORDS = /^(\d+|[A-Za-z]?[a-z]*([_-][A-Za-z]?[a-z]*)*|[a-z]+([A-Z][a-z]+)+|[A-Z]{1,15})$/;

/** What no person wrote: of the same length and letters, and worth nothing. Words and numbers stay. */
function filled(text: string): string {
  const [, prefix = "", rest = ""] = /^([A-Za-z]{2,4}_|[_-])?([^]*)$/.exec(text) ?? [];
  if (WORDS.test(rest) && !rest.startsWith("Example")) return text;
  const [, filler = ""] = FILLERS.find(([letters]) => letters.test(rest)) ?? [];
  return prefix + filler.repeat(Math.ceil(rest.length / filler.length)).slice(0, rest.length);
}

function mapTexts(value: unknown, rewrite: (text: string) => string): unknown {
  if (typeof value === "string") return rewrite(value);
  if (Array.isArray(value)) return value.map((inner) => mapTexts(inner, rewrite));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rewrite(key), mapTexts(inner, rewrite)]));
}

/** Of several answers the one that tells most: more fields that hold something, then the shorter, then by its letters. */
export function mostTelling(answers: readonly unknown[]): unknown {
  const rated = answers.map((answer) => {
    const example = exampleOf(answer);
    const text = JSON.stringify(example);
    return { example, text, fields: fieldsOf(example, "").size };
  });
  const [best] = rated.toSorted(
    (a, b) => b.fields - a.fields || a.text.length - b.text.length || (a.text < b.text ? -1 : 1),
  );
  return best?.example;
}

function fieldsOf(value: unknown, at: string): ReadonlySet<string> {
  if (value === null || value === undefined || value === 0 || value === "") return new Set();
  if (Array.isArray(value)) return new Set(value.flatMap((inner) => [`${at}[]`, ...fieldsOf(inner, `${at}[]`)]));
  if (typeof value !== "object") return new Set([at]);
  return new Set(Object.entries(value).flatMap(([key, inner]) => [...fieldsOf(inner, `${at}.${key}`)]));
}
