import { defineConfig } from "vitest/config";

/** `npm run prove`: what takes too long for `npm test`. */
export default defineConfig({
  test: {
    name: "prove",
    include: ["tests/prove/**/*.test.ts"],
    maxWorkers: 2,
    reporters: ["verbose", "./scripts/closing-line.ts"],
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
  },
});
