import { type LocalCloud, pause, reach } from "./cloud.ts";
import { type Command, type Given, JSON_OPTION } from "./command.ts";
import { paint, say, sayJson, type Screen } from "./screen.ts";

/** What the doors print, and what the local cloud itself has to say. `docs/logs.md` tells of the fields. */

export interface Line {
  readonly at: string;
  readonly function: string;
  readonly request_id: string | null;
  readonly line: string;
}

const LEVELS = ["info", "warn", "error"] as const;
type Level = (typeof LEVELS)[number];

/** Of each question; more than a busy half second brings. */
const ASKED = 2_000;

export const logs: Command = {
  words: ["logs"],
  says: "Read what the doors log, or follow it",
  options: {
    follow: { type: "boolean", short: "f", says: "go on printing what comes" },
    door: { type: "string", short: "d", value: "<name>", says: "of this door, or of all whose name begins so" },
    level: { type: "string", short: "l", value: "<level>", says: "info, warn or error, and what is worse" },
    request: { type: "string", short: "r", value: "<id>", says: "of this request (x-request-id, request_id)" },
    limit: { type: "string", short: "n", value: "<count>", says: "so many of the newest (50)" },
    json: JSON_OPTION,
  },
  examples: [
    ["cowry logs -f", "everything, as it comes"],
    ["cowry logs --door wallet/ --level warn", "what troubles the wallet's doors"],
    ["cowry logs --request 0192d7a0-… --json", "one request, for programs"],
  ],
  run: async (given, screen) => {
    const filter: Filter = {
      door: given.text("door"),
      level: given.oneOf("level", LEVELS) ?? "info",
      request: given.text("request"),
    };
    const limit = given.count("limit", 50, [1, 10_000]);
    const { local } = await reach(given.port);
    const all = await linesOf(local, filter.request, Math.max(ASKED, limit));
    const shown = all.filter((line) => fits(line, filter)).slice(-limit);
    if (given.is("json") && !given.is("follow")) {
      sayJson(screen, shown);
      return;
    }
    for (const line of shown) print(line, given, screen);
    if (given.is("follow")) await follow(local, all, filter, given, screen);
  },
};

interface Filter {
  readonly door: string | undefined;
  readonly level: Level;
  readonly request: string | undefined;
}

function linesOf(local: LocalCloud["local"], request: string | undefined, limit: number): Promise<readonly Line[]> {
  const of = request === undefined ? "" : `&request_id=${encodeURIComponent(request)}`;
  return local<readonly Line[]>(`/logs?limit=${limit}${of}`);
}

async function follow(
  local: LocalCloud["local"],
  first: readonly Line[],
  filter: Filter,
  given: Given,
  screen: Screen,
): Promise<void> {
  let seen = first;
  while (await pause(400, screen.ended)) {
    const now = await linesOf(local, filter.request, ASKED);
    const { fresh, isGap } = since(seen, now);
    if (isGap) screen.err.write("… some lines came too fast to be followed\n");
    for (const line of fresh.filter((one) => fits(one, filter))) print(line, given, screen);
    seen = now.length === 0 ? seen : now;
  }
}

/** So many lines in a row are not the same twice: each has its time to the millisecond and its request. */
const TAIL = 5;

/** What came after the lines that were seen: both are the end of one log. */
export function since(seen: readonly Line[], now: readonly Line[]): { fresh: readonly Line[]; isGap: boolean } {
  const tail = seen.slice(-TAIL);
  if (tail.length === 0) return { fresh: now, isGap: false };
  const isAt = (end: number) => tail.every((line, at) => isSame(line, now[end - tail.length + at]));
  for (let end = now.length; end >= tail.length; end -= 1) {
    if (isAt(end)) return { fresh: now.slice(end), isGap: false };
  }
  return { fresh: now, isGap: true };
}

function isSame(one: Line, other: Line | undefined): boolean {
  if (other === undefined) return false;
  return one.at === other.at && one.line === other.line && one.function === other.function;
}

type Fields = Readonly<Record<string, unknown>>;

/** What no door logged has no level: a crash, or the local cloud itself. It is worth a look, unless all went well. */
function levelOf(fields: Fields | undefined, text: string): Level {
  const usual = fields?.["_aws"] !== undefined || /^REPORT .*\bok$/.test(text) ? "info" : "warn";
  return LEVELS.find((level) => level === fields?.["level"]) ?? usual;
}

/** `wallet/get-balance` of the template's `WalletGetBalance`; what is no door's stays as it is. */
export function doorOf(source: string): string {
  const [domain, ...others] = source.match(/[A-Z][a-z0-9]*/g) ?? [];
  return domain === undefined || others.length === 0 ? source : `${domain}/${others.join("-")}`.toLowerCase();
}

function fits(line: Line, { door, level }: Filter): boolean {
  if (door !== undefined && !doorOf(line.function).startsWith(door)) return false;
  return LEVELS.indexOf(levelOf(fieldsOf(line.line), line.line)) >= LEVELS.indexOf(level);
}

function fieldsOf(text: string): Fields | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return undefined;
  }
}

const COLOURS = { info: "green", warn: "yellow", error: "red" } as const;

/** One line of JSON each where lines are followed. */
function print(line: Line, given: Given, screen: Screen): void {
  if (given.is("json")) {
    say(screen, JSON.stringify(line));
    return;
  }
  say(screen, lineText(line, screen));
}

/** `12:00:01.123  info   wallet/create-transfer  request  status=201 ms=12  0192d7a0-…`. */
export function lineText({ at, function: source, request_id: request, line }: Line, screen: Screen): string {
  const fields = fieldsOf(line);
  const [level, door] = [levelOf(fields, line), doorOf(source)];
  const time = paint(screen, screen.out, "dim", at.slice(11, 23));
  const head = `${time}  ${paint(screen, screen.out, COLOURS[level], level.padEnd(5))}  ${door.padEnd(32)}`;
  if (fields === undefined) return `${head}  ${line}`;
  // A line of figures for CloudWatch (embedded metric format) has no message: its fields are the figures.
  const { level: _level, msg = "metrics", request_id: own, door: _door, stack, _aws, ...others } = fields;
  const facts = Object.entries(others).map(([name, value]) => `${name}=${shown(value)}`);
  const id = typeof own === "string" ? own : request;
  const text = [head, String(msg), ...facts, ...(id === null ? [] : [paint(screen, screen.out, "dim", id)])].join("  ");
  return typeof stack === "string" ? `${text}\n${stack.replace(/^/gm, "    ")}` : text;
}

function shown(value: unknown): string {
  return typeof value === "string" && !/\s/.test(value) ? value : JSON.stringify(value);
}
