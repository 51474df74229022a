import type { SmsSender } from "@cowry/core/auth";
import { failOver, type SmsProvider } from "./fail-over.ts";
import { snsSms } from "./sns.ts";
import { termiiSms } from "./termii.ts";

/** Text messages, by whichever provider the stage names first; the others stand in while it is down. */

export const SMS_PROVIDERS = ["sns", "termii"] as const;
export type SmsProviderName = (typeof SMS_PROVIDERS)[number];

export interface SmsSettings {
  /** First the one to send by; the next when it does not accept a message. */
  readonly providers: readonly SmsProviderName[];
  /** Up to 11 letters and digits; countries that do not know them show a number. */
  readonly senderId: string;
  readonly termiiUrl: string;
}

/** Keys of the providers that ask for one, as the ring SMS_KEYS holds them: the current is the one in use. */
export interface SmsKeys {
  readonly current: string;
  readonly keys: Readonly<Record<string, string>>;
}

export function smsSender({ providers, senderId, termiiUrl }: SmsSettings, { current, keys }: SmsKeys): SmsSender {
  const made: Readonly<Record<SmsProviderName, () => SmsSender>> = {
    sns: () => snsSms(senderId),
    termii: () => termiiSms({ baseUrl: termiiUrl, senderId, key: keys[current] ?? "" }),
  };
  return failOver(providers.map((name): SmsProvider => ({ name, sender: made[name]() })));
}
