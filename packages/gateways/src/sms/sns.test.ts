import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { afterEach, expect, it, vi } from "vitest";
import { sesEmail } from "../email/index.ts";
import { snsSms } from "./sns.ts";

afterEach(() => void vi.restoreAllMocks());

const ended = new AbortController().signal;

it("a text message goes out as a transactional one, under the sender's own id, and ends when it is told to", async () => {
  const send = vi.spyOn(SNSClient.prototype, "send").mockImplementation(() => undefined);
  await snsSms("COWRY").send("+2348031234567", "your code", ended);
  const [[command, options] = []] = send.mock.calls;
  expect(command).toBeInstanceOf(PublishCommand);
  expect(command?.input).toEqual({
    PhoneNumber: "+2348031234567",
    Message: "your code",
    MessageAttributes: {
      "AWS.SNS.SMS.SenderID": { DataType: "String", StringValue: "COWRY" },
      "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
    },
  });
  expect(options).toMatchObject({ abortSignal: ended });
});

it("an e-mail goes out by SES from the address of the stage, as plain text", async () => {
  const send = vi.spyOn(SESv2Client.prototype, "send").mockImplementation(() => undefined);
  await sesEmail("no-reply@cowry.example").send("amina@mail.example", { subject: "Hello", text: "your code" }, ended);
  const [[command, options] = []] = send.mock.calls;
  expect(command).toBeInstanceOf(SendEmailCommand);
  expect(command?.input).toEqual({
    FromEmailAddress: "no-reply@cowry.example",
    Destination: { ToAddresses: ["amina@mail.example"] },
    Content: { Simple: { Subject: { Data: "Hello" }, Body: { Text: { Data: "your code" } } } },
  });
  expect(options).toMatchObject({ abortSignal: ended });
});
