/** What somebody can prove who they are with, first and second. */

export const FIRST_FACTORS = ["registration", "otp", "email_otp", "password", "passkey", "device_key"] as const;
export type FirstFactor = (typeof FIRST_FACTORS)[number];

/** What a person may set up, to be asked for beside the first. */
export const ENROLLED_FACTORS = ["totp", "push", "passkey", "device_key"] as const;
export type EnrolledFactor = (typeof ENROLLED_FACTORS)[number];

/** What may answer when a second factor is asked for. */
export const SECOND_FACTORS = [...ENROLLED_FACTORS, "recovery_code", "security_questions", "password", "otp"] as const;
export type SecondFactor = (typeof SECOND_FACTORS)[number];
