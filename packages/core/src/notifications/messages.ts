import { septets, SMS_SEPTETS_MAX, toGsm7 } from "./gsm7.ts";
import { joined, sentencesOf, type Values } from "./texts.ts";

/** How news of money goes out: as one text message, and as an e-mail. Both are receipts. No I/O here. */

/** By what a transaction is found again. */
export interface Trace {
  readonly transactionId: string;
  /** As people at home write it. */
  readonly when: string;
}

/** As much of a name as is left where the message is full; the second for letters that take the place of two. */
const NAMES_SHORT = [12, 6];

/**
 * One text message in its own alphabet: the news, the time and the transaction's id. What is too much goes, sentence by
 * sentence from the end (the balance first), then the end of the name.
 */
export function smsOf(body: string, values: Values, { transactionId, when }: Trace): string {
  const receipt = `${when}. Ref ${transactionId}.`;
  const name = values["name"] === undefined ? undefined : toGsm7(values["name"]);
  let shortest = "";
  for (const shown of [name, ...NAMES_SHORT.map((length) => name?.slice(0, length).trimEnd())]) {
    const sentences = sentencesOf(body, { ...values, name: shown });
    for (let count = sentences.length; count > 0; count--) {
      shortest = plainSms(joined([...sentences.slice(0, count), receipt]));
      if ((septets(shortest) ?? Infinity) <= SMS_SEPTETS_MAX) return shortest;
    }
  }
  return shortest;
}

/** Any news as a text message. */
export function plainSms(text: string): string {
  return toGsm7(`Cowry: ${text}`);
}

/** The news, and under it line by line what a receipt has. A line whose value is not known is left out. */
export function emailOf(news: string, facts: readonly (readonly [string, string | undefined])[]): string {
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return [news, "", ...lines, "", "The signed receipt of a completed transaction is in the app.", ""].join("\n");
}
