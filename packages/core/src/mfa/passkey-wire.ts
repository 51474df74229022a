import * as z from "zod/mini";
import { Opaque } from "../auth/index.ts";
import { Id, isoTime, MINUTE, pageOf, text, Time } from "../kernel/index.ts";
import type { PasskeyInvitation } from "./passkeys.ts";
import type { NewCredential, UsedCredential } from "./ports.ts";
import type { Passkey } from "./store.ts";

/** Passkeys on the wire. Credentials have the names that the WebAuthn standard gives them. */

const Base64Url = (maxLength: number) =>
  z.string().check(z.minLength(1), z.maxLength(maxLength), z.regex(/^[A-Za-z0-9_-]+$/));
const Label = z.string().check(z.maxLength(128));
const TRANSPORTS = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;
const Transports = z.array(z.enum(TRANSPORTS)).check(z.maxLength(TRANSPORTS.length));
/** Longer ids exist on paper; a passkey's item stays within 1 KB. */
const CredentialId = Base64Url(344);
const Extensions = z.strictObject({ credProps: z.optional(z.strictObject({ rk: z.optional(z.boolean()) })) });
const Attachment = z.enum(["platform", "cross-platform"]);

const NewPasskeyCredential = z.strictObject({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal("public-key"),
  authenticatorAttachment: z.optional(Attachment),
  clientExtensionResults: z.optional(Extensions),
  response: z.strictObject({
    clientDataJSON: Base64Url(2048),
    attestationObject: Base64Url(8192),
    transports: z.optional(Transports),
    authenticatorData: z.optional(Base64Url(4096)),
    publicKey: z.optional(Base64Url(1024)),
    publicKeyAlgorithm: z.optional(z.int().check(z.minimum(-70_000), z.maximum(0))),
  }),
});
export const NewPasskeyBody = z.strictObject({ name: text(64), credential: NewPasskeyCredential });

export function toNewCredential({ credential }: z.output<typeof NewPasskeyBody>): NewCredential {
  const { clientDataJSON, attestationObject, transports = [] } = credential.response;
  return { id: credential.id, clientDataJSON, attestationObject, transports };
}

export const UsedPasskey = z.strictObject({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal("public-key"),
  authenticatorAttachment: z.optional(Attachment),
  clientExtensionResults: z.optional(Extensions),
  response: z.strictObject({
    clientDataJSON: Base64Url(2048),
    authenticatorData: Base64Url(1024),
    signature: Base64Url(1024),
    userHandle: Base64Url(88),
  }),
});
export const PasskeySignIn = z.strictObject({ credential: UsedPasskey });

export function toUsedCredential(credential: z.output<typeof UsedPasskey>): UsedCredential {
  return { id: credential.id, ...credential.response };
}

const RelyingParty = z.strictObject({ id: Label, name: Label });
const Timeout = z.int().check(z.minimum(1_000), z.maximum(600_000));
const COSE_ALGORITHMS = [-8, -7, -257] as const;
/** `PublicKeyCredentialCreationOptionsJSON`: goes to the browser as it is. */
export const PasskeyOptions = z.strictObject({
  challenge: Opaque,
  rp: RelyingParty,
  user: z.strictObject({ id: Base64Url(88), name: Label, displayName: Label }),
  pubKeyCredParams: z
    .array(z.strictObject({ type: z.literal("public-key"), alg: z.int().check(z.minimum(-70_000), z.maximum(0)) }))
    .check(z.maxLength(COSE_ALGORITHMS.length)),
  timeout: Timeout,
  attestation: z.literal("none"),
  excludeCredentials: z
    .array(z.strictObject({ type: z.literal("public-key"), id: CredentialId, transports: Transports }))
    .check(z.maxLength(10)),
  authenticatorSelection: z.strictObject({
    residentKey: z.literal("required"),
    requireResidentKey: z.literal(true),
    userVerification: z.literal("required"),
  }),
});

export function passkeyOptions(invitation: PasskeyInvitation): z.output<typeof PasskeyOptions> {
  const { challenge, userId, relyingParty, known } = invitation;
  const name = `Cowry ${userId.slice(-12)}`;
  return {
    challenge: base64Url(challenge.text),
    rp: relyingParty,
    user: { id: base64Url(userId), name, displayName: name },
    pubKeyCredParams: COSE_ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    timeout: 5 * MINUTE,
    attestation: "none",
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      type: "public-key",
      id: credentialId,
      transports: TRANSPORTS.filter((one) => transports.includes(one)),
    })),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
  };
}

/** `PublicKeyCredentialRequestOptionsJSON`: the device offers the passkeys that it has for us. */
export const PasskeyRequest = z.strictObject({
  challenge: Opaque,
  rpId: Label,
  timeout: Timeout,
  userVerification: z.literal("required"),
});

export function passkeyRequest(challengeText: string, rpId: string): z.output<typeof PasskeyRequest> {
  return { challenge: base64Url(challengeText), rpId, timeout: 5 * MINUTE, userVerification: "required" };
}

function base64Url(plain: string): string {
  return Buffer.from(plain).toString("base64url");
}

const PasskeyView = z.strictObject({
  id: Id,
  name: text(64),
  backed_up: z.boolean(),
  created_at: Time,
  last_used_at: z.nullable(Time),
});
export const PasskeyList = pageOf(PasskeyView);

export function passkeyList(passkeys: readonly Passkey[]): z.output<typeof PasskeyList> {
  return {
    items: passkeys.map(({ passkeyId, name, backedUp, createdAtMs, lastUsedAtMs }) => ({
      id: passkeyId,
      name,
      backed_up: backedUp,
      created_at: isoTime(createdAtMs),
      last_used_at: lastUsedAtMs === undefined ? null : isoTime(lastUsedAtMs),
    })),
    next_cursor: null,
  };
}
