import path from "node:path";
import { isRecord, record, text } from "../json.ts";
import { readState, writeState } from "../state/files.ts";
import { type ConsumerOptions, type ConsumerView, StreamConsumer } from "./consumer.ts";
import type { Mapping } from "./mapping.ts";
import type { Position } from "./shards.ts";

export type StreamsOptions = Omit<ConsumerOptions, "mapping" | "positions" | "onProgress"> & {
  readonly mappings: readonly Mapping[];
  readonly dataDir: string | undefined;
};

interface Checkpoint {
  readonly stream: string;
  readonly positions: Map<string, Position>;
}

/** All event source mappings, and how far each has come; that outlives the process. */
export class Streams {
  readonly #consumers: readonly StreamConsumer[];
  readonly #checkpoints: ReadonlyMap<string, Checkpoint>;
  readonly #file: string | undefined;

  constructor({ mappings, dataDir, ...shared }: StreamsOptions) {
    this.#file = dataDir === undefined ? undefined : path.join(dataDir, "streams.json");
    const stored = (this.#file === undefined ? undefined : readState(this.#file, (state) => state)) ?? {};
    this.#checkpoints = new Map(mappings.map((mapping) => [mapping.id, checkpointOf(mapping, stored)]));
    this.#consumers = mappings.map((mapping) => {
      const positions = this.#checkpoints.get(mapping.id)?.positions ?? new Map<string, Position>();
      return new StreamConsumer({ ...shared, mapping, positions, onProgress: () => this.#save() });
    });
    shared.clock.onSettle(async () => {
      await Promise.all(this.#consumers.map((consumer) => consumer.drain()));
    });
  }

  start(): void {
    for (const consumer of this.#consumers) consumer.start();
  }

  poke(): void {
    for (const consumer of this.#consumers) consumer.poke();
  }

  /** How each mapping stands. */
  view(): readonly ConsumerView[] {
    return this.#consumers.map((consumer) => consumer.view());
  }

  async stop(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
  }

  #save(): void {
    if (this.#file === undefined) return;
    const state = [...this.#checkpoints].map(([id, { stream, positions }]) => {
      return [id, { stream, shards: Object.fromEntries(positions) }] as const;
    });
    writeState(this.#file, Object.fromEntries(state));
  }
}

/** What was kept, unless the stream is another one now: its table was made anew. */
function checkpointOf(mapping: Mapping, stored: Record<string, unknown>): Checkpoint {
  const stream = mapping.table.engineStreamArn ?? "";
  const own = record(stored[mapping.id]);
  if (own["stream"] !== stream) return { stream, positions: new Map() };
  const shards = Object.entries(record(own["shards"])).map(([id, position]) => {
    const kept: Position = {
      sequence: isRecord(position) ? text(position["sequence"]) : undefined,
      finished: record(position)["finished"] === true,
    };
    return [id, kept] as const;
  });
  return { stream, positions: new Map(shards) };
}
