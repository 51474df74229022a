import { list, number, record, text } from "../json.ts";
import type { Mapping } from "./mapping.ts";

/** A stream record as Lambda gets it. */
export interface StreamRecord {
  readonly sequence: string;
  /** The same for all records of one item. */
  readonly key: string;
  readonly createdAtMs: number;
  readonly event: Readonly<Record<string, unknown>>;
}

export interface RecordFacts {
  readonly region: string;
  readonly streamArn: string;
  readonly nowMs: number;
  readonly offsetMs: number;
  /** True when the item was deleted by expiry, by its keys. */
  readonly expired: (keys: Record<string, unknown>) => boolean;
}

/** The engine's record with what AWS has and the engine has not: region, ARN, the movable time, who deleted. */
export function streamRecord(raw: Record<string, unknown>, facts: RecordFacts): StreamRecord {
  const change = record(raw["dynamodb"]);
  const createdAtMs = createdAt(number(change["ApproximateCreationDateTime"]) ?? 0, facts);
  const byExpiry = raw["eventName"] === "REMOVE" && facts.expired(record(change["Keys"]));
  const sequence = text(change["SequenceNumber"]) ?? "";
  return {
    sequence,
    key: JSON.stringify(change["Keys"]),
    createdAtMs,
    event: {
      eventID: (text(raw["eventID"]) ?? "").replaceAll("-", ""),
      eventName: raw["eventName"],
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: facts.region,
      dynamodb: { ...change, ApproximateCreationDateTime: Math.floor(createdAtMs / 1_000) },
      ...(byExpiry ? { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } } : {}),
      eventSourceARN: facts.streamArn,
    },
  };
}

/** The engine gives real time, by the minute: what is read within that minute was made just now. */
function createdAt(engineSeconds: number, { nowMs, offsetMs }: RecordFacts): number {
  const minute = engineSeconds * 1_000 + offsetMs;
  return nowMs - minute < 60_000 ? nowMs : minute;
}

/**
 * Where to go on after a function answered: the index of the first record to try again, or undefined when all are
 * done. An identifier that is not of this batch means that nothing of it is.
 */
export function firstFailed(mapping: Mapping, batch: readonly StreamRecord[], answer: unknown): number | undefined {
  const failures = record(answer)["batchItemFailures"];
  if (!mapping.reportsItems || failures === undefined || failures === null) return undefined;
  const indexes = list(failures).map((failure) => {
    const sequence = record(failure)["itemIdentifier"];
    return batch.findIndex((one) => one.sequence === sequence);
  });
  if (indexes.length === 0) return undefined;
  return Math.max(Math.min(...indexes), 0);
}
