import { currentKey, keyById, newId, now, sealWith, subkey, unsealWith } from "../kernel/index.ts";
import type { OtpPlace } from "./otp-store.ts";

/**
 * What a client names a code by: `<challenge>.<key id>.<sealed>`. Sealed is whose the number or address was when the code
 * was asked for, and a random id where it was nobody's: of the same length, and to whoever has no key the same noise. With
 * it the door that takes the code reads beside the try what a sign-in is decided on, and not after it. Nothing is decided
 * on it: that is for the row of the number. It opens for its own challenge, contact and purpose only, and while the code
 * lives. Asks for OTP_KEYS.
 */
export interface NamedCode extends OtpPlace {
  readonly challengeId: string;
  readonly expiresAtMs: number;
}

const SHAPE = /^([0-9a-f-]{36})\.([\w-]{1,32})\.([\w-]{104})$/;
const ID_LENGTH = 36;

/** The name of a code, for the answer. `ownerId`: whose the contact is. */
export function nameCode(code: NamedCode, ownerId: string | undefined): string {
  const key = currentKey("OTP_KEYS");
  const plain = `${code.expiresAtMs}.${ownerId ?? newId()}`;
  return [code.challengeId, key.id, sealWith(subkey(key, "code-owner"), plain, contextOf(code, code.challengeId))].join(
    ".",
  );
}

/** The challenge alone: a client that keeps no more of the name is served as well, by one round trip more. */
export function challengeIn(name: string): string {
  return name.slice(0, ID_LENGTH);
}

/** Whose the contact was; undefined for a name that does not say it, is not ours, is of another code, or is too old. */
export function ownerIn(name: string | undefined, places: readonly OtpPlace[]): string | undefined {
  const [, challengeId = "", keyId = "", sealed = ""] = SHAPE.exec(name ?? "") ?? [];
  const key = keyById("OTP_KEYS", keyId);
  if (key === undefined) return undefined;
  const opened = places.map((place) => openedWith(subkey(key, "code-owner"), sealed, contextOf(place, challengeId)));
  const [expiry = "", ownerId] = opened.find((plain) => plain !== undefined)?.split(".") ?? [];
  return Number(expiry) > now() ? ownerId : undefined;
}

function contextOf({ contactHash, purpose }: OtpPlace, challengeId: string): string {
  return `code:${contactHash}:${purpose}:${challengeId}`;
}

/** It came from outside: whatever does not open says nothing. */
function openedWith(key: Buffer, sealed: string, context: string): string | undefined {
  try {
    return unsealWith(key, sealed, context);
  } catch {
    return undefined;
  }
}
