import { createHmac } from "node:crypto";
import type { FaultRecord } from "./fault-plan.ts";
import type { AttemptLog, DeliveryRecord } from "./records.ts";
import type { RetryPlan } from "./settings.ts";
import { code } from "./random.ts";
import type { Change } from "./store.ts";
import type { World } from "./world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const hours = (from: number, to: number, offset = 0): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => offset + (from + index) * HOUR);

/**
 * When each attempt is due, in ms after the event. Live: every 3 minutes for the first four tries, then hourly up to
 * 72 hours. Test: hourly for ten hours.
 */
export const RETRIES: Readonly<Record<RetryPlan, readonly number[]>> = {
  live: [0, 3 * MINUTE, 6 * MINUTE, 9 * MINUTE, ...hours(1, 71, 9 * MINUTE)],
  test: hours(0, 10),
};

/** Lower-case hex HMAC-SHA512 of the raw body under the secret key: the whole of Paystack's webhook security. */
export function signature(secretKey: string, body: string): string {
  return createHmac("sha512", secretKey).update(body).digest("hex");
}

/** An event on its way. The caller commits it with the change that it tells of, then calls `send`. */
export interface News {
  readonly event: string;
  readonly reference: string;
  readonly amount: number;
  readonly accountNumber?: string;
  readonly data: unknown;
}

export class WebhookSender {
  readonly #world: World;
  readonly #timeoutMs: number;
  readonly #stopped = new AbortController();
  #url: string | undefined;
  #underWay = 0;
  /** Events whose planned attempt is under way: none is planned twice. */
  readonly #trying = new Set<string>();
  #waiting: (() => void)[] = [];

  constructor(world: World, url: string | undefined, timeoutMs: number) {
    this.#world = world;
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  /** Also sends what fell due while there was no address. */
  setUrl(url: string): void {
    this.#url = url;
    const now = this.#world.clock.now();
    for (const { id, nextAt } of this.#world.store.deliveries.all())
      if (nextAt !== null && nextAt <= now) this.send(id);
  }

  record(news: News, offset = 0): DeliveryRecord {
    const { store, seed, clock } = this.#world;
    return {
      id: `evt_${code(12, seed, "event", store.deliveries.size + offset)}`,
      event: news.event,
      reference: news.reference,
      amount: news.amount,
      accountNumber: news.accountNumber ?? null,
      body: JSON.stringify({ event: news.event, data: news.data }),
      createdAt: clock.now(),
      state: "pending",
      attempts: [],
      planned: 0,
      nextAt: clock.now(),
    };
  }

  change(record: DeliveryRecord): Change {
    return this.#world.store.deliveries.change(record);
  }

  /** Starts the event's next attempt, now or when it is due. */
  send(id: string): void {
    const nextAt = this.#world.store.deliveries.get(id)?.nextAt ?? null;
    if (nextAt === null || this.#stopped.signal.aborted) return;
    if (nextAt <= this.#world.clock.now()) void this.#planned(id);
    else this.#world.schedule(nextAt, () => this.#planned(id));
  }

  /** Once more, whatever the plan says. False when there is no such event. */
  async resend(id: string): Promise<boolean> {
    if (this.#world.store.deliveries.get(id) === undefined) return false;
    await this.#track(() => this.#attempt(id, undefined, false));
    return true;
  }

  /** When no attempt is under way. */
  idle(): Promise<void> {
    return this.#underWay === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Something else that goes on in the background and never rejects: `idle` waits for it, too. */
  beside(run: () => Promise<void>): void {
    void this.#track(run);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.idle();
  }

  /** One step of the retry plan, with whatever faults play with it. Never rejects. */
  async #planned(id: string): Promise<void> {
    if (this.#url === undefined || this.#trying.has(id)) return;
    this.#trying.add(id);
    await this.#track(async () => {
      try {
        const record = this.#world.store.deliveries.get(id);
        const due = record?.nextAt ?? Infinity;
        if (record !== undefined && due <= this.#world.clock.now()) await this.#step(record);
      } finally {
        this.#trying.delete(id);
      }
      this.send(id);
    });
  }

  async #step(record: DeliveryRecord): Promise<void> {
    const { id, event, reference, amount } = record;
    const subject = { event, reference, amount, account_number: record.accountNumber ?? undefined };
    const faults = this.#world.faults.strike("webhook", subject);
    const by = (kind: FaultRecord["do"]) => faults.find((fault) => fault.do === kind);
    if (by("webhook_drop") !== undefined) {
      this.#world.store.commit([this.change({ ...record, state: "dropped", nextAt: null })]);
      return;
    }
    const delay = by("webhook_delay");
    if (delay !== undefined) {
      this.#world.store.commit([this.change({ ...record, nextAt: this.#world.clock.now() + delay.ms })]);
      return;
    }
    const held = by("webhook_reorder");
    if (held !== undefined && record.held === undefined) {
      const nextAt = this.#world.clock.now() + (held.ms === 0 ? HOUR : held.ms);
      this.#world.store.commit([this.change({ ...record, held: true, nextAt })]);
      return;
    }
    const spoilt = by("webhook_forge") ?? by("webhook_amount") ?? by("webhook_currency") ?? by("webhook_domain");
    await Promise.all([this.#attempt(id, spoilt, true), ...this.#copies(id, by("webhook_duplicate"))]);
    this.#releaseHeld(record.id);
  }

  /** Another event has gone: those that were to come after it go now. */
  #releaseHeld(except: string): void {
    for (const one of this.#world.store.deliveries.all()) {
      if (one.held !== true || one.id === except || one.state !== "pending") continue;
      this.#world.store.commit([this.change({ ...one, held: false, nextAt: this.#world.clock.now() })]);
      this.send(one.id);
    }
  }

  #copies(id: string, fault: FaultRecord | undefined): Promise<void>[] {
    const copies: Promise<void>[] = [];
    for (let n = 1; n < (fault?.copies ?? 1); n += 1) {
      const attempt = () => this.#track(() => this.#attempt(id, fault, false));
      const ms = fault?.ms ?? 0;
      if (ms === 0) copies.push(attempt());
      else this.#world.schedule(this.#world.clock.now() + n * ms, attempt);
    }
    return copies;
  }

  /** Posts once and writes down how it went. */
  async #attempt(id: string, fault: FaultRecord | undefined, planned: boolean): Promise<void> {
    const record = this.#world.store.deliveries.get(id);
    if (record === undefined) return;
    const log = await this.#post(record, fault);
    const latest = this.#world.store.deliveries.get(id);
    if (latest === undefined || this.#stopped.signal.aborted) return;
    this.#world.store.commit([this.change(after(latest, log, planned, RETRIES[this.#world.plan]))]);
  }

  async #post(record: DeliveryRecord, fault: FaultRecord | undefined): Promise<AttemptLog> {
    const startedAt = performance.now();
    const at = this.#world.clock.now();
    const done = (status: number | null, error: string | null): AttemptLog => {
      return { at, status, error, tookMs: Math.round(performance.now() - startedAt), fault: fault?.do ?? null };
    };
    if (this.#url === undefined) return done(null, "no webhook URL is set");
    const body = fault === undefined ? record.body : spoil(record.body, fault, this.#world.domain);
    const key = fault?.do === "webhook_forge" ? "sk_test_somebody_else" : this.#world.secretKey;
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", "x-paystack-signature": signature(key, body) },
        redirect: "manual",
        signal: AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(this.#timeoutMs)]),
      });
      await response.body?.cancel();
      return done(response.status, null);
    } catch (error) {
      const timedOut = error instanceof Error && error.name === "TimeoutError";
      return done(null, timedOut ? `no answer within ${this.#timeoutMs} ms` : "the connection failed");
    }
  }

  async #track(run: () => Promise<void>): Promise<void> {
    this.#underWay += 1;
    try {
      await run();
    } catch (error) {
      this.#world.log(`webhook: ${String(error)}`);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }
}

/** The delivery after an attempt. Only an exact 200 is an acknowledgement. */
function after(record: DeliveryRecord, log: AttemptLog, planned: boolean, plan: readonly number[]): DeliveryRecord {
  const attempts = [...record.attempts, log];
  if (log.status === 200) return { ...record, attempts, state: "delivered", nextAt: null };
  if (!planned || record.state !== "pending") return { ...record, attempts };
  const next = plan[record.planned + 1];
  if (next === undefined) return { ...record, attempts, state: "exhausted", nextAt: null };
  return { ...record, attempts, planned: record.planned + 1, nextAt: record.createdAt + next };
}

/** The body as the fault wants it. */
function spoil(body: string, fault: FaultRecord, domain: "test" | "live"): string {
  const event = JSON.parse(body) as { event: string; data: Record<string, unknown> };
  const changed: Readonly<Partial<Record<FaultRecord["do"], Record<string, unknown>>>> = {
    webhook_amount: { amount: fault.amount },
    webhook_currency: { currency: fault.currency },
    webhook_domain: { domain: domain === "test" ? "live" : "test" },
  };
  return JSON.stringify({ event: event.event, data: { ...event.data, ...changed[fault.do] } });
}
