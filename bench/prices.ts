import { readFileSync } from "node:fs";
import { itemSize, type WireItem } from "../packages/table/src/capacity.ts";

interface Price {
  /** US dollars for one unit. */
  readonly value: number;
  readonly unit: string;
  /** Name of the page it was read on. */
  readonly page: string;
}

type PriceName =
  | "tableWriteMillion"
  | "tableReadMillion"
  | "tableGbMonth"
  | "backupGbMonth"
  | "functionMillion"
  | "functionGbSecond"
  | "gatewayMillion"
  | "eventsMillion"
  | "logsGb"
  | "logsGbMonth"
  | "alarmMetricMonth"
  | "dashboardMonth"
  | "customMetricMonth"
  | "keyMonth";

export interface PriceList {
  readonly region: string;
  /** Day on which they were read. */
  readonly asOf: string;
  readonly note: string;
  readonly prices: Readonly<Record<PriceName, Price>>;
}

export function readPrices(): PriceList {
  return JSON.parse(readFileSync("bench/prices.json", "utf8")) as PriceList;
}

/** What one operation takes, from the gateway to the last listener. */
export interface Usage {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly httpRequests: number;
  readonly runs: number;
  readonly gbSeconds: number;
  readonly events: number;
  readonly logBytes: number;
  /** What it leaves in the table for good, index and overhead included. */
  readonly keptBytes: number;
  /** The same of what has a time to live. */
  readonly expiringBytes: number;
}

/** US dollars for a million of such operations, part by part. */
export function priceOf(usage: Usage, { prices }: PriceList): Readonly<Record<string, number>> {
  return {
    writes: usage.writeUnits * prices.tableWriteMillion.value,
    reads: usage.readUnits * prices.tableReadMillion.value,
    gateway: usage.httpRequests * prices.gatewayMillion.value,
    runs: usage.runs * prices.functionMillion.value,
    time: usage.gbSeconds * 1e6 * prices.functionGbSecond.value,
    events: usage.events * prices.eventsMillion.value,
    logs: (usage.logBytes / 1e9) * 1e6 * prices.logsGb.value,
  };
}

/**
 * For storage AWS adds so many bytes to each item of a table, and to each of an index (Developer Guide, "Item sizes and
 * formats", "Storage considerations for global secondary indexes"). Transactions have an overhead besides, of a size that
 * is not told.
 */
const OVERHEAD = 100;
const TABLE_KEY = ["pk", "sk"];
const INDEX_KEY = ["g1p", "g1s"];

/** Bytes that an item is billed for, with its row in the index, which holds keys only and only of items that have its own. */
export function storedBytes(item: WireItem): number {
  const own = itemSize(item) + OVERHEAD;
  if (!INDEX_KEY.every((name) => name in item)) return own;
  const keys = Object.entries(item).filter(([name]) => [...TABLE_KEY, ...INDEX_KEY].includes(name));
  return own + itemSize(Object.fromEntries(keys)) + OVERHEAD;
}

/** US dollars a month for what a million of such operations leave behind, for as long as it is kept. */
export function storagePriceOf({ keptBytes }: Pick<Usage, "keptBytes">, { prices }: PriceList): StoragePrice {
  const gb = (keptBytes * 1e6) / 2 ** 30;
  return { gb, table: gb * prices.tableGbMonth.value, recovery: gb * prices.backupGbMonth.value };
}

export interface StoragePrice {
  readonly gb: number;
  readonly table: number;
  readonly recovery: number;
}
