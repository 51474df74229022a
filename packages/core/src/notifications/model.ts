import { derivedId } from "../kernel/index.ts";

/** The words of notices. No I/O here. */

/** Security alerts by SMS are sent whatever the settings say; promotions only on request. */
export type Topic = "transactions" | "security" | "account";

export interface NoticeText {
  readonly title: string;
  readonly body: string;
}

/** What is to be told to whom. */
export interface Telling extends NoticeText {
  readonly userId: string;
  readonly kind: string;
  readonly topic: Topic;
  readonly atMs: number;
  /** What happened, apart from everything else that happens to this person. */
  readonly occasion: string;
  readonly transactionId?: string | undefined;
  /** How it goes out; absent: as the inbox has it. */
  readonly sms?: string;
  readonly email?: string;
  /** Goes nowhere else, whatever is wanted. */
  readonly inboxOnly?: boolean;
}

/**
 * Sorts by time and is the same for the same occasion: the first 48 bits are the time, as a UUID v7 has them, the rest is
 * derived (RFC 9562 §5.8).
 */
export function noticeId({ userId, occasion, atMs }: Pick<Telling, "userId" | "occasion" | "atMs">): string {
  const time = atMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8, 12)}${derivedId("notice", userId, occasion).slice(13)}`;
}
