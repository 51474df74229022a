import { transact } from "@cowry/table";
import { type Anyone, newId } from "../kernel/index.ts";
import { findUserByPhone } from "../users/index.ts";
import { completeSignIn, loadSignIn, type SecondFactorAsked, type SignedIn } from "./complete-sign-in.ts";
import { errors } from "./errors.ts";
import { issueTempToken } from "./issue.ts";
import { type Answer, checkOtp, type Passed } from "./otp.ts";
import { otpUse } from "./otp-store.ts";
import { countVerified } from "./pumping.ts";
import { forgiveNumber } from "./submit-phone.ts";

/** Somebody new: registers with this token next. */
export interface Setup {
  readonly kind: "setup";
  readonly tempToken: string;
}

/** Signs in whoever answers the code that was sent to their phone; somebody new gets a token to register with. */
export async function verifyOtp(
  actor: Anyone,
  answer: Answer & { readonly role: "rider" | "driver" },
): Promise<SignedIn | SecondFactorAsked | Setup> {
  const passed = await checkOtp(actor, "login", answer);
  const owner = await findUserByPhone(passed.phone.e164);
  if (owner === undefined) return setUp(passed, answer.role);
  if (owner.status !== "active") throw errors.account_blocked();
  return signIn(actor, passed, owner.userId);
}

async function setUp({ otp, phone }: Passed, role: "rider" | "driver"): Promise<Setup> {
  const outcome = await transact(otpUse(otp));
  if (!outcome.committed) throw errors.otp_expired();
  const [tempToken] = await Promise.all([
    issueTempToken({ phone: phone.e164, role, tokenId: newId() }),
    forgiveNumber(phone),
    countVerified(phone),
  ]);
  return { kind: "setup", tempToken };
}

async function signIn(actor: Anyone, { otp, phone }: Passed, userId: string): Promise<SignedIn | SecondFactorAsked> {
  const facts = await loadSignIn(userId, actor.origin);
  const use = { writes: otpUse(otp), refusal: () => errors.otp_expired() };
  const completed = await completeSignIn(facts, actor.origin, { firstFactor: "otp", use });
  await Promise.all([forgiveNumber(phone), countVerified(phone)]);
  return completed;
}
