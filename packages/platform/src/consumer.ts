import { assert } from "@cowry/core/kernel";
import type { RawItem } from "@cowry/table";
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import type { DoorDefinition } from "./definition.ts";
import { describeThrown } from "./logger.ts";
import { logEvent, machine, type MachineInput } from "./machine.ts";
import { toAppError } from "./problem.ts";

export interface ConsumerDefinition extends DoorDefinition {
  /** Lambda's filter pattern over a stream record; records that do not match never start the door. */
  readonly filter?: Readonly<Record<string, unknown>>;
  /** Default 100. */
  readonly batchSize?: number;
  /** How long Lambda may wait to fill a batch. Default 0. */
  readonly windowSeconds?: number;
}

export interface StreamRecord {
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  /** As it is in the table: `decode(entity, image)` of the table package reads it. */
  readonly newImage: RawItem | undefined;
  readonly oldImage: RawItem | undefined;
  readonly sequence: string;
}

export type ConsumerHandler<D extends ConsumerDefinition> = ((
  event: DynamoDBStreamEvent,
  context: Context,
) => Promise<DynamoDBBatchResponse>) & { readonly definition: D & { readonly kind: "stream" } };

/**
 * A door on the table's stream. Records come in order and at least once; the first that fails ends the batch, and Lambda
 * sends it and those behind it again. So `run` must bear seeing a record twice.
 */
export function consumer<const D extends ConsumerDefinition>(
  definition: D,
  run: (input: MachineInput & { readonly record: StreamRecord }) => Promise<void>,
): ConsumerHandler<D> {
  return stream(definition, async (records, door) => {
    for (const record of records) {
      try {
        await run({ ...door, record });
      } catch (error) {
        return failedAt(record, error, door);
      }
    }
    return { batchItemFailures: [] };
  });
}

/**
 * The same for a door that folds many records into few writes: all of the batch is done, or none. A failure is thrown,
 * because then Lambda halves the batch until the record that cannot be done is alone: the others are done without it.
 * (Naming the first record as the one that failed would send the same batch again and again, and lose all of it.)
 */
export function batchConsumer<const D extends ConsumerDefinition>(
  definition: D,
  run: (input: MachineInput & { readonly records: readonly StreamRecord[] }) => Promise<void>,
): ConsumerHandler<D> {
  return stream(definition, async (records, door) => {
    if (records.length > 0) await run({ ...door, records });
    return { batchItemFailures: [] };
  });
}

function stream<const D extends ConsumerDefinition>(
  definition: D,
  consume: (records: readonly StreamRecord[], door: MachineInput) => Promise<DynamoDBBatchResponse>,
): ConsumerHandler<D> {
  const handler = machine<DynamoDBStreamEvent, DynamoDBBatchResponse>(definition, (event, door) =>
    consume(event.Records.map(toRecord), door),
  );
  return Object.assign(handler, { definition: { ...definition, kind: "stream" as const } });
}

function failedAt(record: StreamRecord, thrown: unknown, door: MachineInput): DynamoDBBatchResponse {
  const error = toAppError(thrown);
  logEvent("error", door.request.id, { code: error.code, ...describeThrown(error) });
  return { batchItemFailures: [{ itemIdentifier: record.sequence }] };
}

function toRecord({ eventName, dynamodb }: DynamoDBRecord): StreamRecord {
  assert(eventName !== undefined && dynamodb?.SequenceNumber !== undefined, "a stream record has a name and a number");
  // Lambda writes images in DynamoDB's own JSON; our items hold no binary, the one type that differs.
  return {
    eventName,
    newImage: dynamodb.NewImage as RawItem | undefined,
    oldImage: dynamodb.OldImage as RawItem | undefined,
    sequence: dynamodb.SequenceNumber,
  };
}
