import type { EmailSender, SmsSender } from "../auth/index.ts";

/** Ways out of the house. */
export interface Messengers {
  readonly sms: SmsSender;
  readonly email: EmailSender;
}
