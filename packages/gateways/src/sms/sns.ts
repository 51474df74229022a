import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { SmsSender } from "@cowry/core/auth";

/** A message that is not accepted by then counts as not sent; the person asks for another. */
const CONNECT_TIMEOUT_MS = 1_000;
const ANSWER_TIMEOUT_MS = 2_000;
/** The second attempt may send a message twice: the same code twice does no harm. */
const ATTEMPTS_MAX = 2;

let client: SNSClient | undefined;

function clientOf(): SNSClient {
  client ??= new SNSClient({
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  return client;
}

/** Text messages by SNS, as `senderId` (up to 11 letters and digits; countries that do not know them show a number). */
export function snsSms(senderId: string): SmsSender {
  const text = (value: string) => ({ DataType: "String", StringValue: value });
  return {
    async send(toE164, message, ended) {
      await clientOf().send(
        new PublishCommand({
          PhoneNumber: toE164,
          Message: message,
          MessageAttributes: {
            "AWS.SNS.SMS.SenderID": text(senderId),
            "AWS.SNS.SMS.SMSType": text("Transactional"),
          },
        }),
        { abortSignal: ended },
      );
    },
  };
}
