import { batchGet, failedItem, transact } from "@cowry/table";
import { type Anyone, newId, present } from "../kernel/index.ts";
import { findUserByPhone, type Person, personIn, personKey } from "../users/index.ts";
import { errors } from "./errors.ts";
import { issueTempToken } from "./issue.ts";
import { type Answer, checkOtp, forgiveNumber, type Passed } from "./otp.ts";
import { issueTokens, newSession, sessionOpening, type Tokens } from "./session.ts";
import { credentialsItem, credentialsKey, otpUse, sessionItem } from "./store.ts";

export interface SignedIn {
  readonly kind: "signed_in";
  readonly tokens: Tokens;
  readonly person: Person;
}

/** Somebody new: registers with this token next. */
export interface Setup {
  readonly kind: "setup";
  readonly tempToken: string;
}

/** Signs in whoever answers the code that was sent to their phone; somebody new gets a token to register with. */
export async function verifyOtp(
  actor: Anyone,
  answer: Answer & { readonly role: "rider" | "driver" },
): Promise<SignedIn | Setup> {
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
  ]);
  return { kind: "setup", tempToken };
}

async function signIn(actor: Anyone, { otp, phone }: Passed, userId: string): Promise<SignedIn> {
  const { credentials, person } = await loadAccount(userId);
  const session = newSession(credentials, actor.origin);
  const outcome = await transact([...otpUse(otp), sessionOpening(session)]);
  // Our own session in the way: it was committed, and only the answer got lost.
  const committed = outcome.committed || failedItem(outcome, sessionItem, "session") !== undefined;
  if (!committed) throw errors.otp_expired();
  const [tokens] = await Promise.all([issueTokens(session, credentials), forgiveNumber(phone)]);
  return { kind: "signed_in", tokens, person };
}

/** Somebody's credentials and profile, in one read; refuses who is blocked. */
export async function loadAccount(userId: string) {
  const found = await batchGet([credentialsKey(userId), personKey(userId)]);
  const credentials = present(found.get(credentialsItem, { userId }), "a person has credentials");
  if (credentials.status !== "active") throw errors.account_blocked();
  return { credentials, person: present(personIn(found, userId), "credentials belong to a person") };
}
