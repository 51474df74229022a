import * as z from "zod/mini";
import { PhoneInput, SECOND } from "../kernel/index.ts";
import { Email } from "../users/index.ts";
import type { Wanted } from "./availability.ts";
import type { EmailMove, PhoneMove } from "./change-contact.ts";
import type { SecondFactorAsked, SignedIn } from "./complete-sign-in.ts";
import type { OtpAsked } from "./log-in.ts";
import { EMAIL_PURPOSES, OTP_LENGTH } from "./model.ts";
import type { CodeAnswer } from "./otp.ts";
import type { PasswordChange, PasswordReset } from "./password.ts";
import { STAFF_PASSWORD_MAX } from "./password-strength.ts";
import { SecondFactorView, Seconds, SignedInView, signInView } from "./session-wire.ts";
import type { EmailAnswer } from "./sign-in-email.ts";

/** Signing in by password and e-mail, recovering and changing what one signs in with, on the wire. */

export const Otp = z.string().check(z.regex(new RegExp(`^[0-9]{${OTP_LENGTH}}$`)));
/** 6 digits for customers, a real one for staff: which of them it has to be is the domain's to say. */
export const Password = z
  .string()
  .check(z.minLength(6), z.maxLength(STAFF_PASSWORD_MAX), z.regex(/^[^\p{Cc}\p{Cs}]+$/u));

/** What a code is called by. The first part alone will do; the whole saves the door a request. */
export const ChallengeId = z
  .string()
  .check(
    z.maxLength(174),
    z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(\.[\w-]{1,32}\.[\w-]{104})?$/),
  );
/** For documents: it names no code. */
export const CHALLENGE_ID_EXAMPLE =
  "018f6d5c-7a10-7000-8000-0123456789ab.k1." +
  "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdEfGhIjKlMnOpQr" +
  "StUvWxYz0123456789_-AbCdEfGhIjKlMnOpQrStUvWxYz01";
const answer = { otp: Otp, challenge_id: z.optional(ChallengeId) };

function codeAnswer(body: { readonly otp: string; readonly challenge_id?: string | undefined }): CodeAnswer {
  return { otp: body.otp, challengeId: body.challenge_id };
}

export const EmailSubmissionBody = z.strictObject({
  email: Email,
  purpose: z._default(z.enum(EMAIL_PURPOSES), "login"),
});

export const EmailAnswerBody = z.strictObject({ email: Email, ...answer });

export function toEmailAnswer(body: z.output<typeof EmailAnswerBody>): EmailAnswer {
  return { email: body.email, ...codeAnswer(body) };
}

export const LoginBody = z.strictObject({ phone: PhoneInput, password: Password });

/** The password was right, and the device is new: the code goes to otp/verify. */
export const OtpAskedView = z.strictObject({
  otp_required: z.literal(true),
  challenge_id: ChallengeId,
  expires_in: Seconds,
  resend_in: Seconds,
});
export const LoginView = z.union([SignedInView, SecondFactorView, OtpAskedView]);

export function loginView(result: SignedIn | SecondFactorAsked | OtpAsked): z.output<typeof LoginView> {
  if (result.kind !== "otp_asked") return signInView(result);
  const { challengeId, expiresInMs, resendInMs } = result;
  return {
    otp_required: true,
    challenge_id: challengeId,
    expires_in: expiresInMs / SECOND,
    resend_in: resendInMs / SECOND,
  };
}

export const ForgotPasswordBody = z.strictObject({ phone: PhoneInput });
export const ResetPasswordBody = z.strictObject({ phone: PhoneInput, ...answer, new_password: Password });

export function toPasswordReset(body: z.output<typeof ResetPasswordBody>): PasswordReset {
  return { phone: body.phone, ...codeAnswer(body), newPassword: body.new_password };
}

export const ChangePasswordBody = z.strictObject({ current_password: Password, new_password: Password });

export function toPasswordChange(body: z.output<typeof ChangePasswordBody>): PasswordChange {
  return { currentPassword: body.current_password, newPassword: body.new_password };
}

export const ChangePhoneBody = z.strictObject({ phone: PhoneInput, ...answer, password: Password });

export function toPhoneMove(body: z.output<typeof ChangePhoneBody>): PhoneMove {
  return { phone: body.phone, ...codeAnswer(body), password: body.password };
}

export const ChangeEmailBody = z.strictObject({ email: Email, ...answer, password: Password });

export function toEmailMove(body: z.output<typeof ChangeEmailBody>): EmailMove {
  return { email: body.email, ...codeAnswer(body), password: body.password };
}

export const CodeBody = z.strictObject(answer);

export function toCodeAnswer(body: z.output<typeof CodeBody>): CodeAnswer {
  return codeAnswer(body);
}

export const AvailabilityBody = z.union([z.strictObject({ phone: PhoneInput }), z.strictObject({ email: Email })]);
export const AvailabilityView = z.strictObject({ available: z.boolean() });

export function toWanted(body: z.output<typeof AvailabilityBody>): Wanted {
  return body;
}
