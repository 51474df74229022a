import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Books } from "./books.ts";
import type { FaultRecord } from "./fault-plan.ts";
import type {
  CustomerRecord,
  DeliveryRecord,
  DisputeRecord,
  IntegrationRecord,
  MovementRecord,
  RecipientRecord,
  RefundRecord,
  SavedCardRecord,
  SettlementRecord,
  TransactionRecord,
  TransferRecord,
  UploadRecord,
  VirtualAccountRecord,
} from "./records.ts";

/** Records of one kind by their key, in the order in which they were first written. */
export class Table<T> {
  readonly name: string;
  readonly #rows = new Map<string, T>();
  readonly #key: (record: T) => string;
  readonly #also: (record: T) => readonly string[];
  readonly #aliases = new Map<string, string>();

  constructor(name: string, key: (record: T) => string, also: (record: T) => readonly string[] = () => []) {
    this.name = name;
    this.#key = key;
    this.#also = also;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): T | undefined {
    return this.#rows.get(key);
  }

  /** By its key or by one of its other unique names. */
  find(name: string): T | undefined {
    return this.#rows.get(name) ?? this.#rows.get(this.#aliases.get(name) ?? "");
  }

  /** Oldest first. */
  all(): T[] {
    return [...this.#rows.values()];
  }

  change(record: T): Change {
    return { table: this.name, record, apply: () => this.load(record) };
  }

  load(record: T): void {
    const key = this.#key(record);
    this.#rows.set(key, record);
    for (const name of this.#also(record)) this.#aliases.set(name, key);
  }
}

/** A record about to be written. Several are written together or not at all. */
export interface Change {
  readonly table: string;
  readonly record: unknown;
  readonly apply: () => void;
}

/** A table whose records are taken as they come: what the journal needs. */
interface AnyTable {
  readonly name: string;
  all(): readonly unknown[];
  load(record: never): void;
}

/**
 * Everything the simulator knows: in memory, and (with a directory) in a journal of JSON lines. One line is one commit:
 * it is in the file before anybody is answered. A line that a kill tore in two was never answered, and is forgotten.
 */
export class Store {
  readonly customers = new Table<CustomerRecord>(
    "customers",
    (one) => one.email,
    (one) => [`#${one.id}`, `@${one.code}`],
  );
  readonly savedCards = new Table<SavedCardRecord>("savedCards", (one) => one.code);
  readonly transactions = new Table<TransactionRecord>(
    "transactions",
    (one) => one.reference,
    (one) => [`#${one.id}`, `@${one.accessCode}`],
  );
  readonly recipients = new Table<RecipientRecord>(
    "recipients",
    (one) => one.code,
    (one) => [`${one.bankCode}/${one.accountNumber}/${one.currency}`],
  );
  readonly transfers = new Table<TransferRecord>(
    "transfers",
    (one) => one.reference,
    (one) => [`#${one.id}`, `@${one.code}`],
  );
  readonly refunds = new Table<RefundRecord>("refunds", (one) => String(one.id));
  readonly virtualAccounts = new Table<VirtualAccountRecord>(
    "virtualAccounts",
    (one) => one.accountNumber,
    (one) => [`#${one.id}`],
  );
  readonly settlements = new Table<SettlementRecord>("settlements", (one) => String(one.id));
  readonly disputes = new Table<DisputeRecord>("disputes", (one) => String(one.id));
  readonly uploads = new Table<UploadRecord>("uploads", (one) => one.name);
  readonly integration = new Table<IntegrationRecord>("integration", (one) => one.key);
  readonly movements = new Table<MovementRecord>("movements", (one) => String(one.id));
  readonly deliveries = new Table<DeliveryRecord>("deliveries", (one) => one.id);
  readonly faults = new Table<FaultRecord>("faults", (one) => one.id);
  readonly books = new Books();
  readonly #file: number | undefined;

  constructor(dataDir?: string) {
    if (dataDir === undefined) return;
    mkdirSync(dataDir, { recursive: true });
    const path = join(dataDir, "paystack-simulator.jsonl");
    if (existsSync(path)) this.#read(path);
    this.#compact(path);
    this.#file = openSync(path, "a");
  }

  /** Writes all of it, then shows it. Throws, with nothing written, when a movement is not balanced. */
  commit(changes: readonly Change[]): void {
    const movements = changes.filter((change) => change.table === this.movements.name);
    for (const change of movements) {
      const objection = this.books.objection(change.record as MovementRecord);
      if (objection !== undefined) throw new Error(objection);
    }
    if (this.#file !== undefined) appendFileSync(this.#file, line(changes.map(({ table, record }) => [table, record])));
    for (const change of changes) change.apply();
    for (const change of movements) this.books.apply(change.record as MovementRecord);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #tables(): readonly AnyTable[] {
    const { customers, savedCards, transactions, refunds, virtualAccounts, settlements, disputes, uploads } = this;
    const { integration, recipients, transfers, movements, deliveries, faults } = this;
    const moneyIn = [customers, savedCards, transactions, refunds, virtualAccounts, settlements, disputes, uploads];
    return [...moneyIn, integration, recipients, transfers, movements, deliveries, faults];
  }

  #read(path: string): void {
    const tables = new Map(this.#tables().map((table) => [table.name, table]));
    const whole = readFileSync(path, "utf8").split("\n").slice(0, -1);
    whole.forEach((text, index) => {
      for (const [name, record] of JSON.parse(text) as [string, never][]) {
        const table = tables.get(name);
        if (table === undefined)
          throw new Error(`${path}:${index + 1} names ${name}, which this version does not know`);
        table.load(record);
        if (name === this.movements.name) this.books.apply(record);
      }
    });
  }

  /** The journal again, with only the last state of each record. */
  #compact(path: string): void {
    const lines = this.#tables().flatMap((table) => table.all().map((record) => line([[table.name, record]])));
    writeFileSync(`${path}.new`, lines.join(""));
    renameSync(`${path}.new`, path);
  }
}

function line(pairs: readonly (readonly [string, unknown])[]): string {
  return `${JSON.stringify(pairs)}\n`;
}
