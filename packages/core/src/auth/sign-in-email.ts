import type { Anyone } from "../kernel/index.ts";
import { type EmailRow, findEmailRow } from "../users/index.ts";
import { lookAtCode } from "./code-sign-in.ts";
import { completeSignIn, type SecondFactorAsked, type SignedIn } from "./complete-sign-in.ts";
import { errors } from "./errors.ts";
import { type CodeAnswer, emailPlaces } from "./otp.ts";
import { otpUse } from "./otp-store.ts";
import { forgiveAddress } from "./submit-email.ts";

export interface EmailAnswer extends CodeAnswer {
  readonly email: string;
}

/** Signs in whoever answers the code that was sent to their verified e-mail address. Round trips as by phone. */
export async function verifyEmail(actor: Anyone, answer: EmailAnswer): Promise<SignedIn | SecondFactorAsked> {
  const { email } = answer;
  const { otp, owner, loadFacts } = await lookAtCode(actor, {
    firstFactor: "email_otp",
    places: emailPlaces(email, "login"),
    answer,
    findOwner: () => findVerified(email),
  });
  if (owner === undefined) throw errors.otp_expired();
  const facts = await loadFacts(owner);
  const use = { writes: otpUse(otp), refusal: () => errors.otp_expired() };
  const [completed] = await Promise.all([
    completeSignIn(facts, actor.origin, { firstFactor: "email_otp", use }),
    forgiveAddress(email),
  ]);
  return completed;
}

async function findVerified(email: string): Promise<EmailRow | undefined> {
  const row = await findEmailRow(email);
  return row?.verified === true ? row : undefined;
}
