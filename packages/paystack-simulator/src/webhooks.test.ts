import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KEY, startMerchant } from "./merchant.testkit.ts";
import type { Merchant } from "./merchant.testkit.ts";
import { RETRIES, signature } from "./webhooks.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let shop: Merchant;

beforeEach(async () => {
  shop = await startMerchant();
});
afterEach(() => shop.stop());

interface Listed {
  readonly id: string;
  readonly state: string;
  readonly next_attempt_at: string | null;
  readonly attempts: readonly { readonly status: number | null; readonly error: string | null }[];
}

async function listed(): Promise<Listed> {
  const { body } = await shop.get("/_sim/webhooks");
  const [latest] = body["items"] as Listed[];
  if (latest === undefined) throw new Error("no event was made");
  return latest;
}

describe("the signature", () => {
  it("is the lower-case hex HMAC-SHA512 of the raw body", () => {
    const body = '{"event":"charge.success","data":{"reference":"qTPrJoy9Bx","amount":10000}}';

    expect(signature("sk_test_example", body)).toBe(
      "622aab35e479327df05488201b0a628d2dfce7eb463950292c6f34cf8b387e64" +
        "1deacc92b8487034d6d536b005bfe442ed6fa11b78abc36df5fc223b8b208489",
    );
  });
});

describe("an event", () => {
  it("is sent until it is answered with exactly 200", async () => {
    shop.receiver.answer = 201;
    await shop.paid("r-1");
    expect(await listed()).toMatchObject({ state: "pending", attempts: [{ status: 201 }] });

    shop.receiver.answer = 200;
    await shop.clock.advance(HOUR);

    expect(await listed()).toMatchObject({ state: "delivered", next_attempt_at: null });
    expect(shop.receiver.received.map((one) => one.raw)).toEqual(Array(2).fill(shop.receiver.received[0]?.raw));
    await shop.clock.advance(100 * HOUR);
    expect(shop.receiver.received).toHaveLength(2);
  });

  it("is given up after ten hours in test mode: eleven attempts, hourly", async () => {
    shop.receiver.answer = 500;
    await shop.paid("r-1");
    const counts: number[] = [];
    for (let hour = 0; hour < 12; hour += 1) {
      counts.push(shop.receiver.received.length);
      await shop.clock.advance(HOUR);
    }

    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11]);
    expect(await listed()).toMatchObject({ state: "exhausted" });
  });

  it("is tried every three minutes four times and then hourly to 72 hours in live mode", async () => {
    const { live } = RETRIES;
    const patient = await startMerchant({ plan: "live" });
    patient.receiver.answer = 500;
    await patient.paid("r-1");
    const attempts: number[] = [];
    for (const hours of [0, 1, 70, 1, 100]) {
      await patient.clock.advance(hours * HOUR);
      attempts.push(patient.receiver.received.length);
    }
    await patient.stop();
    expect(attempts).toEqual([1, 4, 74, 75, 75]);

    expect(live.slice(0, 6)).toEqual([0, 3 * MINUTE, 6 * MINUTE, 9 * MINUTE, HOUR + 9 * MINUTE, 2 * HOUR + 9 * MINUTE]);
    expect(live.at(-1)).toBe(71 * HOUR + 9 * MINUTE);
    expect(RETRIES.test).toHaveLength(11);
  });

  it("counts a silent endpoint as a failed attempt", async () => {
    const hasty = await startMerchant({ webhookTimeoutMs: 100 });
    hasty.receiver.answer = "hang";
    await hasty.paid("r-1");
    const { body } = await hasty.get("/_sim/webhooks");
    await hasty.stop();

    expect(body["items"]).toMatchObject([{ attempts: [{ status: null, error: "no answer within 100 ms" }] }]);
  });

  it("waits for an address when there is none", async () => {
    const bare = await startMerchant({ webhookUrl: undefined });
    await bare.paid("r-1");
    expect(bare.events()).toEqual([]);

    bare.simulator.setWebhookUrl(bare.receiver.url);
    bare.simulator.setWebhookUrl(bare.receiver.url);
    await bare.simulator.idle();

    expect(bare.events()).toEqual(["charge.success r-1"]);
    await bare.stop();
  });

  it("can be sent again by hand, byte for byte", async () => {
    await shop.paid("r-1");
    const { id } = await listed();

    const { status } = await shop.post(`/_sim/webhooks/${id}/resend`);

    expect(status).toBe(200);
    expect(shop.receiver.received).toHaveLength(2);
    expect(shop.receiver.received[1]).toEqual(shop.receiver.received[0]);
    expect((await shop.post("/_sim/webhooks/evt_nothing/resend")).status).toBe(404);
  });
});

describe("webhook faults", () => {
  const fault = (body: Record<string, unknown>) => shop.post("/_sim/faults", body);
  const bodies = () => shop.receiver.received.map(({ event }) => event.data);
  const honest = () => shop.receiver.received.map((one) => one.signature === signature(KEY, one.raw));

  it("drop: the event never comes, and can still be sent by hand", async () => {
    await fault({ do: "webhook_drop" });
    await shop.paid("r-1");
    await shop.clock.advance(100 * HOUR);
    expect(shop.receiver.received).toHaveLength(0);
    expect(await listed()).toMatchObject({ state: "dropped" });

    await shop.post(`/_sim/webhooks/${(await listed()).id}/resend`);
    expect(shop.receiver.received).toHaveLength(1);
  });

  it("duplicate: as many as asked for, at once or spread over time", async () => {
    await fault({ do: "webhook_duplicate", copies: 10, on: { reference: "r-1" } });
    await shop.paid("r-1");
    expect(shop.receiver.received).toHaveLength(10);

    await fault({ do: "webhook_duplicate", copies: 3, ms: HOUR, on: { reference: "r-2" } });
    await shop.paid("r-2");
    expect(shop.receiver.received).toHaveLength(11);
    await shop.clock.advance(2 * HOUR);
    expect(shop.receiver.received).toHaveLength(13);
  });

  it("forge: the signature is somebody else's; the next attempt is honest", async () => {
    await fault({ do: "webhook_forge" });
    shop.receiver.answer = 401;
    await shop.paid("r-1");
    shop.receiver.answer = 200;
    await shop.clock.advance(HOUR);

    expect(honest()).toEqual([false, true]);
  });

  it("wrong amount, currency and mode come rightly signed", async () => {
    await fault({ faults: [{ do: "webhook_amount", amount: 1 }] });
    await shop.paid("r-1");
    await fault({ do: "webhook_currency", currency: "GHS" });
    await shop.paid("r-2");
    await fault({ do: "webhook_domain" });
    await shop.paid("r-3");

    expect(bodies()).toMatchObject([{ amount: 1 }, { currency: "GHS" }, { domain: "live" }]);
    expect(honest()).toEqual([true, true, true]);
  });

  it("delay lets a later event overtake an earlier one", async () => {
    await shop.post("/_sim/deposit", { amount: 1_000_000 });
    await fault({ do: "webhook_delay", ms: 2 * HOUR, on: { event: "transfer.success" } });
    const recipient = await shop.recipient("9990000002");
    const order = { source: "balance", amount: 100_000, recipient, reference: "payout-0000000000001" };
    await shop.post("/transfer", order);
    await shop.clock.advance(3 * HOUR);
    await shop.simulator.idle();

    expect(shop.events().map((one) => one.split(" ")[0])).toEqual(["transfer.reversed", "transfer.success"]);
  });
});
