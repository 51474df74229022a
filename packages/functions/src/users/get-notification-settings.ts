import { loadNotificationSettings, notificationSettingsView, NotificationSettingsView } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/users/me/notification-settings",
    summary: "Which messages the caller wants, and by which ways",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: NotificationSettingsView },
    refuses: [],
    uses: { table: "read" },
  },
  ({ actor }) => loadNotificationSettings(actor.userId).then(notificationSettingsView),
);
