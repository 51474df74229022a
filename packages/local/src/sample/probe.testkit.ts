import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";

/** A function that does what its request says, with the real SDK. */
interface Ask {
  readonly act?: string;
  readonly id?: string;
  readonly [key: string]: unknown;
}

const table = new DynamoDBClient({ maxAttempts: 3 });
let served = 0;
let ticks = 0;
let timer: NodeJS.Timeout | undefined;

const ACTS: Readonly<Record<string, (ask: Ask) => unknown>> = {
  env: () => process.env,
  now: () => ({ now: Date.now(), year: new Date().getFullYear(), date: new Date(0) instanceof Date, served }),
  fail: () => {
    throw new TypeError("as asked");
  },
  exit: () => process.exit(3),
  hang: () => new Promise(() => undefined),
  slow: async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { served };
  },
  shorthand: () => "just text",
  cookies: () => ({ statusCode: 201, cookies: ["a=1", "b=2"], headers: { "x-request-id": "from-the-door" } }),
  binary: () => ({ statusCode: 200, headers: { "content-type": "image/png" }, body: "AAEC", isBase64Encoded: true }),
  write: async ({ id = "1", ttl, kind = "note" }) => {
    const item = {
      pk: { S: `P#${id}` },
      sk: { S: "#" },
      t: { S: String(kind) },
      ...(ttl === undefined ? {} : { ttl: { N: JSON.stringify(ttl) } }),
    };
    const other = { pk: { S: `Q#${id}` }, sk: { S: "#" } };
    const TransactItems = [item, other].map((Item) => ({ Put: { TableName: process.env["TABLE_NAME"], Item } }));
    try {
      await table.send(new TransactWriteItemsCommand({ TransactItems }));
      return { written: true };
    } catch (error) {
      const { name, CancellationReasons } = error as Error & { CancellationReasons?: unknown };
      return { written: false, name, reasons: CancellationReasons };
    }
  },
  read: async ({ id = "1", consistent }) => {
    const Key = { pk: { S: `P#${id}` }, sk: { S: "#" } };
    const read = { TableName: process.env["TABLE_NAME"], Key, ConsistentRead: consistent === true };
    return { t: (await table.send(new GetItemCommand(read))).Item?.["t"]?.S ?? null };
  },
  ticks: () => {
    timer ??= setInterval(() => (ticks += 1), 5);
    return { ticks };
  },
  text: async ({ to, body }) => {
    const answer = await new SNSClient({}).send(new PublishCommand({ PhoneNumber: String(to), Message: String(body) }));
    return { id: answer.MessageId };
  },
  mail: async ({ to, body }) => {
    const Simple = { Subject: { Data: "Hello" }, Body: { Text: { Data: String(body) } } };
    const Destination = { ToAddresses: [String(to)] };
    const command = { FromEmailAddress: "no-reply@sample.test", Destination, Content: { Simple } };
    return { id: (await new SESv2Client({}).send(new SendEmailCommand(command))).MessageId };
  },
  tell: async ({ id, name }) => {
    const entry = { EventBusName: "sample-events", Source: "sample", DetailType: String(name) };
    const Entries = [{ ...entry, Time: new Date(), Detail: JSON.stringify({ id }) }];
    return { failed: (await new EventBridgeClient({}).send(new PutEventsCommand({ Entries }))).FailedEntryCount };
  },
  secrets: async ({ names }) => {
    const Names = (names as string[]).map((name) => `${process.env["SECRETS_PATH"] ?? ""}${name}/value`);
    const { Parameters, InvalidParameters } = await new SSMClient({}).send(
      new GetParametersCommand({ Names, WithDecryption: true }),
    );
    return { values: Parameters?.map(({ Value }) => Value), invalid: InvalidParameters };
  },
  start: async ({ id }) => {
    const input = JSON.stringify({ id });
    const command = { stateMachineArn: process.env["MACHINE_ARN"], name: String(id), input };
    return new SFNClient({}).send(new StartExecutionCommand(command));
  },
  unknown: async () => {
    const url = process.env["AWS_ENDPOINT_URL"] ?? "";
    const response = await fetch(url, {
      method: "POST",
      headers: { "x-amz-target": "AmazonSSM.DeleteParameter" },
      body: "{}",
    });
    return { status: response.status, body: (await response.json()) as unknown };
  },
};

export function handler(event: { body?: string; isBase64Encoded?: boolean }): unknown {
  served += 1;
  const text = Buffer.from(event.body ?? "{}", event.isBase64Encoded === true ? "base64" : "utf8").toString();
  const ask = JSON.parse(text) as Ask;
  process.stdout.write(`asked to ${ask.act ?? "echo"}\n`);
  const act = ACTS[ask.act ?? ""];
  return act === undefined ? { statusCode: 200, body: JSON.stringify(event) } : act(ask);
}
