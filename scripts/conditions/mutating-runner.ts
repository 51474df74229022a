import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inject, type RunnerTask, type RunnerTestCase, type RunnerTestSuite, type TestTryOptions } from "vitest";
import { TestRunner } from "vitest";
import type { Finding, Plan, Reach } from "./plan.ts";
import { type Mutation, tap } from "./tap.ts";

const DIR = process.env["COWRY_CONDITIONS"] ?? "";
export const RESULTS = "results.jsonl";

/** A test with its mutations still to be tried. */
interface Trial {
  readonly left: Mutation[];
  readonly whole: boolean;
  now: Mutation | undefined;
  /** Failed with it; counts when the test passes once more without. */
  suspect: Finding | undefined;
}

/**
 * Vitest's own, which runs a test again and again: once as it is, then with each mutation that its plan has for it. A
 * failure counts where the test passes without the mutation, before it and after it. Without a plan, each test runs once,
 * and what it came to is kept.
 */
export default class MutatingRunner extends TestRunner {
  readonly #plan: Plan | undefined = inject("plan");
  #trial: Trial | undefined;
  #reaches: Reach[] = [];
  #began = 0;

  override async onBeforeRunSuite(suite: RunnerTestSuite): Promise<void> {
    if ("filepath" in suite) this.#reaches = [];
    await super.onBeforeRunSuite(suite);
  }

  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onAfterRunSuite(suite);
    if (!("filepath" in suite) || this.#plan !== undefined || this.#reaches.length === 0) return;
    mkdirSync(path.join(DIR, "reached"), { recursive: true });
    const file = path.join(DIR, "reached", `${fileOf(suite).replaceAll("/", "__")}.json`);
    writeFileSync(file, JSON.stringify(this.#reaches));
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    this.#trial = undefined;
    const file = fileOf(test);
    const own = this.#plan?.of[file]?.[test.fullTestName];
    const isWanted = this.#plan === undefined || own !== undefined || this.#plan.whole.includes(file);
    if (!isWanted && test.mode === "run") test.mode = "skip";
    await super.onBeforeRunTask(test);
    if (own === undefined) return;
    this.#trial = {
      left: [...own],
      whole: this.#plan?.whole.includes(file) === true,
      now: undefined,
      suspect: undefined,
    };
    // It ends by itself, see below.
    test.repeats = own.length * 2 + 1;
  }

  override onBeforeTryTask(test: RunnerTestCase, options: TestTryOptions): void {
    super.onBeforeTryTask(test, options);
    const trial = this.#trial;
    tap.mutate(undefined);
    tap.screen();
    this.#began = performance.now();
    if (trial === undefined || options.repeats === 0 || trial.suspect !== undefined) return;
    const isOver = performance.timeOrigin + performance.now() > (this.#plan?.endAtMs ?? Infinity);
    trial.now = isOver ? undefined : trial.left.shift();
    if (trial.now === undefined) test.context.skip("all has been tried");
    tap.mutate(trial.now);
  }

  override async onAfterRetryTask(test: RunnerTestCase, options: TestTryOptions): Promise<void> {
    await super.onAfterRetryTask(test, options);
    const ms = Math.round(performance.now() - this.#began);
    const mutants = tap.takeReached();
    if (this.#plan === undefined) {
      if (mutants.length > 0) this.#reaches.push({ test: test.fullTestName, ms, mutants });
      return;
    }
    if (this.#trial === undefined || test.result === undefined || test.result.state === "skip") return;
    judge(this.#trial, test, test.result.state === "fail" ? firstLine(test.result.errors?.[0]) : undefined);
    // How the file comes out is nobody's question here.
    Object.assign(test.result, { state: "pass", errors: undefined });
    tap.mutate(undefined);
  }
}

function judge(trial: Trial, test: RunnerTestCase, why: string | undefined): void {
  const at = { file: fileOf(test), test: test.fullTestName, ...(trial.whole ? { whole: true } : {}) };
  const { now, suspect } = trial;
  if (now !== undefined) {
    trial.now = undefined;
    const finding = { ...at, condition: now.condition, name: now.name, changed: tap.changed };
    if (why === undefined) keep(finding);
    else trial.suspect = { ...finding, why };
    return;
  }
  if (why !== undefined) {
    keep({ ...at, changed: 0, why });
    trial.left.length = 0;
  } else if (suspect !== undefined) keep(suspect);
  trial.suspect = undefined;
}

function keep(finding: Finding): void {
  appendFileSync(path.join(DIR, RESULTS), `${JSON.stringify(finding)}\n`);
}

const fileOf = ({ file }: RunnerTask): string => path.relative(process.cwd(), file.filepath);

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(Reflect.get(Object(error), "message") ?? error);
  return message.split("\n")[0]?.slice(0, 160) ?? "";
}

declare module "vitest" {
  interface ProvidedContext {
    /** Which tests try which mutations. */
    plan: Plan | undefined;
  }
}
