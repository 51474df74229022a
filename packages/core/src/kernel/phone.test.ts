import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { cutMetadata, METADATA_FILE } from "../../../../scripts/phone-metadata.ts";
import { accountNumberOf, isServed, parsePhone, readPhone } from "./phone.ts";
import { setSettings } from "./settings.ts";

function serve(...countries: readonly string[]): void {
  setSettings({ stage: "test", homeZone: "Africa/Lagos", countries, tokenIssuer: "https://t", tokenAudience: "a" });
}

beforeEach(() => serve("NG"));

describe("phone numbers", () => {
  it.each([
    "08031234567",
    "0803 123 4567",
    "0803-123-4567",
    "(0803) 123 4567",
    "+2348031234567",
    "+234 803 123 4567",
    "+234 (0) 803 123 4567",
    "002348031234567",
    "00234 803 123 4567",
    "2348031234567",
    "8031234567",
  ])("reads %s as the one number it is", (input) => {
    expect(parsePhone(input)).toEqual({ e164: "+2348031234567", country: "NG", national: "8031234567" });
  });

  it.each([
    ["", "nothing"],
    ["+", "a sign alone"],
    ["12", "too short"],
    ["+234803123456", "one digit short"],
    ["+23480312345678", "one digit long"],
    ["+2342012345678", "a landline"],
    ["++2348031234567", "two signs"],
    ["0803+1234567", "a sign inside"],
    ["+0348031234567", "no country has code 0"],
    ["+44", "a country alone"],
  ])("does not take %j (%s) for a mobile number", (input) => {
    expect(parsePhone(input)).toBeUndefined();
  });

  it("takes a well-formed number of a country without a plan, and does not serve it", () => {
    const phone = readPhone("+44 7911 123456");
    expect(phone).toEqual({ e164: "+447911123456", country: undefined, national: "447911123456" });
    expect(isServed(phone)).toBe(false);
  });

  it("serves the configured countries only", () => {
    const kenyan = readPhone("+254712345678");
    expect(isServed(kenyan)).toBe(false);
    serve("NG", "KE");
    expect(isServed(kenyan)).toBe(true);
  });

  it("reads national forms as numbers of the first configured country", () => {
    serve("KE", "NG");
    expect(parsePhone("0712 345 678")?.e164).toBe("+254712345678");
  });

  it("names the field it refuses", () => {
    expect(() => readPhone("12", "to_phone")).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        fields: [{ path: "to_phone", message: expect.any(String) as string }],
      }),
    );
  });

  it("reads what it wrote as the same number", () => {
    const digits = fc.stringMatching(/^(703|803|806|813|901|915)\d{7}$/);
    fc.assert(
      fc.property(digits, (national) => {
        const phone = parsePhone(`0${national}`);
        expect(phone?.e164).toBe(`+234${national}`);
        expect(parsePhone(phone?.e164 ?? "")).toEqual(phone);
      }),
    );
  });

  it("never throws, whatever is typed", () => {
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (text) => void parsePhone(text)));
  });

  it("gives ten digits as account number", () => {
    expect(accountNumberOf("+2348031234567")).toBe("8031234567");
    expect(accountNumberOf("+233241234567")).toBe("0241234567");
  });

  it("carries the plans of the installed libphonenumber", () => {
    expect(readFileSync(METADATA_FILE, "utf8")).toBe(cutMetadata());
  });
});
