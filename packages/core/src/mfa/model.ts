import { MINUTE } from "../kernel/index.ts";

/** A secret that nobody confirmed by then is forgotten. */
export const TOTP_SETUP_LIFE_MS = 10 * MINUTE;

export const RECOVERY_CODES = 10;
/** Shown as `ABCDE-FGHJK`: 49 bits of chance. */
export const RECOVERY_CODE_LENGTH = 10;

/** How long a push waits for its answer, and how often a number may be mistyped. */
export const PUSH_LIFE_MS = 2 * MINUTE;
export const PUSH_TRIES_MAX = 3;
export const PUSHES_MAX = 20;

export const PASSKEYS_MAX = 10;

/** Questions whose answers no profile and no paper tells. Whoever answers three of them has proven something, not much. */
export const QUESTIONS = {
  first_school_friend: "Who was your first friend at school?",
  childhood_street: "What was the name of the street you grew up in?",
  first_employer: "Who paid you for work for the first time?",
  favourite_teacher: "Which teacher did you like best?",
  first_journey: "Where did your first long journey go?",
  dream_job: "What did you want to become as a child?",
} as const;
export type QuestionId = keyof typeof QUESTIONS;
export const QUESTION_IDS = Object.keys(QUESTIONS) as readonly QuestionId[];
export const QUESTIONS_ASKED = 3;
