import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { breakerOf, makeBreaker } from "./breaker.ts";

describe("the breaker", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function broken() {
    const breaker = makeBreaker();
    for (let n = 0; n < 5; n += 1) breaker.failed();
    return breaker;
  }

  it("opens after five failures in a row, not before", () => {
    const breaker = makeBreaker();
    for (let n = 0; n < 4; n += 1) breaker.failed();
    expect(breaker.closedFor()).toBe(0);
    breaker.succeeded();
    for (let n = 0; n < 4; n += 1) breaker.failed();
    expect(breaker.closedFor()).toBe(0);
    breaker.failed();
    expect(breaker.closedFor()).toBe(10_000);
  });

  it("lets one request try after a rest, and the others wait for it", () => {
    const breaker = broken();
    vi.advanceTimersByTime(10_000);

    expect(breaker.closedFor()).toBe(0);
    expect(breaker.closedFor()).toBe(10_000);
    breaker.succeeded();
    expect(breaker.closedFor()).toBe(0);
  });

  it("rests again when the try fails", () => {
    const breaker = broken();
    vi.advanceTimersByTime(10_000);
    breaker.closedFor();
    breaker.failed();

    expect(breaker.closedFor()).toBe(10_000);
  });

  it("is one per address", () => {
    expect(breakerOf("https://a.test")).toBe(breakerOf("https://a.test"));
    expect(breakerOf("https://a.test")).not.toBe(breakerOf("https://b.test"));
  });
});
