import { equals, failedItem, missing, transact, update } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { type Customer, now } from "../kernel/index.ts";
import { readPhone } from "../kernel/phone.ts";
import { loadPerson } from "../users/index.ts";
import { UNTOUCHED } from "./attempts.ts";
import { type Bought, issueConfirmation } from "./confirmation.ts";
import { changeCredentials } from "./credentials-change.ts";
import { errors } from "./errors.ts";
import { hashSecret } from "./hash.ts";
import { REDUCED_LIMITS_MS } from "./model.ts";
import { checkCode, phonePlaces } from "./otp.ts";
import { otpUse } from "./otp-store.ts";
import { isWeakPin } from "./pin-strength.ts";
import { checkCaller, prove } from "./proving.ts";
import { countVerified } from "./pumping.ts";
import { type Credentials, credentialsItem, guardFields } from "./store.ts";
import { forgiveNumber } from "./submit-phone.ts";

export interface PinChange {
  readonly pin: string;
  readonly currentPin: string | undefined;
  readonly password: string | undefined;
  /** With the password: a code that was sent for `change_pin`. */
  readonly otp?: string | undefined;
  readonly challengeId?: string | undefined;
}

/**
 * Sets the first PIN, or another one for whoever proves the present PIN, or the password and a code: that also frees a
 * locked one, and lowers the limits for a day. Asks for PIN_PEPPERS; with a code for FIELD_, LOOKUP_ and OTP_KEYS too.
 */
export async function setTransactionPin(actor: Customer, change: PinChange): Promise<void> {
  if (isWeakPin(change.pin)) throw errors.pin_weak();
  const { pin, currentPin, password, otp, challengeId } = change;
  if (currentPin !== undefined) return changePin(actor, currentPin, pin);
  if (password === undefined) return setFirstPin(actor, pin);
  if (otp === undefined) throw errors.pin_change_unproven();
  return resetPin(actor, pin, { password, otp, challengeId });
}

async function setFirstPin(actor: Customer, pin: string): Promise<void> {
  const { userId, epoch } = actor;
  const set = newPin(userId, pin, 0);
  const outcome = await transact([
    update(
      credentialsItem,
      { userId },
      {
        rule: "first_pin",
        when: [missing("pinHash"), equals("epoch", epoch), equals("status", "active")],
        set,
      },
    ),
    auditEntry(actor, { action: "auth.pin_set", subject: { kind: "user", id: userId }, userId }),
  ]);
  const item = failedItem(outcome, credentialsItem, "first_pin");
  if (outcome.committed || isSet(set, item)) return;
  checkCaller(item, actor);
  throw errors.pin_change_unproven();
}

async function changePin(actor: Customer, currentPin: string, pin: string): Promise<void> {
  const { credentials, settle } = await prove("pin", actor, currentPin);
  await settle();
  const set = newPin(actor.userId, pin, credentials.pinVersion);
  await changeCredentials(
    actor,
    { seen: credentials, set, audit: { action: "auth.pin_changed" }, refusal: changedMeanwhile },
    (found) => isSet(set, found),
  );
}

interface Reset {
  readonly password: string;
  readonly otp: string;
  readonly challengeId: string | undefined;
}

async function resetPin(actor: Customer, pin: string, { password, ...answer }: Reset): Promise<void> {
  const { credentials, settle } = await prove("password", actor, password);
  const [{ phone: e164 }] = await Promise.all([loadPerson(actor.userId, { consistent: true }), settle()]);
  const phone = readPhone(e164);
  const otp = await checkCode(actor, phonePlaces(phone, "change_pin"), answer);
  const set = { ...newPin(actor.userId, pin, credentials.pinVersion), reducedUntilMs: now() + REDUCED_LIMITS_MS };
  await changeCredentials(
    actor,
    { seen: credentials, set, audit: { action: "auth.pin_reset" }, also: otpUse(otp), refusal: changedMeanwhile },
    (found) => isSet(set, found),
  );
  await Promise.all([forgiveNumber(phone), countVerified(phone)]);
}

const changedMeanwhile: NonNullable<Parameters<typeof changeCredentials>[1]["refusal"]> = (outcome) => {
  if (!outcome.committed && outcome.failed.has("otp")) return errors.otp_expired();
  return errors.pin_changed_meanwhile();
};

/** A new PIN starts with no attempts against it, and confirmations bought with the old one end. */
function newPin(userId: string, pin: string, versionBefore: number) {
  return { pinHash: hashSecret("pin", userId, pin), ...guardFields("pin", UNTOUCHED), pinVersion: versionBefore + 1 };
}

/** True when our own write went through and only its answer was lost: no two hashes are alike. */
function isSet(set: { readonly pinHash: string }, credentials: Credentials | undefined): boolean {
  return credentials?.pinHash === set.pinHash;
}

/** Checks the PIN and gives a confirmation token for it. Asks for PIN_PEPPERS and SESSION_KEYS. */
export async function verifyPin(actor: Customer, pin: string): Promise<Bought> {
  const { credentials, settle } = await prove("pin", actor, pin);
  await settle();
  return issueConfirmation(actor, credentials.pinVersion);
}
