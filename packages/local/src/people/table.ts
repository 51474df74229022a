import type { EngineClient } from "../engine/client.ts";
import { isRecord, list, record } from "../json.ts";

/** An item by its stored names: numbers as bigints, sets as lists. */
export type Item = Readonly<Record<string, unknown>>;

/** Everything that the table held at one reading. */
export interface Snapshot {
  readonly items: readonly Item[];
  /** Something was written while it was read: what belongs together may be torn. */
  readonly torn: boolean;
}

export interface TableOptions {
  readonly client: Pick<EngineClient, "call">;
  readonly table: string;
  /** Counts up with each write to the table. */
  readonly writes: () => number;
}

/** Reads the whole table for people who look on: once for all of them, and again only when it was written to. */
export class TableReader {
  readonly #options: TableOptions;
  #known: { readonly at: number; readonly snapshot: Snapshot } | undefined;
  #reading: Promise<Snapshot> | undefined;

  constructor(options: TableOptions) {
    this.#options = options;
  }

  async read(): Promise<Snapshot> {
    if (this.#known?.at === this.#options.writes()) return this.#known.snapshot;
    this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readAll(): Promise<Snapshot> {
    const at = this.#options.writes();
    const items: Item[] = [];
    let from: unknown;
    do {
      const page = await this.#options.client.call("Scan", {
        TableName: this.#options.table,
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      });
      for (const item of list(page["Items"])) items.push(plainItem(record(item)));
      from = page["LastEvaluatedKey"];
    } while (from !== undefined);
    const snapshot = { items, torn: this.#options.writes() !== at };
    this.#known = { at, snapshot };
    return snapshot;
  }
}

function plainItem(attributes: Record<string, unknown>): Item {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): unknown {
  const [type = "", inner] = Object.entries(record(value))[0] ?? [];
  switch (type) {
    case "N":
      return BigInt(String(inner));
    case "NS":
      return list(inner).map((each) => BigInt(String(each)));
    case "L":
      return list(inner).map(plain);
    case "M":
      return isRecord(inner) ? plainItem(inner) : {};
    case "NULL":
      return null;
    default:
      return inner;
  }
}
