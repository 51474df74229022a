import { describe, expect, it } from "vitest";
import { derivedId } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { ATTEMPTS_MAX, bookingOf, checkoutReference, topupIdOf } from "./model.ts";

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

describe("bookingOf", () => {
  const legs = [{ account: "suspense:topups:NGN", amount: 1n }];
  const told = { amount: 1n, currency: "NGN", mode: "live", reference: "x" };
  const facts = { method: "card", attempt: 1, attemptAtMs: 0 };
  const flagged = { external: { ...facts, flaw: "amount_differs", told } };
  const ordered = { mode: "live", reference: "x", external: facts } as const;

  it.each<[string, string, Partial<Journal>, "test" | "live"]>([
    ["booked", "booked", { legs }, "live"],
    ["another page's", "never", { legs, reference: "x-2" }, "live"],
    ["one of the other mode", "never", { legs }, "test"],
    ["flagged", "never", flagged, "live"],
    ["beside one of the other mode that was flagged", "awaited", { ...flagged, reference: "x" }, "test"],
    [
      "beside another page's that was flagged",
      "awaited",
      { external: { ...facts, told: { ...told, reference: "x-2" } } },
      "live",
    ],
    ["not told of", "awaited", {}, "live"],
  ])("a charge that is %s: %s", (_, expected, over, mode) => {
    expect(bookingOf({ ...ordered, ...over } as Journal, { reference: "x", mode })).toBe(expected);
  });
});
