import { setTimeout as pause } from "node:timers/promises";
import {
  alertStaff,
  type Anyone,
  currentKey,
  errors as kernelErrors,
  hmac,
  type KeyBytes,
  keyById,
  lookupHash,
  newId,
  now,
  randomDigits,
  sameBytes,
  SECOND,
  subkey,
} from "../kernel/index.ts";
import { isServed, type Phone, readPhone } from "../kernel/phone.ts";
import { findUserByPhone } from "../users/index.ts";
import { errors } from "./errors.ts";
import {
  admit,
  blockOf,
  bringToRest,
  type Claim,
  giveBack,
  PER_BLOCK,
  PER_DEVICE,
  PER_NUMBER,
  PER_PREFIX,
} from "./limiter.ts";
import { OTP_LENGTH, OTP_LIFE_MS, OTP_TRIES_MAX, type Purpose } from "./model.ts";
import type { SmsSender } from "./ports.ts";
import { commitOtp, findNewestOtp, type Otp, type OtpPlace, takeOtpTry } from "./store.ts";

/**
 * One-time codes by SMS. Limits admit first, then the code is written, then it is sent: a request that is refused
 * never spoils a code that still works. The answer is the same, in body and in time, whether or not a message went out.
 */

/** A message that was not accepted for sending by then counts as not sent. */
const SEND_TIME_MAX_MS = 1_500;
/**
 * No answer comes before this. Codes to sign in with go to known and unknown numbers alike, so it is about as long as
 * sending takes. Codes for the other purposes go to known numbers only: there an answer waits longer than any sending
 * takes, or its time would tell who is a customer. (No door takes those codes yet.)
 */
const ANSWER_AFTER_MS = {
  login: 200,
  reset_password: SEND_TIME_MAX_MS + 100,
  transfer_confirm: SEND_TIME_MAX_MS + 100,
} as const satisfies Record<Purpose, number>;
/** Country code and operator, and the first two digits of the number. */
const PREFIX_LENGTH = "+2348031".length;

export interface Submission {
  readonly phone: string;
  readonly purpose: Purpose;
}

export interface Submitted {
  readonly challengeId: string;
  readonly expiresInMs: number;
  readonly resendInMs: number;
}

/** Sends a code to a phone, unless there is a reason not to, which the caller does not learn. */
export async function submitPhone(actor: Anyone, submission: Submission, sms: SmsSender): Promise<Submitted> {
  const phone = readPhone(submission.phone);
  const claims = claimsOf(actor, phone);
  const [wanted] = await Promise.all([isWanted(phone, submission.purpose), admit(claims)]);

  const place = { phoneHash: lookupHash("phone", phone.e164), purpose: submission.purpose };
  const challengeId = newId();
  const code = randomDigits(OTP_LENGTH);
  const written = await commitOtp({
    ...place,
    challengeId,
    codeHash: codeHash(currentKey("OTP_KEYS"), place, challengeId, wanted ? code : "not sent"),
    tries: 0,
    deviceId: actor.origin.deviceId,
    expiresAtMs: now() + OTP_LIFE_MS,
  });
  if (!written.done) {
    await giveBack(claims);
    throw errors.otp_resend_too_soon(undefined, { retryAfterSeconds: Math.ceil(written.waitMs / SECOND) });
  }
  await Promise.all([wanted ? deliver(sms, phone, code) : undefined, pause(ANSWER_AFTER_MS[submission.purpose])]);
  return { challengeId, expiresInMs: OTP_LIFE_MS, resendInMs: written.resendInMs };
}

function claimsOf({ origin }: Anyone, { e164 }: Phone): Claim[] {
  return [
    ...numberClaims(e164),
    { limit: PER_PREFIX, key: e164.slice(0, PREFIX_LENGTH) },
    { limit: PER_BLOCK, key: blockOf(origin.ip) },
    ...(origin.deviceId === undefined ? [] : [{ limit: PER_DEVICE, key: origin.deviceId }]),
  ];
}

function numberClaims(e164: string): Claim[] {
  return PER_NUMBER.map((limit) => ({ limit, key: e164 }));
}

/** Whoever proved the number asks anew: strangers who asked in its name have not used up anything of theirs. */
export function forgiveNumber({ e164 }: Phone): Promise<void> {
  return bringToRest(numberClaims(e164));
}

/** False where a message would be of no use: abroad, to somebody blocked, to a stranger who has nothing to reset. */
async function isWanted(phone: Phone, purpose: Purpose): Promise<boolean> {
  const owner = await findUserByPhone(phone.e164);
  return isServed(phone) && owner?.status !== "blocked" && (owner !== undefined || purpose === "login");
}

/** A message that was not sent changes nothing for the caller, who may ask again; staff hear of it. */
async function deliver(sms: SmsSender, { e164 }: Phone, code: string): Promise<void> {
  const text = `${code} is your Cowry code. It is valid for 5 minutes. Do not share it with anyone.`;
  const ended = AbortSignal.timeout(SEND_TIME_MAX_MS);
  const late = new Promise<never>((_, reject) => {
    ended.addEventListener("abort", () => reject(new Error("not sent in time")));
  });
  await Promise.race([sms.send(e164, text, ended), late]).catch(() => alertStaff({ alert: "sms_not_sent" }));
}

export interface Answer {
  readonly phone: string;
  readonly otp: string;
  /** Absent: the device that asked is the one that answers. */
  readonly challengeId: string | undefined;
}

/** A code that was right and has not been used yet: whoever uses it removes it in the same transaction. */
export interface Passed {
  readonly phone: Phone;
  readonly otp: Otp;
}

/** Without either, anybody who knows a number could use up the tries of its codes. */
function deviceOf({ origin: { deviceId } }: Anyone): string {
  if (deviceId !== undefined) return deviceId;
  const message = "is needed, or X-Device-Id as it was when the code was asked for";
  throw kernelErrors.invalid_request(undefined, { fields: [{ path: "challenge_id", message }] });
}

/** Checks a code. Each call counts as a try before anything is compared. */
export async function checkOtp(actor: Anyone, purpose: Purpose, answer: Answer): Promise<Passed> {
  const phone = readPhone(answer.phone);
  const place = { phoneHash: lookupHash("phone", phone.e164), purpose };
  const challengeId = answer.challengeId ?? (await findNewestOtp(place, deviceOf(actor)))?.challengeId;
  const otp = challengeId === undefined ? undefined : await takeOtpTry({ ...place, challengeId });
  if (otp === undefined) throw errors.otp_expired();
  if (!fits(otp, answer.otp)) throw errors.otp_incorrect({ attempts_left: OTP_TRIES_MAX - otp.tries });
  return { phone, otp };
}

function fits(otp: Otp, code: string): boolean {
  const keyId = otp.codeHash.slice(0, otp.codeHash.lastIndexOf("."));
  const key = keyById("OTP_KEYS", keyId);
  if (key === undefined) throw kernelErrors.unavailable(undefined, { context: { retired: "OTP_KEYS" } });
  const place = { phoneHash: otp.phoneHash, purpose: otp.purpose as Purpose };
  return sameBytes(Buffer.from(codeHash(key, place, otp.challengeId, code)), Buffer.from(otp.codeHash));
}

/** Bound to number, purpose and challenge: the same code elsewhere is another hash. */
function codeHash(key: KeyBytes, { phoneHash, purpose }: OtpPlace, challengeId: string, code: string): string {
  return `${key.id}.${hmac(subkey(key, "otp"), phoneHash, purpose, challengeId, code).toString("base64url")}`;
}
