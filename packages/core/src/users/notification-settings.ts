import { absent, equals, getItem, put, transact } from "@cowry/table";
import { auditEntry, type MaskedValues } from "../audit/index.ts";
import type { Customer } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { notificationSettingsItem } from "./settings-store.ts";
import { stillHere } from "./store.ts";

/** Which messages a person wants, and by which ways. Security alerts by SMS are sent whatever stands here. */
export interface NotificationSettings {
  readonly version: number;
  readonly push: boolean;
  readonly email: boolean;
  readonly sms: boolean;
  readonly transactionAlerts: boolean;
  readonly securityAlerts: boolean;
  readonly promotions: boolean;
}

const DEFAULTS: NotificationSettings = {
  version: 0,
  push: true,
  email: true,
  sms: true,
  transactionAlerts: true,
  securityAlerts: true,
  promotions: true,
};

export async function loadNotificationSettings(userId: string): Promise<NotificationSettings> {
  return (await getItem(notificationSettingsItem, { userId }, { consistent: false })) ?? DEFAULTS;
}

export type NotificationChange = Partial<Omit<NotificationSettings, "version">> & {
  readonly version?: number | undefined;
};

/**
 * Changes the actor's own, where they have not changed since. Whoever silences somebody's alerts leaves a trace: thieves
 * do that first. Asks for FIELD_KEYS.
 */
export async function changeNotificationSettings(
  actor: Customer,
  { version: seen, ...change }: NotificationChange,
): Promise<NotificationSettings> {
  const { userId } = actor;
  const before = (await getItem(notificationSettingsItem, { userId })) ?? DEFAULTS;
  if (seen !== undefined && seen !== before.version) throw errors.profile_changed();
  const after = { ...before, ...change, version: before.version + 1 };
  const when = before.version === 0 ? [absent()] : [equals("version", before.version)];
  const outcome = await transact([
    put(notificationSettingsItem, { ...after, userId }, { rule: "settings", when }),
    stillHere(userId),
    auditEntry(actor, {
      action: "users.notifications_changed",
      subject: { kind: "user", id: userId },
      userId,
      ...changesOf(before, after),
    }),
  ]);
  // The entry in the way is our own: it was committed, and only the answer got lost.
  if (outcome.committed || outcome.failed.has("audit")) return after;
  throw errors.profile_changed();
}

/** By the names that the API has for them. */
const SHOWN = {
  push: "push",
  email: "email",
  sms: "sms",
  transactionAlerts: "transaction_alerts",
  securityAlerts: "security_alerts",
  promotions: "promotions",
} as const;

/** What was switched, as it was and as it is. */
function changesOf(before: NotificationSettings, after: NotificationSettings) {
  const switched = (Object.keys(SHOWN) as (keyof typeof SHOWN)[]).filter((name) => before[name] !== after[name]);
  const pictureOf = (of: NotificationSettings): MaskedValues =>
    Object.fromEntries(switched.map((name) => [SHOWN[name], of[name]]));
  return { before: pictureOf(before), after: pictureOf(after) };
}
