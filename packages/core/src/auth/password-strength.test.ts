import { describe, expect, it } from "vitest";
import { derivedId } from "../kernel/index.ts";
import digitsList from "./leaked-digits.json" with { type: "json" };
import passwordsList from "./leaked-passwords.json" with { type: "json" };
import { areLeakedDigits, isLeaked } from "./leaked.ts";
import { isWeakDigits, isWeakPassword } from "./password-strength.ts";

const customer = { firstName: "Amina", lastName: "Bello", phone: "+2348031234567", roles: ["rider"] } as const;
const staff = { ...customer, email: "amina.bello@example.com", roles: ["support"] } as const;

describe("the lists of leaked passwords", () => {
  const count = ({ sorted }: { readonly sorted: string }, width: number) =>
    Buffer.from(sorted, "base64").length / width;

  it("have 3,000 that fit the rules, and more for staff", () => {
    expect(count(digitsList, 3)).toBe(3_000);
    expect(count(passwordsList, 4)).toBeGreaterThan(9_900);
  });

  it.each(["1qaz2wsx3edc", "q1w2e3r4t5y6", "qazwsxedcrfv", "polniypizdec0211", "Mailcreated5240"])("have %s", (one) =>
    expect(isWeakPassword(one, staff)).toBe(true),
  );

  it.each(["159753", "131313", "147258", "010203", "112233", "102030"])("have %s", (one) =>
    expect(isWeakDigits(one)).toBe(true),
  );

  it("turn hardly anybody's chance away", () => {
    const drawn = Array.from({ length: 2_000 }, (_, n) => derivedId("password", String(n)));
    expect(drawn.filter((password) => isLeaked(password))).toEqual([]);
    const digits = Array.from({ length: 1_000 }, (_, n) => String(100_000 + ((n * 887_503) % 900_000)));
    expect(digits.filter((each) => areLeakedDigits(each)).length).toBeLessThan(20);
  });
});

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

  it.each([
    "plover cactus 41 violin",
    "a passage of a hundred characters, which nobody else ever thought of typing into a field like this 1",
    "Xk3#pQ9!vLmZ",
    "шифр-для-смены-41",
  ])("may be %s", (password) => expect(isWeakPassword(password, staff)).toBe(false));
});
