import type { Condition } from "./conditions.ts";

/** One way to weaken a condition, and which files could tell. */
export interface Mutant {
  readonly condition: string;
  readonly name: string;
  readonly files: readonly string[];
}

/** One file's verdict on one mutant. */
export interface Finding {
  readonly condition: string;
  readonly name: string;
  readonly file: string;
  readonly changed: number;
  readonly by?: { readonly test: string; readonly why: string };
  readonly ms: number;
}

/** What became of one mutant. */
export interface Outcome {
  readonly name: string;
  readonly does: string;
  /** `file: test` of the first that noticed. */
  readonly noticed?: string;
  /** Files that ran with it and passed. */
  readonly passed?: readonly string[];
}

export interface Proven extends Omit<Condition, "mutants"> {
  readonly mutants: readonly Outcome[];
}

type Seen = ReadonlyMap<string, { readonly condition: Condition; readonly files: readonly string[] }>;

/** By entity, kind and text. What was found out `before` holds of all that has not been tried again since. */
export function proofOf(seen: Seen, findings: readonly Finding[], before: readonly Proven[] = []): readonly Proven[] {
  const of = Map.groupBy(findings, ({ condition, name }) => `${condition} ${name}`);
  const known = new Map(before.map((proven) => [proven.id, proven]));
  const earlier = (id: string, name: string) => known.get(id)?.mutants.find((mutant) => mutant.name === name);
  const proven = [...seen.values()].map(({ condition: { mutants, ...condition } }): Proven => {
    const outcomes = Object.entries(mutants).map(([name, does]): Outcome => {
      const own = of.get(`${condition.id} ${name}`) ?? [];
      const old = earlier(condition.id, name);
      if (own.length === 0 && old !== undefined) return { ...old, does };
      const first = own.find(({ by, changed }) => by !== undefined && changed > 0);
      if (first?.by !== undefined) return { name, does, noticed: `${first.file}: ${first.by.test}` };
      const passed = own.filter(({ by, changed }) => by === undefined && changed > 0).map(({ file }) => file);
      return { name, does, ...(passed.length === 0 ? {} : { passed: [...new Set(passed)].sort() }) };
    });
    return { ...condition, mutants: outcomes };
  });
  proven.push(...before.filter(({ id }) => !seen.has(id)));
  const order = ({ entity, kind, text, within, id }: Proven) => [entity, kind, text, within, id].join("\u0000");
  return proven.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** A survivor that cannot be noticed, and why; by condition and name. */
export interface Equivalent {
  readonly matches: (condition: Proven, outcome: Outcome) => boolean;
  readonly why: string;
}

interface Row {
  readonly condition: Proven;
  readonly outcome: Outcome;
  readonly equal: string | undefined;
}

/** docs/proof/conditions.md. */
export function describeProof(proof: readonly Proven[], equivalents: readonly Equivalent[]): string {
  const rows = proof.flatMap((condition) =>
    condition.mutants.map((outcome): Row => {
      const found = equivalents.find(({ matches }) => matches(condition, outcome));
      // Reasons are for what was tried and came through.
      const isSurvivor = outcome.noticed === undefined && outcome.passed !== undefined;
      return { condition, outcome, equal: isSurvivor ? found?.why : undefined };
    }),
  );
  const noticed = rows.filter(({ outcome }) => outcome.noticed !== undefined);
  const equal = rows.filter(({ equal: why }) => why !== undefined);
  const open = rows.filter(({ outcome, equal: why }) => outcome.noticed === undefined && why === undefined);
  const [survived, notRun] = [
    open.filter(({ outcome }) => outcome.passed !== undefined),
    open.filter(({ outcome }) => outcome.passed === undefined),
  ];
  return [
    ...HEAD,
    `${proof.length} conditions, ${rows.length} ways to weaken one: ${noticed.length} are noticed, ${equal.length} cannot be (why is`,
    `said below), ${survived.length} were noticed by none of the files that were asked, ${notRun.length} have not been tried.`,
    "",
    "## Nobody noticed",
    "",
    ...listed(survived, ({ outcome }) => `passed: ${(outcome.passed ?? []).join(", ")}`),
    "## Cannot be noticed",
    "",
    ...listed(equal, ({ equal: why = "" }) => why),
    "## Noticed",
    "",
    ...listed(noticed, ({ outcome }) => outcome.noticed ?? ""),
    "## Not tried",
    "",
    ...listed(notRun, () => ""),
  ].join("\n");
}

const HEAD = [
  "# Who notices when a condition is weak",
  "",
  "Written by `npm run prove -- mutations`; do not edit. Every condition of every write is collected from the requests of the",
  "tests on the wire (`scripts/conditions/tap.ts`), and weakened there, one at a time: dropped whole, each of its parts",
  "dropped, `<` made `<=`, a bound of money or a count moved by one. Then the test files that were seen to send it run, the",
  "quickest first, until a test fails. Values are `?`; conditions where money moves are told apart by what else their",
  "transaction writes. The suite fails when it sends, over HTTP, one that is not in this list; `npm run prove -- mutations collect",
  "write --file <test>` takes it in, `run` tries it.",
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
