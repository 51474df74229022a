import { defineConfig } from "vitest/config";

/** One more than there are cores: a test of the local cloud waits for one thing after the other, and leaves a gap. */
export const WORKERS = 3;

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
          setupFiles: ["./tests/kit/borrow.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
