import * as z from "zod/mini";
import type { Anyone } from "../kernel/index.ts";
import { EmailAnswerBody, EmailSubmissionBody, toEmailAnswer } from "./account-wire.ts";
import type { SecondFactorAsked, SignedIn } from "./complete-sign-in.ts";
import type { Submitted } from "./otp.ts";
import type { EmailSender, SmsSender } from "./ports.ts";
import { verifyEmail } from "./sign-in-email.ts";
import { type Setup, verifyOtp } from "./sign-in.ts";
import { submitEmail } from "./submit-email.ts";
import { submitPhone } from "./submit-phone.ts";
import { OtpAnswer, PhoneSubmission, toAnswer } from "./wire.ts";

/** Codes to a phone or to an e-mail address through one door, for clients that know one door for both. */

export const ContactSubmission = z.union([PhoneSubmission, EmailSubmissionBody]);
export const ContactAnswer = z.union([OtpAnswer, EmailAnswerBody]);

/** Sends a code by whichever of the two was given. Asks for LOOKUP_KEYS and OTP_KEYS. */
export function submitContact(
  actor: Anyone,
  submission: z.output<typeof ContactSubmission>,
  { sms, mail }: { readonly sms: SmsSender; readonly mail: EmailSender },
): Promise<Submitted> {
  return "phone" in submission ? submitPhone(actor, submission, sms) : submitEmail(actor, submission, mail);
}

/** Signs in whoever answers the code, wherever it was sent. */
export function verifyContact(
  actor: Anyone,
  answer: z.output<typeof ContactAnswer>,
): Promise<SignedIn | SecondFactorAsked | Setup> {
  return "phone" in answer ? verifyOtp(actor, toAnswer(answer)) : verifyEmail(actor, toEmailAnswer(answer));
}
