import { randomUUID } from "node:crypto";
import { type Assembly, ofType } from "../assembly/model.ts";
import { text } from "../json.ts";
import type { Inbox } from "../state/inbox.ts";
import type { Queues } from "../state/queues.ts";
import { sendToQueue } from "./sqs.ts";
import { type AwsAnswer, AwsError, unknownOperation } from "./wire.ts";

const NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
/** SNS refuses longer text messages. */
const SMS_CHARACTERS_MAX = 1_600;
const KNOWN = /^(Action|Version|PhoneNumber|TopicArn|TargetArn|Message|Subject|MessageAttributes\..*)$/;

/** SNS in its query protocol: text messages go to the inbox, topics to their subscriptions. */
export class Sns {
  readonly #assembly: Assembly;
  readonly #inbox: Inbox;
  readonly #queues: Queues;

  constructor(assembly: Assembly, inbox: Inbox, queues: Queues) {
    this.#assembly = assembly;
    this.#inbox = inbox;
    this.#queues = queues;
  }

  /** `permit` throws where the caller may not. */
  answer(form: URLSearchParams, permit: () => void): AwsAnswer {
    try {
      permit();
      const action = form.get("Action") ?? "";
      if (action !== "Publish") throw unknownOperation(`SNS ${action}`);
      return xml(200, publishResponse(this.#publish(form)));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return xml(error.status, errorResponse(error));
    }
  }

  #publish(form: URLSearchParams): string {
    const unknown = [...form.keys()].find((name) => !KNOWN.test(name));
    if (unknown !== undefined)
      throw new AwsError("InvalidParameter", `the local cloud does not know ${unknown} of Publish`);
    const body = form.get("Message") ?? "";
    if (body === "") throw new AwsError("InvalidParameter", "Invalid parameter: Empty message");
    const phone = form.get("PhoneNumber");
    if (phone !== null) return this.#text(phone, body);
    return this.#toTopic(form.get("TopicArn") ?? form.get("TargetArn") ?? "", body, form.get("Subject"));
  }

  #text(phone: string, body: string): string {
    if (!/^\+[1-9]\d{6,14}$/.test(phone)) {
      throw new AwsError(
        "InvalidParameter",
        `Invalid parameter: PhoneNumber Reason: ${phone} is not valid to publish to`,
      );
    }
    if (body.length > SMS_CHARACTERS_MAX) throw new AwsError("InvalidParameter", "Invalid parameter: Message too long");
    return this.#inbox.deliver({ to: phone, channel: "sms", body });
  }

  #toTopic(arn: string, body: string, subject: string | null): string {
    const topic = ofType(this.#assembly, "AWS::SNS::Topic").find(({ ref }) => ref === arn);
    if (topic === undefined) throw new AwsError("NotFound", "Topic does not exist", 404);
    const MessageId = randomUUID();
    for (const { properties } of ofType(this.#assembly, "AWS::SNS::Subscription")) {
      if (properties["TopicArn"] !== arn) continue;
      const endpoint = text(properties["Endpoint"]) ?? "";
      const protocol = properties["Protocol"];
      if (protocol === "email") this.#inbox.deliver({ to: endpoint, channel: "email", subject: subject ?? "", body });
      if (protocol === "sms") this.#inbox.deliver({ to: endpoint, channel: "sms", body });
      if (protocol !== "sqs") continue;
      const envelope = { Type: "Notification", MessageId, TopicArn: arn, Subject: subject ?? undefined, Message: body };
      sendToQueue(this.#queues, endpoint, properties["RawMessageDelivery"] === true ? body : envelope);
    }
    return MessageId;
  }
}

function publishResponse(messageId: string): string {
  return (
    `<PublishResponse xmlns="${NAMESPACE}"><PublishResult><MessageId>${messageId}</MessageId></PublishResult>` +
    `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></PublishResponse>`
  );
}

function errorResponse({ type, message }: AwsError): string {
  return (
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${escapeXml(type)}</Code>` +
    `<Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`
  );
}

function xml(status: number, body: string): AwsAnswer {
  return { status, contentType: "text/xml", body };
}

function escapeXml(plain: string): string {
  return plain.replace(/[<>&"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
