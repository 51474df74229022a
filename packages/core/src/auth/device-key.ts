import { createPublicKey, verify } from "node:crypto";
import { getItem, present as exists, transact, update, type Write } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { type Anyone, type Customer, MINUTE, SECOND } from "../kernel/index.ts";
import { type Challenge, challengeUse, issueChallenge } from "./challenge.ts";
import { completeSignIn, type SecondFactorAsked, type SignedIn } from "./complete-sign-in.ts";
import { loadOwnDevice } from "./devices.ts";
import { factorErrors } from "./factor-errors.ts";
import { admit, blockOf, type Limit } from "./limiter.ts";
import { prove } from "./proving.ts";
import { requireStepUp } from "./second-factor.ts";
import { loadSignIn } from "./sign-in-facts.ts";
import { deviceItem, deviceOf } from "./sign-in-store.ts";

/**
 * Signing in with an app's own P-256 key, which the phone opens by fingerprint or face. The key is bound to the device it
 * was made on, and signs `cowry-device-key:<user id>:<challenge>`.
 */
const PURPOSE = "device_key";
const PER_KEY_BLOCK: Limit = { name: "key-sign-in-block", burst: 300, everyMs: 6 * SECOND };
const PER_KEY_USER: Limit = { name: "key-sign-in-user", burst: 10, everyMs: MINUTE };

/** The same for everybody: whoever asks learns nothing. Asks for SESSION_KEYS. */
export function challengeDevice(): Challenge {
  return issueChallenge(PURPOSE);
}

/** Binds a key to the device that calls, in the place of the one before. Asks for FIELD_KEYS and PIN_PEPPERS. */
export async function setDeviceKey(actor: Customer, publicKey: string, password: string): Promise<void> {
  if (!isP256(publicKey)) throw factorErrors.device_key_malformed();
  const device = await loadOwnDevice(actor);
  await requireStepUp(actor);
  const { settle } = await prove("password", actor, password);
  await settle();
  await changeKey(actor, device.device, "auth.device_key_set", { publicKey });
}

/** The device that calls signs in by its key no longer. Asks for FIELD_KEYS. */
export async function removeDeviceKey(actor: Customer): Promise<void> {
  const { device } = await loadOwnDevice(actor);
  await changeKey(actor, device, "auth.device_key_removed", undefined);
}

async function changeKey(
  actor: Customer,
  device: string,
  action: "auth.device_key_set" | "auth.device_key_removed",
  set: { readonly publicKey: string } | undefined,
): Promise<void> {
  const { userId } = actor;
  const key = { userId, device };
  const common = { rule: "device", when: [exists()] };
  const outcome = await transact([
    set === undefined
      ? update(deviceItem, key, { ...common, remove: ["publicKey"] })
      : update(deviceItem, key, { ...common, set }),
    auditEntry(actor, { action, subject: { kind: "device", id: device }, userId }),
  ]);
  if (!outcome.committed && outcome.failed.has("device")) throw factorErrors.device_not_found();
}

export interface KeyAnswer {
  readonly userId: string;
  readonly challenge: string;
  /** ECDSA over SHA-256, DER, base64url. */
  readonly signature: string;
}

/** Signs in whoever holds the key of this device. Asks for OTP_KEYS beside what every sign-in asks for. */
export async function signInByDeviceKey(actor: Anyone, answer: KeyAnswer): Promise<SignedIn | SecondFactorAsked> {
  const { origin } = actor;
  const { userId, challenge } = answer;
  const used = challengeUse(PURPOSE, challenge);
  if (used === undefined) throw factorErrors.challenge_expired();
  if (origin.deviceId === undefined) throw factorErrors.device_unnamed();
  await admit([
    { limit: PER_KEY_BLOCK, key: blockOf(origin.ip) },
    { limit: PER_KEY_USER, key: userId, isId: true },
  ]);
  const device = await getItem(deviceItem, { userId, device: deviceOf(userId, origin.deviceId) });
  if (!isSigned(device?.publicKey, answer)) throw factorErrors.device_key_invalid();
  const facts = await loadSignIn(userId, origin);
  return completeSignIn(facts, origin, { firstFactor: "device_key", use: usedUp(used) });
}

function usedUp(write: Write) {
  return { writes: [write], refusal: () => factorErrors.challenge_expired() };
}

function isSigned(publicKey: string | undefined, { userId, challenge, signature }: KeyAnswer): boolean {
  if (publicKey === undefined) return false;
  const text = Buffer.from(`cowry-device-key:${userId}:${challenge}`);
  return verify("sha256", text, keyOf(publicKey), Buffer.from(signature, "base64url"));
}

function keyOf(spki: string) {
  return createPublicKey({ key: Buffer.from(spki, "base64url"), format: "der", type: "spki" });
}

function isP256(spki: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = keyOf(spki);
    return asymmetricKeyType === "ec" && asymmetricKeyDetails?.namedCurve === "prime256v1";
  } catch {
    return false;
  }
}
