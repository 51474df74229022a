import { createHash } from "node:crypto";

/**
 * Chance that is no chance: everything follows from the seed and from what is named, so that the same story
 * told twice has the same ids, names and failures.
 */
function digest(seed: string, parts: readonly (string | number)[]): Buffer {
  const hash = createHash("sha256");
  for (const part of [seed, ...parts]) hash.update(`${Buffer.byteLength(String(part))}:`).update(String(part));
  return hash.digest();
}

/** A fraction in [0, 1). */
export function fraction(seed: string, ...parts: readonly (string | number)[]): number {
  return digest(seed, parts).readUIntBE(0, 6) / 2 ** 48;
}

/** One of the choices. */
export function pick<T>(choices: readonly [T, ...T[]], seed: string, ...parts: readonly (string | number)[]): T {
  return choices[Math.floor(fraction(seed, ...parts) * choices.length)] ?? choices[0];
}

const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";

/** `length` lower-case letters and digits (at most 32). */
export function code(length: number, seed: string, ...parts: readonly (string | number)[]): string {
  return [...digest(seed, parts).subarray(0, length)].map((byte) => LOWER.charAt(byte % LOWER.length)).join("");
}

/** `length` decimal digits (at most 32). */
export function digits(length: number, seed: string, ...parts: readonly (string | number)[]): string {
  return [...digest(seed, parts).subarray(0, length)].map((byte) => String(byte % 10)).join("");
}

/**
 * The n-th id of a kind. Beyond 2^32, as Paystack's unsigned 64-bit ids may be, so that whoever keeps them
 * in 32 bits learns it here.
 */
export function idNumber(seed: string, kind: string, n: number): number {
  return 5_000_000_000 + Math.floor(fraction(seed, "id", kind) * 1_000_000) * 1_000 + n;
}
