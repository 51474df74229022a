import * as z from "zod/mini";
import {
  DEFAULT_CURRENCY,
  Id,
  isoTime,
  now,
  PageQuery,
  PersonName,
  Pin,
  showAmount,
  text,
  Time,
} from "../kernel/index.ts";
import { type Details, GENDERS, type Profile, type ProfileChange } from "./details.ts";
import type { NotificationChange, NotificationSettings } from "./notification-settings.ts";
import type { Referral } from "./referrals.ts";
import { DRIVER_STATUSES, THEMES } from "./model.ts";
import type { DriverProfile, RiderProfile } from "./role-profiles.ts";
import type { Settings, SettingsChange } from "./settings.ts";
import { userFields, userView } from "./wire.ts";

/** Shapes of profiles and settings on the wire. `version` says which state a change was decided on. */

const Version = z.int().check(z.minimum(0), z.maximum(1_000_000_000));
const AvatarUrl = z
  .string()
  .check(z.maxLength(256), z.regex(/^https:\/\/[A-Za-z0-9.-]{1,128}(:\d{1,5})?\/[\x21-\x7e]*$/));
const Country = z.string().check(z.regex(/^[A-Z]{2}$/));
const Day = z.string().check(
  z.regex(/^(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
  z.refine((day) => isPastDay(day), "must be a day of the past"),
);

function isPastDay(day: string): boolean {
  const atMs = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(atMs) && atMs <= now() && isoTime(atMs).startsWith(day);
}

const details = {
  avatar_url: AvatarUrl,
  date_of_birth: Day,
  gender: z.enum(GENDERS),
  country: Country,
  address: text(160),
};
type Filled = { [K in keyof typeof details]?: z.output<(typeof details)[K]> | null | undefined };

const optionalNullable = {
  avatar_url: z.optional(z.nullable(details.avatar_url)),
  date_of_birth: z.optional(z.nullable(details.date_of_birth)),
  gender: z.optional(z.nullable(details.gender)),
  country: z.optional(z.nullable(details.country)),
  address: z.optional(z.nullable(details.address)),
};

/** Fields that are left out stay; null empties one. */
export const ProfilePatch = z.strictObject({
  first_name: z.optional(PersonName),
  last_name: z.optional(PersonName),
  ...optionalNullable,
  version: z.optional(Version),
});

/** The whole profile: what is left out is emptied. */
export const ProfileReplacement = z.strictObject({
  first_name: PersonName,
  last_name: PersonName,
  ...optionalNullable,
  version: Version,
});

function toDetails({ avatar_url, date_of_birth, gender, country, address }: Filled): ProfileChange["details"] {
  return { avatarUrl: avatar_url, dateOfBirth: date_of_birth, gender, country, address };
}

export function toPatch(body: z.output<typeof ProfilePatch>): ProfileChange {
  const { first_name: firstName, last_name: lastName, version } = body;
  return { firstName, lastName, version, details: toDetails(body) };
}

export function toReplacement(body: z.output<typeof ProfileReplacement>): ProfileChange {
  const empty: Filled = { avatar_url: null, date_of_birth: null, gender: null, country: null, address: null };
  const { first_name: firstName, last_name: lastName, version } = body;
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  return { firstName, lastName, version, details: toDetails({ ...empty, ...given }) };
}

export const ProfileView = z.strictObject({
  ...userFields,
  avatar_url: z.nullable(z.string().check(z.maxLength(256))),
  date_of_birth: z.nullable(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))),
  gender: z.nullable(details.gender),
  country: z.nullable(Country),
  address: z.nullable(z.string().check(z.maxLength(160))),
  version: Version,
  updated_at: Time,
});

export function profileView({ person, details: said, version, updatedAtMs }: Profile): z.output<typeof ProfileView> {
  return { ...userView(person), ...detailsView(said), version, updated_at: isoTime(updatedAtMs) };
}

export function detailsView({ avatarUrl, dateOfBirth, gender, country, address }: Details) {
  return {
    avatar_url: avatarUrl ?? null,
    date_of_birth: dateOfBirth ?? null,
    gender: gender ?? null,
    country: country ?? null,
    address: address ?? null,
  };
}

const Minor = z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));
const Language = z.string().check(z.regex(/^[a-z]{2}(-[A-Z]{2})?$/));

export const SettingsView = z.strictObject({
  language: Language,
  theme: z.enum(THEMES),
  daily_limit: z.nullable(Minor),
  pin_free_below: Minor,
  currency: z.literal(DEFAULT_CURRENCY),
  version: Version,
});

/** Fields that are left out stay; a daily limit of null is none. */
export const SettingsBody = z.strictObject({
  language: z.optional(Language),
  theme: z.optional(z.enum(THEMES)),
  daily_limit: z.optional(z.nullable(Minor.check(z.minimum(1)))),
  pin_free_below: z.optional(Minor),
  /** Asked when a limit is raised or taken away, or less is confirmed by PIN than before. */
  pin: z.optional(Pin),
  version: z.optional(Version),
});

export function toSettings(body: z.output<typeof SettingsBody>): SettingsChange {
  const { language, theme, daily_limit, pin_free_below, version } = body;
  const dailyLimit = typeof daily_limit === "number" ? BigInt(daily_limit) : daily_limit;
  const pinFreeBelow = pin_free_below === undefined ? undefined : BigInt(pin_free_below);
  return { language, theme, dailyLimit, pinFreeBelow, version };
}

export function settingsView(settings: Settings): z.output<typeof SettingsView> {
  const { language, theme, dailyLimit, pinFreeBelow, version } = settings;
  const shown = (amount: bigint) => Number(showAmount(amount, DEFAULT_CURRENCY));
  return {
    language,
    theme,
    daily_limit: dailyLimit === undefined ? null : shown(dailyLimit),
    pin_free_below: shown(pinFreeBelow),
    currency: DEFAULT_CURRENCY,
    version,
  };
}

const notices = {
  push_enabled: z.boolean(),
  transaction_alerts: z.boolean(),
  security_alerts: z.boolean(),
  promotions: z.boolean(),
  email_notifications: z.boolean(),
  sms_notifications: z.boolean(),
};
export const NotificationSettingsView = z.strictObject({ ...notices, version: Version });
export const NotificationSettingsBody = z.strictObject({
  ...z.partial(z.strictObject(notices)).shape,
  version: z.optional(Version),
});

export function toNotificationChange(body: z.output<typeof NotificationSettingsBody>): NotificationChange {
  const change = {
    push: body.push_enabled,
    email: body.email_notifications,
    sms: body.sms_notifications,
    transactionAlerts: body.transaction_alerts,
    securityAlerts: body.security_alerts,
    promotions: body.promotions,
    version: body.version,
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

export function notificationSettingsView(settings: NotificationSettings): z.output<typeof NotificationSettingsView> {
  return {
    push_enabled: settings.push,
    transaction_alerts: settings.transactionAlerts,
    security_alerts: settings.securityAlerts,
    promotions: settings.promotions,
    email_notifications: settings.email,
    sms_notifications: settings.sms,
    version: settings.version,
  };
}

const Plate = z.string().check(z.regex(/^[A-Z0-9][A-Z0-9 -]{0,15}$/));

export const DriverProfileBody = z.strictObject({
  vehicle_number: z.optional(z.nullable(z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9 -]{0,31}$/)))),
  plate_number: z.optional(z.nullable(Plate)),
  status: z._default(z.enum(DRIVER_STATUSES), "unavailable"),
  payout_account_id: z.optional(z.nullable(Id)),
  version: z.optional(Version),
});
export const DriverProfileView = z.strictObject({
  vehicle_number: z.nullable(z.string().check(z.maxLength(32))),
  plate_number: z.nullable(Plate),
  status: z.enum(DRIVER_STATUSES),
  payout_account_id: z.nullable(Id),
  version: Version,
});

export function toDriverProfile(body: z.output<typeof DriverProfileBody>) {
  return {
    vehicleNumber: body.vehicle_number ?? undefined,
    plateNumber: body.plate_number ?? undefined,
    status: body.status,
    payoutAccountId: body.payout_account_id ?? undefined,
    version: body.version,
  };
}

export function driverProfileView(profile: DriverProfile): z.output<typeof DriverProfileView> {
  return {
    vehicle_number: profile.vehicleNumber ?? null,
    plate_number: profile.plateNumber ?? null,
    status: profile.status,
    payout_account_id: profile.payoutAccountId ?? null,
    version: profile.version,
  };
}

/** Names and values of an app's own making; few and short. */
const Preferences = z
  .record(z.string().check(z.regex(/^[a-z][a-z0-9_]{0,31}$/)), z.string().check(z.maxLength(64)))
  .check(z.refine((values) => Object.keys(values).length <= 16, "must not have more than 16 entries"));
const Saved = z.strictObject({ label: text(32), address: text(160) });

export const RiderProfileBody = z.strictObject({
  preferences: z._default(Preferences, {}),
  saved_addresses: z._default(z.array(Saved).check(z.maxLength(10)), []),
  version: z.optional(Version),
});
export const RiderProfileView = z.strictObject({
  preferences: z.record(z.string().check(z.maxLength(32)), z.string().check(z.maxLength(64))),
  saved_addresses: z.array(Saved).check(z.maxLength(10)),
  version: Version,
});

export function toRiderProfile(body: z.output<typeof RiderProfileBody>) {
  return { preferences: body.preferences, savedAddresses: body.saved_addresses, version: body.version };
}

export function riderProfileView(profile: RiderProfile): z.output<typeof RiderProfileView> {
  return {
    preferences: { ...profile.preferences },
    saved_addresses: profile.savedAddresses.map(({ label, address }) => ({ label, address })),
    version: profile.version,
  };
}

export const ReferralQuery = z.strictObject(PageQuery);
export const ReferralView = z.strictObject({
  name: z.string().check(z.maxLength(64)),
  joined_at: Time,
  status: z.enum(["joined", "left"]),
});

export function referralView({ displayName, joinedAtMs, status }: Referral): z.output<typeof ReferralView> {
  return { name: displayName, joined_at: isoTime(joinedAtMs), status };
}

export const UserParams = z.strictObject({ id: Id });
