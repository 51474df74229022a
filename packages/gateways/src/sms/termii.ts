import type { SmsSender } from "@cowry/core/auth";
import * as z from "zod/mini";

/**
 * Text messages by Termii's HTTP API, `POST /api/sms/send`: JSON with the key in the body, numbers without a plus. An
 * answer is a message accepted only when it says so: status 200 and code "ok".
 */
export interface TermiiSettings {
  readonly baseUrl: string;
  readonly senderId: string;
  readonly key: string;
}

const Accepted = z.object({ code: z.literal("ok"), message_id: z.string().check(z.minLength(1), z.maxLength(128)) });
/** Codes go by the route that reaches numbers on the do-not-disturb list. */
const CHANNEL = "dnd";

export function termiiSms({ baseUrl, senderId, key }: TermiiSettings): SmsSender {
  return {
    async send(toE164, message, ended) {
      const response = await fetch(new URL("/api/sms/send", baseUrl), {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({
          api_key: key,
          to: toE164.replace(/^\+/, ""),
          from: senderId,
          sms: message,
          type: "plain",
          channel: CHANNEL,
        }),
        // A key in the body follows no redirection.
        redirect: "error",
        signal: ended,
      });
      const answer: unknown = await response.json().catch(() => undefined);
      // Its words may repeat the number: only the status is told.
      if (!response.ok || !z.safeParse(Accepted, answer).success) throw new Error(`termii answered ${response.status}`);
    },
  };
}
