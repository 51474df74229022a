import { type Found, getItem, keyOf, type KeyRef } from "@cowry/table";
import * as z from "zod/mini";
import { type Asset, assetOf, type Currency, CURRENCIES, MINUTE, now } from "../kernel/index.ts";
import { FEE_KINDS, type FeeKind, type FeeRule } from "./fees.ts";
import type { LimitSet } from "./limits.ts";
import { type Profile, PROFILES } from "./model.ts";
import { defaultFee, defaultLimits, defaultThresholds } from "./policy-defaults.ts";
import { type Overrides, policyItem } from "./policy-store.ts";
import type { Thresholds } from "./review.ts";

/**
 * The rules in force: defaults in the code, overrides in one item of the table, changed by four eyes. Each instance reads
 * the item once a minute, together with whatever it reads anyway: a change is in force everywhere a minute later.
 */

const Minor = z.pipe(
  z.string().check(z.regex(/^(0|[1-9]\d{0,20})$/)),
  z.transform((digits) => BigInt(digits)),
);
const optionalMinor = z.optional(Minor);
const Count = z.int().check(z.minimum(0), z.maximum(1_000_000_000));
const WindowCaps = z.strictObject({ count: z.optional(Count), amount: optionalMinor });
const rate = { flat: optionalMinor, basis_points: z.optional(z.int().check(z.minimum(0), z.maximum(10_000))) };

/**
 * What may be said about each thing; what is left out has no cap, no fee, no threshold. Small enough for a proposal: the
 * longest is half a kilobyte.
 */
export const POLICY_VALUES = {
  assets: z.strictObject({ min: optionalMinor, max: optionalMinor, active: z.optional(z.boolean()) }),
  fees: z.strictObject({
    ...rate,
    tiers: z.optional(z.array(z.strictObject({ up_to: optionalMinor, ...rate })).check(z.minLength(1), z.maxLength(5))),
    min: optionalMinor,
    cap: optionalMinor,
    bearer: z.enum(["payer", "payee"]),
  }),
  limits: z.strictObject({
    transfer_max: optionalMinor,
    balance_max: optionalMinor,
    minute: WindowCaps,
    hour: WindowCaps,
    day: WindowCaps,
    month: WindowCaps,
  }),
  review: z.strictObject({
    flag_amount: optionalMinor,
    hold_amount: optionalMinor,
    new_payee_amount: optionalMinor,
    flag_day_count: z.optional(Count),
    near_percent: z.optional(z.int().check(z.minimum(1), z.maximum(99))),
    near_count: z.optional(Count),
  }),
} as const;
export type PolicyName = keyof typeof POLICY_VALUES;
export const POLICY_NAMES = ["assets", "fees", "limits", "review"] as const satisfies readonly PolicyName[];

/** Whether there is such a rule: `assets/BTC`, `fees/transfer:NGN`, `limits/basic:NGN`, `review/NGN`. */
export function isPolicyKey(name: PolicyName, key: string): boolean {
  const currencies: readonly string[] = CURRENCIES;
  const [first = "", second] = key.split(":");
  if (name === "assets" || name === "review") return second === undefined && currencies.includes(first);
  const kinds: readonly string[] = name === "fees" ? FEE_KINDS : PROFILES;
  return kinds.includes(first) && second !== undefined && currencies.includes(second) && key.split(":").length === 2;
}

export class Policy {
  private readonly overrides: Overrides;

  constructor(overrides: Overrides = {}) {
    this.overrides = overrides;
  }

  asset(currency: Currency): Asset {
    const asset = assetOf(currency);
    const said = this.said("assets", currency, POLICY_VALUES.assets);
    if (said === undefined) return asset;
    const { min = asset.min, max = asset.max, active = asset.active } = said;
    // The code's bounds are what the wire and the table can hold: policy only narrows them.
    return { ...asset, min: min > asset.min ? min : asset.min, max: max < asset.max ? max : asset.max, active };
  }

  fee(kind: FeeKind, currency: Currency): FeeRule {
    const said = this.said("fees", `${kind}:${currency}`, POLICY_VALUES.fees);
    if (said === undefined) return defaultFee(kind, currency);
    const { tiers, basis_points: basisPoints, ...rest } = said;
    const bands = tiers?.map(({ up_to: upTo, basis_points, flat }) => ({ upTo, basisPoints: basis_points, flat }));
    return { ...rest, basisPoints, tiers: bands };
  }

  limits(profile: Profile, currency: Currency): LimitSet {
    const said = this.said("limits", `${profile}:${currency}`, POLICY_VALUES.limits);
    if (said === undefined) return defaultLimits(profile, currency);
    const { transfer_max: transferMax, balance_max: balanceMax, ...windows } = said;
    return { ...windows, transferMax, balanceMax };
  }

  thresholds(currency: Currency): Thresholds {
    const said = this.said("review", currency, POLICY_VALUES.review);
    if (said === undefined) return defaultThresholds(currency);
    return {
      flagAmount: said.flag_amount,
      holdAmount: said.hold_amount,
      newPayeeAmount: said.new_payee_amount,
      flagDayCount: said.flag_day_count,
      nearPercent: said.near_percent,
      nearCount: said.near_count,
    };
  }

  /** A stored rule that cannot be read is a bug, and stops what it rules: a default in its place might allow more. */
  private said<S extends z.ZodMiniType>(name: PolicyName, key: string, schema: S): z.output<S> | undefined {
    const stored = this.overrides[name]?.[key];
    return stored === undefined ? undefined : z.parse(schema, stored);
  }
}

const FRESH_MS = MINUTE;
let cached: { readonly policy: Policy; readonly readAtMs: number } | undefined;

/** The policy on its way: put `reads` into your own batchGet and hand over what it found. */
export interface PolicyReading {
  readonly reads: readonly KeyRef[];
  readonly take: (found: Found) => Policy;
}

export function policyReading(): PolicyReading {
  const atMs = now();
  const known = cached;
  if (known !== undefined && Math.abs(atMs - known.readAtMs) < FRESH_MS) return { reads: [], take: () => known.policy };
  return {
    reads: [keyOf(policyItem, {})],
    take: (found) => keep(found.get(policyItem, {})?.overrides, atMs),
  };
}

function keep(overrides: Overrides | undefined, readAtMs: number): Policy {
  const policy = new Policy(overrides);
  cached = { policy, readAtMs };
  return policy;
}

/** For whoever reads nothing else. */
export async function loadPolicy(): Promise<Policy> {
  const { reads, take } = policyReading();
  if (reads.length === 0) return take({ get: () => undefined });
  return keep((await getItem(policyItem, {}))?.overrides, now());
}

/** What was read is forgotten: after a change of one's own, and between tests. */
export function forgetPolicy(): void {
  cached = undefined;
}
