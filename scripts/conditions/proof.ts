import { type Condition, plainly } from "./conditions.ts";
import { type Finding, isNotice, keyOf, type Reach } from "./plan.ts";

/** What became of one way to weaken a condition. */
export interface Outcome {
  readonly name: string;
  readonly does: string;
  /** `file: test` of the first that noticed. */
  readonly noticed?: string;
  /** Tests in which it let something through, and that passed. */
  readonly passed?: readonly string[];
  /** A test in which it would let something through, and that has not been run with it yet. */
  readonly untried?: string;
}

export interface Proven extends Omit<Condition, "mutants"> {
  readonly mutants: readonly Outcome[];
}

interface Known {
  readonly seen: ReadonlyMap<string, Condition>;
  readonly reaches: ReadonlyMap<string, readonly Reach[]>;
  readonly findings: readonly Finding[];
  readonly before?: readonly Proven[];
}

/** By entity, kind and text. What was found out `before` holds of all that was not seen since. */
export function proofOf({ seen, reaches, findings, before = [] }: Known): readonly Proven[] {
  const of = Map.groupBy(findings, keyOf);
  const reached = new Map(
    [...reaches].flatMap(([file, tests]) =>
      tests.flatMap(({ test, mutants }) => mutants.map((key) => [key, `${file}: ${test}`] as const)),
    ),
  );
  const known = new Map(before.map((proven) => [proven.id, proven]));
  const proven = [...seen.values()].map(({ mutants, ...condition }): Proven => {
    const outcomes = Object.entries(mutants).map(([name, does]): Outcome => {
      const key = keyOf({ condition: condition.id, name });
      const old = known.get(condition.id)?.mutants.find((mutant) => mutant.name === name);
      const outcome = outcomeOf(of.get(key) ?? [], reached.get(key));
      return {
        name,
        does,
        ...(old?.noticed !== undefined && outcome.noticed === undefined ? { noticed: old.noticed } : outcome),
      };
    });
    return { ...condition, mutants: outcomes };
  });
  // What went by another name once is among those that were seen.
  proven.push(...before.filter(({ id, text }) => !seen.has(id) && plainly(text) === text));
  const order = ({ entity, kind, text, within, id }: Proven) => [entity, kind, text, within, id].join("\u0000");
  return proven.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function outcomeOf(findings: readonly Finding[], reachedBy: string | undefined): Omit<Outcome, "name" | "does"> {
  const first = findings.find(isNotice);
  if (first !== undefined) return { noticed: `${first.file}: ${first.test}` };
  const passed = new Set(findings.map(({ file, test }) => `${file}: ${test}`));
  if (passed.size > 0) return { passed: [...passed].sort() };
  return reachedBy === undefined ? {} : { untried: reachedBy };
}

/** A way that cannot be noticed, and why; by condition and name. */
export interface Equivalent {
  readonly matches: (condition: Proven, outcome: Outcome) => boolean;
  readonly why: string;
}

interface Row {
  readonly condition: Proven;
  readonly outcome: Outcome;
  readonly equal: string | undefined;
}

function rowsOf(proof: readonly Proven[], equivalents: readonly Equivalent[]): readonly Row[] {
  return proof.flatMap((condition) =>
    condition.mutants.map((outcome): Row => {
      const found = equivalents.find(({ matches }) => matches(condition, outcome));
      return { condition, outcome, equal: outcome.noticed === undefined ? found?.why : undefined };
    }),
  );
}

const isOpen = ({ outcome, equal }: Row): boolean => outcome.noticed === undefined && equal === undefined;

/** Each way to weaken a condition that no test notices and that has no reason, in a line. */
export function unprovenIn(proof: readonly Proven[], equivalents: readonly Equivalent[]): readonly string[] {
  return rowsOf(proof, equivalents)
    .filter(isOpen)
    .map(({ condition: { kind, entity, text }, outcome }) => `${kind} ${entity}, ${text}: ${outcome.does}`);
}

/** docs/proof/conditions.md. */
export function describeProof(proof: readonly Proven[], equivalents: readonly Equivalent[]): string {
  const rows = rowsOf(proof, equivalents);
  const noticed = rows.filter(({ outcome }) => outcome.noticed !== undefined);
  const equal = rows.filter(({ equal: why }) => why !== undefined);
  const open = rows.filter(isOpen);
  const survived = open.filter(({ outcome }) => outcome.passed !== undefined);
  const untried = open.filter(({ outcome }) => outcome.untried !== undefined);
  const unreached = open.filter(({ outcome }) => outcome.passed === undefined && outcome.untried === undefined);
  return [
    ...HEAD,
    `${proof.length} conditions, ${rows.length} ways to weaken one: ${noticed.length} are noticed, ${equal.length} cannot be (why is`,
    `said below), ${survived.length} let something through and were not noticed, ${untried.length} have not been tried, and to`,
    `${unreached.length} no test comes: nothing is ever refused to one for that alone.`,
    "",
    "## Nobody noticed",
    "",
    ...listed(survived, ({ outcome }) => `passed: ${(outcome.passed ?? []).join(", ")}`),
    "## Not tried",
    "",
    ...listed(untried, ({ outcome }) => outcome.untried ?? ""),
    "## Nobody comes to it",
    "",
    ...listed(unreached, () => ""),
    "## Cannot be noticed",
    "",
    ...listed(equal, ({ equal: why = "" }) => why),
    "## Noticed",
    "",
    ...listed(noticed, ({ outcome }) => outcome.noticed ?? ""),
  ].join("\n");
}

const HEAD = [
  "# Who notices when a condition is weak",
  "",
  "Written by `npm run prove -- mutations`; do not edit. Every condition of every write is collected from the requests of the",
  "tests on the wire (`scripts/conditions/tap.ts`), and weakened there, one at a time: dropped whole, each of its parts",
  "dropped, `<` made `<=`, a bound of money or a count moved by one. Of every write that is refused to a test it is seen which",
  "of these ways would have let it through; that test runs again with each, and must fail, and pass once more without. Values",
  "are `?`; conditions where money moves are told apart by what else their transaction writes. The suite fails when it sends",
  "one that is not in this list, or where a way is neither noticed nor has its reason; `npm run prove -- mutations collect",
  "write --file <test>` takes one in, `run` tries it.",
  "",
];

function listed(rows: readonly Row[], say: (row: Row) => string): string[] {
  if (rows.length === 0) return ["None.", ""];
  const lines: string[] = [];
  for (const [condition, own] of Map.groupBy(rows, ({ condition: of }) => of)) {
    const place = condition.within === "" || condition.within === "alone" ? "" : ` within ${condition.within}`;
    lines.push(`- ${condition.kind} \`${condition.entity}\`${place}: \`${condition.text}\``);
    for (const row of own) {
      const said = say(row);
      lines.push(
        `  - ${row.outcome.does}${said === "" ? "" : ` — ${said.replaceAll("*", "\\*").replaceAll("_", "\\_")}`}`,
      );
    }
  }
  return [...lines, ""];
}
