import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { MONEY_DOMAINS } from "./tests/kit/halves.ts";

/** Under `tests`, and asking nothing of the local clouds of the run. */
export const CLOUDLESS = [
  "contract/document",
  "invariants/{budgets,crashes,granted,histories,races,rivals-*,two-audits}",
].map((place) => `tests/${place}.test.ts`);
const LOCAL = "packages/local/src/**/*.test.ts";
const RULES = ["packages/*/src/**/*.test.ts", "{scripts,tests/architecture}/**/*.test.ts"];

/** What puts something else in a module's place, or reads the environment anew, needs modules of its own. */
const MOCKING = [
  ...globSync(["packages/*/src/**/*.test.ts", ...CLOUDLESS]).filter((file) =>
    readFileSync(file, "utf8").includes("vi.mock("),
  ),
  "packages/platform/src/{config,cookies}.test.ts",
];

const MONEY = [
  `tests/api/{${MONEY_DOMAINS.join()}}/*.test.ts`,
  // Most doors for staff are about money.
  "tests/contract/{endpoints-money,staff-doors}.test.ts",
  "tests/invariants/*.test.ts",
];
const CLOUD = "tests/{api,contract,journeys,invariants}/**/*.test.ts";
/** Of the tests of the local cloud: one half, or both where nobody says. */
function half(name: string | undefined): { readonly include: string[]; readonly exclude: string[] } {
  if (name === "money") return { include: MONEY, exclude: CLOUDLESS };
  return { include: [CLOUD], exclude: [...CLOUDLESS, ...(name === "others" ? MONEY : [])] };
}

/** Files that share modules meet in the same order on every machine, in the first run and in the next. */
class ByName extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1)));
  }
}

/** The proof by mutation watches the wire of each file, and runs a test again and again (scripts/mutations.ts). */
const PROOF =
  process.env["COWRY_CONDITIONS"] === undefined
    ? {}
    : { runner: "./scripts/conditions/mutating-runner.ts", setupFiles: ["./tests/kit/wire.ts"], testTimeout: 30_000 };

export default defineConfig({
  test: {
    // Of a run by itself; `npm test` has several side by side, and says how many each has (scripts/test.ts).
    maxWorkers: 2,
    reporters: ["default", "./scripts/closing-line.ts"],
    sequence: { sequencer: ByName },
    projects: [
      {
        test: {
          name: "unit",
          include: RULES,
          exclude: [LOCAL, ...MOCKING],
          globalSetup: ["./tests/kit/engines.ts"],
          // One copy of the modules for all files: loading them anew for each took more than the tests.
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...PROOF,
        },
      },
      {
        test: {
          name: "mocking",
          include: MOCKING,
          globalSetup: ["./tests/kit/engines.ts"],
          setupFiles: ["./tests/kit/wire.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...PROOF,
        },
      },
      {
        test: {
          // Each brings what it needs, or asks for the templates alone.
          name: "apart",
          include: ["tests/{stacks,local}/**/*.test.ts", LOCAL, ...CLOUDLESS],
          exclude: MOCKING,
          isolate: false,
          setupFiles: ["./tests/kit/wire.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...PROOF,
        },
      },
      {
        test: {
          name: "cloud",
          ...half(process.env["COWRY_HALF"]),
          globalSetup: ["./tests/kit/setup.ts"],
          setupFiles: ["./tests/kit/borrow.ts"],
          isolate: false,
          // Deployed bundles are run as they are.
          server: { deps: { external: [/\/asset\.[0-9a-f]{64}\//] } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["tests/browser/*.test.ts"],
          globalSetup: ["./tests/browser/setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
