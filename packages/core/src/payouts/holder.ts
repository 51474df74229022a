import { clipBytes } from "../wallet/index.ts";

/** Names of account holders, as banks write them. Pure. */

/** Longest name that is kept; banks write longer ones, and each payout carries a copy. */
export const NAME_BYTES_MAX = 64;

/** The words of a name in one form, whatever their case, marks and order. */
function wordsOf(name: string): readonly string[] {
  return name
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .sort();
}

/** As banks write a name today and tomorrow: its words in any order, case and marks, as much of it as is kept. */
export function isSameHolder(saved: string, told: string): boolean {
  const kept = clipBytes(told.trim(), NAME_BYTES_MAX);
  return plainWords(saved).join(" ") === plainWords(kept).join(" ");
}

/** Whose account it may be. */
export interface Owner {
  readonly firstName: string;
  readonly lastName: string;
}

/** True when the bank names this person: every word of theirs is among the holder's, who may have more of them. */
export function isHeldBy({ firstName, lastName }: Owner, holder: string): boolean {
  const told = new Set(plainWords(holder));
  const own = plainWords(`${firstName} ${lastName}`);
  return own.length > 0 && own.every((word) => told.has(word));
}

/** Banks leave marks out: `Adébáyò` is `ADEBAYO` there. */
function plainWords(name: string): readonly string[] {
  return wordsOf(name.normalize("NFD").replace(/\p{M}/gu, ""));
}
