import * as z from "zod/mini";
import { describe, expect, it } from "vitest";
import { displayNameOf } from "./model.ts";
import { Email, ReferralCode } from "./wire.ts";

describe("what others see of a name", () => {
  it.each([
    ["Amina", "Bello", "Amina B."],
    ["Oluwaseun Ayo", "okafor", "Oluwaseun Ayo O."],
    ["Zoë", "Ångström", "Zoë Å."],
    ["A".repeat(64), "B", `${"A".repeat(30)} B.`],
    ["\u{1F600}".repeat(32), "\u{1F600}", `${"\u{1F600}".repeat(30)} \u{1F600}.`],
  ])("%s %s is %s", (first, last, shown) => expect(displayNameOf(first, last)).toBe(shown));
});

describe("an e-mail address", () => {
  it.each(["a@b.co", "amina.bello+wallet@mail.example.com", "o'neil@example.ng"])("may be %s", (address) => {
    expect(z.safeParse(Email, address).success).toBe(true);
  });

  it.each([
    "",
    "a",
    "a@b",
    "a b@c.de",
    "@c.de",
    "a@@c.de",
    "a@c..de",
    "<a@c.de>",
    `${"a".repeat(65)}@b.co`,
    `a@${"b.".repeat(70)}co`,
  ])("may not be %j", (address) => expect(z.safeParse(Email, address).success).toBe(false));
});

describe("a referral code", () => {
  it("has no letter or digit that is mistaken for another", () => {
    for (const code of ["23456789", "ABCDEFGH", "jkmnpqrs"]) expect(z.safeParse(ReferralCode, code).success).toBe(true);
    for (const code of ["ABCDEFG0", "ABCDEFG1", "ABCDEFGO", "ABCDEFGI", "abcdefgl", "ABCDEFG", "ABCDEFGHJ"]) {
      expect(z.safeParse(ReferralCode, code).success, code).toBe(false);
    }
  });
});
