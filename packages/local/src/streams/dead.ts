import type { Mapping } from "./mapping.ts";
import type { StreamRecord } from "./record.ts";

export interface DeadBatch {
  readonly mapping: Mapping;
  readonly shard: string;
  /** At least one. */
  readonly records: readonly StreamRecord[];
}

/** What the queue for failures is told of records that were given up: where they lie in the stream, not what they say. */
export function deadMessage(
  { mapping, shard, records }: DeadBatch,
  run: { readonly failures: number; readonly requestId: string; readonly nowMs: number },
): object {
  const [first, last] = [records[0], records.at(-1)];
  const arrival = (record: StreamRecord | undefined) => new Date(record?.createdAtMs ?? 0).toISOString();
  return {
    requestContext: {
      requestId: run.requestId,
      functionArn: mapping.fn.arn,
      condition: "RetryAttemptsExhausted",
      approximateInvokeCount: run.failures,
    },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    version: "1.0",
    timestamp: new Date(run.nowMs).toISOString(),
    DDBStreamBatchInfo: {
      shardId: shard,
      startSequenceNumber: first?.sequence,
      endSequenceNumber: last?.sequence,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn: mapping.table.streamArn,
    },
  };
}
