import { defineConfig } from "vitest/config";

/** Beside the tests of the local cloud, and asking for none. */
export const RULES = [
  "tests/architecture/**",
  "tests/contract/document",
  "tests/invariants/{budgets,crashes,histories,races,two-audits}",
].map((place) => `${place}.test.ts`);

export default defineConfig({
  test: {
    // Of a run by itself; `npm test` has two side by side, and says how many each has (scripts/test.ts).
    maxWorkers: 2,
    reporters: ["default", "./scripts/closing-line.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.ts", ...RULES],
          globalSetup: ["./tests/kit/engines.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "templates",
          include: ["tests/{stacks,local}/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "cloud",
          include: ["tests/{api,contract,journeys,invariants}/**/*.test.ts"],
          exclude: RULES,
          globalSetup: ["./tests/kit/setup.ts"],
          setupFiles: ["./tests/kit/borrow.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
