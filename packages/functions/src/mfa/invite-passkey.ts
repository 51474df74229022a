import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { errors, invitePasskey, PasskeyOptions, passkeyOptions, PasswordBody } from "@cowry/core/mfa";
import { webauthn } from "@cowry/gateways/webauthn";
import { passkeyParty } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/passkeys/options",
    summary: "What a new passkey is made with",
    description: "PublicKeyCredentialCreationOptionsJSON, for parseCreationOptionsFromJSON; good for five minutes.",
    caller: "customer",
    body: PasswordBody,
    example: { body: { password: "482913" }, needs: "a caller with this password" },
    returns: { 200: PasskeyOptions },
    refuses: [
      authErrors.account_blocked,
      authErrors.password_busy,
      authErrors.password_incorrect,
      authErrors.password_locked,
      authErrors.session_revoked,
      factorErrors.step_up_required,
      errors.passkeys_too_many,
    ],
    uses: { table: "write", secrets: ["PIN_PEPPERS", "SESSION_KEYS"] },
    memoryMb: 1769,
  },
  ({ actor, body }) => invitePasskey(actor, body.password, webauthn(passkeyParty())).then(passkeyOptions),
);
