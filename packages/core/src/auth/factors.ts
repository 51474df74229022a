/** What somebody can prove who they are with, first and second. */

/** What opens a door to sign in. A device key is the app's own (biometric sign-in). */
export const FIRST_FACTORS = ["registration", "otp", "email_otp", "password", "passkey", "device_key"] as const;
export type FirstFactor = (typeof FIRST_FACTORS)[number];

/**
 * What a person may set up, to be asked for beside the first. A device key is not among them: it stays behind with the
 * old phone, just when the new one asks.
 */
export const STRONG_FACTORS = ["totp", "push", "passkey"] as const;
export type StrongFactor = (typeof STRONG_FACTORS)[number];

/** What stands in for one of those that is lost. */
export const RECOVERY_FACTORS = ["recovery_code", "security_questions"] as const;
export type RecoveryFactor = (typeof RECOVERY_FACTORS)[number];

export type SetUpFactor = StrongFactor | RecoveryFactor;

/** What may answer when a second factor is asked for. Password and code are for whoever has set up nothing. */
export const SECOND_FACTORS = [...STRONG_FACTORS, ...RECOVERY_FACTORS, "password", "otp"] as const;
export type SecondFactor = (typeof SECOND_FACTORS)[number];

/** What is left when one is given up: recovery codes stand in for nothing then, where it was the last strong one. */
export function without(factors: readonly SetUpFactor[], gone: SetUpFactor): readonly SetUpFactor[] {
  const left = factors.filter((one) => one !== gone);
  return left.some(isStrong) ? left : left.filter((one) => one !== "recovery_code");
}

export function isStrong(factor: SetUpFactor): factor is StrongFactor {
  return (STRONG_FACTORS as readonly SetUpFactor[]).includes(factor);
}
