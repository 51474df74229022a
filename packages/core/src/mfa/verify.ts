import type { Write } from "@cowry/table";
import { transact } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import {
  answerSecondFactor,
  errors as authErrors,
  factorErrors,
  type Pending,
  proveCode,
  prove,
  requireStepUp,
  type SecondFactor,
  type SignedIn,
  stepUpMark,
  takeAnswer,
  type Waiting,
} from "../auth/index.ts";
import { type Anyone, type Customer, isError } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { countWrong, reserveAttempt } from "./guard.ts";
import { noteWrong } from "./refused.ts";
import { passkeyUse } from "./passkeys.ts";
import type { PasskeyVerifier, Totp, UsedCredential } from "./ports.ts";
import { pushUse } from "./push.ts";
import { answersUse, type GivenAnswer } from "./questions.ts";
import { recoveryUse } from "./recovery-codes.ts";
import type { Factors } from "./store.ts";
import { totpUse } from "./totp.ts";

/** The answer to a second factor's question: at sign-in, and in a session that steps up. */

export type GivenFactor =
  | { readonly method: "totp" | "recovery_code"; readonly code: string }
  | { readonly method: "passkey"; readonly credential: UsedCredential }
  | { readonly method: "push"; readonly pushId: string }
  | { readonly method: "security_questions"; readonly answers: readonly GivenAnswer[]; readonly password: string }
  | { readonly method: "password"; readonly password: string }
  | { readonly method: "otp"; readonly otp: string; readonly challengeId: string | undefined };

/** Whatever has mathematics of its own. */
export interface Verifiers {
  readonly totp: Totp;
  readonly passkeys: PasskeyVerifier;
}

/** Signs in whoever gives one of the second factors that the sign-in offered. */
export async function verifySecondFactor(
  actor: Anyone,
  mfaToken: string,
  given: GivenFactor,
  verifiers: Verifiers,
): Promise<SignedIn> {
  if (given.method === "push") {
    const { waiting, writes } = await pushUse(actor, mfaToken, given.pushId);
    return answerSecondFactor(actor, waiting, "push", writes);
  }
  const waiting = await takeAnswer(actor, mfaToken, given.method);
  const writes = await atSignIn(actor, waiting, given, verifiers).catch((error: unknown) =>
    refuse(actor, waiting, given.method, error),
  );
  return answerSecondFactor(actor, waiting, given.method, writes);
}

const WRONG = [
  errors.mfa_code_incorrect,
  errors.passkey_invalid,
  authErrors.otp_incorrect,
  authErrors.password_incorrect,
] as const;

/** A wrong answer stays in the activity of whoever it was tried against. */
async function refuse(actor: Anyone, waiting: Waiting, method: SecondFactor, error: unknown): Promise<never> {
  if (WRONG.some((wrong) => isError(error, wrong))) await noteWrong(actor, waiting, method);
  throw error;
}

type Given<M extends SecondFactor> = Extract<GivenFactor, { readonly method: M }>;

async function atSignIn(
  actor: Anyone,
  { pending, facts }: Waiting,
  given: Exclude<GivenFactor, Given<"push">>,
  verifiers: Verifiers,
): Promise<readonly Write[]> {
  const { userId, epoch } = pending;
  switch (given.method) {
    case "password":
      await provePassword(userId, epoch, given.password);
      return [];
    case "otp":
      return proveCode(actor, facts.person.phone, given);
    case "security_questions":
      checkBeside(pending);
      await provePassword(userId, epoch, given.password);
      return guarded(userId, (factors) => answersUse(factors, given.answers));
    case "totp":
    case "recovery_code":
    case "passkey":
      return inSession(userId, given, verifiers);
  }
}

/** Questions recover an account that the phone and the password both still open, and nothing less. */
function checkBeside({ firstFactor }: Pending): void {
  if (firstFactor !== "otp" && firstFactor !== "email_otp") throw factorErrors.second_factor_not_offered();
}

async function provePassword(userId: string, epoch: number, password: string): Promise<void> {
  const { settle } = await prove("password", { userId, epoch }, password);
  await settle();
}

type StepUp = Given<"totp" | "recovery_code"> | Given<"passkey">;

function inSession(userId: string, given: StepUp, { totp, passkeys }: Verifiers): Promise<readonly Write[]> {
  switch (given.method) {
    case "totp":
      return guarded(userId, (factors) => totpUse(factors, given.code, totp));
    case "recovery_code":
      return guarded(userId, (factors) => recoveryUse(factors, given.code));
    case "passkey":
      return passkeyUse(userId, given.credential, passkeys);
  }
}

/** Counts the attempt before it compares. */
async function guarded(userId: string, compare: (factors: Factors) => Write | undefined): Promise<readonly Write[]> {
  const factors = await reserveAttempt(userId);
  const use = compare(factors);
  if (use === undefined) throw await countWrong(factors);
  return [use];
}

/** Gives the second factor anew: for fifteen minutes this session may do what asks for it. Asks for FIELD_KEYS. */
export async function stepUp(actor: Customer, given: StepUp, verifiers: Verifiers): Promise<void> {
  const { userId, sessionId } = actor;
  await requireStepUp(actor, "signed_in");
  const writes = await inSession(userId, given, verifiers);
  const outcome = await transact([
    ...writes,
    stepUpMark(actor, given.method),
    auditEntry(actor, {
      action: "mfa.stepped_up",
      subject: { kind: "session", id: sessionId },
      userId,
      after: { method: given.method },
    }),
  ]);
  if (!outcome.committed && !outcome.failed.has("audit")) throw factorErrors.second_factor_used();
}
