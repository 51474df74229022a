import { alertStaff, now, SECOND } from "../kernel/index.ts";
import { loadNotificationSettings, loadPerson, type Person } from "../users/index.ts";
import { plainSms } from "./messages.ts";
import type { Telling } from "./model.ts";
import type { Messengers } from "./ports.ts";
import { keep, noteSent } from "./store.ts";

/** A message that is not accepted by then is not sent; the notice stands in the inbox all the same. */
const SEND_TIME_MAX_MS = 5 * SECOND;

/**
 * Keeps the notice, then sends it the ways the person wants. An event that comes again finds the notice: it is sent again
 * only where it is not known to have gone out, because a message twice is better than none. Whoever left us is told
 * nothing more, and nothing is kept for them: a hold may end when its payee has gone. Asks for FIELD_KEYS.
 */
export async function tell(telling: Telling, messengers: Messengers): Promise<void> {
  const person = await loadPerson(telling.userId);
  if (person.closedAtMs !== undefined) return;
  const notice = await keep(telling);
  if (notice.sentAtMs !== undefined) return;
  const ways = await waysOut(telling);
  if (ways.sms || ways.email) await sendBy(ways, telling, person, messengers);
  await noteSent(notice, now());
}

interface Ways {
  readonly sms: boolean;
  readonly email: boolean;
}

async function waysOut({ userId, topic, inboxOnly }: Telling): Promise<Ways> {
  if (inboxOnly === true) return { sms: false, email: false };
  const { sms, email, transactionAlerts, securityAlerts } = await loadNotificationSettings(userId);
  if (topic === "security") return { sms: true, email: email && securityAlerts };
  const wanted = topic === "account" || transactionAlerts;
  return { sms: sms && wanted, email: email && wanted };
}

async function sendBy(ways: Ways, telling: Telling, person: Person, { sms, email }: Messengers): Promise<void> {
  const { title, body, sms: message = plainSms(body), email: text = `${body}\n` } = telling;
  const ended = AbortSignal.timeout(SEND_TIME_MAX_MS);
  const sent = await Promise.allSettled([
    ways.sms ? sms.send(person.phone, message, ended) : undefined,
    ways.email && person.email !== undefined
      ? email.send(person.email, { subject: `Cowry: ${title}`, text }, ended)
      : undefined,
  ]);
  if (sent.some(({ status }) => status === "rejected")) alertStaff({ alert: "notice_not_sent" });
}
