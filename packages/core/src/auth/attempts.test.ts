import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ATTEMPT_LIFE_MS,
  ATTEMPTS_MAX,
  decideReserve,
  decideRight,
  decideWrong,
  type Guard,
  LOCK_MS,
  readGuard,
  UNTOUCHED,
  writeGuard,
} from "./attempts.ts";

const T = 1_800_000_000_000;

function reserve(guard: Guard, id: string, atMs = T): Guard {
  const decision = decideReserve(guard, id, atMs);
  if (decision.outcome !== "reserved") throw new Error(decision.outcome);
  return decision.guard;
}

function wrong(guard: Guard, id: string, atMs = T): Guard {
  const decision = decideWrong(guard, id, atMs);
  if (decision.outcome !== "counted") throw new Error(decision.outcome);
  return decision.guard;
}

let guessed = 0;

function guesses(count: number, from: Guard = UNTOUCHED, atMs = T): Guard {
  let guard = from;
  for (let n = 0; n < count; n++) {
    const id = `g${(guessed += 1)}`;
    guard = wrong(reserve(guard, id, atMs), id, atMs);
  }
  return guard;
}

describe("guard of a short secret", () => {
  it("turns the sixth away while five are open, and locks nothing", () => {
    let guard = UNTOUCHED;
    for (const id of ["a", "b", "c", "d", "e"]) guard = reserve(guard, id);
    expect(decideReserve(guard, "f", T)).toEqual({ outcome: "busy", retryAfterMs: 1_000 });
    guard = decideRight(guard, "a", T);
    expect(decideReserve(guard, "f", T).outcome).toBe("reserved");
  });

  it("locks at the fifth wrong attempt, for 15 minutes, an hour, a day, a day", () => {
    let guard = UNTOUCHED;
    let atMs = T;
    for (const lockMs of [LOCK_MS[0], LOCK_MS[1], LOCK_MS[2], LOCK_MS[2]]) {
      guard = guesses(4, guard, atMs);
      expect(decideReserve(guard, "probe", atMs).outcome).toBe("reserved");
      guard = guesses(1, guard, atMs);
      expect(decideReserve(guard, "probe", atMs)).toEqual({ outcome: "locked", retryAfterMs: lockMs });
      expect(decideReserve(guard, "probe", atMs + lockMs - 1).outcome).toBe("locked");
      atMs += lockMs;
      expect(decideReserve(guard, "probe", atMs).outcome).toBe("reserved");
    }
    expect(LOCK_MS).toEqual([900_000, 3_600_000, 86_400_000]);
  });

  it("says how many attempts are left", () => {
    let guard = UNTOUCHED;
    for (const left of [4, 3, 2, 1, 0]) {
      const decision = decideWrong(reserve(guard, `n${left}`), `n${left}`, T);
      expect(decision).toMatchObject({ outcome: "counted", attemptsLeft: left });
      if (decision.outcome === "counted") guard = decision.guard;
    }
  });

  it("forgets wrong attempts and former locks after a right one", () => {
    const locked = guesses(5);
    const later = reserve(guesses(4, locked, T + LOCK_MS[0]), "right", T + LOCK_MS[0]);
    expect(decideRight(later, "right", T + LOCK_MS[0])).toEqual(UNTOUCHED);
  });

  it("keeps the places of others when one attempt was right", () => {
    const guard = decideRight(reserve(reserve(UNTOUCHED, "a"), "b"), "a", T);
    expect(guard.open.map(({ id }) => id)).toEqual(["b"]);
  });

  it("gives a place back that nobody settled, after a minute and not before", () => {
    let guard = guesses(4);
    guard = reserve(guard, "crashed");
    expect(decideReserve(guard, "next", T + ATTEMPT_LIFE_MS - 1).outcome).toBe("busy");
    expect(decideReserve(guard, "next", T + ATTEMPT_LIFE_MS).outcome).toBe("reserved");
  });

  it("does not say what an attempt found that had lost its place", () => {
    const guard = reserve(UNTOUCHED, "slow");
    expect(decideWrong(guard, "slow", T + ATTEMPT_LIFE_MS)).toEqual({ outcome: "gone" });
    expect(decideWrong(UNTOUCHED, "stranger", T)).toEqual({ outcome: "gone" });
  });

  it("counts an attempt once, and gives it one place, when the same request is sent twice", () => {
    const once = reserve(UNTOUCHED, "a");
    expect(reserve(once, "a")).toEqual(once);
    const counted = wrong(once, "a");
    expect(wrong(counted, "a")).toEqual(counted);
  });

  it("is stored as a short text that reads back as itself, empty when untouched", () => {
    expect(writeGuard(UNTOUCHED)).toBe("");
    let guard = guesses(2, guesses(5), T + LOCK_MS[0]);
    for (const id of ["abcdefgh", "bcdefghi", "cdefghij"]) guard = reserve(guard, id, T + LOCK_MS[0]);
    expect(readGuard(writeGuard(guard))).toEqual(guard);
    expect(writeGuard(guard).length).toBeLessThan(160);
  });

  it("compares at most five guesses per lock window, in whatever order requests come, crash and end", () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant("arrive" as const), wait: fc.nat(2_000) }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant("settle" as const), wait: fc.nat(2_000) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const), wait: fc.nat(20_000) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 300 }), (steps) => {
        let guard = UNTOUCHED;
        let atMs = T;
        const running: string[] = [];
        const told: number[] = [];
        for (const [index, { do: what, wait }] of steps.entries()) {
          atMs += wait;
          const id = `a${index}`;
          if (what === "arrive") {
            const decision = decideReserve(guard, id, atMs);
            if (decision.outcome !== "reserved") continue;
            guard = decision.guard;
            running.push(id);
            continue;
          }
          const next = running.shift();
          if (next === undefined || what === "crash") continue;
          const decision = decideWrong(guard, next, atMs);
          if (decision.outcome !== "counted") continue;
          guard = decision.guard;
          told.push(atMs);
        }
        for (const [index, first] of told.entries()) {
          const sixth = told[index + ATTEMPTS_MAX];
          if (sixth !== undefined) expect(sixth - first).toBeGreaterThanOrEqual(LOCK_MS[0]);
        }
      }),
    );
  });

  it("never locks, however many right attempts are open at once", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 30, maxLength: 300 }), (steps) => {
        let guard = UNTOUCHED;
        const running: string[] = [];
        for (const [index, arrives] of steps.entries()) {
          if (arrives) {
            const decision = decideReserve(guard, `a${index}`, T);
            expect(decision.outcome).not.toBe("locked");
            if (decision.outcome !== "reserved") continue;
            guard = decision.guard;
            running.push(`a${index}`);
          } else {
            const next = running.shift();
            if (next !== undefined) guard = decideRight(guard, next, T);
          }
        }
      }),
    );
  });
});
