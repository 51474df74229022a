import { type Command, COMMON, type Option } from "./command.ts";
import { columns, paint, type Screen } from "./screen.ts";

/** What `--help` prints: of everything, of a group of commands, of one. */

export function helpOfAll(commands: readonly Command[], screen: Screen): string {
  return lines(
    "Cowry on this machine: start it, move its clock, read its messages, make things happen.",
    "",
    title("Usage", screen),
    "  cowry <command> [options]        (./cowry …, npx cowry …, or npm run cowry -- …)",
    "",
    title("Commands", screen),
    ...listOf(commands),
    "",
    title("Options", screen),
    ...optionsOf(COMMON),
    "",
    "cowry <command> --help tells more, with examples. Exit codes: 0 done, 1 it did not work, 2 called wrongly.",
  );
}

export function helpOfGroup(word: string, commands: readonly Command[], screen: Screen): string {
  return lines(title(`cowry ${word}`, screen), ...listOf(commands), "", "--help after any of them tells more.");
}

export function helpOf(command: Command, screen: Screen): string {
  const { words, says, about, takes = [], options = {}, examples } = command;
  const typed = ["cowry", ...words, ...takes, "[options]"].join(" ");
  return lines(
    says,
    ...(about === undefined ? [] : ["", ...wrapped(about)]),
    "",
    title("Usage", screen),
    `  ${typed}`,
    "",
    title("Options", screen),
    ...optionsOf({ ...options, ...COMMON }),
    "",
    title("Examples", screen),
    ...columns(examples.map(([line, does]) => [`  ${line}`, does])),
  );
}

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join("");

function title(text: string, screen: Screen): string {
  return paint(screen, screen.out, "bold", text);
}

function listOf(commands: readonly Command[]): readonly string[] {
  return columns(commands.map(({ words, takes = [], says }) => [`  ${[...words, ...takes].join(" ")}`, says]));
}

function optionsOf(options: Readonly<Record<string, Option>>): readonly string[] {
  return columns(
    Object.entries(options).map(([name, { short, value, says }]) => {
      const flag = [`--${name}`, ...(value === undefined ? [] : [value])].join(" ");
      return [`  ${short === undefined ? "    " : `-${short}, `}${flag}`, says];
    }),
  );
}

const WIDTH = 100;

function wrapped(text: string): readonly string[] {
  const found: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && line.length + word.length >= WIDTH) {
        found.push(line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    found.push(line);
  }
  return found;
}
