import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { transferFee } from "./fees.ts";
import { startMerchant } from "./merchant.testkit.ts";
import type { Merchant } from "./merchant.testkit.ts";

const HOUR = 3_600_000;
const REFERENCE = "payout-0000000000001";

let shop: Merchant;

beforeEach(async () => {
  shop = await startMerchant();
  await shop.post("/_sim/deposit", { amount: 1_000_000 });
});
afterEach(() => shop.stop());

async function send(account?: string, more: Record<string, unknown> = {}) {
  const recipient = await shop.recipient(account);
  return shop.post("/transfer", { source: "balance", amount: 100_000, recipient, reference: REFERENCE, ...more });
}

async function status(): Promise<unknown> {
  return (await shop.data(shop.get(`/transfer/verify/${REFERENCE}`)))["status"];
}

/** Lets the clock run and gives what was told of the transfer. */
async function later(ms: number): Promise<string[]> {
  await shop.clock.advance(ms);
  await shop.simulator.idle();
  return shop.events().map((event) => event.split(" ")[0] ?? "");
}

describe("POST /transfer", () => {
  it("takes amount and fee from the balance at once, and pays out after a while", async () => {
    const { status: code, body } = await send();

    expect(code).toBe(200);
    expect(body).toMatchObject({ status: true, message: "Transfer has been queued" });
    expect(body.data).toMatchObject({ status: "pending", amount: 100_000, reference: REFERENCE, domain: "test" });
    expect(await shop.balance()).toBe(899_000);
    expect(await later(1_999)).toEqual([]);
    expect(await later(1)).toEqual(["transfer.success"]);
    const found = await shop.data(shop.get(`/transfer/verify/${REFERENCE}`));
    expect(found).toMatchObject({ status: "success", fee_charged: 1_000, session: { provider: "nip" } });
    expect((found["session"] as { id: string }).id).toMatch(/^\d{30}$/);
    expect(found["recipient"]).toMatchObject({ name: "Amina", details: { bank_name: "Zenith Bank" } });
    expect(await shop.balance()).toBe(899_000);
  });

  it("never makes a second transfer of one reference", async () => {
    await send();
    const again = await send();

    expect(again.status).toBe(400);
    expect(again.body).toMatchObject({
      message: "Please provide a unique reference. Reference already exists on a transfer",
      code: "duplicate_reference",
    });
    expect(await shop.balance()).toBe(899_000);
  });

  it("refuses what the balance cannot pay with its fee, to the kobo", async () => {
    expect((await send(undefined, { amount: 997_500 })).body).toMatchObject({ data: { status: "pending" } });
    const short = await send(undefined, { amount: 10_000, reference: "payout-0000000000002" });

    expect(short.status).toBe(400);
    expect(short.body).toMatchObject({ status: false, message: "Your balance is not enough to fulfil this request" });
    expect(await shop.balance()).toBe(0);
  });

  it.each([
    ["a short reference", { reference: "short" }, "Your reference contains illegal special characters"],
    ["capitals", { reference: "PAYOUT-0000000000001" }, "Your reference contains illegal special characters"],
    ["less than NGN 100", { amount: 9_999 }, "Transfer amount is not allowed"],
    ["another source", { source: "card" }, "Invalid entries found"],
    ["an unknown recipient", { recipient: "RCP_nobody" }, "Recipient specified is invalid"],
  ])("refuses %s, and takes nothing", async (_, fields, message) => {
    const { status: code, body } = await send(undefined, fields);

    expect(code).toBe(400);
    expect(body).toMatchObject({ status: false, message, type: "validation_error" });
    expect(body.meta).toHaveProperty("nextStep");
    expect(await shop.balance()).toBe(1_000_000);
  });

  it("makes a reference where none is given", async () => {
    const recipient = await shop.recipient();
    const { body } = await shop.post("/transfer", { source: "balance", amount: 100_000, recipient });

    expect((body.data as { reference: string }).reference).toMatch(/^[a-z0-9_-]{16,50}$/);
  });
});

describe("accounts with a will of their own", () => {
  it.each([
    ["9990000001", "pending", "failed", 2_000, ["transfer.failed"], 1_000_000],
    ["9990000003", "pending", "pending", 100 * HOUR, [], 899_000],
    ["9990000005", "pending", "reversed", 2_000, ["transfer.reversed"], 1_000_000],
    ["9990000006", "success", "success", 2_000, ["transfer.success"], 899_000],
    ["9990000007", "otp", "abandoned", HOUR / 2, [], 1_000_000],
    ["9990000009", "received", "blocked", 2_000, [], 1_000_000],
    ["9990000010", "received", "rejected", 2_000, [], 1_000_000],
    ["9990000011", "pending", "success", HOUR, ["transfer.success"], 899_000],
  ])("%s: first %s, then %s", async (account, first, last, ms, told, balance) => {
    const { body } = await send(account);
    expect(body.data).toMatchObject({ status: first });
    expect(await later(ms)).toEqual(told);
    expect(await status()).toBe(last);
    expect(await shop.balance()).toBe(balance);
    expect((await shop.get("/_sim/ledger")).body).toMatchObject({ sum: 0 });
  });

  it("9990000002 succeeds, and is reversed an hour later with its fee", async () => {
    await send("9990000002");

    expect(await later(2_000)).toEqual(["transfer.success"]);
    expect(await shop.balance()).toBe(899_000);
    expect(await later(HOUR)).toEqual(["transfer.success", "transfer.reversed"]);
    expect(await shop.balance()).toBe(1_000_000);
  });

  it("9990000004 has no name, and 9990000008 is refused", async () => {
    const { status: code, body } = await shop.get("/bank/resolve?account_number=9990000004&bank_code=057");
    expect(code).toBe(422);
    expect(body.message).toBe("Could not resolve account name. Check parameters or try again.");
    expect((await send("9990000008")).body.message).toBe(
      "Sorry, we can't make the transfer to this recipient at the moment",
    );
  });
});

describe("POST /_sim/transfers/:reference", () => {
  it("moves a transfer by hand, and never to where it cannot go", async () => {
    await send("9990000003");
    const move = (to: string) => shop.post(`/_sim/transfers/${REFERENCE}`, { status: to });

    expect((await move("success")).status).toBe(200);
    expect((await move("failed")).status).toBe(400);
    expect((await move("reversed")).status).toBe(200);
    expect((await move("success")).status).toBe(400);
    expect(await shop.balance()).toBe(1_000_000);
  });

  it("a transfer that was moved by hand is not moved again by the clock", async () => {
    await send();
    await shop.post(`/_sim/transfers/${REFERENCE}`, { status: "failed" });

    expect(await later(HOUR)).toEqual(["transfer.failed"]);
    expect(await status()).toBe("failed");
  });
});

describe("recipients and banks", () => {
  it("gives the recipient that an account had before, with its old name", async () => {
    const order = { type: "nuban", name: "First", account_number: "0123456789", bank_code: "057" };
    const first = await shop.post("/transferrecipient", order);
    const second = await shop.post("/transferrecipient", { ...order, name: "Second" });

    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.message).toBe("Transfer recipient created successfully");
    expect(second.body.data).toEqual(first.body.data);
  });

  it.each([
    ["no account", { account_number: "" }, "Either authorization_code or account_number must be passed."],
    ["an unknown bank", { bank_code: "059" }, "Unknown bank code"],
    ["letters", { account_number: "01234x6789" }, "Account number should be numeric"],
  ])("refuses %s", async (_, fields, message) => {
    const order = { type: "nuban", name: "A", account_number: "0123456789", bank_code: "057", ...fields };

    expect(await shop.post("/transferrecipient", order)).toMatchObject({ status: 400, body: { message } });
  });

  it("resolves the same account to the same name, and says what is wrong with others", async () => {
    const resolve = (account: string, bank: string) =>
      shop.get(`/bank/resolve?account_number=${account}&bank_code=${bank}`);
    const one = await resolve("0123456789", "50211");

    expect(one).toMatchObject({ status: 200, body: { message: "Account number resolved" } });
    expect(await resolve("0123456789", "50211")).toEqual(one);
    expect(await resolve("0123456789", "059")).toMatchObject({
      status: 400,
      body: { message: "Unknown bank code: 059", code: "invalid_params" },
    });
    expect(await resolve("012345678", "057")).toMatchObject({ status: 422, body: { code: "invalid_bank_code" } });
    expect(await resolve("abc", "057")).toMatchObject({ body: { message: "Account number should be numeric" } });
  });

  it("lists Nigeria's banks: whole, by page and by cursor", async () => {
    const codes = (body: { readonly data?: unknown }) => (body.data as { code: string }[]).map((one) => one.code);
    const whole = codes((await shop.get("/bank?country=nigeria")).body);
    const pages: string[] = [];
    for (let next: string | null = ""; next !== null;) {
      const { body } = await shop.get(`/bank?use_cursor=true&perPage=40&next=${encodeURIComponent(next)}`);
      pages.push(...codes(body));
      next = (body.meta as { next: string | null }).next;
    }

    expect(whole).toEqual(expect.arrayContaining(["044", "057", "058", "033", "011", "50211", "999992", "035A"]));
    expect(new Set(whole).size).toBe(whole.length);
    expect(pages).toEqual(whole);
  });
});

describe("GET /balance/ledger", () => {
  it("tells of every change with the balance after it, newest first", async () => {
    await shop.paid("r-1");
    await send("9990000001");
    await later(2_000);
    const { body } = await shop.get("/balance/ledger?perPage=3");

    expect(body.meta).toMatchObject({ total: 4, pageCount: 2 });
    const rows = body.data as { difference: number; balance: number; model_responsible: string }[];
    expect(rows.map((row) => row.difference)).toEqual([101_000, -101_000, 482_500]);
    expect(rows.map((row) => row.balance)).toEqual([1_482_500, 1_381_500, 1_482_500]);
    expect(rows.map((row) => row.model_responsible)).toEqual(["Transfer", "Transfer", "Transaction"]);
    expect((await shop.get("/balance")).body.data).toEqual([{ currency: "NGN", balance: 1_482_500 }]);
  });
});

describe("GET /transfer/:id_or_code", () => {
  it("finds by id and by code, and says no otherwise", async () => {
    const { id, transfer_code } = (await send()).body.data as { id: number; transfer_code: string };

    expect(id).toBeGreaterThan(2 ** 32);
    expect(transfer_code).toMatch(/^TRF_/);
    expect((await shop.get(`/transfer/${id}`)).body.data).toMatchObject({ reference: REFERENCE });
    expect((await shop.get(`/transfer/${transfer_code}`)).body.data).toMatchObject({ reference: REFERENCE });
    expect((await shop.get("/transfer/TRF_x")).body.message).toBe("Transfer ID/code specified is invalid.");
    expect(await shop.get("/transfer/verify/payout-unknown-0001")).toMatchObject({
      status: 404,
      body: { status: false, message: "Transfer not found" },
    });
  });
});

describe("transferFee", () => {
  it.each([
    [10_000, 1_000],
    [500_000, 1_000],
    [500_001, 2_500],
    [5_000_000, 2_500],
    [5_000_001, 5_000],
  ])("of %i is %i", (amount, fee) => {
    expect(transferFee(amount)).toBe(fee);
  });
});

describe("with an approval URL", () => {
  it.each([
    [200, "pending", 899_000],
    [400, "rejected", 1_000_000],
    [500, "blocked", 1_000_000],
    [undefined, "blocked", 1_000_000],
  ])("a transfer that it answers with %s is %s", async (answer, became, balance) => {
    const asked: unknown[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        asked.push(JSON.parse(body));
        response.writeHead(answer ?? 500).end();
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    if (answer === undefined) server.close();
    await shop.post("/_sim/settings", { approval_url: `http://127.0.0.1:${port}/` });

    expect((await send()).body.data).toMatchObject({ status: "received" });
    await shop.simulator.idle();

    expect([await status(), await shop.balance()]).toEqual([became, balance]);
    const told = { reference: REFERENCE, amount: 100_000, recipient: { details: { bank_name: "Zenith Bank" } } };
    expect(asked).toMatchObject(answer === undefined ? [] : [told]);
    expect(await later(2_000)).toEqual(answer === 200 ? ["transfer.success"] : []);
    server.close();
  });
});
