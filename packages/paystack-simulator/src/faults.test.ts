import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KEY, startMerchant } from "./merchant.testkit.ts";
import type { Merchant } from "./merchant.testkit.ts";

const HOUR = 3_600_000;
const REFERENCE = "payout-0000000000001";

let shop: Merchant;

beforeEach(async () => {
  shop = await startMerchant();
  await shop.post("/_sim/deposit", { amount: 1_000_000 });
});
afterEach(() => shop.stop());

const fault = (body: Record<string, unknown>) => shop.post("/_sim/faults", body);

async function send(more: Record<string, unknown> = {}) {
  const recipient = await shop.recipient();
  return shop.post("/transfer", { source: "balance", amount: 100_000, recipient, reference: REFERENCE, ...more });
}

describe("request faults", () => {
  it("refuse: the connection dies and nothing was done", async () => {
    await fault({ do: "refuse", on: { operation: "transfer" } });

    await expect(send()).rejects.toThrow("fetch failed");
    expect((await shop.get(`/transfer/verify/${REFERENCE}`)).status).toBe(404);
    expect(await shop.balance()).toBe(1_000_000);
    expect((await send()).status).toBe(200);
  });

  it("lose_answer: it was done, and nobody was told", async () => {
    await fault({ do: "lose_answer", on: { reference: REFERENCE }, hang_ms: 20 });

    await expect(send()).rejects.toThrow("fetch failed");
    expect((await shop.get(`/transfer/verify/${REFERENCE}`)).status).toBe(200);
    expect(await shop.balance()).toBe(899_000);
    expect((await send()).body["code"]).toBe("duplicate_reference");
  });

  it("error before does nothing; error after has done it", async () => {
    await fault({ do: "error", status: 503, on: { operation: "transfer" } });
    expect(await send()).toMatchObject({ status: 503, body: { status: false, type: "api_error" } });
    expect(await shop.balance()).toBe(1_000_000);

    await fault({ do: "error", when: "after", on: { operation: "transfer" } });
    expect((await send()).status).toBe(500);
    expect(await shop.balance()).toBe(899_000);
  });

  it("html: the edge answers instead of Paystack", async () => {
    await fault({ do: "error", html: true, on: { operation: "balance" } });
    const response = await fetch(`${shop.simulator.url}/balance`, { headers: { authorization: `Bearer ${KEY}` } });

    expect(response.status).toBe(502);
    expect(response.headers.get("content-type")).toBe("text/html");
    expect(await response.text()).toContain("502 Bad Gateway");
  });

  it("rate_limit answers 429 with Retry-After", async () => {
    await fault({ do: "rate_limit", retry_after: 7 });
    const response = await fetch(`${shop.simulator.url}/balance`, { headers: { authorization: `Bearer ${KEY}` } });

    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(await response.json()).toEqual({ status: false, message: "Please wait a few minutes and try again." });
  });

  it("delay: before the work, or between work and answer", async () => {
    await fault({ do: "delay", ms: 60, on: { operation: "transfer" } });
    const slow = send();
    await expect.poll(() => shop.balance(), { interval: 5 }).toBe(899_000);

    await fault({ do: "delay", ms: 30, when: "before", on: { operation: "balance" } });
    const startedAt = performance.now();
    await shop.get("/balance");
    expect(performance.now() - startedAt).toBeGreaterThan(25);
    expect((await slow).status).toBe(200);
  });

  it("not_found hides a transfer for so many questions or for so long", async () => {
    await send();
    const ask = async () => (await shop.get(`/transfer/verify/${REFERENCE}`)).status;

    await fault({ do: "not_found", on: { operation: "verify_transfer" }, times: 2 });
    expect([await ask(), await ask(), await ask()]).toEqual([404, 404, 200]);
    await fault({ do: "not_found", on: { operation: "verify_transfer" }, for_ms: HOUR });
    expect([await ask(), await ask()]).toEqual([404, 404]);
    await shop.clock.advance(HOUR);
    expect(await ask()).toBe(200);
  });
});

describe("outcome faults", () => {
  it("a transfer ends as the fault says, by amount or account", async () => {
    await fault({ do: "transfer_outcome", outcome: "failed", on: { amount: 100_000 } });
    await send();
    await fault({ do: "reverse_after_success", ms: HOUR, on: { account_number: "0123456789" } });
    await send({ amount: 20_000, reference: "payout-0000000000002" });
    await shop.clock.advance(2 * HOUR);
    await shop.simulator.idle();

    expect(shop.events()).toEqual([
      `transfer.failed ${REFERENCE}`,
      "transfer.success payout-0000000000002",
      "transfer.reversed payout-0000000000002",
    ]);
    expect(await shop.balance()).toBe(1_000_000);
  });

  it("a customer pays another amount than was asked", async () => {
    await fault({ do: "pay_amount", amount: 100 });
    await shop.paid("r-1");

    expect(await shop.data(shop.get("/transaction/verify/r-1"))).toMatchObject({
      amount: 100,
      requested_amount: 500_000,
    });
  });
});

describe("chance", () => {
  async function story(seed: string): Promise<boolean[]> {
    const other = await startMerchant({ seed });
    await other.post("/_sim/faults", { do: "not_found", on: { operation: "verify" }, chance: 0.5 });
    const struck: boolean[] = [];
    for (let n = 0; n < 20; n += 1) {
      await other.initialize(`r-${n}`);
      struck.push((await other.get(`/transaction/verify/r-${n}`)).status !== 200);
    }
    await other.stop();
    return struck;
  }

  it("is the same for the same seed, and strikes some and spares some", async () => {
    const first = await story("a");

    expect(await story("a")).toEqual(first);
    expect(new Set(first).size).toBe(2);
    expect(await story("b")).not.toEqual(first);
  });
});

describe("POST /_sim/faults", () => {
  it.each([
    [{ do: "lose_anwser" }, "do must be one of"],
    [{ do: "refuse", time: 1 }, "a fault has no time"],
    [{ do: "refuse", on: { ref: "x" } }, "on has no ref"],
    [{ do: "refuse", on: { operation: "pay" } }, "operation must be one of"],
    [{ do: "refuse", chance: 2 }, "chance must be"],
    [{ do: "delay", ms: -1 }, "ms must be a whole number"],
    [{ do: "webhook_amount" }, "webhook_amount needs amount"],
    [{ do: "transfer_outcome", outcome: "lost" }, "outcome must be one of"],
  ])("refuses %j", async (body, message) => {
    const reply = await fault(body);

    expect(reply.status).toBe(400);
    expect(reply.body.message).toContain(message);
  });

  it("lists what is active, and forgets it", async () => {
    await fault({ faults: [{ do: "refuse", times: 3 }, { do: "webhook_drop" }] });
    const { body } = await shop.get("/_sim/faults");

    expect(body["active"]).toMatchObject([{ do: "refuse", times: 3 }, { do: "webhook_drop" }]);
    expect((await shop.call("DELETE", "/_sim/faults")).body["active"]).toEqual([]);
    await fault({ do: "refuse" });
    expect((await fault({ clear: true })).body["active"]).toEqual([]);
  });

  it("is not for pages of other sites", async () => {
    const reply = await shop.call("POST", "/_sim/faults", { do: "refuse" }, { origin: "https://evil.example" });

    expect(reply.status).toBe(403);
  });
});
