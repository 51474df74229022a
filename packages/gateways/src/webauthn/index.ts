import type { PasskeyVerifier } from "@cowry/core/mfa";
import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";

export interface RelyingParty {
  /** The domain that passkeys are bound to. */
  readonly id: string;
  /** Where they may be used from: web addresses, and `android:apk-key-hash:…` of apps. */
  readonly origins: readonly string[];
}

const NAME = "Cowry";
/** EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];

/** Passkeys by @simplewebauthn/server. The person must have been verified by the device, each time. */
export function webauthn({ id, origins }: RelyingParty): PasskeyVerifier {
  const expected = { expectedOrigin: [...origins], expectedRPID: id };
  return {
    relyingParty: { id, name: NAME },
    async created({ id: credentialId, clientDataJSON, attestationObject, transports }, isOurs) {
      const response = {
        ...{ id: credentialId, rawId: credentialId, type: "public-key" as const, clientExtensionResults: {} },
        response: { clientDataJSON, attestationObject },
      };
      const answer = await refusalAsUndefined(() =>
        verifyRegistrationResponse({
          ...{ response, expectedChallenge: isOurs, ...expected },
          requireUserVerification: true,
          supportedAlgorithmIDs: ALGORITHMS,
        }),
      );
      if (answer?.verified !== true) return undefined;
      const { credential, credentialBackedUp } = answer.registrationInfo;
      return {
        credentialId: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString("base64url"),
        counter: credential.counter,
        backedUp: credentialBackedUp,
        transports,
      };
    },
    async used({ id: credentialId, clientDataJSON, authenticatorData, signature, userHandle }, passkey, isOurs) {
      const response = {
        ...{ id: credentialId, rawId: credentialId, type: "public-key" as const, clientExtensionResults: {} },
        response: { clientDataJSON, authenticatorData, signature, userHandle },
      };
      const credential = {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, "base64url")),
        counter: passkey.counter,
      };
      const answer = await refusalAsUndefined(() =>
        verifyAuthenticationResponse({
          ...{ response, credential, expectedChallenge: isOurs, ...expected },
          requireUserVerification: true,
        }),
      );
      return answer?.verified === true ? answer.authenticationInfo.newCounter : undefined;
    },
  };
}

/** The library throws for every answer that is not right, and only for those: it asks nobody else. */
async function refusalAsUndefined<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}
