import type { Anyone } from "../kernel/index.ts";
import { findEmailRow } from "../users/index.ts";
import { completeSignIn, loadSignIn, type SecondFactorAsked, type SignedIn } from "./complete-sign-in.ts";
import { errors } from "./errors.ts";
import { checkCode, type CodeAnswer, emailPlaces } from "./otp.ts";
import { otpUse } from "./otp-store.ts";
import { forgiveAddress } from "./submit-email.ts";

export interface EmailAnswer extends CodeAnswer {
  readonly email: string;
}

/** Signs in whoever answers the code that was sent to their verified e-mail address. */
export async function verifyEmail(actor: Anyone, answer: EmailAnswer): Promise<SignedIn | SecondFactorAsked> {
  const { email } = answer;
  const [otp, row] = await Promise.all([checkCode(actor, emailPlaces(email, "login"), answer), findEmailRow(email)]);
  if (row?.verified !== true) throw errors.otp_expired();
  const facts = await loadSignIn(row.userId, actor.origin);
  const use = { writes: otpUse(otp), refusal: () => errors.otp_expired() };
  const [completed] = await Promise.all([
    completeSignIn(facts, actor.origin, { firstFactor: "email_otp", use }),
    forgiveAddress(email),
  ]);
  return completed;
}
