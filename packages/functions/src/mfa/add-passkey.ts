import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import {
  addPasskey,
  errors,
  NewPasskeyBody,
  RecoveryCodesView,
  recoveryCodesView,
  toNewCredential,
} from "@cowry/core/mfa";
import { webauthn } from "@cowry/gateways/webauthn";
import { passkeyParty } from "@cowry/platform/config";
import { endpoint, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/passkeys",
    summary: "Keep a new passkey",
    description:
      "credential is what the browser made, as RegistrationResponseJSON. With the first second factor come ten recovery codes, shown this once.",
    caller: "customer",
    body: NewPasskeyBody,
    example: {
      body: {
        name: "My blue phone",
        credential: {
          id: "AbCdEfGhIjKlMnOpQrStUv",
          rawId: "AbCdEfGhIjKlMnOpQrStUv",
          type: "public-key",
          response: { clientDataJSON: "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0", attestationObject: "o2NmbXRkbm9uZQ" },
        },
      },
      needs: "a passkey made with the options of the last five minutes",
    },
    returns: { 201: RecoveryCodesView },
    refuses: [
      authErrors.account_blocked,
      authErrors.session_revoked,
      factorErrors.step_up_required,
      errors.passkey_invalid,
      errors.passkey_known,
      errors.passkeys_too_many,
      factorErrors.factors_changed_meanwhile,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "PIN_PEPPERS", "SESSION_KEYS"] },
  },
  async ({ actor, body }) => {
    const codes = await addPasskey(actor, toNewCredential(body), body.name, webauthn(passkeyParty()));
    return reply(201, recoveryCodesView(codes));
  },
);
