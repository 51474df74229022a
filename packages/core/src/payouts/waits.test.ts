import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../kernel/clock.ts";
import { askAfterSeconds, OVERDUE_MS, RESEND_AFTER_MS } from "./waits.ts";

describe("askAfterSeconds", () => {
  it.each([
    [0, 60],
    [MINUTE, 300],
    [6 * MINUTE, 900],
    [21 * MINUTE, 3_600],
    [71 * HOUR, 3_600],
    [OVERDUE_MS, 86_400],
    [30 * DAY, 86_400],
  ])("at an age of %d ms is %d s", (ageMs, seconds) => {
    expect(askAfterSeconds(ageMs)).toBe(seconds);
  });

  it("asks four times in the first half hour and about 80 times in three days", () => {
    const asked: number[] = [];
    for (let age = 0; age < OVERDUE_MS; age += askAfterSeconds(age) * 1_000) asked.push(age);
    expect(asked.filter((age) => age < 30 * MINUTE).length).toBeGreaterThanOrEqual(4);
    expect(asked.length).toBeGreaterThan(70);
    expect(asked.length).toBeLessThan(90);
    expect(asked.some((age) => age >= RESEND_AFTER_MS && age < HOUR)).toBe(true);
  });
});
