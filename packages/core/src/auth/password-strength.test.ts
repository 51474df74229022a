import { describe, expect, it } from "vitest";
import { isWeakDigits, isWeakPassword } from "./password-strength.ts";

const customer = { firstName: "Amina", lastName: "Bello", phone: "+2348031234567", roles: ["rider"] } as const;
const staff = { ...customer, email: "amina.bello@example.com", roles: ["support"] } as const;

describe("a customer's password", () => {
  it.each(["000000", "123456", "654321", "121212", "123123", "234567", "12345", "1234567", "abcdef"])(
    "is not %s",
    (digits) => expect(isWeakPassword(digits, customer)).toBe(true),
  );

  it("is not the end of the person's own number, but may be six others", () => {
    expect(isWeakDigits("654321", "+2348031654321")).toBe(true);
    expect(isWeakDigits("739148", "+2348031654321")).toBe(false);
    expect(isWeakPassword("482913", customer)).toBe(false);
  });
});

describe("a password of the staff", () => {
  it.each([
    ["six digits", "739148"],
    ["too short", "Xk3#pQ9!vLm"],
    ["leaked", "password12345"],
    ["leaked, in capitals", "QWERTYUIOP123"],
    ["a common word in disguise", "P@ssw0rd2026!!"],
    ["the same word twice", "welcomewelcome1"],
    ["the company", "Cowry-2026-2027!"],
    ["one block over and over", "xyz9xyz9xyz9"],
    ["a run", "abcdefghijklmnop"],
    ["about its owner", "go-Bello-go-2031"],
    ["their number", "my-no-is-1234567"],
    ["their mailbox", "amina.bello!!9Q"],
    ["longer than anybody types", "x7#".repeat(43)],
  ])("is not %s", (_, password) => expect(isWeakPassword(password, staff)).toBe(true));

  it.each(["plover cactus 41 violin", "Xk3#pQ9!vLmZ", "шифр-для-смены-41"])("may be %s", (password) =>
    expect(isWeakPassword(password, staff)).toBe(false),
  );
});
