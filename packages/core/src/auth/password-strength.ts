import { isStaffRole, type Role } from "../kernel/index.ts";
import { COMMON_PASSWORDS, COMMON_WORDS } from "./breached-passwords.ts";
import { areLeakedDigits, isLeaked } from "./leaked.ts";

/** What a password has to be: 6 digits for customers, as the app's keypad has them; a real one for whoever works for us. */

export const STAFF_PASSWORD_MIN = 12;
export const STAFF_PASSWORD_MAX = 128;
/** Staff do not come back to one of their last ones. */
export const PASSWORD_HISTORY = 5;

export function hasStaffPassword(roles: readonly Role[]): boolean {
  return roles.some(isStaffRole);
}

/** Whom a password must not be about. */
export interface Owner {
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly email?: string | undefined;
  readonly roles: readonly Role[];
}

/** True for what people and machines try first. Pure. */
export function isWeakPassword(password: string, owner: Owner): boolean {
  return hasStaffPassword(owner.roles) ? isWeakForStaff(password, owner) : isWeakDigits(password, owner.phone);
}

/** One digit, a run up or down, a short block over and over, the end of one's own number, what many others took. */
export function isWeakDigits(digits: string, phone = ""): boolean {
  if (!/^\d{6}$/.test(digits) || isRun(digits) || isRepeated(digits)) return true;
  return phone.endsWith(digits) || areLeakedDigits(digits);
}

function isRun(text: string): boolean {
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return [1, -1, 0].some((step) => steps.every((each) => each === step));
}

/** `ababab`, `abcabc`: the same block from beginning to end. */
function isRepeated(text: string): boolean {
  return /^(.{1,4}?)\1+$/.test(text);
}

function isWeakForStaff(password: string, owner: Owner): boolean {
  if (password.length < STAFF_PASSWORD_MIN || password.length > STAFF_PASSWORD_MAX) return true;
  const lower = password.toLowerCase();
  if (COMMON_PASSWORDS.has(lower) || isLeaked(lower) || isRun(lower) || isRepeated(lower)) return true;
  if (aboutOwner(owner).some((word) => lower.includes(word))) return true;
  return isCommonWord(lower);
}

/** Names, number and address of its owner; very short names are part of too many words. */
function aboutOwner({ firstName, lastName, phone, email = "" }: Owner): string[] {
  const [mailbox = ""] = email.toLowerCase().split("@");
  const words = [firstName.toLowerCase(), lastName.toLowerCase(), mailbox];
  return [...words.filter((word) => word.length >= 4), phone.slice(-7)];
}

const LOOKS_LIKE: Readonly<Record<string, string>> = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t" };

/** `P@ssw0rd2026!!` is `password`: what is left without digits and signs at the ends is one of the words everybody takes. */
function isCommonWord(lower: string): boolean {
  const trimmed = lower.replace(/^[^a-z@$]+|[^a-z@$]+$/g, "");
  const spelled = trimmed.replace(/[013457]/g, (digit) => LOOKS_LIKE[digit] ?? digit);
  const plain = spelled
    .replaceAll("@", "a")
    .replaceAll("$", "s")
    .replace(/[^a-z]/g, "");
  const once = /^(.{3,}?)\1+$/.exec(plain)?.[1] ?? plain;
  return COMMON_WORDS.has(once) || COMMON_WORDS.has(plain);
}
