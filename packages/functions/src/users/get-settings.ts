import { loadSettings, settingsView, SettingsView } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/users/me/settings",
    aliases: ["GET /api/v1/user/settings", "GET /user/settings"],
    summary: "The caller's settings",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: SettingsView },
    refuses: [],
    uses: { table: "read" },
  },
  ({ actor }) => loadSettings(actor.userId).then(settingsView),
);
