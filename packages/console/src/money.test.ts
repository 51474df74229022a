import { expect, it } from "vitest";
import { readTyped, showMinor } from "./money.ts";

it.each([
  ["380000", 2, "3,800.00"],
  ["5", 2, "0.05"],
  ["-100", 2, "−1.00"],
  ["1200", 0, "1,200"],
  ["12345678901234567890", 8, "123,456,789,012.34567890"],
])("shows %s minor units of %i decimals as %s", (minor, decimals, shown) => {
  expect(showMinor(minor, decimals)).toBe(shown);
});

it.each<[string, number, number | undefined]>([
  ["1,200.00", 2, 120_000],
  ["1200.5", 2, 120_050],
  ["12", 0, 12],
  ["0.005", 2, undefined],
  ["1,20", 2, undefined],
  ["0", 2, undefined],
  ["-5", 2, undefined],
  ["five", 2, undefined],
])("reads %s of %i decimals as %s minor units", (typed, decimals, minor) => {
  expect(readTyped(typed, decimals)).toBe(minor);
});
