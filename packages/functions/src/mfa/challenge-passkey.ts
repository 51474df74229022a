import { challengePasskey, PasskeyRequest, passkeyRequest } from "@cowry/core/mfa";
import { passkeyParty } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/passkeys/sign-in/options",
    summary: "What a passkey signs",
    description:
      "PublicKeyCredentialRequestOptionsJSON, for a sign-in, mfa/verify or mfa/step-up within five minutes. The same for " +
      "everybody: whoever asks learns nothing.",
    caller: "anyone",
    example: { body: {} },
    returns: { 200: PasskeyRequest },
    refuses: [],
    uses: { secrets: ["SESSION_KEYS"] },
  },
  () => passkeyRequest(challengePasskey().text, passkeyParty().id),
);
