import type { Reporter, TestModule } from "vitest/node";

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** As build servers read it. */
export const closingLine = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * Ends a run with `N passed, N failed, N skipped` alone on a line, as build servers read it. Where the run is one of
 * several, who started it is told the numbers instead, and adds them up.
 */
export default class ClosingLine implements Reporter {
  constructor() {
    // Nobody is left to hear of it.
    process.once("disconnect", () => process.exit(1));
    process.channel?.unref();
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") count.passed += 1;
        else if (state === "failed") count.failed += 1;
        else count.skipped += 1;
      }
    }
    if (process.send !== undefined) process.send(count satisfies Count);
    else process.stdout.write(`\n${closingLine(count)}\n`);
  }
}
