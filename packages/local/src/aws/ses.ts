import { list, parseJson, record, text } from "../json.ts";
import type { Inbox } from "../state/inbox.ts";
import { type AwsAnswer, type AwsRequest, AwsError, onlyFields, unknownOperation } from "./wire.ts";

/** SES v2: simple e-mails go to the inbox. */
export function answerSes(request: AwsRequest, inbox: Inbox): AwsAnswer {
  const { method, path, body } = request;
  if (method !== "POST" || path !== "/v2/email/outbound-emails") throw unknownOperation(`SES ${method} ${path}`);
  const input = record(parseJson(body.toString("utf8")));
  onlyFields("SendEmail", input, ["FromEmailAddress", "Destination", "Content", "ReplyToAddresses", "EmailTags"]);
  const simple = record(input["Content"])["Simple"];
  if (simple === undefined) throw new AwsError("BadRequestException", "the local cloud knows simple e-mails only");
  const { Subject, Body } = record(simple);
  const { Text, Html } = record(Body);
  const content = text(record(Text)["Data"]) ?? text(record(Html)["Data"]);
  const { ToAddresses, CcAddresses, BccAddresses } = record(input["Destination"]);
  const recipients = [ToAddresses, CcAddresses, BccAddresses].flatMap(list).flatMap((to) => text(to) ?? []);
  if (content === undefined || recipients.length === 0 || text(input["FromEmailAddress"]) === undefined) {
    throw new AwsError("BadRequestException", "sender, recipient and body are required");
  }
  const subject = text(record(Subject)["Data"]) ?? "";
  const [id = ""] = recipients.map((to) => inbox.deliver({ to, channel: "email", subject, body: content }));
  return { status: 200, contentType: "application/json", body: JSON.stringify({ MessageId: id }) };
}
