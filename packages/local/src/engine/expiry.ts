import type { MovableClock } from "../clock.ts";
import { list, record, text } from "../json.ts";
import { type EngineClient, EngineError } from "./client.ts";
import type { Table } from "./tables.ts";

/** AWS promises days; the engine deletes by real time only. */
const SWEEP_EVERY_MS = 6 * 60 * 60_000;
/** After a move of the clock; whoever moves it by less looks at what waits, and each look reads the whole table. */
const SWEEP_AFTER_MS = 60_000;
/** In real time: years that pass in a moment need no sweep for each quarter of a day. */
const SWEEP_REST_MS = 200;

/** Deletes what the clock says has expired, as DynamoDB's TTL does some time after. */
export class Expiry {
  readonly #client: EngineClient;
  readonly #clock: MovableClock;
  readonly #tables: readonly Table[];
  /** Keys of items just swept: their stream records name the service as the one who deleted. */
  readonly #swept = new Set<string>();
  readonly #onDeleted: () => void;
  /** In real time. */
  #sweptAt = 0;
  /** By the clock. */
  #sweptAtMs = -Infinity;

  constructor(client: EngineClient, clock: MovableClock, tables: readonly Table[], onDeleted: () => void) {
    this.#client = client;
    this.#clock = clock;
    this.#tables = tables.filter(({ ttlAttribute }) => ttlAttribute !== undefined);
    this.#onDeleted = onDeleted;
  }

  start(): void {
    if (this.#tables.length === 0) return;
    this.#clock.at(this.#clock.now() + SWEEP_EVERY_MS, async () => {
      this.start();
      if (performance.now() - this.#sweptAt > SWEEP_REST_MS) await this.sweep();
    });
  }

  /** Sweeps if the clock has gone on by a minute or more since the last time: nobody is promised to the second. */
  async sweepAfterMove(): Promise<void> {
    if (this.#clock.now() - this.#sweptAtMs >= SWEEP_AFTER_MS) await this.sweep();
  }

  async sweep(): Promise<void> {
    this.#sweptAt = performance.now();
    this.#sweptAtMs = this.#clock.now();
    for (const table of this.#tables) await this.#sweepTable(table);
  }

  /** True once for a key that a sweep deleted. */
  wasSwept(keys: Record<string, unknown>): boolean {
    return this.#swept.delete(canonical(keys));
  }

  async #sweepTable(table: Table): Promise<void> {
    const seconds = String(Math.floor(this.#clock.now() / 1_000));
    const names = { "#ttl": table.ttlAttribute ?? "", ...placeholders(table.keyAttributes) };
    let from: unknown;
    do {
      const page = await this.#client.call("Scan", {
        TableName: table.name,
        FilterExpression: "#ttl < :now",
        ProjectionExpression: Object.keys(placeholders(table.keyAttributes)).join(", "),
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ":now": { N: seconds } },
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      });
      for (const key of list(page["Items"]).map(record)) await this.#delete(table, key, seconds);
      from = page["LastEvaluatedKey"];
    } while (from !== undefined);
  }

  /** Under the condition that it is still expired: a writer may have given it a new life meanwhile. */
  async #delete(table: Table, key: Record<string, unknown>, seconds: string): Promise<void> {
    const mark = canonical(key);
    this.#swept.add(mark);
    try {
      await this.#client.call("DeleteItem", {
        TableName: table.name,
        Key: key,
        ConditionExpression: "#ttl < :now",
        ExpressionAttributeNames: { "#ttl": table.ttlAttribute ?? "" },
        ExpressionAttributeValues: { ":now": { N: seconds } },
      });
      this.#onDeleted();
    } catch (error) {
      this.#swept.delete(mark);
      if (!(error instanceof EngineError && error.type === "ConditionalCheckFailedException")) throw error;
    }
  }
}

function placeholders(attributes: readonly string[]): Record<string, string> {
  return Object.fromEntries(attributes.map((name, index) => [`#k${index}`, name]));
}

function canonical(keys: Record<string, unknown>): string {
  const parts = Object.entries(keys).map(
    ([name, value]) => `${name}=${text(record(value)["S"]) ?? JSON.stringify(value)}`,
  );
  return parts.sort().join("|");
}
