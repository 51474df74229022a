import { errors, RefreshBody, refreshSession, tokensView, TokensView } from "@cowry/core/auth";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/token/refresh",
    aliases: ["POST /api/auth/token/refresh", "POST /auth/refresh", "POST /api/v1/auth/refresh"],
    summary: "New tokens for a refresh token",
    description:
      "A refresh token is used once, within 7 days. Within 10 seconds the same device gets the same successor again " +
      "(a lost answer); any later second use ends the session.",
    caller: "anyone",
    body: RefreshBody,
    example: {
      body: {
        refresh:
          "k1.018f6d5c-7a10-7000-8000-0123456789ab.018f6d5c-7a11-7000-8000-0123456789ab.1.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE",
      },
      needs: "the refresh token of a session",
    },
    returns: { 200: TokensView },
    refuses: [errors.account_blocked, errors.platform_shut, errors.refresh_invalid, errors.refresh_reused],
    uses: { table: "write", secrets: ["FIELD_KEYS", "SESSION_KEYS", "TOKEN_PRIVATE_KEYS"] },
  },
  ({ actor, body }) => refreshSession(actor, body.refresh).then(tokensView),
);
