import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { PushRequestBody, PushRequested, pushRequested, requestPush } from "@cowry/core/mfa";
import { endpoint, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/mfa/push/requests",
    summary: "Ask another device to approve this sign-in",
    description:
      "Shows two digits, for which the approving device asks. Then ask mfa/verify with this push_id every two seconds, " +
      "for two minutes.",
    caller: "anyone",
    body: PushRequestBody,
    example: {
      body: {
        mfa_token:
          "k1.018f6d5c-7a10-8000-8000-0123456789ab.018f6d5c-7a11-7000-8000-0123456789ab.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE",
      },
      needs: "a sign-in that offers push",
    },
    returns: { 201: PushRequested },
    refuses: [
      authErrors.account_blocked,
      authErrors.platform_shut,
      factorErrors.mfa_token_invalid,
      factorErrors.second_factor_not_offered,
    ],
    rateLimits: ["a person: 5, and one more every 5 minutes", "a sign-in: 5"],
    uses: { table: "write", secrets: ["FIELD_KEYS", "OTP_KEYS", "SESSION_KEYS"] },
  },
  async ({ actor, body }) => reply(201, pushRequested(await requestPush(actor, body.mfa_token))),
);
