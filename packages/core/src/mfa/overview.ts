import { transact } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import {
  factorErrors,
  factorsChange,
  findCredentials,
  isStrong,
  policyFor,
  requireStepUp,
  type SetUpFactor,
} from "../auth/index.ts";
import { type Customer, present } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import type { QuestionId } from "./model.ts";
import { newRecoveryCodes } from "./recovery-codes.ts";
import { proveOwner, secretsWrite, storedCodes } from "./set-up.ts";
import { findFactors } from "./store.ts";

/** How somebody signs in beside the first factor, and what they chose about it. */

export interface FactorsSeen {
  readonly factors: readonly SetUpFactor[];
  readonly always: boolean;
  readonly required: boolean;
  readonly recoveryCodesLeft: number;
  readonly questions: readonly QuestionId[];
}

export async function loadOverview({ userId }: Customer): Promise<FactorsSeen> {
  const [found, secrets] = await Promise.all([findCredentials(userId), findFactors(userId)]);
  const { secondFactors = [], secondFactorAlways, roles } = present(found, "a caller has credentials");
  return {
    factors: secondFactors,
    always: secondFactorAlways === true,
    required: policyFor(roles).always,
    recoveryCodesLeft: secondFactors.includes("recovery_code") ? (secrets?.recoveryCodes?.length ?? 0) : 0,
    questions: secrets?.questions ?? [],
  };
}

/** To be asked at every sign-in, or only when one looks unlike the person. Asks for FIELD_KEYS. */
export async function choose(actor: Customer, always: boolean): Promise<void> {
  const { userId } = actor;
  const credentials = await requireStepUp(actor);
  if (!(credentials.secondFactors ?? []).some(isStrong)) throw errors.factor_not_set_up();
  const outcome = await transact([
    factorsChange(credentials, { secondFactorAlways: always }),
    auditEntry(actor, {
      action: "mfa.choice_changed",
      subject: { kind: "user", id: userId },
      userId,
      before: { always: credentials.secondFactorAlways === true },
      after: { always },
    }),
  ]);
  if (!outcome.committed && !outcome.failed.has("audit")) throw factorErrors.factors_changed_meanwhile();
}

/** Ten new recovery codes; the old ones are worth nothing from now on. Asks for FIELD_KEYS and PIN_PEPPERS. */
export async function renewRecoveryCodes(actor: Customer, password: string): Promise<readonly string[]> {
  const { userId } = actor;
  const credentials = await proveOwner(actor, password);
  const factors = credentials.secondFactors ?? [];
  if (!factors.some(isStrong)) throw errors.factor_not_set_up();
  const codes = newRecoveryCodes(userId);
  const outcome = await transact([
    secretsWrite(userId, { set: storedCodes(codes.hashes) }),
    factorsChange(credentials, { secondFactors: [...new Set([...factors, "recovery_code"] as const)] }),
    auditEntry(actor, { action: "mfa.recovery_codes_renewed", subject: { kind: "user", id: userId }, userId }),
  ]);
  if (!outcome.committed && !outcome.failed.has("audit")) throw factorErrors.factors_changed_meanwhile();
  return codes.shown;
}
