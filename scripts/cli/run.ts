import { type Command, didYouMean, Failure, Misuse, read } from "./command.ts";
import { helpOf, helpOfAll, helpOfGroup } from "./help.ts";
import { paint, say, type Screen } from "./screen.ts";

/** `cowry <words> …`: finds the command, reads what is given, runs it. Gives the exit code. */
export async function runCowry(
  args: readonly string[],
  commands: readonly Command[],
  screen: Screen,
  version: string,
): Promise<number> {
  try {
    return await dispatch(args, commands, screen, version);
  } catch (error) {
    if (!(error instanceof Misuse || error instanceof Failure)) throw error;
    screen.err.write(`${paint(screen, screen.err, "red", "cowry:")} ${error.message}\n`);
    if (error.hint !== undefined) screen.err.write(`${error.hint}\n`);
    return error instanceof Misuse ? 2 : 1;
  }
}

async function dispatch(
  args: readonly string[],
  commands: readonly Command[],
  screen: Screen,
  version: string,
): Promise<number> {
  const [first, ...others] = args;
  if (first === "--version" || first === "-v") return told(screen, version);
  if (first === undefined || first === "--help" || first === "-h") return told(screen, helpOfAll(commands, screen));
  if (first === "help") return help(others, commands, screen);
  if (first.startsWith("-")) throw new Misuse(`options follow the command: cowry <command> ${first}`, HELP);
  const found = find(args, commands);
  if ("group" in found) {
    const { group, rest } = found;
    if (rest.includes("--help") || rest.includes("-h")) return told(screen, helpOfGroup(first, group, screen));
    throw unknownIn(first, group, rest[0]);
  }
  const { command, rest } = found;
  const given = read(command, rest, screen.environment);
  if (given.is("help")) return told(screen, helpOf(command, screen));
  return (await command.run(given, screen)) ?? 0;
}

const HELP = "cowry --help lists all commands.";

function told(screen: Screen, text: string): number {
  say(screen, text.trimEnd());
  return 0;
}

function help(words: readonly string[], commands: readonly Command[], screen: Screen): number {
  if (words.length === 0) return told(screen, helpOfAll(commands, screen));
  const found = find(words, commands);
  if ("command" in found) return told(screen, helpOf(found.command, screen));
  return told(screen, helpOfGroup(words[0] ?? "", found.group, screen));
}

type Found =
  | { readonly command: Command; readonly rest: readonly string[] }
  | { readonly group: readonly Command[]; readonly rest: readonly string[] };

/** The command with the most words that these begin with, or the group that the first of them names. */
export function find(args: readonly string[], commands: readonly Command[]): Found {
  const fitting = commands
    .filter(({ words }) => words.every((word, at) => args[at] === word))
    .sort((one, other) => other.words.length - one.words.length);
  const command = fitting[0];
  const group = commands.filter(({ words }) => words[0] === args[0]);
  if (command !== undefined) {
    const rest = args.slice(command.words.length);
    const next = rest[0];
    // `test-clock advnce` is no clock that takes a word: it is one of its commands, misspelt.
    const isMisspelt = next !== undefined && !next.startsWith("-") && (command.takes ?? []).length === 0;
    if (isMisspelt && group.length > 1) throw unknownIn(command.words.join(" "), group, next);
    return { command, rest };
  }
  if (group.length > 0) return { group, rest: args.slice(1) };
  const names = [...new Set(commands.map(({ words }) => words[0]))];
  const given = args[0] ?? "";
  throw new Misuse(`there is no command ${given}`, didYouMean(given, names) ?? HELP);
}

function unknownIn(word: string, group: readonly Command[], given: string | undefined): Misuse {
  const names = group.flatMap(({ words }) => words.slice(1, 2));
  if (given === undefined) return new Misuse(`${word} needs one of: ${names.join(", ")}`, `cowry ${word} --help`);
  const hint = didYouMean(given, names) ?? `It knows ${names.join(", ")}.`;
  return new Misuse(`${word} knows no ${given}`, hint);
}
