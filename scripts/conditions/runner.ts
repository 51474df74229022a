import path from "node:path";
import { createVitest, type TestModule, type TestSpecification, type Vitest } from "vitest/node";
import type { Mutation } from "./tap.ts";

/** What one test file said of one mutation. */
export interface Verdict {
  /** How many writes were changed. */
  readonly changed: number;
  /** The first test that failed, with why; undefined when all of them passed. */
  readonly by: { readonly test: string; readonly why: string } | undefined;
  readonly ms: number;
}

/** A file that does not end by itself with its rules gone has noticed that, too. */
const FILE_MS_MAX = 180_000;

/** Runs test files one after the other in one vitest, which stays warm: its engines, its modules. */
export class Runner {
  readonly #vitest: Vitest;
  readonly #files: ReadonlyMap<string, TestSpecification>;

  private constructor(vitest: Vitest, files: ReadonlyMap<string, TestSpecification>) {
    this.#vitest = vitest;
    this.#files = files;
  }

  static async start(projects: readonly string[]): Promise<Runner> {
    const options = { run: true, watch: false, project: [...projects], maxWorkers: 1, reporters: [{}] };
    const vitest = await createVitest(options);
    const specs = await vitest.globTestSpecifications();
    return new Runner(vitest, new Map(specs.map((spec) => [path.relative(process.cwd(), spec.moduleId), spec])));
  }

  get files(): readonly string[] {
    return [...this.#files.keys()].sort();
  }

  async run(file: string, mutation: Mutation | undefined): Promise<Verdict> {
    const spec = this.#files.get(file);
    if (spec === undefined) throw new Error(`${file} is no test of these projects`);
    this.#vitest.provide("mutation", mutation);
    const began = performance.now();
    const end = { isLate: false };
    const timer = setTimeout(() => {
      end.isLate = true;
      void this.#vitest.cancelCurrentRun("keyboard-input");
    }, FILE_MS_MAX);
    const { testModules, unhandledErrors } = await this.#vitest.runTestSpecifications([spec], false);
    clearTimeout(timer);
    const ms = performance.now() - began;
    // The result may name modules of earlier runs, too.
    const module = testModules.findLast(({ moduleId }) => moduleId === spec.moduleId);
    if (module === undefined) throw new Error(`${file} has not run`);
    const changed = Number(Reflect.get(module.meta(), "changed") ?? 0);
    const [odd] = unhandledErrors;
    if (odd !== undefined) return { changed, by: { test: "(outside of a test)", why: firstLine(odd) }, ms };
    if (end.isLate) return { changed, by: { test: "(the file)", why: "never ended" }, ms };
    return { changed, by: firstFailure(module), ms };
  }

  async stop(): Promise<void> {
    await this.#vitest.close();
  }
}

function firstFailure(module: TestModule): Verdict["by"] {
  for (const test of module.children.allTests("failed")) {
    return { test: test.fullName, why: firstLine(test.result().errors?.[0]) };
  }
  const [error] = module.errors();
  if (error !== undefined) return { test: "(before or after the tests)", why: firstLine(error) };
  return module.ok() ? undefined : { test: "(a suite)", why: "a hook failed" };
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(Reflect.get(Object(error), "message") ?? error);
  return message.split("\n")[0]?.slice(0, 160) ?? "";
}
