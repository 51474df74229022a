import { styleText } from "node:util";
import type { Environment } from "./command.ts";

/** Where a command prints, and what it may use there. */
export interface Screen {
  /** The answer: standard output. */
  readonly out: Sink;
  /** Everything else, progress included: standard error. */
  readonly err: Sink;
  readonly environment: Environment;
  /** Ends what would go on for ever: Ctrl-C, or whoever started us has gone. */
  readonly ended: AbortSignal;
}

export interface Sink {
  write(text: string): void;
  readonly isTerminal: boolean;
  readonly columns: number;
}

type Paint = Parameters<typeof styleText>[0];

/** Coloured on a terminal, and never where NO_COLOR is set. */
export function paint({ environment }: Pick<Screen, "environment">, sink: Sink, style: Paint, text: string): string {
  const isPlain = !sink.isTerminal || (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb";
  return isPlain ? text : styleText(style, text, { validateStream: false });
}

export function say(screen: Screen, ...lines: readonly string[]): void {
  screen.out.write(lines.map((line) => `${line}\n`).join(""));
}

export function sayJson(screen: Screen, value: unknown): void {
  say(screen, JSON.stringify(value, null, 2));
}

/** Columns as wide as what stands in them; the last one is not filled up. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** `NGN 2,790.00` of 279000. */
export function naira(kobo: number): string {
  return `NGN ${(kobo / 100).toLocaleString("en", { minimumFractionDigits: 2 })}`;
}

/** `3 d 4 h`, `10 min`, `2.5 s`: the two largest parts that say something. */
export function span(ms: number): string {
  const parts = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
  ] as const;
  const found: string[] = [];
  let rest = Math.round(Math.abs(ms));
  for (const [unit, length] of parts) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) found.push(`${count} ${unit}`);
  }
  if (rest > 0 || found.length === 0) found.push(`${Math.round(rest / 100) / 10} s`);
  return found.slice(0, 2).join(" ");
}

/** Long work: a bar that moves on a terminal, a line for each part elsewhere. */
export class Progress {
  readonly #screen: Screen;
  #shown = "";

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** `done` of 0 to 1. */
  show(done: number, what: string): void {
    const { err } = this.#screen;
    if (!err.isTerminal) {
      if (what !== this.#shown) err.write(`${what}\n`);
      this.#shown = what;
      return;
    }
    const line = `${bar(done)} ${what}`.slice(0, Math.max(20, err.columns - 1));
    err.write(`\r\u001B[2K${line}`);
    this.#shown = line;
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#screen.err.isTerminal && this.#shown !== "") this.#screen.err.write("\r\u001B[2K");
    this.#shown = "";
  }
}

const BAR = 24;

export function bar(done: number): string {
  const share = Math.min(1, Math.max(0, done));
  const full = Math.round(share * BAR);
  return `${"█".repeat(full)}${"░".repeat(BAR - full)} ${Math.round(share * 100)
    .toString()
    .padStart(3)} %`;
}
