import type { Origin } from "../kernel/index.ts";
import { findEmailRow } from "../users/index.ts";
import { bringToRest, type Claim, PER_ADDRESS } from "./limiter.ts";
import type { EmailPurpose } from "./model.ts";
import { emailPlace, type Recipient, type Submitted } from "./otp.ts";
import type { EmailSender } from "./ports.ts";
import { ANSWER_AFTER_MS, codeText, sendCode } from "./send-code.ts";

export interface EmailSubmission {
  readonly email: string;
  readonly purpose: EmailPurpose;
}

/** Sends a code to an e-mail address, unless there is a reason not to, which the caller does not learn. */
export async function submitEmail(
  actor: { readonly origin: Origin },
  { email, purpose }: EmailSubmission,
  mail: EmailSender,
): Promise<Submitted> {
  return sendCode(actor.origin, {
    place: emailPlace(email, purpose),
    claims: addressClaims(email),
    findRecipient: () => findRecipient(email, purpose),
    deliver: (code, ended) => mail.send(email, { subject: "Your Cowry code", text: codeText(purpose, code) }, ended),
    answerAfterMs: ANSWER_AFTER_MS.someOnly,
    alert: "email_not_sent",
  });
}

function addressClaims(email: string): Claim[] {
  return PER_ADDRESS.map((limit) => ({ limit, key: email.toLowerCase() }));
}

/** Whoever proved the address asks anew. */
export function forgiveAddress(email: string): Promise<void> {
  return bringToRest(addressClaims(email));
}

/** Signing in takes an address that was verified; verifying takes one that nobody else has verified. */
async function findRecipient(email: string, purpose: EmailPurpose): Promise<Recipient> {
  const row = await findEmailRow(email);
  const verified = row?.verified === true;
  return { ownerId: row?.userId, wanted: purpose === "login" ? verified : !verified };
}
