import { describe, expect, it } from "vitest";
import { isWeakPin } from "./pin-strength.ts";

describe("weak PINs", () => {
  it.each([
    "0000",
    "7777",
    "1234",
    "0123",
    "6789",
    "7890",
    "9876",
    "4321",
    "3210",
    "1212",
    "6969",
    "1990",
    "2004",
    "2026",
  ])("refuses %s", (pin) => expect(isWeakPin(pin)).toBe(true));

  it.each(["4821", "1379", "2580", "2468", "1357", "0420", "1122", "1899", "2030", "9081"])("takes %s", (pin) =>
    expect(isWeakPin(pin)).toBe(false),
  );

  it("leaves 97 of 100 PINs to choose from", () => {
    const all = Array.from({ length: 10_000 }, (_, n) => String(n).padStart(4, "0"));
    expect(all.filter(isWeakPin).length).toBeLessThanOrEqual(300);
  });
});
