import { readFileSync } from "node:fs";

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
  | "logsGb";

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
