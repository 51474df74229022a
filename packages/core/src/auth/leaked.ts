import { createHash } from "node:crypto";
import digitsList from "./leaked-digits.json" with { type: "json" };
import passwordsList from "./leaked-passwords.json" with { type: "json" };

/**
 * Passwords that stand highest in published lists of leaked ones and that our rules for length would let through:
 * 10,000 for staff, 3,000 of six digits for customers (ASVS 6.2.4; cut by `scripts/leaked-passwords.ts`, which names
 * the list). Nobody is asked, so nobody hears of a password; who was leaked further down the lists is not found here.
 */

/** Beginnings of SHA-256 in four bytes: one in half a million good passwords is taken for a leaked one. */
export function isLeaked(password: string): boolean {
  const prefix = createHash("sha256").update(password.trim().toLowerCase()).digest().readUInt32BE(0);
  return isAmong(bytesOf(passwordsList), 4, prefix);
}

/** Six digits. */
export function areLeakedDigits(digits: string): boolean {
  return isAmong(bytesOf(digitsList), 3, Number(digits));
}

interface List {
  readonly sorted: string;
}

const unpacked = new WeakMap<List, Buffer>();

/** Unpacked when it is first asked for. */
function bytesOf(list: List): Buffer {
  const known = unpacked.get(list) ?? Buffer.from(list.sorted, "base64");
  unpacked.set(list, known);
  return known;
}

/** Whether a sorted row of numbers, so many bytes each, has this one. */
function isAmong(sorted: Buffer, width: 3 | 4, wanted: number): boolean {
  let [low, high] = [0, sorted.length / width - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = sorted.readUIntBE(middle * width, width);
    if (value === wanted) return true;
    if (value < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
