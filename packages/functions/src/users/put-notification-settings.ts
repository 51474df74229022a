import {
  changeNotificationSettings,
  errors,
  NotificationSettingsBody,
  notificationSettingsView,
  NotificationSettingsView,
  toNotificationChange,
} from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PUT /api/v1/users/me/notification-settings",
    summary: "Say which messages the caller wants",
    description: "What is left out stays. Security alerts by SMS are sent whatever stands here.",
    caller: "customer",
    body: NotificationSettingsBody,
    example: { body: { promotions: false }, needs: "a caller" },
    returns: { 200: NotificationSettingsView },
    refuses: [errors.profile_changed],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, body }) => changeNotificationSettings(actor, toNotificationChange(body)).then(notificationSettingsView),
);
