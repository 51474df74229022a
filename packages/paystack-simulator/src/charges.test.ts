import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CARDS } from "./cards.ts";
import { chargeFee } from "./fees.ts";
import { signature } from "./webhooks.ts";
import { KEY, startMerchant } from "./merchant.testkit.ts";
import type { Merchant } from "./merchant.testkit.ts";

let shop: Merchant;

beforeEach(async () => {
  shop = await startMerchant();
});
afterEach(() => shop.stop());

describe("POST /transaction/initialize", () => {
  it("opens a checkout at the simulator's own address", async () => {
    const order = { email: "Amina@Example.com", amount: "500000", reference: "r-1" };
    const { status, body } = await shop.post("/transaction/initialize", order);

    expect(status).toBe(200);
    expect(body).toMatchObject({ status: true, message: "Authorization URL created", data: { reference: "r-1" } });
    const { access_code, authorization_url } = body.data as Record<string, string>;
    expect(authorization_url).toBe(`${shop.simulator.url}/checkout/${access_code ?? ""}`);
  });

  it("takes a form as well as JSON", async () => {
    const response = await fetch(`${shop.simulator.url}/transaction/initialize`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}` },
      body: new URLSearchParams({ email: "a@b.co", amount: "20000" }),
    });

    expect(response.status).toBe(200);
  });

  it("refuses a reference that exists, in Paystack's very words", async () => {
    await shop.initialize("r-1");

    const reply = await shop.post("/transaction/initialize", { email: "a@b.co", amount: 500_000, reference: "r-1" });

    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({
      status: false,
      message: "Duplicate Transaction Reference",
      meta: { nextStep: "Try and create the Transaction or Charge with a new reference" },
      type: "validation_error",
      code: "duplicate_reference",
      errorCodeMappingNotFound: false,
    });
  });

  it.each([
    ["no e-mail", { amount: 5_000 }, "Invalid Email Address Passed"],
    ["a broken e-mail", { email: "amina", amount: 5_000 }, "Invalid Email Address Passed"],
    ["no amount", { email: "a@b.co" }, "You must specify a valid amount"],
    ["a fraction", { email: "a@b.co", amount: 5_000.5 }, "You must specify a valid amount"],
    ["less than NGN 50", { email: "a@b.co", amount: 4_999 }, "You must specify a valid amount"],
    ["more than ten million", { email: "a@b.co", amount: 1_000_000_001 }, "Transaction amount limit exceeded"],
    ["an underscore in the reference", { reference: "a_b" }, "Invalid character in transaction reference"],
    ["another currency", { currency: "USD" }, "Currency not supported by merchant"],
    ["a script as callback", { callback_url: "javascript:alert(1)" }, "callback_url must be a valid URL"],
    ["an unknown channel", { channels: ["cash"] }, "Invalid channels passed"],
  ])("refuses %s", async (_, fields, message) => {
    const whole = "amount" in fields || "email" in fields ? fields : { email: "a@b.co", amount: 5_000, ...fields };
    const { status, body } = await shop.post("/transaction/initialize", whole);

    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).toMatchObject({ status: false, message });
  });
});

describe("the secret key", () => {
  it.each([
    ["no key", undefined, "No Authorization Header was found"],
    ["another scheme", "Basic abc", "Format is Authorization Bearer [secret key]"],
    ["a wrong key", "Bearer sk_test_other", "Invalid key"],
  ])("is asked for: %s", async (_, authorization, message) => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(`${shop.simulator.url}/balance`, { headers });

    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ status: false, message });
  });
});

describe("a charge", () => {
  it("has not happened before somebody pays", async () => {
    await shop.initialize("r-1");

    const { status, body } = await shop.get("/transaction/verify/r-1");

    expect(status).toBe(200);
    expect(body).toMatchObject({ status: true, message: "Verification successful" });
    expect(body.data).toMatchObject({ status: "abandoned", fees: null, paid_at: null, amount: 500_000 });
  });

  it("is paid once: verify, event and books agree, and the fee stays with Paystack", async () => {
    const code = await shop.initialize("r-1", { metadata: '{"order":"é/1"}' });

    const paid = await shop.post(`/_sim/pay/${code}`, { card: "success" });
    await shop.simulator.idle();
    const again = await shop.post(`/_sim/pay/${code}`, { card: "success" });

    expect(paid.body).toMatchObject({ status: "success", reference: "r-1", fees: 17_500 });
    expect(again.status).toBe(400);
    const verified = await shop.data(shop.get("/transaction/verify/r-1"));
    expect(verified).toMatchObject({ status: "success", amount: 500_000, requested_amount: 500_000, fees: 17_500 });
    expect(verified).toMatchObject({ domain: "test", currency: "NGN", channel: "card", metadata: { order: "é/1" } });
    expect(shop.receiver.received).toHaveLength(1);
    const [event] = shop.receiver.received;
    expect(event?.event).toMatchObject({ event: "charge.success", data: { reference: "r-1", amount: 500_000 } });
    expect(event?.signature).toBe(signature(KEY, event?.raw ?? ""));
    const { body } = await shop.get("/_sim/ledger");
    expect(body).toMatchObject({ balance: 482_500, sum: 0 });
    expect(await shop.data(shop.get(`/transaction/${String(verified["id"])}`))).toMatchObject({ reference: "r-1" });
  });

  it("is told with metadata as null, empty text, zero or an object when none was sent", async () => {
    for (let n = 0; n < 30; n += 1) await shop.paid(`r-${n}`);
    const seen = new Set(shop.receiver.received.map(({ event }) => JSON.stringify(event.data["metadata"])));

    expect([...seen].sort()).toEqual(['""', "0", "null", "{}"]);
  });

  it.each(CARDS.map((card) => [card.key, card] as const))("ends as the card %s says", async (_, card) => {
    const code = await shop.initialize("r-1");
    const { body } = await shop.post(`/_sim/pay/${code}`, {
      ...{ card: card.number, pin: card.pin, otp: "123456", phone: "08030000000", approve: true },
    });

    expect(body).toMatchObject({ status: card.outcome, gateway_response: card.says });
    await shop.simulator.idle();
    expect(shop.events()).toEqual(card.outcome === "success" ? ["charge.success r-1"] : []);
  });

  it("waits at each step, and can be tried again after it failed", async () => {
    const code = await shop.initialize("r-1");
    const pay = async (body: unknown) => (await shop.post(`/_sim/pay/${code}`, body)).body["status"];

    expect(await pay({ card: "pin_otp" })).toBe("send_pin");
    expect(await shop.data(shop.get("/transaction/verify/r-1"))).toMatchObject({ status: "ongoing" });
    expect(await pay({ pin: "1234" })).toBe("send_otp");
    expect(await pay({ otp: "000000" })).toBe("send_otp");
    expect(await pay({ otp: "000000" })).toBe("send_otp");
    expect(await pay({ otp: "000000" })).toBe("failed");
    expect(await pay({ card: "pin", pin: "9999" })).toBe("failed");
    expect(await pay({ card: "bank_auth", approve: false })).toBe("failed");
    expect(await pay({ card: "success" })).toBe("success");
  });

  it("can be paid by the other channels", async () => {
    const code = await shop.initialize("r-1", { channels: ["bank_transfer"] });
    await shop.post(`/_sim/pay/${code}`, { channel: "bank_transfer" });

    expect(await shop.data(shop.get("/transaction/verify/r-1"))).toMatchObject({
      channel: "bank_transfer",
      status: "success",
    });
  });

  it("can be paid with another amount than was asked", async () => {
    const code = await shop.initialize("r-1");
    await shop.post(`/_sim/pay/${code}`, { card: "success", amount: 100 });

    expect(await shop.data(shop.get("/transaction/verify/r-1"))).toMatchObject({
      amount: 100,
      requested_amount: 500_000,
    });
  });
});

describe("lists", () => {
  it("give pages by number and by cursor, newest first, and filter", async () => {
    for (let n = 1; n <= 5; n += 1) await shop.initialize(`r-${n}`);
    await shop.post("/_sim/pay/r-3", { card: "success" });
    const references = (body: { readonly data?: unknown }) =>
      (body.data as { reference: string }[]).map((one) => one.reference);

    const second = await shop.get("/transaction?perPage=2&page=2");
    expect(references(second.body)).toEqual(["r-3", "r-2"]);
    expect(second.body.meta).toEqual({
      total: 5,
      skipped: 2,
      perPage: 2,
      page: 2,
      pageCount: 3,
      total_volume: 500_000,
    });
    const first = await shop.get("/transaction?perPage=2&use_cursor=true");
    const { next } = first.body.meta as { next: string };
    const more = await shop.get(`/transaction?perPage=2&use_cursor=true&next=${encodeURIComponent(next)}`);
    expect([...references(first.body), ...references(more.body)]).toEqual(["r-5", "r-4", "r-3", "r-2"]);
    expect(references((await shop.get("/transaction?status=success")).body)).toEqual(["r-3"]);
  });
});

describe("what is not there", () => {
  it("is said as Paystack says it", async () => {
    const unknown = await shop.get("/transaction/verify/nobody");
    expect(unknown).toMatchObject({ status: 400, body: { status: false, message: "Transaction reference not found" } });
    expect(unknown.body["code"]).toBe("transaction_not_found");
    expect((await shop.get("/transaction/12")).status).toBe(404);
    expect(await shop.get("/subaccount")).toMatchObject({ status: 404, body: { code: "not_simulated" } });
    expect((await shop.call("POST", "/transfer", undefined)).status).toBe(400);
  });
});

describe("chargeFee", () => {
  it.each([
    [25_000, 375],
    [100_000, 1_500],
    [249_999, 3_750],
    [250_000, 13_750],
    [500_000, 17_500],
    [20_000_000, 200_000],
    [1_000_000_000, 200_000],
  ])("of %i is %i", (amount, fee) => {
    expect(chargeFee(amount)).toBe(fee);
  });
});
