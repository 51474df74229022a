import { transact } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { type Customer, now } from "../kernel/index.ts";
import { readPhone } from "../kernel/phone.ts";
import { loadPerson } from "../users/index.ts";
import { type Bought, issueConfirmation } from "./confirmation.ts";
import { errors } from "./errors.ts";
import { checkCode, type CodeAnswer, phonePlaces } from "./otp.ts";
import { otpUse } from "./otp-store.ts";
import { checkCaller, checkUnlocked } from "./proving.ts";
import { countVerified } from "./pumping.ts";
import { findCredentials } from "./store.ts";
import { forgiveNumber } from "./submit-phone.ts";

/**
 * A confirmation token for a code of purpose `transfer_confirm`, in the place of the PIN. Good for what a token is good
 * for, and no way around a PIN that is locked. Asks for FIELD_KEYS, LOOKUP_KEYS, OTP_KEYS, SESSION_KEYS.
 */
export async function confirmByCode(actor: Customer, answer: CodeAnswer): Promise<Bought> {
  const { userId } = actor;
  const [found, person] = await Promise.all([findCredentials(userId), loadPerson(userId, { consistent: true })]);
  const credentials = checkCaller(found, actor);
  if (credentials.pinHash === undefined) throw errors.pin_not_set();
  checkUnlocked("pin", credentials, now());
  const phone = readPhone(person.phone);
  const otp = await checkCode(actor, phonePlaces(phone, "transfer_confirm"), answer);
  const outcome = await transact([
    ...otpUse(otp),
    auditEntry(actor, { action: "auth.code_confirmed", subject: { kind: "user", id: userId }, userId }),
  ]);
  if (!outcome.committed) throw errors.otp_expired();
  await Promise.all([forgiveNumber(phone), countVerified(phone)]);
  return issueConfirmation(actor, credentials.pinVersion);
}
