import type { Named } from "./person.ts";

/** Who lives in the town: names as people in Nigeria have them, and what they do. */

export type Trade = "trader" | "driver" | "student" | "teacher" | "nurse" | "tailor" | "agent" | "merchant";

export interface Resident extends Named {
  readonly trade: Trade;
  /** The day of the town's story on which they sign up. */
  readonly joins: number;
}

const FIRST = [
  ...["Amina", "Chinedu", "Folake", "Tunde", "Ngozi", "Musa", "Yetunde", "Emeka", "Halima", "Segun", "Ifeoma"],
  ...["Ibrahim", "Adaeze", "Kunle", "Zainab", "Obinna", "Bolanle", "Sani", "Chioma", "Dayo", "Hauwa", "Uche"],
  ...["Funmilayo", "Kelechi", "Rashida", "Wale", "Nneka", "Yakubu", "Simisola", "Ikenna", "Aisha", "Babajide"],
  ...["Ebere", "Garba", "Temitope", "Nkechi", "Olumide", "Fatima", "Chukwudi", "Titilayo", "Danladi", "Efe"],
];
const LAST = [
  ...["Bello", "Okafor", "Adeyemi", "Eze", "Umar", "Nwosu", "Balogun", "Obi", "Abubakar", "Ogunleye", "Igwe", "Lawal"],
  ...["Okonkwo", "Danjuma", "Adebayo", "Onyeka", "Sule", "Afolabi", "Okeke", "Yusuf", "Ojo", "Nnamdi", "Garba"],
];
const TRADES: readonly Trade[] = ["trader", "driver", "student", "teacher", "driver", "nurse", "trader", "tailor"];
/** Operators' prefixes. */
const PREFIXES = ["803", "805", "806", "807", "808", "810", "813", "816"];

/** Chance that can be told again: the same numbers for the same seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(from: readonly T[]): T {
    const found = from[Math.floor(this.next() * from.length)];
    if (found === undefined) throw new Error("nothing to pick from");
    return found;
  }
}

/** So many people, of whom half are there on the first day; the first is a merchant, the second an agent. */
export function residents(dice: Dice, count: number, days: number): readonly Resident[] {
  const phones = new Set<string>();
  return Array.from({ length: count }, (_, at): Resident => {
    const firstName = FIRST[at % FIRST.length] ?? "Amina";
    const lastName = dice.pick(LAST);
    const trade: Trade = at === 0 ? "merchant" : at === 1 ? "agent" : (TRADES[at % TRADES.length] ?? "trader");
    const joins = at < count / 2 ? 0 : dice.between(1, Math.max(1, Math.floor(days / 2)));
    const email = at % 3 === 0 ? `${firstName}.${lastName}.${phoneTail(dice)}@example.com`.toLowerCase() : undefined;
    const role = trade === "driver" ? "driver" : "rider";
    return { firstName, lastName, phone: phoneOf(dice, phones), trade, joins, role, ...(email && { email }) };
  });
}

const phoneTail = (dice: Dice): string => String(dice.between(10, 99));

function phoneOf(dice: Dice, taken: Set<string>): string {
  for (;;) {
    const phone = `+234${dice.pick(PREFIXES)}${String(dice.between(0, 9_999_999)).padStart(7, "0")}`;
    if (taken.has(phone)) continue;
    taken.add(phone);
    return phone;
  }
}
