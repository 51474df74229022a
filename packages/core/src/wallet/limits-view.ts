import { batchGet, keyOf } from "@cowry/table";
import * as z from "zod/mini";
import {
  type Currency,
  CurrencyCode,
  type Customer,
  isoTime,
  NotNegativeAmount,
  now,
  showAmount,
  Time,
} from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { profileOf, resetAt, usageAt } from "./limits.ts";
import { PROFILES, WINDOWS } from "./model.ts";
import { policyReading } from "./policy.ts";
import { walletItem } from "./store.ts";

/** What a person may still do: every cap, how much of it is used, and when it starts anew. */

const Cap = z.nullable(z.strictObject({ limit: NotNegativeAmount, used: NotNegativeAmount, left: NotNegativeAmount }));

export const LimitsShown = z.strictObject({
  currency: CurrencyCode,
  /** Whose limits these are. */
  profile: z.enum(PROFILES),
  /** The most that one order may move; null: no cap. */
  transfer_max: z.nullable(NotNegativeAmount),
  /** The most that the wallet may hold. */
  balance_max: z.nullable(NotNegativeAmount),
  /** The person's own lower cap for a day. */
  own_daily: Cap,
  windows: z
    .array(z.strictObject({ window: z.enum(WINDOWS), count: Cap, amount: Cap, resets_at: Time }))
    .check(z.maxLength(4)),
});

export async function readLimits({ userId }: Customer, currency: Currency): Promise<z.output<typeof LimitsShown>> {
  const reading = policyReading();
  const key = { userId, currency };
  const found = await batchGet([keyOf(walletItem, key), ...reading.reads]);
  const policy = reading.take(found);
  const wallet = found.get(walletItem, key);
  if (wallet === undefined) throw errors.wallet_not_found();
  const profile = profileOf(wallet);
  const set = policy.limits(profile, currency);
  const atMs = now();
  const usage = usageAt(wallet.usage, atMs);
  const money = (limit: bigint | undefined, used: bigint) =>
    limit === undefined ? null : capView(limit, used, (amount) => showAmount(amount, currency));
  const day = usage[WINDOWS.indexOf("day")]?.amount ?? 0n;
  return {
    currency,
    profile,
    transfer_max: set.transferMax === undefined ? null : showAmount(set.transferMax, currency),
    balance_max: set.balanceMax === undefined ? null : showAmount(set.balanceMax, currency),
    own_daily: money(wallet.ownDailyLimit, day),
    windows: WINDOWS.map((window, index) => {
      const { count: used, amount } = usage[index] ?? { count: 0, amount: 0n };
      const { count } = set[window];
      return {
        window,
        count: count === undefined ? null : capView(BigInt(count), BigInt(used), Number),
        amount: money(set[window].amount, amount),
        resets_at: isoTime(resetAt(window, atMs)),
      };
    }),
  };
}

function capView(limit: bigint, used: bigint, shown: (amount: bigint) => number | string) {
  return { limit: shown(limit), used: shown(used), left: shown(used < limit ? limit - used : 0n) };
}
