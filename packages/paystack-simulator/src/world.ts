import type { SimulatorClock } from "./clock.ts";
import { OwnClock } from "./clock.ts";
import { FaultPlan } from "./fault-plan.ts";
import { idNumber } from "./random.ts";
import type { IntegrationRecord } from "./records.ts";
import type { RetryPlan, SimulatorOptions } from "./settings.ts";
import { Store } from "./store.ts";
import type { Change } from "./store.ts";
import type { News } from "./webhooks.ts";
import { WebhookSender } from "./webhooks.ts";

/** What every route works with: what is known, what time it is, what is to go wrong, and who is told. */
export class World {
  readonly seed: string;
  readonly secretKey: string;
  readonly domain: "test" | "live";
  readonly plan: RetryPlan;
  readonly clock: SimulatorClock;
  readonly transferDelayMs: number;
  readonly refundDelayMs: number;
  /** The merchant's number at Paystack. */
  readonly integration: number;
  readonly store: Store;
  readonly faults: FaultPlan;
  readonly webhooks: WebhookSender;
  /** Days whose settlement the clock knows of. */
  readonly settling = new Set<string>();
  /** The simulator's own address, known once it listens. */
  url = "";
  readonly #quiet: boolean;
  readonly #cancels = new Set<() => void>();
  #stopped = false;

  constructor(options: SimulatorOptions) {
    this.seed = options.seed ?? "cowry";
    this.secretKey = options.secretKey;
    this.domain = options.secretKey.startsWith("sk_live_") ? "live" : "test";
    this.plan = options.plan ?? this.domain;
    this.transferDelayMs = options.transferDelayMs ?? 2_000;
    this.refundDelayMs = options.refundDelayMs ?? this.transferDelayMs;
    this.integration = (idNumber(this.seed, "integration", 0) % 900_000) + 100_000;
    this.#quiet = options.quiet ?? false;
    this.store = new Store(options.dataDir);
    this.clock = options.clock ?? new OwnClock(this.settings.clockOffset);
    this.faults = new FaultPlan(this.store, this.seed, () => this.clock.now());
    this.webhooks = new WebhookSender(this, options.webhookUrl, options.webhookTimeoutMs ?? 30_000);
  }

  /** What the merchant chose. */
  get settings(): IntegrationRecord {
    return this.store.integration.get("integration") ?? { key: "integration", transferOtp: false, clockOffset: 0 };
  }

  changeSettings(change: Partial<IntegrationRecord>): void {
    this.store.commit([this.store.integration.change({ ...this.settings, ...change })]);
  }

  /** Writes the changes and the news of them together, then sends the news. */
  commit(changes: readonly Change[], news: readonly News[] = []): void {
    const records = news.map((one, index) => this.webhooks.record(one, index));
    this.store.commit([...changes, ...records.map((record) => this.webhooks.change(record))]);
    for (const record of records) this.webhooks.send(record.id);
  }

  /** Runs at a time of the clock, unless the simulator has stopped by then. */
  schedule(atMs: number, run: () => Promise<void>): void {
    const cancel = (): void => callOff?.();
    this.#cancels.add(cancel);
    const callOff: (() => void) | undefined = this.clock.at(atMs, async () => {
      this.#cancels.delete(cancel);
      if (!this.#stopped) await run();
    });
  }

  log(line: string): void {
    if (!this.#quiet) process.stdout.write(`${line}\n`);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
    await this.webhooks.stop();
    this.store.close();
  }
}
