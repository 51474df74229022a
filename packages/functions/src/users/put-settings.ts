import { confirmPin, errors as auth, pinFreeWrites } from "@cowry/core/auth";
import { DEFAULT_CURRENCY } from "@cowry/core/kernel";
import { changeSettings, errors, SettingsBody, settingsView, SettingsView, toSettings } from "@cowry/core/users";
import { setOwnLimit } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PUT /api/v1/users/me/settings",
    aliases: ["PUT /api/v1/user/settings", "PUT /user/settings"],
    summary: "Change the caller's settings",
    description:
      "What is left out stays; a `daily_limit` of null is none. Amounts are in kobo. To raise or drop the limit, or to " +
      "have less confirmed by PIN, send `pin`.",
    caller: "customer",
    body: SettingsBody,
    example: { body: { language: "en", theme: "dark", daily_limit: 5_000_000 }, needs: "a caller" },
    returns: { 200: SettingsView },
    refuses: [
      auth.account_blocked,
      auth.pin_busy,
      auth.pin_incorrect,
      auth.pin_locked,
      auth.pin_not_set,
      auth.pin_required,
      auth.session_revoked,
      errors.profile_changed,
      errors.settings_not_allowed,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "PIN_PEPPERS"] },
    timeoutSeconds: 20,
    memoryMb: 1769,
  },
  ({ actor, body }) =>
    changeSettings(actor, toSettings(body), {
      confirm: () => confirmPin(actor, body.pin),
      limit: setOwnLimit,
      pinFree: (_, below) => pinFreeWrites(actor, DEFAULT_CURRENCY, below),
    }).then(settingsView),
);
