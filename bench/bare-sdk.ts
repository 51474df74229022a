import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  DynamoDBClient,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";

/** The yardstick: nothing but the SDK's client and the two calls that a transfer makes. */
const client = new DynamoDBClient({});

export async function handler(event: {
  readonly read: BatchGetItemCommandInput;
  readonly write: TransactWriteItemsCommandInput;
}): Promise<void> {
  await client.send(new BatchGetItemCommand(event.read));
  await client.send(new TransactWriteItemsCommand(event.write));
}
