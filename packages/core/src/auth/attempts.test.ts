import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ATTEMPT_LIFE_MS,
  ATTEMPTS_MAX,
  attemptsLeft,
  choosePlace,
  freeBefore,
  type Guard,
  LOCK_MS,
  lockedGuard,
  openPlace,
  placesToFree,
  UNTOUCHED,
  wrongPlace,
} from "./attempts.ts";

const T = 1_800_000_000_000;

function withPlaces(...places: readonly string[]): Guard {
  return { ...UNTOUCHED, places: UNTOUCHED.places.map((free, index) => places[index] ?? free) };
}

const wrongs = (count: number) => Array.from({ length: count }, (_, n) => wrongPlace(`w${n}`));
const opens = (count: number, atMs = T) => Array.from({ length: count }, (_, n) => openPlace(`o${n}`, atMs));

describe("guard of a short secret", () => {
  it("turns the sixth away while five are open", () => {
    expect(choosePlace(withPlaces(...opens(4)), T, 0)).toEqual({ outcome: "take", place: 4 });
    expect(choosePlace(withPlaces(...opens(5)), T, 0)).toEqual({ outcome: "busy", retryAfterMs: 1_000 });
  });

  it("turns away what would be a sixth guess while open and wrong ones make five", () => {
    expect(choosePlace(withPlaces(...wrongs(3), ...opens(2)), T, 0).outcome).toBe("busy");
  });

  it("gives a place back that nobody settled, after a minute and not before", () => {
    const guard = withPlaces(...wrongs(4), openPlace("crashed", T));
    expect(choosePlace(guard, T + ATTEMPT_LIFE_MS - 1, 0).outcome).toBe("busy");
    expect(choosePlace(guard, T + ATTEMPT_LIFE_MS, 0)).toEqual({ outcome: "take", place: 4 });
  });

  it("asks for the lock when five were wrong and nobody locked", () => {
    expect(choosePlace(withPlaces(...wrongs(5)), T, 0)).toEqual({ outcome: "lock_overdue" });
  });

  it("locks for 15 minutes, an hour, a day, a day", () => {
    let guard = UNTOUCHED;
    let atMs = T;
    for (const lockMs of [900_000, 3_600_000, 86_400_000, 86_400_000]) {
      guard = lockedGuard({ ...guard, places: wrongs(5) }, atMs);
      expect(choosePlace(guard, atMs, 0)).toEqual({ outcome: "locked", retryAfterMs: lockMs });
      expect(choosePlace(guard, atMs + lockMs - 1, 0).outcome).toBe("locked");
      atMs += lockMs;
      expect(choosePlace(guard, atMs, 0).outcome).toBe("take");
    }
  });

  it("says how many attempts are left", () => {
    expect([0, 1, 4, 5].map((count) => attemptsLeft(withPlaces(...wrongs(count))))).toEqual([5, 4, 1, 0]);
  });

  it("frees wrong places and its own with a right attempt, not those of others", () => {
    const [mine = "", other = ""] = opens(2);
    expect(placesToFree(withPlaces(...wrongs(2), mine, other), mine)).toEqual([0, 1, 2]);
  });

  it("never takes a place that is held, whatever chance says", () => {
    const place = fc.oneof(
      fc.constant(""),
      fc.constant(wrongPlace("a")),
      fc.nat(200_000).map((ms) => openPlace("b", T - ms)),
    );
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 5, maxLength: 5 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (places, chance) => {
          const choice = choosePlace({ ...UNTOUCHED, places }, T, chance);
          if (choice.outcome === "take") expect((places[choice.place] ?? "~") < freeBefore(T)).toBe(true);
          else expect(places.every((each) => each >= freeBefore(T))).toBe(true);
        },
      ),
    );
  });
});

/** The store's conditional writes, in memory: each step looks at an image that may be old by the time it writes. */
class Simulation {
  guard = UNTOUCHED;
  atMs = T;
  readonly told: number[] = [];

  *guess(id: string): Generator<void> {
    for (let look = this.guard, tries = 0; tries < 8; look = this.guard, tries++) {
      yield;
      const choice = choosePlace(look, this.atMs, 0.5);
      if (choice.outcome === "lock_overdue") this.lock(look);
      if (choice.outcome !== "take") return;
      const mine = openPlace(id, this.atMs);
      yield;
      const held = this.guard.places[choice.place] ?? "~";
      if (held >= freeBefore(this.atMs) || this.guard.lockedUntilMs > this.atMs) continue;
      this.set(choice.place, mine);
      yield;
      yield;
      if (this.guard.places[choice.place] !== mine) return;
      this.set(choice.place, wrongPlace(id));
      this.told.push(this.atMs);
      const image = this.guard;
      yield;
      if (attemptsLeft(image) === 0) this.lock(image);
      return;
    }
  }

  private set(place: number, text: string): void {
    this.guard = { ...this.guard, places: this.guard.places.map((each, index) => (index === place ? text : each)) };
  }

  private lock(seen: Guard): void {
    if (seen.places.every((place, index) => place === this.guard.places[index])) {
      this.guard = lockedGuard(seen, this.atMs);
    }
  }
}

describe("guessing, in whatever order requests come, wait, crash and end", () => {
  it("tells the outcome of at most five guesses per lock window", () => {
    const step = fc.record({ which: fc.nat(30), waitMs: fc.oneof(fc.nat(50), fc.nat(70_000)), crashes: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 100, maxLength: 600 }), (steps) => {
        const simulation = new Simulation();
        const running = new Map<number, Generator<void>>();
        for (const [index, { which, waitMs, crashes }] of steps.entries()) {
          simulation.atMs += waitMs > 50 ? waitMs : 0;
          const request = running.get(which) ?? simulation.guess(`g${index}`);
          running.set(which, request);
          if (crashes === 0 || request.next().done === true) running.delete(which);
        }
        for (const [index, first] of simulation.told.entries()) {
          const sixth = simulation.told[index + ATTEMPTS_MAX];
          if (sixth !== undefined) expect(sixth - first).toBeGreaterThanOrEqual(LOCK_MS[0]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
