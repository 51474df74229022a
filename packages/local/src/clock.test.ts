import { afterEach, describe, expect, it } from "vitest";
import { MovableClock } from "./clock.ts";

const START = Date.UTC(2026, 0, 1);
let clock: MovableClock | undefined;
const frozen = (options = {}) => (clock = new MovableClock({ realNow: () => START, ...options }));

afterEach(() => clock?.stop());

describe("the movable clock", () => {
  it("runs what is due on the way in order, each at its own time", async () => {
    const time = frozen();
    const seen: [string, number][] = [];
    const note = (name: string) => () => void seen.push([name, time.now() - START]);
    time.at(START + 3_000, note("c"));
    time.at(START + 1_000, note("a"));
    time.at(START + 1_000, note("b"));
    time.at(START + 9_000, note("later"));

    expect(await time.moveTo(START + 5_000)).toEqual({ ran: 3 });
    expect(seen).toEqual([
      ["a", 1_000],
      ["b", 1_000],
      ["c", 3_000],
    ]);
    expect(time.now()).toBe(START + 5_000);
  });

  it("runs what a timer on the way sets for a moment that is also on the way", async () => {
    const time = frozen();
    const ticks: number[] = [];
    const tick = () => {
      ticks.push(time.now() - START);
      time.at(time.now() + 60_000, tick);
    };
    time.at(START + 60_000, tick);

    await time.moveTo(START + 180_000);
    expect(ticks).toEqual([60_000, 120_000, 180_000]);
  });

  it("sees the consequences of one timer finished before the next one runs", async () => {
    const time = frozen();
    const seen: string[] = [];
    time.at(START + 1, () => {
      void time.track(
        "work",
        sleep(20).then(() => void seen.push("first is over")),
      );
    });
    time.at(START + 2, () => void seen.push("second"));

    await time.moveTo(START + 10);
    expect(seen).toEqual(["first is over", "second"]);
  });

  it("asks its drains until none finds more to do", async () => {
    const time = frozen();
    let left = 3;
    time.onSettle(() => {
      if (left === 0) return Promise.resolve();
      left -= 1;
      return time.track("drained", Promise.resolve());
    });
    await time.settle();
    expect(left).toBe(0);
  });

  it("shares its offset with the workers at every step", async () => {
    const time = frozen();
    const cell = new BigInt64Array(time.shared);
    const seen: bigint[] = [];
    time.at(START + 1_000, () => void seen.push(cell[0] ?? 0n));
    await time.moveTo(START + 2_000);
    expect([...seen, cell[0]]).toEqual([1_000n, 2_000n]);
  });

  it("refuses to go back, and to wait for ever", async () => {
    const time = frozen({ settleTimeoutMs: 20 });
    await expect(time.moveTo(START - 1)).rejects.toMatchObject({ code: "backwards" });
    void time.track("a stuck thing", new Promise(() => undefined));
    await expect(time.settle()).rejects.toThrow("a stuck thing");
  });

  it("goes on after a timer that throws, and tells of it", async () => {
    const errors: unknown[] = [];
    const time = frozen({ onError: (error: unknown) => errors.push(error) });
    const seen: string[] = [];
    time.at(START + 1, () => Promise.reject(new Error("broken")));
    time.at(START + 2, () => void seen.push("next"));
    await time.moveTo(START + 3);
    expect(seen).toEqual(["next"]);
    expect(errors).toHaveLength(1);
  });

  it("fires by itself when real time passes, and not once it is cancelled", async () => {
    const time = (clock = new MovableClock());
    const seen: string[] = [];
    const cancel = time.at(time.now() + 10, () => void seen.push("cancelled"));
    time.at(time.now() + 15, () => void seen.push("fired"));
    cancel();
    await sleep(40);
    expect(seen).toEqual(["fired"]);
  });
});

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
