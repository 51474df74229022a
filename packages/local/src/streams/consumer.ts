import type { MovableClock } from "../clock.ts";
import type { Faults } from "../aws/faults.ts";
import type { EngineClient } from "../engine/client.ts";
import { matches } from "../events/pattern.ts";
import type { Lambda } from "../lambda/lambda.ts";
import type { LogStore } from "../logs.ts";
import { type Batch, type Entry, troubled } from "./batch.ts";
import { deadMessage } from "./dead.ts";
import type { Mapping } from "./mapping.ts";
import { firstFailed, streamRecord } from "./record.ts";
import { type Position, ShardReader } from "./shards.ts";

/** After a write, so that a burst of writes is read in one go; Lambda itself looks four times a second. */
const READ_AFTER_MS = 250;
/** Writes that did not come through our endpoint (the engine's own expiry) are found by looking. */
const LOOK_EVERY_MS = 2_000;
const RETRY_FIRST_MS = 500;
const RETRY_LAST_MS = 60_000;

export interface ConsumerOptions {
  readonly mapping: Mapping;
  readonly client: Pick<EngineClient, "streams">;
  readonly clock: MovableClock;
  readonly lambda: Pick<Lambda, "invoke">;
  readonly logs: Pick<LogStore, "add">;
  readonly region: string;
  readonly positions: Map<string, Position>;
  /** Told after every step, to keep the positions. */
  readonly onProgress: () => void;
  readonly onDead: (queueArn: string, message: unknown) => void;
  readonly expired: (keys: Record<string, unknown>) => boolean;
  readonly faults?: Pick<Faults, "decideBatch" | "draw">;
}

/** How an event source mapping stands right now. */
export interface ConsumerView {
  readonly fn: string;
  readonly table: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly retriesMax: number;
  readonly filters: number;
  /** Records that were read and are not dealt with. */
  readonly waiting: number;
  /** Records dealt with since the start. */
  readonly done: number;
  readonly givenUp: number;
  readonly failuresInRow: number;
  /** It waits for its next try. */
  readonly blocked: boolean;
}

/** One event source mapping at work: reads the stream, filters, batches, retries, splits, gives up as told. */
export class StreamConsumer {
  readonly #options: ConsumerOptions;
  readonly #reader: ShardReader;
  #buffer: Entry[] = [];
  /** Batches that failed before, to be tried again before anything new. */
  #again: Batch[] = [];
  #failuresInRow = 0;
  #blocked = false;
  #window: (() => void) | undefined;
  #mayHaveMore = true;
  #wanted = false;
  #flush = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #readAt = Infinity;
  #stopped = false;
  #done = 0;
  #givenUp = 0;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    const { client, mapping, positions } = options;
    this.#reader = new ShardReader(client, mapping.table.engineStreamArn ?? "", mapping.fromStart, positions);
  }

  view(): ConsumerView {
    const { mapping } = this.#options;
    const again = this.#again.reduce((sum, { entries }) => sum + entries.length, 0);
    return {
      ...{ fn: mapping.fn.title, table: mapping.table.name, batchSize: mapping.batchSize, windowMs: mapping.windowMs },
      ...{ retriesMax: mapping.retriesMax, filters: mapping.filters.length, waiting: this.#buffer.length + again },
      ...{ done: this.#done, givenUp: this.#givenUp, failuresInRow: this.#failuresInRow, blocked: this.#blocked },
    };
  }

  start(): void {
    this.#readSoon(0);
  }

  /** Something was written to some table. */
  poke(): void {
    this.#mayHaveMore = true;
    this.#readSoon(READ_AFTER_MS);
  }

  /** Deals with everything that is there now, windows cut short; what waits for a retry goes on waiting. */
  async drain(): Promise<void> {
    const idle = !this.#mayHaveMore && this.#buffer.length === 0 && this.#again.length === 0;
    if (this.#running === undefined && (idle || this.#blocked)) return;
    this.#flush = true;
    await this.#pump();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** In `ms` at the latest: writes without a pause must not put reading off for ever. */
  #readSoon(ms: number): void {
    const dueAt = performance.now() + ms;
    if (this.#stopped || dueAt >= this.#readAt) return;
    clearTimeout(this.#timer);
    this.#readAt = dueAt;
    this.#timer = setTimeout(() => void this.#pump(), ms);
    this.#timer.unref();
  }

  #pump(): Promise<void> {
    this.#wanted = true;
    this.#running ??= this.#loop();
    return this.#running;
  }

  async #loop(): Promise<void> {
    try {
      while (this.#wanted && !this.#stopped) {
        this.#wanted = false;
        this.#readAt = Infinity;
        while (await this.#step());
      }
    } catch (error) {
      const text = `stream: ${error instanceof Error ? error.message : String(error)}`;
      if (!this.#stopped) this.#options.logs.add({ source: this.#options.mapping.fn.title, text });
    } finally {
      this.#running = undefined;
      this.#flush = false;
      this.#readSoon(this.#mayHaveMore && !this.#blocked ? READ_AFTER_MS : LOOK_EVERY_MS);
    }
  }

  /** One thing done: a batch, or a page read. False when there is nothing to do now. */
  async #step(): Promise<boolean> {
    if (this.#blocked || this.#stopped) return false;
    const retry = this.#again.shift();
    if (retry !== undefined) return this.#track(retry);
    const { batchSize, windowMs } = this.#options.mapping;
    if (this.#buffer.length < batchSize && (await this.#read())) return true;
    const [first] = this.#buffer;
    if (first === undefined) return false;
    const dueAtMs = first.arrivedAtMs + windowMs;
    if (this.#buffer.length >= batchSize || this.#flush || this.#options.clock.now() >= dueAtMs) {
      return this.#track(this.#troubled({ entries: this.#take(), failures: 0 }));
    }
    this.#window ??= this.#options.clock.at(dueAtMs, () => {
      this.#window = undefined;
      return this.#pump();
    });
    return false;
  }

  async #read(): Promise<boolean> {
    const { clock, mapping, region, expired, onProgress } = this.#options;
    this.#mayHaveMore = false;
    const page = await this.#reader.read(this.#buffer.length === 0);
    if (page === undefined) return false;
    this.#mayHaveMore = true;
    const facts = {
      region,
      streamArn: mapping.table.streamArn,
      nowMs: clock.now(),
      offsetMs: clock.offsetMs(),
      expired,
    };
    for (const raw of page.records) {
      const record = streamRecord(raw, facts);
      const wanted = mapping.filters.length === 0 || mapping.filters.some((filter) => matches(filter, record.event));
      const last = this.#buffer.at(-1);
      const { sequence } = record;
      if (wanted) this.#buffer.push({ shard: page.shard, record, arrivedAtMs: clock.now(), through: sequence });
      else if (last !== undefined) last.through = sequence;
      else this.#reader.advance(page.shard, sequence);
    }
    onProgress();
    return true;
  }

  /** The next batch: of one shard, at most as large as the mapping says. */
  #take(): readonly Entry[] {
    const shard = this.#buffer[0]?.shard;
    const other = this.#buffer.findIndex((entry) => entry.shard !== shard);
    const { batchSize } = this.#options.mapping;
    return this.#buffer.splice(0, Math.min(other === -1 ? batchSize : other, batchSize));
  }

  /** What the plan of faults makes of a batch that is new. */
  #troubled(batch: Batch): Batch {
    const { faults, mapping } = this.#options;
    const fault = faults?.decideBatch(mapping.fn.title);
    if (faults === undefined || fault === undefined) return batch;
    // Lambda's poller hands over at least once: the second time nobody remembers the first.
    if (fault === "duplicateBatch") this.#again.unshift(batch);
    return troubled(batch, fault, () => faults.draw("batches"));
  }

  #track(batch: Batch): Promise<boolean> {
    return this.#options.clock.track(`${this.#options.mapping.fn.title} (stream)`, this.#process(batch));
  }

  async #process(batch: Batch): Promise<boolean> {
    const { lambda, mapping } = this.#options;
    const records = batch.entries.map(({ record }) => record);
    const isPoisoned = batch.entries.some((entry) => entry.isPoison === true);
    const result = await lambda.invoke(mapping.fn, { Records: records.map(({ event }) => event) });
    if (this.#stopped) return false;
    // What the function did of a poisoned batch before it failed is done: it is tried again all the same.
    const failedAt = result.ok && !isPoisoned ? firstFailed(mapping, records, result.payload) : 0;
    const done = batch.entries.slice(0, failedAt);
    this.#advance(done);
    this.#done += done.length;
    if (failedAt === undefined) {
      this.#failuresInRow = 0;
      return true;
    }
    const rest = batch.entries.slice(failedAt);
    const failures = done.length > 0 ? 1 : batch.failures + 1;
    if (this.#givesUp(rest, failures)) {
      this.#bury(rest, failures, result.invocation.requestId);
      return true;
    }
    this.#split(rest, failures);
    this.#block();
    return false;
  }

  #advance(entries: readonly Entry[]): void {
    const last = entries.at(-1);
    if (last === undefined || last.isOutOfOrder === true) return;
    this.#reader.advance(last.shard, last.through);
    this.#options.onProgress();
  }

  #givesUp(entries: readonly Entry[], failures: number): boolean {
    const { bisects, retriesMax, ageMaxMs } = this.#options.mapping;
    const oldest = entries[0]?.record.createdAtMs ?? 0;
    if (this.#options.clock.now() - oldest > ageMaxMs) return true;
    // A batch that can still be split is split first: only what fails alone is given up.
    return failures > retriesMax && !(bisects && entries.length > 1);
  }

  /** Splitting costs no retry, as in Lambda. */
  #split(entries: readonly Entry[], failures: number): void {
    if (!this.#options.mapping.bisects || entries.length === 1) {
      this.#again.unshift({ entries, failures });
      return;
    }
    const half = Math.ceil(entries.length / 2);
    this.#again.unshift(
      { entries: entries.slice(0, half), failures: 0 },
      { entries: entries.slice(half), failures: 0 },
    );
  }

  #block(): void {
    const { clock } = this.#options;
    const waitMs = Math.min(RETRY_FIRST_MS * 2 ** this.#failuresInRow, RETRY_LAST_MS);
    this.#failuresInRow += 1;
    this.#blocked = true;
    clock.at(clock.now() + waitMs, () => {
      this.#blocked = false;
      return this.#pump();
    });
  }

  #bury(entries: readonly Entry[], failures: number, requestId: string): void {
    const { mapping, logs, onDead, clock } = this.#options;
    const [first] = entries;
    if (first === undefined) return;
    logs.add({
      source: mapping.fn.title,
      text: `stream: ${entries.length} record(s) given up after ${failures} tries`,
    });
    if (mapping.onFailure !== undefined) {
      const batch = { mapping, shard: first.shard, records: entries.map(({ record }) => record) };
      onDead(mapping.onFailure, deadMessage(batch, { failures, requestId, nowMs: clock.now() }));
    }
    this.#advance(entries);
    this.#givenUp += entries.length;
    this.#failuresInRow = 0;
  }
}
