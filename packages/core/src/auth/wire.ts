import * as z from "zod/mini";
import { PersonName, PhoneInput, Pin, SECOND } from "../kernel/index.ts";
import { Email, ReferralCode } from "../users/index.ts";
import type { SecondFactorAsked, SignedIn } from "./complete-sign-in.ts";
import { ChallengeId, Otp, Password } from "./account-wire.ts";
import type { Bought } from "./confirmation.ts";
import { PHONE_PURPOSES } from "./model.ts";
import type { Answer, Submitted } from "./otp.ts";
import type { PinChange } from "./pin.ts";
import type { Registration } from "./register.ts";
import { Jwt, Opaque, SecondFactorView, Seconds, SignedInView, signInView } from "./session-wire.ts";
import type { Setup } from "./sign-in.ts";

/** Shapes of this domain on the wire, and the way between them and the domain's own. */

const digits = (length: number) => z.string().check(z.regex(new RegExp(`^[0-9]{${length}}$`)));
const NewcomerPassword = digits(6);

export const PhoneSubmission = z.strictObject({
  phone: PhoneInput,
  purpose: z._default(z.enum(PHONE_PURPOSES), "login"),
});

export const OtpSent = z.strictObject({
  detail: z.literal("otp_sent"),
  challenge_id: ChallengeId,
  expires_in: Seconds,
  resend_in: Seconds,
});

export function otpSent({ challengeId, expiresInMs, resendInMs }: Submitted): z.output<typeof OtpSent> {
  return {
    detail: "otp_sent",
    challenge_id: challengeId,
    expires_in: expiresInMs / SECOND,
    resend_in: resendInMs / SECOND,
  };
}

export const OtpAnswer = z.strictObject({
  phone: PhoneInput,
  otp: Otp,
  challenge_id: z.optional(ChallengeId),
  role: z._default(z.enum(["rider", "driver"]), "rider"),
});

export function toAnswer(body: z.output<typeof OtpAnswer>): Answer & { readonly role: "rider" | "driver" } {
  return { phone: body.phone, otp: body.otp, challengeId: body.challenge_id, role: body.role };
}

export const SetupView = z.strictObject({ requires_setup: z.literal(true), temp_token: Jwt });
export const OtpVerified = z.union([SignedInView, SecondFactorView, SetupView]);

export function otpVerified(result: SignedIn | SecondFactorAsked | Setup): z.output<typeof OtpVerified> {
  return result.kind === "setup" ? { requires_setup: true, temp_token: result.tempToken } : signInView(result);
}

export const RegistrationBody = z.strictObject({
  first_name: PersonName,
  last_name: PersonName,
  password: NewcomerPassword,
  email: z.optional(Email),
  referral_code: z.optional(ReferralCode),
});

export function toRegistration(body: z.output<typeof RegistrationBody>): Registration {
  const { first_name: firstName, last_name: lastName, password, email, referral_code: referralCode } = body;
  return { firstName, lastName, password, email, referralCode };
}

export const RefreshBody = z.strictObject({ refresh: Opaque });
export const LogoutBody = z.strictObject({ everywhere: z._default(z.boolean(), false) });

export const PinBody = z.strictObject({ pin: Pin });
export const PinChangeBody = z.strictObject({
  pin: Pin,
  current_pin: z.optional(Pin),
  password: z.optional(Password),
  otp: z.optional(Otp),
  challenge_id: z.optional(ChallengeId),
});

export function toPinChange(body: z.output<typeof PinChangeBody>): PinChange {
  const { pin, current_pin: currentPin, password, otp, challenge_id: challengeId } = body;
  return { pin, currentPin, password, otp, challengeId };
}

export const PinVerified = z.strictObject({ verified: z.literal(true), confirmation: Opaque, expires_in: Seconds });

export function pinVerified({ token, expiresInMs }: Bought): z.output<typeof PinVerified> {
  return { verified: true, confirmation: token, expires_in: expiresInMs / SECOND };
}

export const Jwks = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        kty: z.literal("OKP"),
        crv: z.literal("Ed25519"),
        x: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
        kid: z.string().check(z.minLength(1), z.maxLength(32)),
        alg: z.literal("EdDSA"),
        use: z.literal("sig"),
      }),
    )
    .check(z.minLength(1), z.maxLength(8)),
});
