import type { BatchFault } from "../aws/faults.ts";
import type { StreamRecord } from "./record.ts";

/** A record on its way to a function. */
export interface Entry {
  readonly shard: string;
  readonly record: StreamRecord;
  readonly arrivedAtMs: number;
  /** The last record up to which nothing else is left to do: records that no filter wants follow it. */
  through: string;
  /** Set on records that were delivered out of their order: nothing of them counts before all of them are done. */
  isOutOfOrder?: boolean;
  /** The function fails on it, however often it is tried. */
  isPoison?: boolean;
}

export interface Batch {
  readonly entries: readonly Entry[];
  /** How often it has failed without any progress. */
  readonly failures: number;
}

/** The batch as it is handed over when it meets this fault. */
export function troubled(batch: Batch, fault: BatchFault, draw: () => number): Batch {
  if (fault === "reorderedBatch") return { ...batch, entries: reordered(batch.entries, draw) };
  if (fault === "duplicateBatch") return batch;
  const bad = Math.floor(draw() * batch.entries.length);
  return { ...batch, entries: batch.entries.map((entry, index) => ({ ...entry, isPoison: index === bad })) };
}

/**
 * In another order, each item's own records still in theirs: more than that no stream of DynamoDB promises of the records of
 * a transaction. The last of them all carries how far the whole batch goes.
 */
function reordered(entries: readonly Entry[], draw: () => number): readonly Entry[] {
  const last = entries.at(-1);
  if (last === undefined) return entries;
  const waiting = [...Map.groupBy(entries, ({ record }) => record.key).values()].map((own) => [...own]);
  const dealt: Entry[] = [];
  while (waiting.length > 0) {
    const at = Math.floor(draw() * waiting.length);
    const next = waiting[at]?.shift();
    if (next !== undefined) dealt.push({ ...next, isOutOfOrder: true });
    if (waiting[at]?.length === 0) waiting.splice(at, 1);
  }
  return dealt.map((entry, index) =>
    index === dealt.length - 1 ? { ...entry, isOutOfOrder: false, through: last.through } : entry,
  );
}
