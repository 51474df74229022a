import { type CountryCode, type MetadataJson, parsePhoneNumberFromString } from "libphonenumber-js/core";
import { errors } from "./errors.ts";
import metadata from "./phone-metadata.json" with { type: "json" };
import { settings } from "./settings.ts";

/**
 * Phone numbers, by libphonenumber with its plans cut to the countries we can serve (`scripts/phone-metadata.ts`).
 * A file of its own: only doors that read phones carry it.
 */

/** A number in its one form. */
export interface Phone {
  readonly e164: string;
  /** ISO 3166; undefined for a country whose numbering plan we do not carry. */
  readonly country: string | undefined;
  /** Digits after the country code. */
  readonly national: string;
}

/** The cut is checked against libphonenumber's own file; its shape is theirs. */
const plans = metadata as unknown as MetadataJson;

/** `0803 123 4567`, `+234 803…` and `00234…` are the same number; undefined for what is no mobile number. */
export function parsePhone(input: string): Phone | undefined {
  const typed = input.replace(/[^+\d]/g, "").replace(/^00/, "+");
  if (/.\+/.test(typed)) return undefined;
  const home = settings().countries[0] as CountryCode | undefined;
  const number = parsePhoneNumberFromString(typed, home === undefined ? {} : { defaultCountry: home }, plans);
  // The plans know mobile numbers only, so that a valid number is a mobile one.
  if (number?.isValid() === true) {
    return { e164: number.number, country: number.country, national: number.nationalNumber };
  }
  return number === undefined ? parseForeign(typed) : undefined;
}

/** A number of a country without a plan here: taken at its form, for it is not served anyway. */
function parseForeign(typed: string): Phone | undefined {
  if (!/^\+[1-9]\d{6,14}$/.test(typed) || hasPlan(typed)) return undefined;
  return { e164: typed, country: undefined, national: typed.slice(1) };
}

function hasPlan(e164: string): boolean {
  return Object.keys(metadata.country_calling_codes).some((code) => e164.startsWith(`+${code}`));
}

/** The phone in a request's field, or a refusal that names the field. */
export function readPhone(input: string, path = "phone"): Phone {
  const phone = parsePhone(input);
  if (phone !== undefined) return phone;
  throw errors.invalid_request(undefined, { fields: [{ path, message: "must be a mobile phone number" }] });
}

/** True when people with this number may sign up in this stage. */
export function isServed(phone: Phone): boolean {
  return phone.country !== undefined && settings().countries.includes(phone.country);
}

/** The account number of a phone's wallet: ten national digits, shorter ones with their trunk zero. */
export function accountNumberOf(e164: string): string {
  const national = parsePhone(e164)?.national ?? e164.slice(-10);
  return national.slice(-10).padStart(10, "0");
}
