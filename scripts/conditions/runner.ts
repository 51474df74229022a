import path from "node:path";
import { createVitest, type TestModule, type TestSpecification, type Vitest } from "vitest/node";
import type { Plan } from "./plan.ts";
import { serveMemory } from "./memory-server.ts";

/** How a file came out; `failed` tests by name. */
export interface Told {
  readonly file: string;
  readonly failed: readonly string[];
  readonly ms: number;
}

/** Runs test files in one vitest, as `mutating-runner.ts` says. */
export class Runner {
  readonly #vitest: Vitest;
  readonly #specs: ReadonlyMap<string, TestSpecification>;

  private constructor(vitest: Vitest, specs: ReadonlyMap<string, TestSpecification>) {
    this.#vitest = vitest;
    this.#specs = specs;
  }

  /** `isFast`: tables in memory where the tests ask AWS's own engine. */
  static async start(projects: readonly string[], isFast: boolean, told: (one: Told) => void): Promise<Runner> {
    if (isFast) process.env["COWRY_TEST_ENGINES"] = await serveMemory();
    const reporter = {
      onTestModuleEnd: (module: TestModule) => {
        const failed = [...module.children.allTests("failed")].map(({ fullName }) => fullName);
        const errors = module.errors().map(({ message }) => message);
        const file = path.relative(process.cwd(), module.moduleId);
        told({ file, failed: [...failed, ...errors], ms: Math.round(module.diagnostic().duration) });
      },
    };
    const options = { run: true, watch: false, project: [...projects], maxWorkers: 1, reporters: [reporter] };
    const vitest = await createVitest(options);
    const specs = await vitest.globTestSpecifications();
    return new Runner(vitest, new Map(specs.map((spec) => [path.relative(process.cwd(), spec.moduleId), spec])));
  }

  get files(): readonly string[] {
    return [...this.#specs.keys()].sort();
  }

  async run(files: readonly string[], plan: Plan | undefined): Promise<void> {
    this.#vitest.provide("plan", plan);
    const specs = files.flatMap((file) => this.#specs.get(file) ?? []);
    await this.#vitest.runTestSpecifications(specs, false);
  }

  async stop(): Promise<void> {
    await this.#vitest.close();
  }
}
