import { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import type { EmailSender } from "@cowry/core/auth";

/** A message that is not accepted by then counts as not sent; the person asks for another. */
const CONNECT_TIMEOUT_MS = 1_000;
const ANSWER_TIMEOUT_MS = 2_000;
/** The second attempt may send a message twice: the same code twice does no harm. */
const ATTEMPTS_MAX = 2;

let client: SESv2Client | undefined;

function clientOf(): SESv2Client {
  client ??= new SESv2Client({
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  return client;
}

/** E-mail by SES, from an address whose domain is verified there. Plain text: nothing in it is to be clicked. */
export function sesEmail(from: string): EmailSender {
  return {
    async send(to, { subject, text }, ended) {
      await clientOf().send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [to] },
          Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
        }),
        { abortSignal: ended },
      );
    },
  };
}
