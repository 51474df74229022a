import type { Mutation } from "./tap.ts";

/** What a test came to when nothing was weakened. */
export interface Reach {
  readonly test: string;
  readonly ms: number;
  /** `condition name` of each way to weaken a condition that would have let through what was refused. */
  readonly mutants: readonly string[];
}

/** Which tests try which mutations; nothing else of their files runs, but for files whose tests go on from one another. */
export interface Plan {
  readonly of: Readonly<Record<string, Readonly<Record<string, readonly Mutation[]>>>>;
  readonly whole: readonly string[];
  /** Unix milliseconds: then nothing new is begun. */
  readonly endAtMs: number;
}

/** What one test said of one mutation; or, without one, that it fails by itself when it is run again. */
export interface Finding {
  readonly file: string;
  readonly test: string;
  readonly condition?: string;
  readonly name?: string;
  readonly changed: number;
  /** Among all tests of its file, in their order. */
  readonly whole?: boolean;
  /** Why it failed; undefined where it passed. */
  readonly why?: string;
}

export const keyOf = ({ condition, name }: { readonly condition?: string; readonly name?: string }): string =>
  `${condition ?? ""} ${name ?? ""}`;

export interface Work {
  readonly reaches: ReadonlyMap<string, readonly Reach[]>;
  readonly findings: readonly Finding[];
  readonly isWanted: (condition: string) => boolean;
  /** No test that takes longer. */
  readonly msMax: number;
  /** How many tests are asked of each at most. */
  readonly tries: number;
}

/** Of each mutation that nobody has noticed yet, the quickest test that comes to it and has not been asked. */
export function nextOf({ reaches, findings, isWanted, msMax, tries }: Work): Omit<Plan, "endAtMs"> {
  const noticed = new Set(findings.filter(isNotice).map(keyOf));
  const asked = new Map<string, number>();
  for (const one of findings) asked.set(keyOf(one), (asked.get(keyOf(one)) ?? 0) + 1);
  const done = new Set(findings.map((one) => `${keyOf(one)} ${one.file} ${one.test}`));
  const illOf = (whole: boolean) => illIn(findings, whole);
  const [alone, ill] = [illOf(false), illOf(true)];
  const best = new Map<string, { readonly file: string; readonly test: string; readonly ms: number }>();
  for (const [file, tests] of reaches) {
    for (const { test, ms, mutants } of tests) {
      if (ms > msMax || ill.has(`${file} ${test}`)) continue;
      for (const key of mutants) {
        if (noticed.has(key) || done.has(`${key} ${file} ${test}`) || (asked.get(key) ?? 0) >= tries) continue;
        if (isWanted(key.split(" ")[0] ?? "") && ms < (best.get(key)?.ms ?? Infinity))
          best.set(key, { file, test, ms });
      }
    }
  }
  const of: Record<string, Record<string, Mutation[]>> = {};
  const whole = new Set<string>();
  for (const [key, { file, test }] of best) {
    const [condition = "", ...name] = key.split(" ");
    if (alone.has(`${file} ${test}`)) whole.add(file);
    ((of[file] ??= {})[test] ??= []).push({ condition, name: name.join(" ") });
  }
  return { of, whole: [...whole] };
}

/** A failure with nothing changed is no notice. */
export const isNotice = ({ condition, changed, why }: Finding): boolean =>
  condition !== undefined && changed > 0 && why !== undefined;

/** Tests that fail by themselves: by themselves alone, or among the others of their file, too. */
function illIn(findings: readonly Finding[], isWhole: boolean): ReadonlySet<string> {
  const ill = findings.filter(({ condition, whole = false }) => condition === undefined && whole === isWhole);
  return new Set(ill.map(({ file, test }) => `${file} ${test}`));
}
