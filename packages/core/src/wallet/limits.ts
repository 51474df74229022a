import { type Currency, DAY, HOUR, isoTime, type Minor, MINUTE, showAmount } from "../kernel/index.ts";
import { homeDay } from "./day.ts";
import { errors } from "./errors.ts";
import { type Profile, type Usage, type Window, WINDOWS } from "./model.ts";
import type { Wallet } from "./store.ts";

/**
 * What may leave a wallet: per order, and per minute, hour, day and month, by count and amount. The counters live in the
 * wallet's item and move under its version check, in the write that moves the money: a limit that is only read is none.
 * Minutes and hours are fixed windows; days and months are those of the home zone.
 */

/** Absent: no cap of this sort. */
export interface WindowCaps {
  readonly count?: number | undefined;
  readonly amount?: Minor | undefined;
}

/** The caps of one profile in one currency. */
export interface LimitSet extends Readonly<Record<Window, WindowCaps>> {
  readonly transferMax?: Minor | undefined;
  /** The most that a wallet may hold; a condition on whatever somebody else pays into it. */
  readonly balanceMax?: Minor | undefined;
}

/** The place of the day's orders just below the amount at which compliance looks. */
const NEAR = WINDOWS.length;

/** The number of the window in which a moment is: compared, never reckoned with. */
export function windowAt(window: Window, atMs: number): number {
  switch (window) {
    case "minute":
      return Math.floor(atMs / MINUTE);
    case "hour":
      return Math.floor(atMs / HOUR);
    case "day":
      return Number(homeDay(atMs).replaceAll("-", ""));
    case "month":
      return Number(homeDay(atMs).slice(0, 7).replace("-", ""));
  }
}

const windowsAt = (atMs: number): readonly number[] => {
  const day = windowAt("day", atMs);
  return [windowAt("minute", atMs), windowAt("hour", atMs), day, Math.floor(day / 100), day];
};

/** What has been moved in the windows of this moment. A window that lies ahead (another machine's clock) goes on. */
export function usageAt(stored: Usage | undefined, atMs: number): Usage {
  return windowsAt(atMs).map((at, index) => {
    const use = stored?.[index];
    return use !== undefined && use.at >= at ? use : { at, count: 0, amount: 0n };
  });
}

/** Orders of the day that were just below the amount at which compliance looks. */
export function nearOf(usage: Usage): number {
  return usage[NEAR]?.count ?? 0;
}

/** The usage after one more order. `isNear`: just below the amount at which compliance looks. */
export function counted(usage: Usage, amount: Minor, isNear = false): Usage {
  return usage.map((use, index) =>
    index === NEAR && !isNear ? use : { ...use, count: use.count + 1, amount: use.amount + amount },
  );
}

/**
 * Takes an order back out of the windows that still run since it was given. `isPart`: something has come of it, and only
 * this much of its amount has not.
 */
export function givenBack(
  stored: Usage | undefined,
  { amount, orderedAtMs, isPart = false }: { amount: Minor; orderedAtMs: number; isPart?: boolean },
  atMs: number,
): Usage {
  const ordered = windowsAt(orderedAtMs);
  return usageAt(stored, atMs).map((use, index) => {
    if (index === NEAR || use.at !== ordered[index]) return use;
    const left = use.amount - amount;
    return { ...use, count: Math.max(0, use.count - (isPart ? 0 : 1)), amount: left < 0n ? 0n : left };
  });
}

/** What applies to one wallet at one moment. */
export interface Caps {
  readonly currency: Currency;
  readonly set: LimitSet;
  /** The person's own lower cap for a day. */
  readonly ownDaily: Minor | undefined;
}

/** After a PIN was reset by a code, amounts are capped at this share of what they are otherwise. */
const REDUCED_PERCENT = 20n;

export function capsOf(
  wallet: Pick<Wallet, "ownDailyLimit">,
  currency: Currency,
  set: LimitSet,
  isReduced: boolean,
): Caps {
  return { currency, set: isReduced ? reduced(set) : set, ownDaily: wallet.ownDailyLimit };
}

function reduced(set: LimitSet): LimitSet {
  const less = (amount: Minor | undefined) => (amount === undefined ? undefined : (amount * REDUCED_PERCENT) / 100n);
  const caps = (of: WindowCaps): WindowCaps => ({ ...of, amount: less(of.amount) });
  const { minute, hour, day, month, transferMax } = set;
  return {
    ...set,
    transferMax: less(transferMax),
    minute: caps(minute),
    hour: caps(hour),
    day: caps(day),
    month: caps(month),
  };
}

type Cap = "transfer" | Window | "own_daily";

/** Throws `limit_exceeded`, naming the cap that would be broken, what is left of it, and when it starts anew. */
export function checkLimits({ currency, set, ownDaily }: Caps, usage: Usage, amount: Minor, atMs: number): void {
  const refuse = (cap: Cap, limit: Minor, used: Minor, window?: Window): never => {
    const left = used < limit ? limit - used : 0n;
    const resets_at = window === undefined ? null : isoTime(resetAt(window, atMs));
    throw errors.limit_exceeded(
      {
        cap,
        measure: "amount",
        limit: showAmount(limit, currency),
        left: showAmount(left, currency),
        currency,
        resets_at,
      },
      retryIn(resets_at, atMs),
    );
  };
  if (set.transferMax !== undefined && amount > set.transferMax) refuse("transfer", set.transferMax, 0n);
  for (const [index, window] of WINDOWS.entries()) {
    const { count, amount: most } = set[window];
    const use = usage[index] ?? { at: 0, count: 0, amount: 0n };
    if (count !== undefined && use.count >= count) {
      const resets_at = isoTime(resetAt(window, atMs));
      const details = { cap: window, measure: "count", limit: count, left: 0, currency, resets_at } as const;
      throw errors.limit_exceeded(details, retryIn(resets_at, atMs));
    }
    if (most !== undefined && use.amount + amount > most) refuse(window, most, use.amount, window);
    if (window === "day" && ownDaily !== undefined && use.amount + amount > ownDaily) {
      refuse("own_daily", ownDaily, use.amount, window);
    }
  }
}

function retryIn(resetsAt: string | null, atMs: number) {
  return resetsAt === null ? {} : { retryAfterSeconds: Math.max(1, Math.ceil((Date.parse(resetsAt) - atMs) / 1_000)) };
}

/** When the window of this moment is over. Days may be 23 or 25 hours long where clocks are changed. */
export function resetAt(window: Window, atMs: number): number {
  if (window === "minute") return (Math.floor(atMs / MINUTE) + 1) * MINUTE;
  if (window === "hour") return (Math.floor(atMs / HOUR) + 1) * HOUR;
  // The first moment that is in another window: found by halving, because zones know no arithmetic.
  const current = windowAt(window, atMs);
  let [within, beyond] = [atMs, atMs + (window === "day" ? 26 * HOUR : 32 * DAY)];
  while (beyond - within > 1) {
    const middle = Math.floor((within + beyond) / 2);
    if (windowAt(window, middle) === current) within = middle;
    else beyond = middle;
  }
  return beyond;
}

/** Whose limits count for this wallet. */
export function profileOf({ tier, limitRole }: Pick<Wallet, "tier" | "limitRole">): Profile {
  return limitRole ?? tier ?? "none";
}
