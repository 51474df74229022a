import type { KeyRing } from "@cowry/core/kernel/keys";

/** The mode in which calls with the current key are made: Paystack's keys say it themselves. */
export function modeOf({ current, keys }: KeyRing): "test" | "live" {
  return keys[current]?.startsWith("sk_live_") === true ? "live" : "test";
}
