import { changeProfile, errors, ProfileReplacement, profileView, ProfileView, toReplacement } from "@cowry/core/users";
import { walletNaming } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PUT /api/v1/users/me",
    aliases: ["PUT /api/v1/user", "PUT /user"],
    summary: "Replace the caller's profile",
    description:
      "What is left out is emptied. `version` is the one that was seen: another one answers 409. " +
      "Phone and e-mail are changed where they are proved.",
    caller: "customer",
    body: ProfileReplacement,
    example: { body: { first_name: "Amina", last_name: "Bello", country: "NG", version: 0 }, needs: "a caller" },
    returns: { 200: ProfileView },
    refuses: [errors.profile_changed, errors.user_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS"] },
  },
  ({ actor, body }) => changeProfile(actor, toReplacement(body), walletNaming).then(profileView),
);
