import { absent, equals, getItem, put, remove, transact, type Write } from "@cowry/table";
import { auditEntry, type AuditFacts } from "../audit/index.ts";
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

/**
 * Puts the actor's driver profile in the place of the one that was seen. `known` tells whether an account is theirs. Asks
 * for FIELD_KEYS.
 */
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
  const outcome = await transact([
    put(driverItem, { ...after, userId }, { rule: "profile", when }),
    stillHere(userId),
    entryOf(actor, "users.driver_profile_changed", driverChanges(before, after)),
  ]);
  // The entry in the way is our own: it was committed, and only the answer got lost.
  if (outcome.committed || outcome.failed.has("audit")) return after;
  throw errors.profile_changed();
}

const DRIVER_FIELDS = { vehicleNumber: "vehicle_number", plateNumber: "plate_number", status: "status" } as const;

/** Names of fields, and where the earnings go: of an account of the driver's, its id. */
function driverChanges(before: DriverProfile, after: DriverProfile): Pick<AuditFacts, "before" | "after"> {
  const names = Object.keys(DRIVER_FIELDS) as (keyof typeof DRIVER_FIELDS)[];
  const fields = names.filter((name) => before[name] !== after[name]).map((name) => DRIVER_FIELDS[name]);
  if (before.payoutAccountId === after.payoutAccountId) return { after: { fields } };
  const accountOf = (of: DriverProfile) => ({ payout_account_id: of.payoutAccountId ?? null });
  return { before: accountOf(before), after: { fields, ...accountOf(after) } };
}

function entryOf(actor: Customer, action: AuditFacts["action"], changes: Pick<AuditFacts, "before" | "after">): Write {
  const { userId } = actor;
  return auditEntry(actor, { action, subject: { kind: "user", id: userId }, userId, ...changes });
}

export async function loadRiderProfile({ userId, roles }: Customer): Promise<RiderProfile> {
  if (!roles.includes("rider")) throw errors.profile_of_other_role();
  const item = await getItem(riderItem, { userId });
  if (item === undefined) return { version: 0, preferences: {}, savedAddresses: [] };
  const opened = JSON.parse(unseal(item.sealed, riderContext(userId))) as Omit<RiderProfile, "version">;
  return { ...opened, version: item.version };
}

/** Puts the actor's rider profile in the place of the one that was seen. Asks for FIELD_KEYS. */
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
  const after = { version, preferences, savedAddresses };
  const outcome = await transact([
    put(riderItem, { userId, version, sealed }, { rule: "profile", when }),
    stillHere(userId),
    entryOf(actor, "users.rider_profile_changed", { after: { fields: riderChanges(before, after) } }),
  ]);
  if (outcome.committed || outcome.failed.has("audit")) return after;
  throw errors.profile_changed();
}

/** Names of fields only: where somebody lives stands in no trail. */
function riderChanges(before: RiderProfile, after: RiderProfile): readonly string[] {
  const text = (value: unknown) => JSON.stringify(value);
  return [
    ...(text(before.preferences) === text(after.preferences) ? [] : ["preferences"]),
    ...(text(before.savedAddresses) === text(after.savedAddresses) ? [] : ["saved_addresses"]),
  ];
}

/** For closing an account. */
export function roleProfilesGone(userId: string): Write[] {
  return [remove(driverItem, { userId }), remove(riderItem, { userId })];
}
