import { absent, equals, getItem, put, write } from "@cowry/table";
import type { Customer } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { notificationSettingsItem } from "./settings-store.ts";

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

/** Changes the actor's own, where they have not changed since. */
export async function changeNotificationSettings(
  { userId }: Customer,
  { version: seen, ...change }: NotificationChange,
): Promise<NotificationSettings> {
  const before = (await getItem(notificationSettingsItem, { userId })) ?? DEFAULTS;
  if (seen !== undefined && seen !== before.version) throw errors.profile_changed();
  const after = { ...before, ...change, version: before.version + 1 };
  const when = before.version === 0 ? [absent()] : [equals("version", before.version)];
  const { done, item } = await write(put(notificationSettingsItem, { ...after, userId }, { rule: "settings", when }));
  // A write that went through and whose answer was lost comes back as a refusal that shows our own values.
  const same = item !== undefined && FIELDS.every((name) => item[name] === after[name]);
  if (!done && !same) throw errors.profile_changed();
  return after;
}

const FIELDS = ["version", "push", "email", "sms", "transactionAlerts", "securityAlerts", "promotions"] as const;
