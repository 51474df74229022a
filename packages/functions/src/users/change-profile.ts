import { changeProfile, errors, ProfilePatch, profileView, ProfileView, toPatch } from "@cowry/core/users";
import { walletNaming } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PATCH /api/v1/users/me",
    aliases: ["PATCH /api/v1/user", "PATCH /user"],
    summary: "Change fields of the caller's profile",
    description:
      "Fields that are left out stay; null empties one. With `version` only the profile that was seen is changed. " +
      "Phone and e-mail are changed where they are proved.",
    caller: "customer",
    body: ProfilePatch,
    example: { body: { address: "12 Marina, Lagos", country: "NG" }, needs: "a caller" },
    returns: { 200: ProfileView },
    refuses: [errors.profile_changed, errors.user_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS"] },
  },
  ({ actor, body }) => changeProfile(actor, toPatch(body), walletNaming).then(profileView),
);
