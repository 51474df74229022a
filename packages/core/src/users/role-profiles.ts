import { absent, equals, failedItem, getItem, put, remove, transact, type Write } from "@cowry/table";
import { type Customer, seal, unseal } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import type { DRIVER_STATUSES } from "./model.ts";
import { driverItem, riderItem } from "./profile-store.ts";
import { stillHere } from "./store.ts";

/** What drivers and riders say of themselves in that role. */

export interface DriverProfile {
  readonly version: number;
  readonly vehicleNumber?: string | undefined;
  readonly plateNumber?: string | undefined;
  readonly status: (typeof DRIVER_STATUSES)[number];
  /** A bank account that the driver saved as a beneficiary: where their earnings are meant to go. */
  readonly payoutAccountId?: string | undefined;
}

export interface SavedAddress {
  readonly label: string;
  readonly address: string;
}

export interface RiderProfile {
  readonly version: number;
  readonly preferences: Readonly<Record<string, string>>;
  readonly savedAddresses: readonly SavedAddress[];
}

/** What a rider's profile is sealed for. */
export const riderContext = (userId: string) => `user:${userId}:rider`;

export async function loadDriverProfile({ userId, roles }: Customer): Promise<DriverProfile> {
  if (!roles.includes("driver")) throw errors.profile_of_other_role();
  return (await getItem(driverItem, { userId })) ?? { version: 0, status: "unavailable" };
}

/** Puts the actor's driver profile in the place of the one that was seen. `known` tells whether an account is theirs. */
export async function putDriverProfile(
  actor: Customer,
  wanted: Omit<DriverProfile, "version"> & { readonly version?: number | undefined },
  known: (userId: string, accountId: string) => Promise<boolean>,
): Promise<DriverProfile> {
  const { userId } = actor;
  const { version: seen, ...fields } = wanted;
  const [before, isTheirs] = await Promise.all([
    loadDriverProfile(actor),
    fields.payoutAccountId === undefined || known(userId, fields.payoutAccountId),
  ]);
  if (!isTheirs) throw errors.payout_account_unknown();
  if (seen !== undefined && seen !== before.version) throw errors.profile_changed();
  const after = { ...fields, version: before.version + 1 };
  const when = before.version === 0 ? [absent()] : [equals("version", before.version)];
  const outcome = await transact([put(driverItem, { ...after, userId }, { rule: "profile", when }), stillHere(userId)]);
  if (outcome.committed) return after;
  const stored = failedItem(outcome, driverItem, "profile");
  // After a lost answer our own profile stands there.
  const same = stored !== undefined && DRIVER_FIELDS.every((name) => stored[name] === after[name]);
  if (!same) throw errors.profile_changed();
  return after;
}

const DRIVER_FIELDS = ["version", "vehicleNumber", "plateNumber", "status", "payoutAccountId"] as const;

export async function loadRiderProfile({ userId, roles }: Customer): Promise<RiderProfile> {
  if (!roles.includes("rider")) throw errors.profile_of_other_role();
  const item = await getItem(riderItem, { userId });
  if (item === undefined) return { version: 0, preferences: {}, savedAddresses: [] };
  const opened = JSON.parse(unseal(item.sealed, riderContext(userId))) as Omit<RiderProfile, "version">;
  return { ...opened, version: item.version };
}

/** Puts the actor's rider profile in the place of the one that was seen. */
export async function putRiderProfile(
  actor: Customer,
  wanted: Omit<RiderProfile, "version"> & { readonly version?: number | undefined },
): Promise<RiderProfile> {
  const { userId } = actor;
  const before = await loadRiderProfile(actor);
  if (wanted.version !== undefined && wanted.version !== before.version) throw errors.profile_changed();
  const { preferences, savedAddresses } = wanted;
  const version = before.version + 1;
  const sealed = seal(JSON.stringify({ preferences, savedAddresses }), riderContext(userId));
  const when = before.version === 0 ? [absent()] : [equals("version", before.version)];
  const outcome = await transact([
    put(riderItem, { userId, version, sealed }, { rule: "profile", when }),
    stillHere(userId),
  ]);
  if (!outcome.committed && failedItem(outcome, riderItem, "profile")?.sealed !== sealed) {
    throw errors.profile_changed();
  }
  return { version, preferences, savedAddresses };
}

/** For closing an account. */
export function roleProfilesGone(userId: string): Write[] {
  return [remove(driverItem, { userId }), remove(riderItem, { userId })];
}
