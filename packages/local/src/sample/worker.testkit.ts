/** A consumer, a job and a step: says what it got; fails on what is called poison. */
interface StreamEvent {
  readonly Records?: readonly {
    readonly dynamodb: { readonly SequenceNumber: string; readonly Keys: { pk: { S: string } } };
  }[];
}

let failures = Number(process.env["FAILURES"] ?? "0");

export function handler(event: StreamEvent & { readonly id?: string }): unknown {
  process.stdout.write(`got ${JSON.stringify(event)}\n`);
  if (failures > 0) {
    failures -= 1;
    throw new Error("not yet");
  }
  if (event.Records === undefined) return { done: event.id ?? true };
  const poison = event.Records.find(({ dynamodb }) => dynamodb.Keys.pk.S.includes("poison"));
  return { batchItemFailures: poison === undefined ? [] : [{ itemIdentifier: poison.dynamodb.SequenceNumber }] };
}
