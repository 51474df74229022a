import { entity, flag, int, json, oneOf, optional, text } from "@cowry/table";
import { type Feature, type Platform, THEMES } from "./model.ts";

/** The keys of what people set for themselves, and of what staff set for them. */

export const settingsItem = entity("user_settings", {
  version: 1,
  about: "Language, theme and limits that a person set for themselves",
  pk: "U#{userId}",
  sk: "SETTINGS",
  attributes: {
    version: int("v"),
    language: text("la"),
    theme: oneOf("th", THEMES),
    /** Text, because absent and 0 differ. */
    dailyLimit: optional(text("dl")),
    pinFreeBelow: text("pf"),
  },
});

export const notificationSettingsItem = entity("notification_settings", {
  version: 1,
  about: "Which messages a person wants, and by which ways; absent: all",
  pk: "U#{userId}",
  sk: "NOTICES",
  attributes: {
    version: int("v"),
    push: flag("pu"),
    email: flag("em"),
    sms: flag("sm"),
    transactionAlerts: flag("ta"),
    securityAlerts: flag("sa"),
    promotions: flag("pr"),
  },
});

export const accessItem = entity("access", {
  version: 1,
  about: "Platforms and features that staff opened or shut for a person; absent: all are open",
  pk: "U#{userId}",
  sk: "ACCESS",
  attributes: {
    version: int("v"),
    platforms: optional(json<Partial<Record<Platform, boolean>>>("pl")),
    features: optional(json<Partial<Record<Feature, boolean>>>("ft")),
  },
});
