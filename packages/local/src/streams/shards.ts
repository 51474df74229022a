import type { EngineClient } from "../engine/client.ts";
import { EngineError } from "../engine/client.ts";
import { list, record, text } from "../json.ts";

/** How far a mapping has come in one shard. */
export interface Position {
  /** The last record dealt with; undefined before the first. */
  sequence: string | undefined;
  /** The shard was closed and everything in it is dealt with. */
  finished: boolean;
}

interface Shard {
  readonly id: string;
  readonly parent: string | undefined;
}

const PAGE = 1_000;

/** Reads the shards of a stream in order: a parent to its end before its children. */
export class ShardReader {
  readonly #client: Pick<EngineClient, "streams">;
  readonly #streamArn: string;
  readonly #fromStart: boolean;
  readonly #positions: Map<string, Position>;
  readonly #iterators = new Map<string, string>();
  #shards: readonly Shard[] = [];

  constructor(
    client: Pick<EngineClient, "streams">,
    streamArn: string,
    fromStart: boolean,
    positions: Map<string, Position>,
  ) {
    this.#client = client;
    this.#streamArn = streamArn;
    this.#fromStart = fromStart;
    this.#positions = positions;
  }

  /**
   * The next records of some shard; undefined when there are none now. A closed shard is left behind only when
   * `allDone` says that nothing read from it is still being dealt with.
   */
  async read(allDone: boolean): Promise<{ shard: string; records: readonly Record<string, unknown>[] } | undefined> {
    for (let listed = false; ;) {
      const shard = this.#current();
      if (shard === undefined) {
        if (listed) return undefined;
        await this.#list();
        listed = true;
        continue;
      }
      const page = await this.#page(shard.id);
      if (page.records.length > 0) return { shard: shard.id, records: page.records };
      if (!page.closed || !allDone) return undefined;
      this.#positions.set(shard.id, { sequence: undefined, finished: true });
      listed = false;
    }
  }

  /** Everything up to this record is dealt with. */
  advance(shard: string, sequence: string): void {
    this.#positions.set(shard, { sequence, finished: false });
  }

  /** The first shard that is not finished and whose parent is. */
  #current(): Shard | undefined {
    const known = new Set(this.#shards.map(({ id }) => id));
    const done = (id: string) => this.#positions.get(id)?.finished === true;
    return this.#shards.find(
      ({ id, parent }) => !done(id) && (parent === undefined || !known.has(parent) || done(parent)),
    );
  }

  async #list(): Promise<void> {
    const shards: Shard[] = [];
    let from: unknown;
    do {
      const start = from === undefined ? {} : { ExclusiveStartShardId: from };
      const answer = await this.#client.streams("DescribeStream", { StreamArn: this.#streamArn, ...start });
      const description = record(answer["StreamDescription"]);
      for (const shard of list(description["Shards"]).map(record)) {
        shards.push({ id: text(shard["ShardId"]) ?? "", parent: text(shard["ParentShardId"]) });
      }
      from = description["LastEvaluatedShardId"];
    } while (from !== undefined);
    this.#shards = shards;
  }

  async #page(shard: string): Promise<{ records: readonly Record<string, unknown>[]; closed: boolean }> {
    const iterator = this.#iterators.get(shard) ?? (await this.#iterator(shard));
    try {
      const answer = await this.#client.streams("GetRecords", { ShardIterator: iterator, Limit: PAGE });
      const next = text(answer["NextShardIterator"]);
      if (next === undefined) this.#iterators.delete(shard);
      else this.#iterators.set(shard, next);
      return { records: list(answer["Records"]).map(record), closed: next === undefined };
    } catch (error) {
      if (!(error instanceof EngineError && error.type === "ExpiredIteratorException")) throw error;
      this.#iterators.delete(shard);
      return this.#page(shard);
    }
  }

  async #iterator(shard: string): Promise<string> {
    const sequence = this.#positions.get(shard)?.sequence;
    const ask = (kind: object) =>
      this.#client.streams("GetShardIterator", { StreamArn: this.#streamArn, ShardId: shard, ...kind });
    const horizon = { ShardIteratorType: "TRIM_HORIZON" };
    // A shard that opened later is read from its start, whatever the mapping's own starting position was.
    const start = this.#fromStart || this.#positions.size > 0 ? horizon : { ShardIteratorType: "LATEST" };
    const after = { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: sequence };
    try {
      return text((await ask(sequence === undefined ? start : after))["ShardIterator"]) ?? "";
    } catch (error) {
      if (!(error instanceof EngineError && error.type === "TrimmedDataAccessException")) throw error;
      return text((await ask(horizon))["ShardIterator"]) ?? "";
    }
  }
}
