import {
  credentialsOf,
  errors,
  grantToken,
  scopesOf,
  tokenGranted,
  TokenGranted,
  TokenRequest,
} from "@cowry/core/developers";
import { errors as kernel } from "@cowry/core/kernel";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/oauth/token",
    summary: "An access token for a program, for its id and secret",
    description:
      "OAuth 2.0 client credentials (RFC 6749 §4.4): a form, or the same as JSON; id and secret in the body or as HTTP " +
      "Basic. Of a key `cwk_<id>_<secret>` these are its parts. Refusals are problems like everywhere.",
    caller: "anyone",
    form: true,
    body: TokenRequest,
    example: {
      body: {
        grant_type: "client_credentials",
        client_id: "0192d7a0-0000-7000-8000-000000000000",
        client_secret: "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ",
        scope: "holds:capture",
      },
      needs: "an API key with this id and secret",
    },
    returns: { 200: TokenGranted },
    refuses: [errors.scope_unknown, kernel.unauthenticated],
    rateLimits: [
      "per client id: 30 at once and one more every 10 seconds",
      "per block of addresses: 300 at once and one more every 2 seconds",
    ],
    uses: {
      table: "read",
      notes: ["key_use", "rate_limit"],
      secrets: ["LOOKUP_KEYS", "OTP_KEYS", "TOKEN_PRIVATE_KEYS"],
    },
  },
  async ({ actor, body, request }) => {
    const parts = credentialsOf(body, request.headers["authorization"]);
    return tokenGranted(await grantToken(parts, scopesOf(body), actor.origin));
  },
);
