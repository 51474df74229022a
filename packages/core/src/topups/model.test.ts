import { describe, expect, it } from "vitest";
import { derivedId } from "../kernel/index.ts";
import { ATTEMPTS_MAX, checkoutReference, topupIdOf } from "./model.ts";

const id = derivedId("test", "topup");

describe("a checkout's reference", () => {
  it("is one the provider takes, and leads back to the top-up, for every attempt", () => {
    const all = Array.from({ length: ATTEMPTS_MAX }, (_, index) => checkoutReference(id, index + 1));
    expect(new Set(all).size).toBe(ATTEMPTS_MAX);
    for (const reference of all) {
      expect(reference).toMatch(/^[a-z0-9-]{16,50}$/);
      expect(topupIdOf(reference)).toBe(id);
    }
  });

  it.each([
    "",
    "cw-",
    `cw-${"0".repeat(31)}`,
    `cw-${"0".repeat(32)}-1`,
    `cw-${"0".repeat(32)}-22`,
    `xx-${"0".repeat(32)}`,
  ])("is not %j", (reference) => {
    expect(topupIdOf(reference)).toBeUndefined();
  });
});
