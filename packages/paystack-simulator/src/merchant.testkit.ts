import type { Simulator, SimulatorOptions } from "./settings.ts";
import { startSimulator } from "./simulator.ts";
import { DRIFTS, paystackDocument } from "./document.testkit.ts";
import { MovableClock } from "./movable-clock.testkit.ts";
import type { Receiver } from "./receiver.testkit.ts";
import { startReceiver } from "./receiver.testkit.ts";

export const KEY = "sk_test_merchant";

/** An answer as it came over the wire. */
export interface Reply {
  readonly status: number;
  readonly body: {
    readonly status?: unknown;
    readonly message?: string;
    readonly data?: unknown;
    readonly meta?: unknown;
    readonly [name: string]: unknown;
  };
}

/** Operations of Paystack's document whose answers were found to be as it says. */
export const judged = new Set<string>();

/** No test of this package takes an answer that Paystack's own document would not allow. */
function judge(method: string, path: string, { status, body }: Reply): void {
  const verdict = paystackDocument?.judge(method, path.split("?")[0] ?? "", status, body);
  if (verdict === undefined) return;
  const { operation } = verdict;
  const paused = typeof body.data === "object" && body.data !== null && "paused" in body.data;
  const asked = operation + (paused ? " paused" : path.includes("use_cursor=true") ? " by cursor" : "");
  const drifts = DRIFTS.filter((one) => one.operation.test(asked));
  const flaws = verdict.flaws.filter((flaw) => !drifts.some((one) => one.flaw.test(flaw)));
  if (flaws.length > 0) throw new Error(`${operation} is not as Paystack's document says: ${flaws.join("; ")}`);
  judged.add(operation);
}

/** A merchant with a simulator, a clock and a webhook endpoint of his own. */
export class Merchant {
  readonly clock: MovableClock;
  readonly receiver: Receiver;
  readonly simulator: Simulator;

  constructor(clock: MovableClock, receiver: Receiver, simulator: Simulator) {
    this.clock = clock;
    this.receiver = receiver;
    this.simulator = simulator;
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(this.simulator.url + path, {
      method,
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const reply = { status: response.status, body: (await response.json()) as Reply["body"] };
    judge(method, path, reply);
    return reply;
  }

  put(path: string, body: unknown): Promise<Reply> {
    return this.call("PUT", path, body);
  }

  get(path: string): Promise<Reply> {
    return this.call("GET", path);
  }

  post(path: string, body: unknown = {}): Promise<Reply> {
    return this.call("POST", path, body);
  }

  /** The fields of `data`. */
  async data(reply: Promise<Reply>): Promise<Record<string, unknown>> {
    return { ...((await reply).body.data as Record<string, unknown>) };
  }

  /** A started charge's access code. */
  async initialize(reference: string, more: Record<string, unknown> = {}): Promise<string> {
    const order = { email: "amina@example.com", amount: 500_000, reference, ...more };
    return String((await this.data(this.post("/transaction/initialize", order)))["access_code"]);
  }

  async paid(reference: string, more: Record<string, unknown> = {}): Promise<void> {
    const code = await this.initialize(reference, more);
    await this.post(`/_sim/pay/${code}`, { card: "success" });
    await this.simulator.idle();
  }

  async recipient(account_number = "0123456789", bank_code = "057"): Promise<string> {
    const order = { type: "nuban", name: "Amina", account_number, bank_code, currency: "NGN" };
    return String((await this.data(this.post("/transferrecipient", order)))["recipient_code"]);
  }

  async balance(): Promise<number> {
    const { body } = await this.get("/_sim/ledger");
    return Number(body["balance"]);
  }

  /** Events so far, oldest first: `charge.success r1`. */
  events(): string[] {
    return this.receiver.received.map(({ event }) => `${event.event} ${String(event.data["reference"])}`);
  }

  async stop(): Promise<void> {
    await this.simulator.stop();
    await this.receiver.stop();
  }
}

export async function startMerchant(
  options: Partial<SimulatorOptions> = {},
  clock = new MovableClock(),
): Promise<Merchant> {
  const receiver = await startReceiver();
  const simulator = await startSimulator({
    ...{ port: 0, secretKey: KEY, webhookUrl: receiver.url, clock, quiet: true },
    ...options,
  });
  return new Merchant(clock, receiver, simulator);
}
