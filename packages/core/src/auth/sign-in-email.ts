import type { Anyone } from "../kernel/index.ts";
import { findEmailRow } from "../users/index.ts";
import { completeSignIn, loadSignIn, type SecondFactorAsked, type SignedIn } from "./complete-sign-in.ts";
import { errors } from "./errors.ts";
import { checkCode, type CodeAnswer, emailPlaces } from "./otp.ts";
import { otpUse } from "./otp-store.ts";
import { notingRefusal } from "./refused-sign-in.ts";
import { forgiveAddress } from "./submit-email.ts";

export interface EmailAnswer extends CodeAnswer {
  readonly email: string;
}

/** Signs in whoever answers the code that was sent to their verified e-mail address. */
export async function verifyEmail(actor: Anyone, answer: EmailAnswer): Promise<SignedIn | SecondFactorAsked> {
  const { email } = answer;
  const finding = findEmailRow(email).then((row) => (row?.verified === true ? row : undefined));
  const check = checkCode(actor, emailPlaces(email, "login"), answer);
  const otp = await notingRefusal({ check, owner: finding, firstFactor: "email_otp" }, actor.origin);
  const row = await finding;
  if (row === undefined) throw errors.otp_expired();
  const facts = await loadSignIn(row.userId, actor.origin);
  const use = { writes: otpUse(otp), refusal: () => errors.otp_expired() };
  const [completed] = await Promise.all([
    completeSignIn(facts, actor.origin, { firstFactor: "email_otp", use }),
    forgiveAddress(email),
  ]);
  return completed;
}
