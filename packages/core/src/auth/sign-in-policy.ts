import { isStaffRole, type Role } from "../kernel/index.ts";
import { type FirstFactor, isStrong, type RecoveryFactor, type SecondFactor, type StrongFactor } from "./factors.ts";
import type { Risk } from "./risk.ts";
import type { Credentials } from "./store.ts";

/** When a second factor is asked for, and which will do: data, by role. */
export interface SignInPolicy {
  /** At every sign-in, whatever the risk. */
  readonly always: boolean;
  /** From this score on also of people who have set up nothing: the password beside the code, or the other way round. */
  readonly scoreFrom: number;
  /** First factors that are two in one: something one has, opened by something one is or knows. */
  readonly twoInOne: readonly FirstFactor[];
  readonly strong: readonly StrongFactor[];
  readonly recovery: readonly RecoveryFactor[];
}

export const SIGN_IN_POLICIES = {
  customer: {
    always: false,
    scoreFrom: 60,
    twoInOne: ["passkey", "device_key"],
    strong: ["totp", "push", "passkey"],
    recovery: ["recovery_code", "security_questions"],
  },
  /** Staff doors stay shut to a session without a second factor, also for staff who have set up none yet. */
  staff: {
    always: true,
    scoreFrom: 40,
    twoInOne: ["passkey"],
    strong: ["totp", "push", "passkey"],
    recovery: ["recovery_code"],
  },
} as const satisfies Record<string, SignInPolicy>;

export function policyFor(roles: readonly Role[]): SignInPolicy {
  return roles.some(isStaffRole) ? SIGN_IN_POLICIES.staff : SIGN_IN_POLICIES.customer;
}

export interface SignInQuestion {
  readonly credentials: Pick<Credentials, "roles" | "secondFactors" | "secondFactorAlways">;
  readonly proven: readonly FirstFactor[];
  readonly risk: Risk;
}

/** The second factors one of which has to follow; none when what was proven is enough. */
export function decideSecondFactors({ credentials, proven, risk }: SignInQuestion): readonly SecondFactor[] {
  const policy = policyFor(credentials.roles);
  if (proven.some((factor) => policy.twoInOne.includes(factor))) return [];
  const setUp = credentials.secondFactors ?? [];
  const strong = setUp.filter((factor) => isStrong(factor) && policy.strong.includes(factor));
  if (strong.length > 0) {
    const asked = policy.always || credentials.secondFactorAlways === true || isUnlike(risk, policy);
    const recovery = setUp.filter((factor) => !isStrong(factor) && policy.recovery.includes(factor));
    return asked ? [...strong, ...recovery] : [];
  }
  return risk.score >= policy.scoreFrom ? whatElse(proven) : [];
}

function isUnlike({ score, reasons }: Risk, { scoreFrom }: SignInPolicy): boolean {
  return score >= scoreFrom || reasons.some(({ factor }) => factor === "new_device" || factor === "unnamed_device");
}

/** Something known beside something had: everybody has a password and a phone. */
function whatElse(proven: readonly FirstFactor[]): readonly SecondFactor[] {
  const known = proven.includes("password");
  const had = proven.includes("otp") || proven.includes("email_otp");
  if (known && had) return [];
  return known ? ["otp"] : ["password"];
}
