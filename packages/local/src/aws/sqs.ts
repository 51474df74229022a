import { createHash } from "node:crypto";
import { list, number, record, text } from "../json.ts";
import type { Queue, QueueMessage, Queues } from "../state/queues.ts";
import { AwsError, type JsonOperations, needed } from "./wire.ts";

/** SQS in its JSON protocol, over the templates' queues. */
export function sqsOperations(queues: Queues): JsonOperations {
  const find = (reference: string): Queue => {
    const queue = queues.find(reference);
    if (queue !== undefined) return queue;
    throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
  };
  const queueOf = (input: Record<string, unknown>) => find(needed(input, "QueueUrl"));
  const send = (queue: Queue, message: Record<string, unknown>) => {
    const body = needed(message, "MessageBody");
    const delayMs = (number(message["DelaySeconds"]) ?? 0) * 1_000;
    const MessageId = queues.send(queue, body, record(message["MessageAttributes"]), delayMs);
    return { MessageId, MD5OfMessageBody: md5(body) };
  };
  const eachEntry = (input: Record<string, unknown>, act: (queue: Queue, entry: Record<string, unknown>) => object) => {
    const queue = queueOf(input);
    const entries = list(input["Entries"]).map(record);
    return { Successful: entries.map((entry) => ({ Id: entry["Id"], ...act(queue, entry) })), Failed: [] };
  };
  const remove = (queue: Queue, entry: Record<string, unknown>) => {
    queues.delete(queue, needed(entry, "ReceiptHandle"));
    return {};
  };
  return {
    SendMessage: (input) => send(queueOf(input), input),
    SendMessageBatch: (input) => eachEntry(input, send),
    ReceiveMessage: (input) => {
      const seconds = number(input["VisibilityTimeout"]);
      const max = Math.min(number(input["MaxNumberOfMessages"]) ?? 1, 10);
      const taken = queues.receive(queueOf(input), max, seconds === undefined ? undefined : seconds * 1_000);
      return taken.length === 0 ? {} : { Messages: taken.map(show) };
    },
    DeleteMessage: (input) => remove(queueOf(input), input),
    DeleteMessageBatch: (input) => eachEntry(input, remove),
    ChangeMessageVisibility: (input) => {
      const seconds = number(input["VisibilityTimeout"]) ?? 0;
      queues.hide(queueOf(input), needed(input, "ReceiptHandle"), seconds * 1_000);
      return {};
    },
    GetQueueUrl: (input) => ({ QueueUrl: find(needed(input, "QueueName")).url }),
    GetQueueAttributes: (input) => {
      const { arn, messages, visibilityMs } = queueOf(input);
      const all: Record<string, string> = {
        QueueArn: arn,
        ApproximateNumberOfMessages: String(messages.length),
        VisibilityTimeout: String(visibilityMs / 1_000),
      };
      const wanted = list(input["AttributeNames"]).map(String);
      const asked = Object.entries(all).filter(([name]) => wanted.includes("All") || wanted.includes(name));
      return { Attributes: Object.fromEntries(asked) };
    },
  };
}

function show({ id, body, attributes, sentAtMs, receives }: QueueMessage): object {
  return {
    MessageId: id,
    ReceiptHandle: id,
    Body: body,
    MD5OfBody: md5(body),
    Attributes: { SentTimestamp: String(sentAtMs), ApproximateReceiveCount: String(receives) },
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
  };
}

/** What SQS and its SDK check transfers with; no secret depends on it. */
function md5(body: string): string {
  return createHash("md5").update(body).digest("hex");
}

/** Puts a message on the queue that a dead-letter or destination ARN names. */
export function sendToQueue(queues: Queues, arn: string, message: unknown): void {
  const queue = queues.find(arn);
  if (queue === undefined) throw new Error(`${arn} is no queue of the templates`);
  queues.send(queue, text(message) ?? JSON.stringify(message));
}
