import { parseArgs } from "node:util";
import { nearest } from "./nearest.ts";
import type { Screen } from "./screen.ts";

/** What a command of `cowry` is, and how its words are read. One file per command; `index.ts` lists them. */

export interface Option {
  readonly type: "boolean" | "string";
  readonly short?: string;
  /** What stands for the value in the help: `<n>`. */
  readonly value?: string;
  readonly says: string;
}

export interface Command {
  /** As they are typed: `["test-clock", "advance"]`. */
  readonly words: readonly [string, ...string[]];
  /** One line, for the list of all commands. */
  readonly says: string;
  /** What else there is to know, as paragraphs. */
  readonly about?: string;
  /** What is given by its place; one in brackets may be left out. */
  readonly takes?: readonly string[];
  readonly options?: Readonly<Record<string, Option>>;
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** Throws `Failure`; gives the exit code where it is not 0. */
  readonly run: (given: Given, screen: Screen) => Promise<number> | Promise<void>;
}

/** Called wrongly: exit code 2. */
export class Misuse extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = "Misuse";
    this.hint = hint;
  }
}

/** Called rightly, and it did not work out: exit code 1. */
export class Failure extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = "Failure";
    this.hint = hint;
  }
}

/** Every command has these. */
export const COMMON: Readonly<Record<string, Option>> = {
  port: {
    type: "string",
    short: "p",
    value: "<number>",
    says: "the local cloud's port (COWRY_PORT, or 4000)",
  },
  help: { type: "boolean", short: "h", says: "tell about the command" },
};

export const JSON_OPTION: Option = { type: "boolean", says: "print JSON, for programs" };

/** What was given to a command. */
export class Given {
  readonly #values: ReadonlyMap<string, string | true>;
  readonly places: readonly string[];
  readonly port: number;

  constructor(values: ReadonlyMap<string, string | true>, places: readonly string[], port: number) {
    this.#values = values;
    this.places = places;
    this.port = port;
  }

  is(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === true ? undefined : value;
  }

  /** A whole number within bounds, or the one that counts where none is given. */
  count(name: string, usual: number, [least, most]: readonly [number, number]): number {
    const given = this.text(name);
    if (given === undefined) return usual;
    const value = Number(given);
    if (/^\d+$/.test(given) && value >= least && value <= most) return value;
    throw new Misuse(`--${name} must be a whole number from ${least} to ${most}, not ${given}`);
  }

  /** One of some words. */
  oneOf<const T extends string>(name: string, words: readonly T[]): T | undefined {
    const given = this.text(name);
    if (given === undefined) return undefined;
    const found = words.find((word) => word === given);
    if (found !== undefined) return found;
    throw new Misuse(`--${name} must be one of ${words.join(", ")}, not ${given}`, didYouMean(given, words));
  }
}

export function didYouMean(given: string, known: readonly string[]): string | undefined {
  const near = nearest(given, known);
  return near === undefined ? undefined : `Did you mean ${near}?`;
}

/** Reads what follows the command's own words. Throws `Misuse`. */
export function read(command: Command, args: readonly string[], environment: Environment): Given {
  const options = { ...COMMON, ...command.options };
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string | true>();
  const places: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") places.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) throw unknownFlag(command, rawName, Object.keys(options));
    if (option.type === "boolean" && value !== undefined) throw new Misuse(`${rawName} takes no value`);
    // `--door -f` would take the flag for the door's name.
    const isMissing = value === undefined || (value.startsWith("-") && !token.inlineValue);
    if (option.type === "string" && isMissing)
      throw new Misuse(`${rawName} needs a value: ${option.value ?? "<text>"}`);
    values.set(name, value ?? true);
  }
  if (!values.has("help")) checkPlaces(command, places);
  return new Given(values, places, portOf(values.get("port"), environment));
}

export type Environment = Readonly<Record<string, string | undefined>>;

function unknownFlag(command: Command, rawName: string, known: readonly string[]): Misuse {
  const flags = known.map((name) => `--${name}`);
  const hint = didYouMean(rawName, flags) ?? `It knows ${flags.join(", ")}.`;
  return new Misuse(`${command.words.join(" ")} knows no ${rawName}`, hint);
}

function checkPlaces({ words, takes = [] }: Command, places: readonly string[]): void {
  const missing = takes.find((name, at) => !name.startsWith("[") && places[at] === undefined);
  if (missing !== undefined) throw new Misuse(`${words.join(" ")} needs ${missing}`);
  const extra = places[takes.length];
  if (extra !== undefined) throw new Misuse(`${words.join(" ")} has no use for ${extra}`);
}

function portOf(given: string | true | undefined, environment: Environment): number {
  const [from, text] =
    given === undefined ? ["COWRY_PORT", environment["COWRY_PORT"] ?? "4000"] : ["--port", String(given)];
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Misuse(`${from} must be a port number, not ${text}`);
}
