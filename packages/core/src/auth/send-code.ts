import { setTimeout as pause } from "node:timers/promises";
import { alertStaff, type Origin } from "../kernel/index.ts";
import { admit, blockOf, type Claim, giveBack, PER_BLOCK, PER_DEVICE } from "./limiter.ts";
import type { Purpose } from "./model.ts";
import { type Recipient, type Submitted, writeCode } from "./otp.ts";
import type { OtpPlace } from "./otp-store.ts";

/**
 * Sends codes: limits admit first, then the code is written, then it is sent. A request that is refused never spoils a
 * code that still works. The answer is the same, in body and in time, whether or not a message went out.
 */

/** A message that was not accepted for sending by then counts as not sent. */
export const SEND_TIME_MAX_MS = 1_500;
/**
 * No answer comes before this. Codes to sign in with go to known and unknown numbers alike, so it is about as long as
 * sending takes. All other codes go to some only: there an answer waits longer than any sending takes, or its time
 * would tell who is a customer.
 */
export const ANSWER_AFTER_MS = { anybody: 200, someOnly: SEND_TIME_MAX_MS + 100 } as const;

export interface Sending {
  readonly place: OtpPlace;
  readonly claims: readonly Claim[];
  readonly findRecipient: () => Promise<Recipient>;
  readonly deliver: (code: string, ended: AbortSignal) => Promise<void>;
  /** Counts what went out, beside it; where nothing did, none, at the same cost. */
  readonly count?: (sent: number) => Promise<void>;
  readonly answerAfterMs: number;
  /** What staff hear when a message was not sent. */
  readonly alert: string;
}

/** Sends a code, unless there is a reason not to. Asks for LOOKUP_KEYS and OTP_KEYS. */
export async function sendCode(origin: Origin, sending: Sending): Promise<Submitted> {
  const claims = [...sending.claims, ...originClaims(origin)];
  const [recipient] = await Promise.all([sending.findRecipient(), admit(claims)]);
  const { wanted } = recipient;
  const { code, ...submitted } = await writeCode(sending.place, origin, recipient).catch(async (error: unknown) => {
    await giveBack(claims);
    throw error;
  });
  await Promise.all([
    wanted ? inTime(sending, code) : undefined,
    sending.count?.(wanted ? 1 : 0),
    pause(sending.answerAfterMs),
  ]);
  return submitted;
}

function originClaims({ ip, deviceId }: Origin): Claim[] {
  return [
    { limit: PER_BLOCK, key: blockOf(ip) },
    ...(deviceId === undefined ? [] : [{ limit: PER_DEVICE, key: deviceId }]),
  ];
}

/** A message that was not sent changes nothing for the caller, who may ask again; staff hear of it. */
async function inTime({ deliver, alert }: Sending, code: string): Promise<void> {
  const ended = AbortSignal.timeout(SEND_TIME_MAX_MS);
  const late = new Promise<never>((_, reject) => {
    ended.addEventListener("abort", () => reject(new Error("not sent in time")));
  });
  await Promise.race([deliver(code, ended), late]).catch(() => alertStaff({ alert }));
}

/** The sentence that a code goes out with. It says what the code does: nobody reads one out for something else. */
export function codeText(purpose: Purpose, code: string): string {
  return `${code} ${WHAT_FOR[purpose]}. It is valid for 5 minutes. Do not share it with anyone.`;
}

const WHAT_FOR: Readonly<Record<Purpose, string>> = {
  login: "is your Cowry code",
  reset_password: "resets your Cowry password",
  transfer_confirm: "confirms payments from your Cowry wallet",
  change_pin: "resets your Cowry PIN",
  change_phone: "moves your Cowry account to this number",
  verify_email: "is your Cowry code to confirm this e-mail address",
};
