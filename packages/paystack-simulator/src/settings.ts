import type { SimulatorClock } from "./clock.ts";

/** When a webhook is tried again: Paystack has one plan for test mode and one for live. */
export type RetryPlan = "test" | "live";

export interface SimulatorOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: the real time, which `POST /_sim/clock` moves forward. */
  readonly clock?: SimulatorClock;
  /** `sk_test_…` or `sk_live_…`: who calls the API, and what signs the webhooks. The prefix gives the `domain`. */
  readonly secretKey: string;
  /** Where events are posted. Without it they are kept until `setWebhookUrl` gives one. */
  readonly webhookUrl?: string | undefined;
  /** State survives a killed process here; without it everything is in memory. */
  readonly dataDir?: string | undefined;
  /** Ids, codes, names and chances follow from it. Default "cowry". */
  readonly seed?: string;
  /** Default: by the key's prefix. */
  readonly plan?: RetryPlan;
  /** No line is printed. */
  readonly quiet?: boolean;
  /** How long a transfer stays pending, on the clock. Default 2,000. */
  readonly transferDelayMs?: number;
  /** How long a refund takes from one state to the next, on the clock. Default: as a transfer. */
  readonly refundDelayMs?: number;
  /** One webhook attempt may take this long, in real time. Default 30,000 as at Paystack. */
  readonly webhookTimeoutMs?: number;
}

export interface Simulator {
  /** `http://127.0.0.1:<port>`: the API's base URL. */
  readonly url: string;
  readonly port: number;
  /** Where events go from now on. */
  setWebhookUrl(url: string): void;
  /** Resolves when no webhook attempt is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}
