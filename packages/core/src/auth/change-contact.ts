import { maskEmail, maskPhone } from "../audit/index.ts";
import { alertStaff, type Customer, present } from "../kernel/index.ts";
import { isServed, readPhone } from "../kernel/phone.ts";
import { emailChange, isMoved, loadPerson, phoneChange } from "../users/index.ts";
import { accountNumberChange } from "../wallet/index.ts";
import { changeCredentials, type CredentialsChange } from "./credentials-change.ts";
import { errors } from "./errors.ts";
import { type Answer, checkCode, checkOtp, emailPlaces } from "./otp.ts";
import { type Otp, otpUse } from "./otp-store.ts";
import type { EmailMessage, EmailSender, SmsSender } from "./ports.ts";
import { prove } from "./proving.ts";
import { countVerified } from "./pumping.ts";
import { SEND_TIME_MAX_MS } from "./send-code.ts";
import type { EmailAnswer } from "./sign-in-email.ts";
import type { Credentials } from "./store.ts";
import { forgiveAddress } from "./submit-email.ts";
import { forgiveNumber } from "./submit-phone.ts";

/**
 * Another phone, another e-mail address: for whoever proves the password, and by a code that they have the new one. All
 * other sessions end, and the old phone or address is told.
 */

export interface PhoneMove extends Answer {
  readonly password: string;
}

/** Moves the account to another number: rows, profile, account numbers and credentials, all or none. */
export async function changePhone(actor: Customer, move: PhoneMove, sms: SmsSender): Promise<void> {
  const { userId } = actor;
  const credentials = await reauthenticate(actor, move.password);
  const person = await loadPerson(userId, { consistent: true });
  const to = readPhone(move.phone);
  if (to.e164 === person.phone) throw errors.contact_unchanged();
  const { otp } = await checkOtp(actor, "change_phone", move);
  const [rows, accounts] = await Promise.all([phoneChange(person, to.e164), accountNumberChange(userId, to.e164)]);
  if (rows === undefined || !isServed(to)) throw errors.account_changed_meanwhile();
  await change(actor, credentials, otp, {
    audit: {
      action: "auth.phone_changed",
      before: { phone: maskPhone(person.phone) },
      after: { phone: maskPhone(to.e164) },
    },
    also: [...rows, ...accounts],
    taken: { rule: "phone", refusal: () => errors.phone_taken() },
  });
  await Promise.all([tellPhone(sms, person.phone), forgiveNumber(to), countVerified(to)]);
}

export interface EmailMove extends EmailAnswer {
  readonly password: string;
}

/** Gives the account a verified e-mail address; the one it has already becomes verified. */
export async function changeEmail(actor: Customer, move: EmailMove, mail: EmailSender): Promise<void> {
  const credentials = await reauthenticate(actor, move.password);
  const person = await loadPerson(actor.userId, { consistent: true });
  const otp = await checkCode(actor, emailPlaces(move.email, "verify_email"), move);
  const rows = await emailChange(person, move.email);
  if (rows === undefined) throw errors.email_taken();
  const old = person.email;
  await change(actor, credentials, otp, {
    audit: {
      action: "auth.email_changed",
      before: { email: old === undefined ? null : maskEmail(old) },
      after: { email: maskEmail(move.email) },
    },
    also: rows,
    taken: { rule: "email", refusal: () => errors.email_taken() },
  });
  const isNew = old !== undefined && old.toLowerCase() !== move.email.toLowerCase();
  await Promise.all([isNew ? tellEmail(mail, old) : undefined, forgiveAddress(move.email)]);
}

async function reauthenticate(actor: Customer, password: string): Promise<Credentials> {
  const { credentials, settle } = await prove("password", actor, password);
  await settle();
  return credentials;
}

interface Move extends Pick<CredentialsChange, "audit"> {
  readonly also: NonNullable<CredentialsChange["also"]>;
  readonly taken: { readonly rule: string; readonly refusal: () => Error };
}

async function change(actor: Customer, seen: Credentials, otp: Otp, { audit, also, taken }: Move): Promise<void> {
  await changeCredentials(
    actor,
    {
      ...{ seen, set: {}, audit },
      endSessions: { but: actor.sessionId },
      also: [...otpUse(otp), ...also],
      refusal: (outcome) => {
        if (outcome.committed) return undefined;
        const failed = [...outcome.failed.keys()];
        // What was in the way and is gone, as a row that came under another key, is nobody else's.
        const inTheWay = failed.filter((rule) => rule.replace(/_\d+$/, "") === taken.rule);
        if (inTheWay.some((rule) => outcome.failed.get(rule) !== undefined)) return taken.refusal();
        if (failed.includes("otp")) return errors.otp_expired();
        // Another name, a block, a wallet that was opened: what was to be written is out of date.
        const isOwn = failed.every((rule) => rule !== "credentials" && rule !== "session");
        return isOwn ? errors.account_changed_meanwhile() : undefined;
      },
    },
    (_, outcome) => isMoved(outcome, actor.userId),
  );
}

/** Best effort: the change stands, and the trail tells it. */
async function tellPhone(sms: SmsSender, oldPhone: string): Promise<void> {
  const text = "Your Cowry account was moved to another number. If this was not you, contact support at once.";
  await sms
    .send(oldPhone, text, AbortSignal.timeout(SEND_TIME_MAX_MS))
    .catch(() => alertStaff({ alert: "sms_not_sent" }));
}

const EMAIL_MOVED: EmailMessage = {
  subject: "Your Cowry e-mail address was changed",
  text: "Your Cowry account has another e-mail address now. If this was not you, contact support at once.",
};

async function tellEmail(mail: EmailSender, oldEmail: string | undefined): Promise<void> {
  const to = present(oldEmail, "there was an address");
  await mail
    .send(to, EMAIL_MOVED, AbortSignal.timeout(SEND_TIME_MAX_MS))
    .catch(() => alertStaff({ alert: "email_not_sent" }));
}
