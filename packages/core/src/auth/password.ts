import { put, type Write } from "@cowry/table";
import type { Actor, Anyone, Customer, Origin } from "../kernel/index.ts";
import { findUserByPhone, loadPerson, type Person } from "../users/index.ts";
import { UNTOUCHED } from "./attempts.ts";
import { changeCredentials, type CredentialsChange } from "./credentials-change.ts";
import { errors } from "./errors.ts";
import { checkSecret, hashSecret } from "./hash.ts";
import { isLive } from "./key-prefix.ts";
import { type Answer, checkOtp } from "./otp.ts";
import { otpUse } from "./otp-store.ts";
import { hasStaffPassword, isWeakPassword, PASSWORD_HISTORY } from "./password-strength.ts";
import { prove } from "./proving.ts";
import { countVerified } from "./pumping.ts";
import type { SmsSender } from "./ports.ts";
import { type Submitted } from "./otp.ts";
import { type Credentials, findCredentials, findPasswordHistory, guardFields, passwordHistoryItem } from "./store.ts";
import { forgiveNumber, submitPhone } from "./submit-phone.ts";

/** Sends a code to reset the password with, if somebody has this number; the answer is the same if nobody has. */
export function forgetPassword(actor: { readonly origin: Origin }, phone: string, sms: SmsSender): Promise<Submitted> {
  return submitPhone(actor, { phone, purpose: "reset_password" }, sms);
}

export interface PasswordReset extends Answer {
  readonly newPassword: string;
}

/** A new password for whoever answers the code that was sent to their phone. Ends all sessions. Asks for PIN_PEPPERS. */
export async function resetPassword(actor: Anyone, reset: PasswordReset): Promise<void> {
  const { otp, phone } = await checkOtp(actor, "reset_password", reset);
  const owner = await findUserByPhone(phone.e164);
  if (owner === undefined) throw errors.otp_expired();
  if (owner.status !== "active") throw errors.account_blocked();
  const [credentials, person] = await Promise.all([findCredentials(owner.userId), loadPerson(owner.userId)]);
  if (credentials?.status !== "active") throw errors.account_blocked();
  await setPassword(actor, { credentials, person }, reset.newPassword, {
    endSessions: { but: undefined },
    audit: { action: "auth.password_reset" },
    also: otpUse(otp),
    refusal: (outcome) => (!outcome.committed && outcome.failed.has("otp") ? errors.otp_expired() : undefined),
  });
  await Promise.all([forgiveNumber(phone), countVerified(phone)]);
}

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Another password for whoever proves the present one. Ends all other sessions. Asks for PIN_PEPPERS. */
export async function changePassword(actor: Customer, change: PasswordChange): Promise<void> {
  const { credentials, settle } = await prove("password", actor, change.currentPassword);
  const [person] = await Promise.all([loadPerson(actor.userId), settle()]);
  await setPassword(actor, { credentials, person }, change.newPassword, {
    endSessions: { but: actor.sessionId },
    audit: { action: "auth.password_changed" },
  });
}

interface Holder {
  readonly credentials: Credentials;
  readonly person: Person;
}

async function setPassword(
  actor: Actor,
  { credentials, person }: Holder,
  password: string,
  change: Omit<CredentialsChange, "seen" | "set">,
): Promise<void> {
  const { userId, roles, passwordHash: before } = credentials;
  if (isWeakPassword(password, { ...person, roles })) throw errors.password_weak();
  const history = hasStaffPassword(roles) ? await historyWith(credentials, password) : undefined;
  const passwordHash = hashSecret("password", userId, password);
  const kept = history === undefined ? [] : [keepHistory(userId, [before, ...history])];
  await changeCredentials(
    actor,
    {
      ...change,
      seen: credentials,
      set: { passwordHash, ...guardFields("password", UNTOUCHED) },
      also: [...(change.also ?? []), ...kept],
    },
    (found) => found.passwordHash === passwordHash,
  );
}

/** The hashes before the present one. Throws when the password is one of them, as far as their peppers are here. */
async function historyWith({ userId, passwordHash }: Credentials, password: string): Promise<readonly string[]> {
  const history = await findPasswordHistory(userId);
  const comparable = [passwordHash, ...history].filter((hash) => isLive("PIN_PEPPERS", hash, "$"));
  if (comparable.some((hash) => checkSecret(hash, "password", userId, password).correct)) throw errors.password_weak();
  return history;
}

function keepHistory(userId: string, hashes: readonly string[]): Write {
  return put(passwordHistoryItem, { userId, hashes: hashes.slice(0, PASSWORD_HISTORY - 1) });
}
