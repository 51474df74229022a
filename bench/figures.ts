/** How figures are made and told: medians with their spread, of several runs taken in turn in one process tree. */

export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

export function figureOf(values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = Math.floor((sorted.length - 1) / 2);
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle) + at(middle + 1)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1), runs: sorted.length };
}

/** `1.23 (1.18 to 1.31, 15 runs)` */
export function show({ median, min, max, runs }: Figure, digits = 2): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)}, ${runs} runs)`;
}

/** Pair by pair, so that a machine whose speed drifts does not lie. */
export function ratios(of: readonly number[], to: readonly number[]): Figure {
  return figureOf(of.map((value, index) => value / (to[index] ?? Number.NaN)));
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
