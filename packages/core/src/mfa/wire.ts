import * as z from "zod/mini";
import { ChallengeId, GivenPassword, Opaque, Seconds } from "../auth/index.ts";
import { errors as kernelErrors, Id, isoTime, pageOf, SECOND, text, Time } from "../kernel/index.ts";
import { QUESTION_IDS, QUESTIONS_ASKED, RECOVERY_CODES } from "./model.ts";
import type { FactorsSeen } from "./overview.ts";
import { toUsedCredential, UsedPasskey } from "./passkey-wire.ts";
import type { Pushed, PushSeen } from "./push.ts";
import type { GivenAnswer } from "./questions.ts";
import type { TotpSetUp } from "./totp.ts";
import type { GivenFactor } from "./verify.ts";

/** Shapes of this domain on the wire. */

const Code6 = z.string().check(z.regex(/^[0-9]{6}$/));
const Typed = z.string().check(z.minLength(6), z.maxLength(16), z.regex(/^[0-9A-Za-z-]+$/));
const Label = z.string().check(z.maxLength(128));

export const PasswordBody = z.strictObject({ password: GivenPassword });
export const ById = z.strictObject({ id: Id });

const SET_UP = ["totp", "push", "passkey", "recovery_code", "security_questions"] as const;
export const FactorsView = z.strictObject({
  factors: z.array(z.enum(SET_UP)).check(z.maxLength(SET_UP.length)),
  always: z.boolean(),
  required: z.boolean(),
  recovery_codes_left: z.int().check(z.minimum(0), z.maximum(RECOVERY_CODES)),
  questions: z.array(z.enum(QUESTION_IDS)).check(z.maxLength(QUESTIONS_ASKED)),
});

export function factorsView(seen: FactorsSeen): z.output<typeof FactorsView> {
  const { factors, always, required, recoveryCodesLeft, questions } = seen;
  return {
    factors: [...factors],
    always,
    required,
    recovery_codes_left: recoveryCodesLeft,
    questions: [...questions],
  };
}

export const ChoiceBody = z.strictObject({ always: z.boolean() });

const Base32 = z.string().check(z.regex(/^[A-Z2-7]{16,64}$/));
export const TotpStarted = z.strictObject({
  secret: Base32,
  otpauth_uri: z.string().check(z.maxLength(512), z.regex(/^otpauth:\/\/totp\//)),
  qr_svg: z.string().check(z.maxLength(32_768)),
  qr_png: z.string().check(z.maxLength(32_768), z.regex(/^[A-Za-z0-9+/]+=*$/)),
  expires_in: Seconds,
});

export function totpStarted({ secret, uri, svg, png, expiresInMs }: TotpSetUp): z.output<typeof TotpStarted> {
  return { secret, otpauth_uri: uri, qr_svg: svg, qr_png: png, expires_in: expiresInMs / SECOND };
}

export const TotpCode = z.strictObject({ code: Code6 });

/** Shown once; empty where there were some before. */
export const RecoveryCodesView = z.strictObject({
  recovery_codes: z.array(z.string().check(z.regex(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/))).check(z.maxLength(RECOVERY_CODES)),
});

export function recoveryCodesView(codes: readonly string[]): z.output<typeof RecoveryCodesView> {
  return { recovery_codes: [...codes] };
}

const Answers = z
  .array(z.strictObject({ question: z.enum(QUESTION_IDS), answer: text(64) }))
  .check(z.minLength(QUESTIONS_ASKED), z.maxLength(QUESTIONS_ASKED));
export const QuestionsBody = z.strictObject({ answers: Answers, password: GivenPassword });

/** Three different questions, or a refusal that names the field. */
export function toAnswers(answers: z.output<typeof Answers>): readonly GivenAnswer[] {
  if (new Set(answers.map(({ question }) => question)).size < QUESTIONS_ASKED) {
    throw wrong("answers", "must answer three different questions");
  }
  return answers;
}

const Number2 = z.string().check(z.regex(/^[0-9]{2}$/));
export const PushRequestBody = z.strictObject({ mfa_token: Opaque });
export const PushRequested = z.strictObject({ push_id: Id, number: Number2, expires_in: Seconds });

export function pushRequested({ pushId, number, expiresInMs }: Pushed): z.output<typeof PushRequested> {
  return { push_id: pushId, number, expires_in: expiresInMs / SECOND };
}

const PushView = z.strictObject({
  id: Id,
  device_id: z.nullable(Label),
  user_agent: z.nullable(Label),
  ip: z.string().check(z.maxLength(45)),
  requested_at: Time,
  expires_at: Time,
});
export const PushList = pageOf(PushView);

export function pushList(pushes: readonly PushSeen[]): z.output<typeof PushList> {
  return {
    items: pushes.map(({ pushId, deviceId, userAgent, ip, createdAtMs, expiresAtMs }) => ({
      id: pushId,
      device_id: deviceId ?? null,
      user_agent: userAgent ?? null,
      ip,
      requested_at: isoTime(createdAtMs),
      expires_at: isoTime(expiresAtMs),
    })),
    next_cursor: null,
  };
}

export const PushNumber = z.strictObject({ number: Number2 });

const METHODS = ["totp", "recovery_code", "passkey", "push", "security_questions", "password", "otp"] as const;
export const SecondFactorBody = z.strictObject({
  mfa_token: Opaque,
  method: z.enum(METHODS),
  code: z.optional(Typed),
  challenge_id: z.optional(ChallengeId),
  push_id: z.optional(Id),
  password: z.optional(GivenPassword),
  answers: z.optional(Answers),
  credential: z.optional(UsedPasskey),
});

/** What the method needs, or a refusal that names the field: nothing is counted before. */
export function toGivenFactor(body: z.output<typeof SecondFactorBody>): GivenFactor {
  const { method, code, challenge_id: challengeId, push_id: pushId, password, answers, credential } = body;
  switch (method) {
    case "totp":
    case "recovery_code":
      return { method, code: given("code", code) };
    case "passkey":
      return { method, credential: toUsedCredential(given("credential", credential)) };
    case "push":
      return { method, pushId: given("push_id", pushId) };
    case "password":
      return { method, password: given("password", password) };
    case "otp":
      return { method, otp: given("code", code), challengeId };
    case "security_questions":
      return {
        method,
        answers: toAnswers(given("answers", answers)),
        password: given("password", password),
      };
  }
}

export const StepUpBody = z.strictObject({
  method: z.enum(["totp", "recovery_code", "passkey"]),
  code: z.optional(Typed),
  credential: z.optional(UsedPasskey),
});

export function toStepUp({ method, code, credential }: z.output<typeof StepUpBody>) {
  return method === "passkey"
    ? { method, credential: toUsedCredential(given("credential", credential)) }
    : { method, code: given("code", code) };
}

function given<T>(path: string, value: T | undefined): T {
  if (value === undefined) throw wrong(path, "is needed for this method");
  return value;
}

function wrong(path: string, message: string): Error {
  return kernelErrors.invalid_request(undefined, { fields: [{ path, message }] });
}
