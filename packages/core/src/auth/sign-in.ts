import { transact } from "@cowry/table";
import { type Anyone, newId } from "../kernel/index.ts";
import { type Phone, readPhone } from "../kernel/phone.ts";
import { findUserByPhone } from "../users/index.ts";
import { lookAtCode } from "./code-sign-in.ts";
import { completeSignIn, type SecondFactorAsked, type SignedIn } from "./complete-sign-in.ts";
import { errors } from "./errors.ts";
import { issueTempToken } from "./issue.ts";
import { type Answer, type Passed, phonePlaces } from "./otp.ts";
import { otpUse } from "./otp-store.ts";
import { countVerified } from "./pumping.ts";
import type { SignInFacts } from "./sign-in-facts.ts";
import { forgiveNumber } from "./submit-phone.ts";

/** Somebody new: registers with this token next. */
export interface Setup {
  readonly kind: "setup";
  readonly tempToken: string;
}

/**
 * Signs in whoever answers the code that was sent to their phone; somebody new gets a token to register with. Two round
 * trips, one more where the code is not called by its whole name: what is only good to know or to count goes beside what
 * has to be.
 */
export async function verifyOtp(
  actor: Anyone,
  answer: Answer & { readonly role: "rider" | "driver" },
): Promise<SignedIn | SecondFactorAsked | Setup> {
  const phone = readPhone(answer.phone);
  const { otp, owner, loadFacts } = await lookAtCode(actor, {
    firstFactor: "otp",
    places: phonePlaces(phone, "login"),
    answer,
    findOwner: () => findUserByPhone(phone.e164),
  });
  if (owner === undefined) return setUp({ otp, phone }, answer.role);
  if (owner.status !== "active") throw errors.account_blocked();
  return signIn(actor, { otp, phone }, await loadFacts(owner));
}

async function setUp({ otp, phone }: Passed, role: "rider" | "driver"): Promise<Setup> {
  const [outcome] = await Promise.all([transact(otpUse(otp)), proved(phone)]);
  if (!outcome.committed) throw errors.otp_expired();
  return { kind: "setup", tempToken: await issueTempToken({ phone: phone.e164, role, tokenId: newId() }) };
}

async function signIn(
  actor: Anyone,
  { otp, phone }: Passed,
  facts: SignInFacts,
): Promise<SignedIn | SecondFactorAsked> {
  const use = { writes: otpUse(otp), refusal: () => errors.otp_expired() };
  const [completed] = await Promise.all([
    completeSignIn(facts, actor.origin, { firstFactor: "otp", use }),
    proved(phone),
  ]);
  return completed;
}

/** The code was right, whether or not another request uses it up first: at most five are ever compared. */
async function proved(phone: Phone): Promise<void> {
  await Promise.all([forgiveNumber(phone), countVerified(phone)]);
}
