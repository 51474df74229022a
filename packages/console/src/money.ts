import type { Assets } from "./shapes.ts";

/** What amounts of an asset that nobody told us of count in. */
const USUAL_DECIMALS = 2;

export function decimalsOf(assets: Assets, currency: string): number {
  return assets[currency]?.decimals ?? USUAL_DECIMALS;
}

/** Minor units as people read them: `380000` of two decimals is `3,800.00`. Exact, whatever the size. */
export function showMinor(minor: string | number, decimals: number): string {
  const text = String(minor);
  const digits = text.replace("-", "").padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = decimals === 0 ? "" : `.${digits.slice(-decimals)}`;
  return `${text.startsWith("-") ? "−" : ""}${whole}${fraction}`;
}

/** `NGN 3,800.00` */
export function showMoney(assets: Assets, minor: string | number, currency: string): string {
  return `${currency} ${showMinor(minor, decimalsOf(assets, currency))}`;
}

/** What somebody typed (`3,800`, `3800.5`) in minor units; undefined for anything that is no such amount. */
export function readTyped(typed: string, decimals: number): number | undefined {
  const [, whole, fraction = ""] = /^(\d{1,3}(?:,?\d{3})*|\d+)(?:\.(\d*))?$/.exec(typed.trim()) ?? [];
  if (whole === undefined || fraction.length > decimals) return undefined;
  const minor = Number(whole.replaceAll(",", "") + fraction.padEnd(decimals, "0"));
  return Number.isSafeInteger(minor) && minor > 0 ? minor : undefined;
}
