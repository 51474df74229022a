import { confirmMoney, errors as auth } from "@cowry/core/auth";
import { apiKeyCreated, ApiKeyCreated, ApiKeyRequest, createClient, errors, toNewClient } from "@cowry/core/developers";
import { DEFAULT_CURRENCY } from "@cowry/core/kernel";
import { endpoint, reply } from "@cowry/platform/endpoint";

const NO_MONEY = { amount: 0n, currency: DEFAULT_CURRENCY, feature: "api_keys" } as const;

export const handler = endpoint(
  {
    route: "POST /api/v1/developers/keys",
    summary: "Make an API key for a program that acts for the caller",
    description:
      "The key is shown this once. It does what its scopes say and no more, until it expires or is revoked. Not safe to " +
      "send again: each request makes another key.",
    caller: "customer",
    confirm: "pin",
    body: ApiKeyRequest,
    example: {
      body: { name: "Till 3", scopes: ["holds:capture"], expires_in_days: 90, pin: "4826" },
      needs: "a caller with this PIN",
    },
    returns: { 201: ApiKeyCreated },
    refuses: [
      auth.account_blocked,
      auth.confirmation_invalid,
      auth.feature_shut,
      auth.pin_busy,
      auth.pin_incorrect,
      auth.pin_locked,
      auth.pin_not_set,
      auth.pin_required,
      auth.session_revoked,
      errors.api_keys_full,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PIN_PEPPERS", "SESSION_KEYS"] },
    timeoutSeconds: 20,
    memoryMb: 1769,
  },
  async ({ actor, body, proof }) => {
    const made = await createClient(actor, toNewClient(body), confirmMoney(actor, proof, NO_MONEY));
    return reply(201, apiKeyCreated(made));
  },
);
