import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Asset,
  ASSETS,
  CURRENCIES,
  CurrencyCode,
  formatDecimal,
  formatMoney,
  parseDecimal,
  percentOf,
  readAmount,
  showAmount,
} from "./money.ts";

describe("assets", () => {
  it("are all in the wire's list, with a scale that 38 digits can hold", () => {
    expect(CurrencyCode.options.toSorted()).toEqual([...CURRENCIES].toSorted());
    for (const { decimals, max, min } of Object.values<Asset>(ASSETS)) {
      expect(Number.isInteger(decimals) && decimals >= 0 && decimals <= 18).toBe(true);
      expect(min > 0n && max < 10n ** 38n).toBe(true);
    }
  });
});

describe("amounts on the wire", () => {
  it("are integers up to three decimals, and decimal strings beyond", () => {
    expect(readAmount(120_000, "NGN")).toBe(120_000n);
    expect(readAmount("0.00000001", "BTC")).toBe(1n);
    expect(readAmount("90071992.54740993", "BTC")).toBe(2n ** 53n + 1n);
    expect(showAmount(2n ** 53n + 1n, "BTC")).toBe("90071992.54740993");
    expect(showAmount(1n, "USDT")).toBe("0.000001");
    expect(showAmount(5n, "XOF")).toBe(5);
    expect(() => showAmount(2n ** 53n, "NGN")).toThrow(RangeError);
  });

  it("have no other form", () => {
    for (const wrong of ["100", 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect([wrong, readAmount(wrong, "NGN")]).toEqual([wrong, undefined]);
    }
    for (const wrong of [1, "1e3", "1.123456789", "+1", ".5", "1.", "01", "", " 1", "1,5", "0x1", "١"]) {
      expect([wrong, readAmount(wrong, "BTC")]).toEqual([wrong, undefined]);
    }
  });

  it("come back as they went, whatever they are", () => {
    const scale = fc.integer({ min: 0, max: 18 });
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }), scale, (amount, decimals) => {
        expect(parseDecimal(formatDecimal(amount, decimals), decimals)).toBe(amount);
      }),
    );
  });

  it("keep an asset with 8 decimals exact over 100,000 random operations", () => {
    // Digits in a column, as on paper: another arithmetic than the one that is tried.
    const seed = 4711;
    let state = seed;
    const draw = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    let inside = 0n;
    let whole = 0n;
    let fraction = 0n;
    for (let step = 0; step < 100_000; step++) {
      const [units, parts] = [BigInt(draw(1_000_000)), BigInt(draw(100_000_000))];
      const shown = `${units}.${parts.toString().padStart(8, "0")}`;
      const read = readAmount(shown, "BTC");
      if (read === undefined) throw new Error(`seed ${seed}: ${shown} was not read`);
      const isDebit = draw(2) === 1 && inside >= read;
      inside += isDebit ? -read : read;
      whole += isDebit ? -units : units;
      fraction += isDebit ? -parts : parts;
      if (fraction < 0n) [whole, fraction] = [whole - 1n, fraction + 100_000_000n];
      if (fraction >= 100_000_000n) [whole, fraction] = [whole + 1n, fraction - 100_000_000n];
      const expected = `${whole}.${fraction.toString().padStart(8, "0")}`;
      if (showAmount(inside, "BTC") !== expected) throw new Error(`seed ${seed}, step ${step}: ${expected}`);
    }
  });

  it("read well to people", () => {
    expect(formatMoney(120_000n, "NGN")).toBe("NGN 1,200.00");
    expect(formatMoney(-5n, "BTC")).toBe("BTC -0.00000005");
    expect(formatMoney(1_234_567n, "XOF")).toBe("XOF 1,234,567");
  });

  it("round a share of an amount half away from zero", () => {
    expect([percentOf(50n, 100n), percentOf(49n, 100n), percentOf(10_050n, 1n)]).toEqual([1n, 0n, 1n]);
  });
});
