import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startMerchant } from "./merchant.testkit.ts";
import type { Merchant } from "./merchant.testkit.ts";

let shop: Merchant;

beforeEach(async () => {
  shop = await startMerchant();
});
afterEach(() => shop.stop());

const books = async () => (await shop.get("/_sim/ledger")).body as { balance: number; sum: number };

async function refund(reference: string, more: Record<string, unknown> = {}): Promise<string> {
  return String((await shop.data(shop.post("/refund", { transaction: reference, ...more })))["id"]);
}

async function paidWith(card: string, reference = "r-1"): Promise<void> {
  await shop.initialize(reference);
  await shop.post(`/_sim/pay/${reference}`, { card });
  await shop.post("/_sim/deposit", { amount: 1_000_000 });
}

const statusOf = async (id: string) => (await shop.data(shop.get(`/refund/${id}`)))["status"];

describe("a refund", () => {
  it("goes from pending over processing to processed, and the charge is reversed then", async () => {
    await paidWith("success");
    const before = (await books()).balance;

    const id = await refund("r-1");

    expect(await statusOf(id)).toBe("pending");
    expect((await books()).balance).toBe(before - 500_000);
    expect(await shop.data(shop.get("/transaction/verify/r-1"))).toMatchObject({ status: "success" });
    await shop.clock.advance(60_000);
    await shop.simulator.idle();
    expect(await statusOf(id)).toBe("processed");
    expect(await shop.data(shop.get("/transaction/verify/r-1"))).toMatchObject({ status: "reversed" });
    expect(await books()).toMatchObject({ balance: before - 500_000, sum: 0 });
    const told = shop.receiver.received.map(({ event }) => event.event).filter((name) => name.startsWith("refund"));
    expect(told).toEqual(["refund.pending", "refund.processing", "refund.processed"]);
  });

  it("in parts never gives back more than was paid", async () => {
    await paidWith("success");
    await refund("r-1", { amount: 200_000 });
    await shop.clock.advance(60_000);
    expect(await shop.data(shop.get("/transaction/verify/r-1"))).toMatchObject({ status: "success" });

    expect((await shop.post("/refund", { transaction: "r-1", amount: 300_001 })).status).toBe(400);
    await refund("r-1", { amount: "300000" });
    expect((await shop.post("/refund", { transaction: "r-1" })).body.message).toBe(
      "Transaction has been fully reversed",
    );
    await shop.clock.advance(60_000);
    expect(await shop.data(shop.get("/transaction/verify/r-1"))).toMatchObject({ status: "reversed" });
    expect((await shop.get("/refund?transaction=r-1")).body.data).toHaveLength(2);
  });

  it("that fails gives the money back to the balance", async () => {
    await paidWith("refund_fails");
    const before = (await books()).balance;

    const id = await refund("r-1");
    await shop.clock.advance(60_000);

    expect(await statusOf(id)).toBe("failed");
    expect(await books()).toMatchObject({ balance: before, sum: 0 });
    expect(await shop.data(shop.get("/transaction/verify/r-1"))).toMatchObject({ status: "success" });
  });

  it("that needs attention waits for the customer's account, and goes through with it", async () => {
    await paidWith("refund_attention");
    const id = await refund("r-1");
    const details = { refund_account_details: { currency: "NGN", account_number: "0123456789", bank_id: "9" } };
    expect((await shop.post(`/refund/retry_with_customer_details/${id}`, details)).status).toBe(422);
    await shop.clock.advance(60_000);
    expect(await statusOf(id)).toBe("needs-attention");

    await shop.post(`/refund/retry_with_customer_details/${id}`, details);
    await shop.clock.advance(60_000);

    expect(await statusOf(id)).toBe("processed");
    expect((await books()).sum).toBe(0);
  });

  it("is refused where the balance is not enough", async () => {
    await shop.paid("r-1");
    const { message } = (await shop.post("/refund", { transaction: "r-1" })).body;

    expect(message).toBe("Insufficient balance to fulfill this refund. Please top up.");
  });

  it("ends as a fault or a hand says", async () => {
    await paidWith("success");
    await shop.post("/_sim/faults", { do: "refund_outcome", outcome: "failed", on: { reference: "r-1" } });
    const failing = await refund("r-1", { amount: 10_000 });
    await shop.clock.advance(60_000);
    expect(await statusOf(failing)).toBe("failed");

    const moved = await refund("r-1", { amount: 10_000 });
    await shop.post(`/_sim/refunds/${moved}`, { status: "processed" });
    expect(await statusOf(moved)).toBe("processed");
    expect((await shop.post(`/_sim/refunds/${moved}`, { status: "failed" })).status).toBe(400);
  });
});

describe("a dispute", () => {
  const open = async (more: Record<string, unknown> = {}) =>
    String((await shop.post("/_sim/disputes", { reference: "r-1", ...more })).body["id"]);

  const told = () => shop.receiver.received.map(({ event }) => event.event).filter((name) => name.includes("dispute"));

  it("that nobody answers is reminded of and lost, whatever the balance is", async () => {
    await shop.paid("r-1");
    const recipient = await shop.recipient();
    const order = { source: "balance", amount: 480_000, recipient, reference: "payout-0000000000001" };
    await shop.post("/transfer", order);
    const id = await open({ due_in_ms: 7_200_000 });

    await shop.clock.advance(7_300_000);
    await shop.simulator.idle();

    expect(await shop.data(shop.get(`/dispute/${id}`))).toMatchObject({
      status: "resolved",
      resolution: "auto-accepted",
    });
    expect(told()).toEqual(["charge.dispute.create", "charge.dispute.remind", "charge.dispute.resolve"]);
    const { balance, sum } = await books();
    expect(balance).toBeLessThan(0);
    expect(sum).toBe(0);
  });

  it("is won with evidence: nothing is taken", async () => {
    await shop.paid("r-1");
    const id = await open();
    const before = (await books()).balance;
    const decline = { resolution: "declined", message: "Delivered", refund_amount: 0 };
    expect((await shop.put(`/dispute/${id}/resolve`, decline)).status).toBe(400);
    const { signedUrl, fileName } = await shop.data(shop.get(`/dispute/${id}/upload_url`));
    const put = await fetch(String(signedUrl), {
      method: "PUT",
      body: "%PDF-1.4",
      headers: { "content-type": "application/pdf" },
    });
    expect(put.status).toBe(200);

    await shop.put(`/dispute/${id}/resolve`, { ...decline, uploaded_filename: fileName });
    await shop.clock.advance(100 * 3_600_000);

    expect(await shop.data(shop.get(`/dispute/${id}`))).toMatchObject({ status: "resolved", resolution: "declined" });
    expect((await books()).balance).toBe(before);
    expect((await shop.put(`/dispute/${id}/resolve`, decline)).status).toBe(400);
  });

  it("that the merchant accepts in part costs that part", async () => {
    await shop.paid("r-1");
    await shop.post("/_sim/deposit", { amount: 1_000_000 });
    const before = (await books()).balance;
    const id = await open();
    const too = await shop.put(`/dispute/${id}`, { refund_amount: 500_001 });
    expect(too.body.message).toBe("Refund amount cannot be greater than initial amount");

    await shop.put(`/dispute/${id}/resolve`, {
      resolution: "merchant-accepted",
      message: "Ours",
      refund_amount: 1_000,
    });
    await shop.clock.advance(60_000);

    expect((await books()).balance).toBe(before - 1_000);
    expect((await shop.get("/refund?transaction=r-1")).body.data).toMatchObject([{ dispute: Number(id) }]);
  });
});

describe("a settlement", () => {
  it("is what was paid on its day: processed = amount + fees", async () => {
    await shop.paid("r-1");
    await shop.paid("r-2");
    await shop.post("/_sim/settlements", {});

    const [one] = (await shop.get("/settlement?status=success")).body.data as Record<string, number>[];
    expect(one).toMatchObject({ total_processed: 1_000_000, total_fees: 35_000, total_amount: 965_000 });
    expect((await shop.get(`/settlement/${one?.["id"] ?? 0}/transactions?perPage=1`)).body.meta).toMatchObject({
      total: 2,
    });
    expect((await shop.get(`/transaction?settlement=${one?.["id"] ?? 0}`)).body.data).toHaveLength(2);
    expect((await shop.post("/_sim/settlements", {})).status).toBe(404);
  });

  it("can be short, for whoever is to find that out", async () => {
    await shop.paid("r-1");
    const { body } = await shop.post("/_sim/settlements", { short: 100 });

    expect(Number(body["total_processed"]) - Number(body["total_fees"]) - Number(body["total_amount"])).toBe(100);
  });

  it("comes by itself on the next day in live mode, and never in test mode", async () => {
    await shop.paid("r-1");
    await shop.clock.advance(48 * 3_600_000);
    expect((await shop.get("/settlement")).body.data).toEqual([]);

    const live = await startMerchant({ secretKey: "sk_live_merchant" });
    const headers = { authorization: "Bearer sk_live_merchant" };
    const order = { email: "a@b.co", amount: 500_000, reference: "r-1" };
    await live.call("POST", "/transaction/initialize", order, headers);
    await live.post("/_sim/pay/r-1", { card: "success" });
    await live.clock.advance(24 * 3_600_000);
    const { body } = await live.call("GET", "/settlement", undefined, headers);
    await live.stop();
    expect(body.data).toMatchObject([{ total_processed: 500_000, domain: "live" }]);
  });
});
