import { defineConfig } from "vitest/config";

/** Two workers on two cores; each worker of the `cloud` project has a local cloud of its own. */
export const WORKERS = 2;

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    reporters: ["default", "./scripts/closing-line.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.ts", "tests/{architecture,stacks}/**/*.test.ts"],
          globalSetup: ["./tests/kit/engines.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "cloud",
          include: ["tests/{api,contract,journeys,invariants,local}/**/*.test.ts"],
          globalSetup: ["./tests/kit/setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
