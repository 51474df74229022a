import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startMerchant } from "./merchant.testkit.ts";
import type { Merchant } from "./merchant.testkit.ts";

let shop: Merchant;

beforeEach(async () => {
  shop = await startMerchant();
});
afterEach(() => shop.stop());

const person = { email: "amina@example.com", first_name: "Amina", last_name: "Bello", phone: "+2348030000000" };

async function account(): Promise<string> {
  const { customer_code } = await shop.data(shop.post("/customer", person));
  return String((await shop.data(shop.post("/dedicated_account", { customer: customer_code })))["account_number"]);
}

describe("a dedicated account", () => {
  it("takes money that nobody initialised, at its own price, with who sent it", async () => {
    const number = await account();

    const { body } = await shop.post(`/_sim/virtual-accounts/${number}/pay`, {
      amount: 5_000_000,
      sender_name: "MUSA OBI",
    });
    await shop.simulator.idle();

    expect(body).toMatchObject({ amount: 5_000_000, fees: 30_000 });
    const [event] = shop.receiver.received;
    expect(event?.event).toMatchObject({
      event: "charge.success",
      data: {
        channel: "dedicated_nuban",
        reference: body["reference"],
        authorization: { sender_name: "MUSA OBI", receiver_bank_account_number: number },
        customer: { email: person.email },
      },
    });
    expect((await shop.get(`/transaction?virtual_account_number=${number}`)).body.data).toHaveLength(1);
    expect(await shop.data(shop.get(`/transaction/verify/${String(body["reference"])}`))).toMatchObject({
      status: "success",
    });
    expect((await shop.get("/_sim/ledger")).body).toMatchObject({ balance: 4_970_000, sum: 0 });
  });

  it("is one per customer and bank, and takes nothing once it is closed", async () => {
    const number = await account();
    expect(await account()).toBe(number);
    const [{ id } = { id: 0 }] = (await shop.get("/dedicated_account")).body.data as { id: number }[];

    await shop.call("DELETE", `/dedicated_account/${id}`);

    expect((await shop.post(`/_sim/virtual-accounts/${number}/pay`, { amount: 1_000 })).status).toBe(400);
    expect(await account()).not.toBe(number);
  });

  it("asks for a customer with name and phone", async () => {
    await shop.initialize("r-1");
    const { status } = await shop.post("/dedicated_account", { customer: "amina@example.com" });

    expect(status).toBe(400);
    expect((await shop.post("/dedicated_account", { customer: "CUS_none" })).status).toBe(404);
  });

  it("is assigned in the background, and an event says how it went", async () => {
    const order = { ...person, country: "NG", preferred_bank: "wema-bank" };
    await shop.post("/dedicated_account/assign", order);
    await shop.post("/dedicated_account/assign", { ...order, email: "b@c.co", bvn: "00000000000" });
    await shop.clock.advance(60_000);
    await shop.simulator.idle();

    const told = shop.receiver.received.map(({ event }) => event.event).sort();
    expect(told).toEqual(["dedicatedaccount.assign.failed", "dedicatedaccount.assign.success"]);
  });
});

describe("a customer", () => {
  it("is one per e-mail, and identified by an event", async () => {
    const { customer_code: code } = await shop.data(shop.post("/customer", person));
    expect((await shop.data(shop.post("/customer", { email: "AMINA@example.com" })))["customer_code"]).toBe(code);
    const proof = { country: "NG", type: "bank_account", account_number: "0111111111", bank_code: "007" };
    const names = { first_name: "Uchenna", last_name: "Okoro" };
    const path = `/customer/${String(code)}/identification`;
    expect((await shop.post(path, { ...proof, ...names, bvn: "12" })).body.message).toBe("Invalid BVN");

    expect((await shop.post(path, { ...proof, ...names, bvn: "22222222222" })).status).toBe(202);
    await shop.post(path, { ...proof, ...names, bvn: "00000000000" });
    await shop.clock.advance(60_000);
    await shop.simulator.idle();

    expect(await shop.data(shop.get(`/customer/${String(code)}`))).toMatchObject({ identified: true });
    const told = shop.receiver.received.map(({ event }) => [event.event, event.data["reason"]]);
    expect(told).toEqual([
      ["customeridentification.success", undefined],
      ["customeridentification.failed", "Account number or BVN is incorrect"],
    ]);
  });
});

describe("a saved card", () => {
  async function saved(card = "success"): Promise<Record<string, unknown>> {
    await shop.initialize("r-1");
    await shop.post("/_sim/pay/r-1", { card });
    const { authorization } = await shop.data(shop.get("/transaction/verify/r-1"));
    const { authorization_code } = authorization as Record<string, string>;
    return { authorization_code, email: "amina@example.com", amount: 20_000, reference: "again-1" };
  }

  const again = (order: unknown) => shop.post("/transaction/charge_authorization", order);

  it("is charged once, under one reference, for its own customer only", async () => {
    const order = await saved();

    expect((await again(order)).body).toMatchObject({ message: "Charge attempted", data: { status: "success" } });
    expect((await again(order)).body.message).toBe("Duplicate Transaction Reference");
    expect((await again({ ...order, email: "b@c.co", reference: "again-2" })).status).toBe(400);
    expect((await again({ ...order, authorization_code: "AUTH_x", reference: "again-3" })).status).toBe(400);
  });

  it("is declined, or paused until its owner has confirmed, as the card says", async () => {
    expect((await again(await saved("saved_declined"))).body.data).toMatchObject({
      status: "failed",
      gateway_response: "Declined",
    });
    await shop.stop();
    shop = await startMerchant();

    const paused = await shop.data(again(await saved("saved_challenge")));

    expect(paused).toMatchObject({ paused: true, reference: "again-1" });
    expect(await shop.data(shop.get("/transaction/verify/again-1"))).toMatchObject({ status: "ongoing" });
    const page = await fetch(String(paused["authorization_url"]));
    expect(await page.text()).toContain("Enter the code");
    await shop.post("/_sim/pay/again-1", { otp: "123456" });
    expect(await shop.data(shop.get("/transaction/verify/again-1"))).toMatchObject({
      status: "success",
      amount: 20_000,
    });
  });

  it("is good to the end of its month, and is not charged after it was taken back", async () => {
    const order = await saved();
    const { authorization_code } = order;
    await shop.clock.advance(365 * 86_400_000 * 75);
    expect((await again(order)).body.data).toMatchObject({ status: "failed", gateway_response: "Expired card" });
    expect((await shop.post("/customer/authorization/deactivate", { authorization_code })).status).toBe(200);
    expect((await again({ ...order, reference: "again-2" })).status).toBe(400);
  });

  it("of a customer who is denied is not charged", async () => {
    const order = await saved();
    await shop.post("/customer/set_risk_action", { customer: "amina@example.com", risk_action: "deny" });

    expect((await again(order)).body.data).toMatchObject({ status: "failed" });
  });
});

describe("many transfers at once", () => {
  const refs = ["payout-0000000000001", "payout-0000000000002"];
  const bulk = async (references: readonly string[], amount = 100_000) => {
    const recipient = await shop.recipient();
    const transfers = references.map((reference) => ({ amount, recipient, reference }));
    return shop.post("/transfer/bulk", { source: "balance", currency: "NGN", transfers });
  };

  it("are all taken on, or none", async () => {
    await shop.post("/_sim/deposit", { amount: 300_000 });

    expect((await bulk(refs, 200_000)).body).toMatchObject({ code: "insufficient_balance" });
    expect((await bulk(refs)).body.message).toBe("2 transfers queued.");
    const twice = await bulk(["payout-0000000000003", refs[0] ?? ""]);
    expect(twice.status).toBe(404);
    expect(twice.body).toMatchObject({ message: `Duplicate reference(s) found: ${refs[0] ?? ""}`, type: "api_error" });
    expect((await shop.get("/transfer")).body.data).toHaveLength(2);
    expect(await shop.balance()).toBe(300_000 - 2 * 101_000);
  });

  it("need the OTP switched off, which needs the OTP", async () => {
    await shop.post("/_sim/deposit", { amount: 300_000 });
    await shop.post("/transfer/enable_otp");

    expect((await bulk(refs)).body.message).toBe("You need to disable the OTP requirement to use this feature.");
    expect((await shop.post("/transfer/disable_otp")).body.message).toContain("4321");
    expect((await shop.post("/transfer/disable_otp_finalize", { otp: "1" })).status).toBe(400);
    await shop.post("/transfer/disable_otp_finalize", { otp: "123456" });
    expect((await bulk(refs)).status).toBe(200);
  });
});

describe("a transfer that waits for its OTP", () => {
  async function waiting(reference: string): Promise<string> {
    const order = { source: "balance", amount: 100_000, recipient: await shop.recipient(), reference };
    const { body } = await shop.post("/transfer", order);
    expect(body.message).toBe("Transfer requires OTP to continue");
    return String((body.data as Record<string, unknown>)["transfer_code"]);
  }

  const status = async (reference: string) => (await shop.data(shop.get(`/transfer/verify/${reference}`)))["status"];

  beforeEach(async () => {
    await shop.post("/_sim/deposit", { amount: 1_000_000 });
    await shop.post("/transfer/enable_otp");
  });

  it("goes on with it, fails with a wrong one, and is abandoned without one", async () => {
    const right = await waiting("payout-0000000000001");
    const wrong = await waiting("payout-0000000000002");
    await waiting("payout-0000000000003");

    expect((await shop.post("/transfer/finalize_transfer", { transfer_code: right, otp: "123456" })).status).toBe(200);
    expect((await shop.post("/transfer/finalize_transfer", { transfer_code: wrong, otp: "000000" })).status).toBe(400);
    await shop.clock.advance(31 * 60_000);

    expect(await status("payout-0000000000001")).toBe("success");
    expect(await status("payout-0000000000002")).toBe("failed");
    expect(await status("payout-0000000000003")).toBe("abandoned");
    expect(await shop.balance()).toBe(1_000_000 - 101_000);
    expect((await shop.get("/_sim/ledger")).body["sum"]).toBe(0);
  });
});

describe("more faults", () => {
  it("an answer tells another amount, currency or mode than is true", async () => {
    await shop.paid("r-1");
    const verify = { operation: "verify", reference: "r-1" };
    const lies = [{ do: "answer_amount", amount: 1 }, { do: "answer_currency" }, { do: "answer_domain" }];
    await shop.post("/_sim/faults", { faults: lies.map((lie) => ({ ...lie, on: verify })) });

    const lied = await shop.data(shop.get("/transaction/verify/r-1"));
    expect(lied).toMatchObject({ amount: 1, currency: "USD", domain: "live" });
    expect(await shop.data(shop.get("/transaction/verify/r-1"))).toMatchObject({ amount: 500_000, domain: "test" });
  });

  it("events come in the wrong order", async () => {
    await shop.post("/_sim/faults", { do: "webhook_reorder", on: { reference: "r-1" } });
    await shop.paid("r-1");
    await shop.simulator.idle();
    expect(shop.events()).toEqual([]);

    await shop.paid("r-2");
    await shop.simulator.idle();

    expect(shop.events()).toEqual(["charge.success r-2", "charge.success r-1"]);
  });

  it("a charge is declined with the bank's words", async () => {
    await shop.post("/_sim/faults", { do: "charge_declined", outcome: "Do Not Honour", on: { reference: "r-1" } });
    await shop.initialize("r-1");

    expect((await shop.post("/_sim/pay/r-1", { card: "success" })).body).toMatchObject({ status: "failed" });
    expect((await shop.post("/_sim/pay/r-1", { card: "success" })).body).toMatchObject({ status: "success" });
  });
});
