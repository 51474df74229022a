import { alertStaff, type Origin } from "../kernel/index.ts";
import { isServed, type Phone, readPhone } from "../kernel/phone.ts";
import { findUserByPhone, type PhoneRow } from "../users/index.ts";
import { bringToRest, type Claim, PER_NEIGHBOURS, PER_NUMBER, PER_PREFIX } from "./limiter.ts";
import type { PhonePurpose } from "./model.ts";
import { phonePlace, type Recipient, type Submitted } from "./otp.ts";
import type { SmsSender } from "./ports.ts";
import { countSent, isPumped, PREFIX_LENGTH } from "./pumping.ts";
import { ANSWER_AFTER_MS, codeText, sendCode } from "./send-code.ts";

export interface Submission {
  readonly phone: string;
  readonly purpose: PhonePurpose;
}

/** Sends a code to a phone, unless there is a reason not to, which the caller does not learn. */
export async function submitPhone(
  actor: { readonly origin: Origin },
  submission: Submission,
  sms: SmsSender,
): Promise<Submitted> {
  const phone = readPhone(submission.phone);
  const { purpose } = submission;
  return sendCode(actor.origin, {
    place: phonePlace(phone, purpose),
    claims: claimsOf(phone),
    findRecipient: () => findRecipient(phone, purpose),
    deliver: (code, ended) => sms.send(phone.e164, codeText(purpose, code), ended),
    count: (sent) => countSent(phone.e164, sent),
    answerAfterMs: purpose === "login" ? ANSWER_AFTER_MS.anybody : ANSWER_AFTER_MS.someOnly,
    alert: "sms_not_sent",
  });
}

function claimsOf({ e164 }: Phone): Claim[] {
  return [
    ...numberClaims(e164),
    { limit: PER_NEIGHBOURS, key: e164.slice(0, -2) },
    { limit: PER_PREFIX, key: e164.slice(0, PREFIX_LENGTH) },
  ];
}

function numberClaims(e164: string): Claim[] {
  return PER_NUMBER.map((limit) => ({ limit, key: e164 }));
}

/** Whoever proved the number asks anew: strangers who asked in its name have not used up anything of theirs. */
export function forgiveNumber({ e164 }: Phone): Promise<void> {
  return bringToRest(numberClaims(e164));
}

async function findRecipient(phone: Phone, purpose: PhonePurpose): Promise<Recipient> {
  const [owner, pumped] = await Promise.all([findUserByPhone(phone.e164), isPumped(phone.e164)]);
  return { ownerId: owner?.userId, wanted: isWanted(phone, purpose, owner, pumped) };
}

/**
 * False where a message would be of no use: abroad, to somebody blocked, to a stranger who has nothing to reset, to a
 * number that is taken already; and to strangers while it looks as if codes are asked for to be paid for.
 */
function isWanted(phone: Phone, purpose: PhonePurpose, owner: PhoneRow | undefined, pumped: boolean): boolean {
  if (!isServed(phone)) return false;
  if (owner !== undefined) return owner.status === "active" && purpose !== "change_phone";
  if (purpose !== "login" && purpose !== "change_phone") return false;
  if (pumped) alertStaff({ alert: "sms_pumping_suspected" });
  return !pumped;
}
