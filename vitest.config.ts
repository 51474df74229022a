import { defineConfig } from "vitest/config";

/** Under `tests`, and asking nothing of the local clouds of the run. */
export const CLOUDLESS = ["contract/document", "invariants/{budgets,crashes,histories,races,two-audits}"].map(
  (place) => `tests/${place}.test.ts`,
);
const LOCAL = "packages/local/src/**/*.test.ts";

export default defineConfig({
  test: {
    // Of a run by itself; `npm test` has two side by side, and says how many each has (scripts/test.ts).
    maxWorkers: 2,
    reporters: ["default", "./scripts/closing-line.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "{scripts,tests/architecture}/**/*.test.ts"],
          exclude: [LOCAL],
          globalSetup: ["./tests/kit/engines.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          // Each brings what it needs, or asks for the templates alone.
          name: "apart",
          include: ["tests/{stacks,local}/**/*.test.ts", LOCAL, ...CLOUDLESS],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "cloud",
          include: ["tests/{api,contract,journeys,invariants}/**/*.test.ts"],
          exclude: CLOUDLESS,
          globalSetup: ["./tests/kit/setup.ts"],
          setupFiles: ["./tests/kit/borrow.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
