import { confirmMoney, errors as auth } from "@cowry/core/auth";
import {
  apiKeyCreated,
  ApiKeyCreated,
  ApiKeyParams,
  errors,
  overlapMsOf,
  rotateClient,
  RotationRequest,
} from "@cowry/core/developers";
import { DEFAULT_CURRENCY } from "@cowry/core/kernel";
import { endpoint, reply } from "@cowry/platform/endpoint";

const NO_MONEY = { amount: 0n, currency: DEFAULT_CURRENCY, feature: "api_keys" } as const;

export const handler = endpoint(
  {
    route: "POST /api/v1/developers/keys/{id}/rotate",
    summary: "Make a new secret for an API key",
    description: "The old key works for `overlap_hours` more (a day where nothing is said, a week at most).",
    caller: "customer",
    confirm: "pin",
    params: ApiKeyParams,
    body: RotationRequest,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      body: { overlap_hours: 24, pin: "4826" },
      needs: "an API key of the caller's with this id",
    },
    returns: { 200: ApiKeyCreated },
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
      errors.api_key_changed,
      errors.api_key_not_found,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PIN_PEPPERS", "SESSION_KEYS"] },
    timeoutSeconds: 20,
    memoryMb: 1769,
  },
  async ({ actor, body, params, proof }) => {
    const order = { clientId: params.id, overlapMs: overlapMsOf(body) };
    return reply(200, apiKeyCreated(await rotateClient(actor, order, confirmMoney(actor, proof, NO_MONEY))));
  },
);
