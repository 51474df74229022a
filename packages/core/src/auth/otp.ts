import {
  currentKey,
  errors as kernelErrors,
  hmac,
  type KeyBytes,
  keyById,
  lookupHash,
  lookupHashes,
  newId,
  now,
  type Origin,
  randomDigits,
  sameBytes,
  SECOND,
  subkey,
} from "../kernel/index.ts";
import { type Phone, readPhone } from "../kernel/phone.ts";
import { challengeIn, nameCode } from "./code-challenge.ts";
import { errors } from "./errors.ts";
import { type EmailPurpose, OTP_LENGTH, OTP_LIFE_MS, OTP_TRIES_MAX, type PhonePurpose } from "./model.ts";
import { commitOtp, findNewestOtp, type Otp, type OtpPlace, takeOtpTry } from "./otp-store.ts";

/**
 * One-time codes: made, and checked. Each is bound to a phone or address, a purpose and a challenge, lives five minutes
 * and five tries, and is used once. Who may have one sent, and how: `submit-phone.ts`, `submit-email.ts`.
 */

/** Where new codes of a phone go. */
export function phonePlace({ e164 }: Phone, purpose: PhonePurpose): OtpPlace {
  return { contactHash: lookupHash("phone", e164), purpose };
}

/** Where new codes of an address go. Addresses are the same whatever their case. */
export function emailPlace(email: string, purpose: EmailPurpose): OtpPlace {
  return { contactHash: lookupHash("email", email.toLowerCase()), purpose };
}

/** Where its codes may be, the likeliest place first: more than one while a key is replaced. */
export function phonePlaces({ e164 }: Phone, purpose: PhonePurpose): readonly OtpPlace[] {
  return lookupHashes("phone", e164).map((contactHash) => ({ contactHash, purpose }));
}

/** The same for an address. */
export function emailPlaces(email: string, purpose: EmailPurpose): readonly OtpPlace[] {
  return lookupHashes("email", email.toLowerCase()).map((contactHash) => ({ contactHash, purpose }));
}

export interface Submitted {
  /** The name of the code: see `code-challenge.ts`. */
  readonly challengeId: string;
  readonly expiresInMs: number;
  readonly resendInMs: number;
}

export interface WrittenCode extends Submitted {
  readonly code: string;
}

/** Whom a code would go to. */
export interface Recipient {
  /** Whose the contact is, if it is anybody's. */
  readonly ownerId: string | undefined;
  /** False where a message would be of no use: the caller does not learn it. */
  readonly wanted: boolean;
}

/**
 * Writes a new code, or throws because one was written a moment ago. With `wanted: false` what is written fits no
 * code at all: for when none is sent.
 */
export async function writeCode(
  place: OtpPlace,
  { deviceId }: Origin,
  { ownerId, wanted }: Recipient,
): Promise<WrittenCode> {
  const named = { ...place, challengeId: newId(), expiresAtMs: now() + OTP_LIFE_MS };
  const code = randomDigits(OTP_LENGTH);
  const fitting = codeHash(currentKey("OTP_KEYS"), place, named.challengeId, wanted ? code : "not sent");
  const written = await commitOtp({ ...named, codeHash: fitting, tries: 0, deviceId });
  if (!written.done) {
    throw errors.otp_resend_too_soon(undefined, { retryAfterSeconds: Math.ceil(written.waitMs / SECOND) });
  }
  const { resendInMs } = written;
  return { challengeId: nameCode(named, ownerId), code, expiresInMs: OTP_LIFE_MS, resendInMs };
}

/** What somebody answers a code with. */
export interface CodeAnswer {
  readonly otp: string;
  /** The name of the code, or its first part. Absent: the device that asked is the one that answers. */
  readonly challengeId: string | undefined;
}

export interface Answer extends CodeAnswer {
  readonly phone: string;
}

/** A code that was right and has not been used yet: whoever uses it removes it in the same transaction. */
export interface Passed {
  readonly phone: Phone;
  readonly otp: Otp;
}

/** Checks a code that was sent to a phone. Each call counts as a try before anything is compared. */
export async function checkOtp(
  actor: { readonly origin: Origin },
  purpose: PhonePurpose,
  answer: Answer,
): Promise<Passed> {
  const phone = readPhone(answer.phone);
  return { phone, otp: await checkCode(actor, phonePlaces(phone, purpose), answer) };
}

/** The same wherever the code was sent. One round trip with a challenge id. Asks for LOOKUP_KEYS and OTP_KEYS. */
export async function checkCode(
  actor: { readonly origin: Origin },
  places: readonly OtpPlace[],
  answer: CodeAnswer,
): Promise<Otp> {
  const otp = await takeTryIn(actor, places, answer);
  if (otp === undefined) throw errors.otp_expired();
  if (!fits(otp, answer.otp)) throw errors.otp_incorrect({ attempts_left: OTP_TRIES_MAX - otp.tries });
  return otp;
}

/** One place after the other: a code is in one of them only. */
async function takeTryIn(actor: { readonly origin: Origin }, places: readonly OtpPlace[], answer: CodeAnswer) {
  for (const place of places) {
    const named = answer.challengeId === undefined ? undefined : challengeIn(answer.challengeId);
    const challengeId = named ?? (await findNewestOtp(place, deviceOf(actor.origin)))?.challengeId;
    const otp = challengeId === undefined ? undefined : await takeOtpTry({ ...place, challengeId });
    if (otp !== undefined) return otp;
  }
  return undefined;
}

/** Throws unless the answer says which code it means, or the device does. */
export function checkNamed(origin: Origin, { challengeId }: CodeAnswer): void {
  if (challengeId === undefined) deviceOf(origin);
}

/** Without either, anybody who knows a number could use up the tries of its codes. */
function deviceOf({ deviceId }: Origin): string {
  if (deviceId !== undefined) return deviceId;
  const message = "is needed, or X-Device-Id as it was when the code was asked for";
  throw kernelErrors.invalid_request(undefined, { fields: [{ path: "challenge_id", message }] });
}

function fits(otp: Otp, code: string): boolean {
  const keyId = otp.codeHash.slice(0, otp.codeHash.lastIndexOf("."));
  const key = keyById("OTP_KEYS", keyId);
  if (key === undefined) throw kernelErrors.unavailable(undefined, { context: { retired: "OTP_KEYS" } });
  return sameBytes(Buffer.from(codeHash(key, otp, otp.challengeId, code)), Buffer.from(otp.codeHash));
}

/** Bound to contact, purpose and challenge: the same code elsewhere is another hash. */
function codeHash(
  key: KeyBytes,
  { contactHash, purpose }: Pick<Otp, "contactHash" | "purpose">,
  challengeId: string,
  code: string,
): string {
  return `${key.id}.${hmac(subkey(key, "otp"), contactHash, purpose, challengeId, code).toString("base64url")}`;
}
