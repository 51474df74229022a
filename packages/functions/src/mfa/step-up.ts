import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { errors, stepUp, StepUpBody, toStepUp } from "@cowry/core/mfa";
import { otpauthTotp } from "@cowry/gateways/totp";
import { webauthn } from "@cowry/gateways/webauthn";
import { passkeyParty } from "@cowry/platform/config";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/mfa/step-up",
    summary: "Give the second factor anew",
    description: "For fifteen minutes this session may do what answers step_up_required otherwise.",
    caller: "customer",
    body: StepUpBody,
    example: { body: { method: "totp", code: "123456" }, needs: "a caller with an authenticator app" },
    returns: { 204: nothing },
    refuses: [
      authErrors.account_blocked,
      authErrors.session_revoked,
      errors.factor_not_set_up,
      errors.mfa_code_incorrect,
      errors.mfa_locked,
      errors.passkey_invalid,
      factorErrors.second_factor_used,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "PIN_PEPPERS", "SESSION_KEYS"] },
  },
  ({ actor, body }) => stepUp(actor, toStepUp(body), { totp: otpauthTotp, passkeys: webauthn(passkeyParty()) }),
);
