import { Dice, type Resident, residents } from "./town-people.ts";

/**
 * The story of a town: who does what on which day. Pure: the same seed tells the same story. Everything in it can be
 * afforded when it happens; what is meant to be refused says so.
 */

export type Deed =
  | { readonly do: "join"; readonly who: number }
  | { readonly do: "topup"; readonly who: number; readonly amount: number; readonly card: "success" | "declined" }
  | {
      readonly do: "transfer";
      readonly who: number;
      readonly to: number;
      readonly amount: number;
      readonly note: string;
    }
  | { readonly do: "payout"; readonly who: number; readonly amount: number; readonly account: string }
  | { readonly do: "ride"; readonly who: number; readonly to: number; readonly held: number; readonly fare: number }
  | { readonly do: "identify"; readonly who: number; readonly bvn: string }
  | { readonly do: "deposit"; readonly who: number; readonly amount: number }
  | { readonly do: "role"; readonly who: number; readonly role: "agent" | "merchant" }
  | { readonly do: "freeze"; readonly who: number; readonly reason: string }
  | { readonly do: "block"; readonly who: number; readonly reason: string }
  | { readonly do: "dispute"; readonly who: number; readonly reason: string };

/** What staff do. */
export type Decision = Extract<Deed, { readonly do: "role" | "freeze" | "block" }>;
/** What people do by themselves, or have done to them from outside. */
export type Act = Exclude<Deed, Decision | { readonly do: "join" }>;

export interface Story {
  readonly people: readonly Resident[];
  /** One list a day. */
  readonly days: readonly (readonly Deed[])[];
}

const NOTES = [
  "Rent",
  "For the garri",
  "Thank you",
  "School fees",
  "Fuel",
  "Share of the bill",
  "Airtime",
  "Yams",
  "Cloth",
];
const KOBO = 100;

/** An account of a test bank where payouts fail (the simulator's magic account). */
const FAILING = "9990000001";

export function tellStory(seed: number, count: number, days: number): Story {
  const dice = new Dice(seed);
  const people = residents(dice, count, days);
  const story = new Storyteller(dice, people);
  return { people, days: Array.from({ length: days }, (_, day) => story.day(day, days)) };
}

class Storyteller {
  readonly #dice: Dice;
  readonly #people: readonly Resident[];
  /** What everybody has at least, in kobo: what is on its way to them does not count. */
  readonly #has = new Map<number, number>();
  /** Whose money does not move any more. */
  readonly #shut = new Set<number>();

  constructor(dice: Dice, people: readonly Resident[]) {
    this.#dice = dice;
    this.#people = people;
  }

  day(day: number, days: number): readonly Deed[] {
    const coming = this.#people.flatMap(({ joins }, who) => (joins === day ? [who] : []));
    const deeds: Deed[] = coming.map((who) => ({ do: "join", who }));
    for (const who of coming) deeds.push(...this.#firstSteps(who));
    const usual = this.#dice.between(Math.ceil(this.#people.length / 6), Math.ceil(this.#people.length / 3));
    for (let n = 0; n < usual; n += 1) deeds.push(...this.#something());
    return [...deeds, ...this.#special(day, days)];
  }

  /** Most put money in on the day on which they come. */
  #firstSteps(who: number): readonly Deed[] {
    const roles: Deed[] = [];
    if (who === 0) roles.push({ do: "role", who, role: "merchant" });
    if (who === 1) roles.push({ do: "role", who, role: "agent" });
    if (who > 1 && this.#dice.next() < 0.2) return roles;
    return [...roles, this.#topup(who)];
  }

  #topup(who: number): Deed {
    const amount = this.#dice.between(20, who < 2 ? 900 : 250) * 100 * KOBO;
    this.#gain(who, amount);
    return { do: "topup", who, amount, card: "success" };
  }

  #something(): readonly Deed[] {
    const who = this.#anybody();
    const luck = this.#dice.next();
    if (this.#of(who) < 1_000 * KOBO) return [this.#topup(who)];
    if (luck < 0.5) return this.#transfer(who, this.#anybody());
    if (luck < 0.65) return this.#transfer(who, 0);
    if (luck < 0.78) return this.#ride(who);
    if (luck < 0.92) return this.#payout(who, this.#dice.next() < 0.15 ? FAILING : this.#account());
    return [this.#topup(who)];
  }

  #transfer(who: number, to: number): readonly Deed[] {
    if (who === to || !this.#isHere(to)) return [this.#topup(who)];
    const amount = this.#part(who, 0.4);
    this.#gain(who, -amount);
    this.#gain(to, amount);
    return [{ do: "transfer", who, to, amount, note: this.#dice.pick(NOTES) }];
  }

  /** A hold at the start, of which the driver takes the fare at the end. */
  #ride(who: number): readonly Deed[] {
    const drivers = this.#here().filter((one) => this.#people[one]?.trade === "driver" && one !== who);
    if (drivers.length === 0) return [];
    const to = this.#dice.pick(drivers);
    const held = this.#part(who, 0.3);
    const fare = Math.ceil((held * this.#dice.between(60, 100)) / 100);
    this.#gain(who, -fare);
    this.#gain(to, fare);
    return [{ do: "ride", who, to, held, fare }];
  }

  #payout(who: number, account: string): readonly Deed[] {
    const amount = this.#part(who, 0.5);
    // With the most that a payout costs. What fails comes back: it is not counted on.
    this.#gain(who, -(amount + 50 * KOBO));
    return [{ do: "payout", who, amount, account }];
  }

  /** What happens to a few, spread over the story. */
  #special(day: number, days: number): readonly Deed[] {
    const at = (share: number) => day === Math.floor(days * share);
    const deeds: Deed[] = [];
    if (day > 0 && day % 3 === 0) deeds.push({ do: "topup", who: this.#anybody(), amount: 500_000, card: "declined" });
    if (day % 4 === 1) {
      const who = this.#anybody();
      const amount = this.#dice.between(50, 400) * 100 * KOBO;
      deeds.push({ do: "identify", who, bvn: day % 8 === 1 ? "22222222222" : "00000000000" });
      if (day % 8 === 1) deeds.push({ do: "deposit", who, amount });
    }
    if (at(0.5)) deeds.push(this.#shutOut("freeze", "The owner reports a stolen phone"));
    if (at(0.6)) deeds.push(this.#dispute());
    if (at(0.75)) deeds.push(this.#shutOut("block", "Reported by three people for fraud"));
    return deeds;
  }

  /** What is disputed is set aside: nothing of theirs is counted on from now on. */
  #dispute(): Deed {
    const who = this.#anybody();
    this.#has.set(who, 0);
    return { do: "dispute", who, reason: "chargeback" };
  }

  #shutOut(what: "freeze" | "block", reason: string): Deed {
    const who = this.#dice.pick(this.#here().filter((one) => one > 1));
    this.#shut.add(who);
    return what === "freeze" ? { do: "freeze", who, reason } : { do: "block", who, reason };
  }

  #account(): string {
    return `01${String(this.#dice.between(0, 99_999_999)).padStart(8, "0")}`;
  }

  #here(): readonly number[] {
    return [...this.#has.keys()].filter((who) => this.#isHere(who));
  }

  #isHere(who: number): boolean {
    return this.#has.has(who) && !this.#shut.has(who);
  }

  #anybody(): number {
    return this.#dice.pick(this.#here());
  }

  #of(who: number): number {
    return this.#has.get(who) ?? 0;
  }

  #gain(who: number, amount: number): void {
    this.#has.set(who, this.#of(who) + amount);
  }

  /** Some of what somebody has, in whole ten naira, and NGN 100.00 at least. */
  #part(who: number, most: number): number {
    const share = this.#dice.next() * most * this.#of(who);
    return Math.max(100 * KOBO, Math.floor(share / (10 * KOBO)) * 10 * KOBO);
  }
}
