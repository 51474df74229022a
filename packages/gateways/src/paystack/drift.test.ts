import { once } from "node:events";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PaystackAccounts, paystackAccounts } from "./accounts.ts";
import { paystack } from "./client.ts";
import type { Paystack } from "./outcomes.ts";

/** A Paystack that says word for word what a test puts into its mouth. */
let server: Server;
let client: Paystack;
let people: PaystackAccounts;
let says: { status: number; text: string };
let asked: string[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(says.status, { location: "https://elsewhere.test/" }).end(says.text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const options = { baseUrl, keys: { current: "a", keys: { a: "sk_test_1" } }, budgetMs: 0 };
  client = paystack(options);
  people = paystackAccounts(options);
});
afterEach(() => server.close());

const tell = (status: number, value: unknown): void => {
  says = { status, text: typeof value === "string" ? value : JSON.stringify(value) };
};

const REFERENCE = "cw-0190b2c47f2e7c1e9a0d3c2b1a0f9e8d";
const chargeData = { id: 1, reference: REFERENCE, status: "success", amount: 500, currency: "NGN", domain: "test" };
const transferData = { ...chargeData, transfer_code: "TRF_1" };
const order = { reference: REFERENCE, amount: 500n, currency: "NGN", recipientCode: "RCP_1" };
const yes = (data: unknown) => ({ status: true, message: "m", data });

describe("a charge is read whatever shape its edges have", () => {
  it.each([
    ["metadata object", { metadata: { a: 1 } }],
    ["metadata empty text", { metadata: "" }],
    ["metadata zero", { metadata: 0 }],
    ["metadata null", { metadata: null }],
    ["metadata of somebody else's", { metadata: { owner: [1] } }],
    ["no fees yet", { fees: null }],
    ["amounts as digits", { amount: "500", requested_amount: "500" }],
    ["fields that we never saw", { whatever: [{}], log: "x" }],
    ["the id as text", { id: "1" }],
  ])("%s", async (_, drift) => {
    tell(200, yes({ ...chargeData, ...drift }));

    expect(await client.verifyCharge(REFERENCE)).toMatchObject({
      outcome: "found",
      id: "1",
      amount: 500n,
      fees: undefined,
    });
  });

  it("takes a card's digits as numbers, too, and no other authorization for a card", async () => {
    const card = { authorization_code: "AUTH_1", reusable: true, last4: 4081, exp_month: 1, exp_year: 2030 };
    tell(200, yes({ ...chargeData, authorization: { ...card, channel: "card", account_name: "AMINA BELLO" } }));
    const end = { expiryMonth: "1", expiryYear: "2030" };
    const savedCard = { authorizationCode: "AUTH_1", last4: "4081", ...end, holder: "AMINA BELLO" };
    expect(await client.verifyCharge(REFERENCE)).toMatchObject({ savedCard });
    for (const other of [{ channel: "bank" }, { reusable: false }, { authorization_code: null }]) {
      tell(200, yes({ ...chargeData, authorization: { ...card, ...other } }));
      expect(await client.verifyCharge(REFERENCE)).toMatchObject({ outcome: "found", savedCard: undefined });
    }
  });

  it("begins an identification once, whatever is answered", async () => {
    const { port } = server.address() as AddressInfo;
    const keys = { current: "a", keys: { a: "sk_test_1" } };
    const patient = paystackAccounts({ baseUrl: `http://127.0.0.1:${port}`, keys, budgetMs: 5_000 });
    const proof = { bvn: "22222222222", accountNumber: "0111111111", bankCode: "007", firstName: "M", lastName: "O" };
    tell(500, "");
    expect(await patient.identifyCustomer("CUS_1", proof)).toMatchObject({ outcome: "unknown" });
    expect(asked).toEqual(["/customer/CUS_1/identification"]);
  });

  it("keeps a 64-bit id to the last digit", async () => {
    tell(200, JSON.stringify(yes(chargeData)).replace('"id":1', '"id":18446744073709551615'));

    expect(await client.verifyCharge(REFERENCE)).toMatchObject({ id: "18446744073709551615" });
  });

  it("calls a status that is new unrecognised", async () => {
    tell(200, yes({ ...chargeData, status: "reversal-pending" }));

    expect(await client.verifyCharge(REFERENCE)).toMatchObject({ outcome: "found", status: "unrecognised" });
  });
});

describe("what is not surely an answer to the question is unknown", () => {
  it.each([
    ["another charge", 200, yes({ ...transferData, reference: "other" })],
    ["an amount with a fraction", 200, yes({ ...transferData, amount: 500.5 })],
    ["an amount beyond what JSON holds", 200, yes({ ...transferData, amount: 2 ** 53 })],
    ["a negative amount", 200, yes({ ...transferData, amount: -500 })],
    ["a mode that is none", 200, yes({ ...transferData, domain: "staging" })],
    ["no data", 200, { status: true, message: "m" }],
    ["status false with 200", 200, { status: false, message: "m", data: transferData }],
    ["HTML with 200", 200, "<html>"],
    ["nothing", 200, ""],
    ["a list", 200, []],
    ["a 404 in HTML", 404, "<html>"],
    ["a 404 without a known sentence", 404, { status: false, message: "Entity not found" }],
    ["a redirect", 302, ""],
  ])("%s", async (_, status, value) => {
    tell(status, value);

    expect(await client.verifyCharge(REFERENCE)).toMatchObject({ outcome: "unknown" });
    expect(await client.startTransfer(order)).toMatchObject({ outcome: "unknown" });
  });

  it("the key follows no redirect", async () => {
    tell(307, "");
    await client.startTransfer(order);

    expect(asked).toEqual(["/transfer"]);
  });
});

describe("what would not fit where it goes is unknown", () => {
  const page = (authorization_url: string) => yes({ authorization_url, access_code: "a", reference: REFERENCE });
  const topup = { reference: REFERENCE, email: "a@b.example", amount: 500n, currency: "NGN" };

  it("a page's address beyond 512 characters", async () => {
    const start = "https://checkout.example/";
    tell(200, page(start + "a".repeat(512 - start.length)));
    expect(await client.initialize(topup)).toMatchObject({ outcome: "ready" });
    tell(200, page(start + "a".repeat(513 - start.length)));
    expect(await client.initialize(topup)).toMatchObject({ outcome: "unknown", why: "bad_answer" });
    tell(200, page("javascript:alert(1)"));
    expect(await client.initialize(topup)).toMatchObject({ outcome: "unknown", why: "bad_answer" });
  });

  it("a transfer's code beyond 64 characters", async () => {
    tell(200, yes({ ...transferData, transfer_code: "T".repeat(64) }));
    expect(await client.startTransfer(order)).toMatchObject({ outcome: "accepted" });
    tell(200, yes({ ...transferData, transfer_code: "T".repeat(65) }));
    expect(await client.startTransfer(order)).toMatchObject({ outcome: "unknown", why: "bad_answer" });
  });
});

describe("a refusal is one in either shape", () => {
  const refused = { outcome: "refused" };
  const unknown = { outcome: "unknown" };

  it.each([
    [
      "old shape",
      400,
      { status: false, message: "Recipient specified is invalid" },
      { ...refused, code: "invalid_transfer_recipient" },
    ],
    ["status as text", 400, { status: "false", message: "Account closed" }, { ...refused, code: "http_400" }],
    [
      "new shape",
      400,
      { status: false, message: "No", type: "validation_error", code: "invalid_params" },
      { ...refused, code: "invalid_params" },
    ],
    [
      "the other spelling",
      400,
      { status: false, message: "Your balance is not enough to fulfill this request" },
      { ...refused, code: "insufficient_balance" },
    ],
    ["422", 422, { status: false, message: "No" }, { ...refused, code: "http_422" }],
    [
      "a taken reference as 404",
      404,
      { status: false, message: "Duplicate reference(s) found: a" },
      { outcome: "exists" },
    ],
    [
      "a taken reference, told by its code",
      400,
      { status: false, message: "?", code: "duplicate_reference" },
      { outcome: "exists" },
    ],
    [
      "an error of the processor",
      400,
      { status: false, message: "Bank is down", type: "processor_error", code: "x" },
      unknown,
    ],
    ["an error of the API", 400, { status: false, message: "Oops", type: "api_error", code: "unknown" }, unknown],
    ["408", 408, { status: false, message: "Timeout" }, unknown],
    ["no message", 400, { status: false }, unknown],
  ])("%s", async (_, status, value, outcome) => {
    tell(status, value);

    expect(await client.startTransfer(order)).toMatchObject(outcome);
  });
});

describe("a transfer is read whatever its recipient looks like", () => {
  it.each([
    [{ recipient: 28 }, undefined],
    [{ recipient: { recipient_code: "RCP_1", name: null } }, "RCP_1"],
    [{ recipient: null, session: null }, undefined],
    [{ session: { provider: null, id: null } }, undefined],
  ])("%j", async (drift, recipientCode) => {
    tell(200, yes({ ...transferData, ...drift }));

    expect(await client.startTransfer(order)).toMatchObject({
      outcome: "accepted",
      recipientCode,
      sessionId: undefined,
    });
  });
});

it("an account that the bank names nobody for is not found", async () => {
  for (const account_name of ["", "  "]) {
    tell(200, yes({ account_number: "0123456789", account_name }));
    const answer = await client.resolveAccount({ accountNumber: "0123456789", bankCode: "057" });
    expect(answer).toEqual({ outcome: "not_found" });
  }
});

describe("a dedicated account is read whatever its edges look like", () => {
  const account = {
    id: 253,
    account_number: "9930000737",
    account_name: "A",
    bank: { name: "Wema", slug: "wema-bank" },
  };
  const ready = { outcome: "ready", id: "253", accountNumber: "9930000737", bankSlug: "wema-bank", active: true };

  it.each([
    ["plain", {}, {}],
    ["its id as text", { id: "253" }, {}],
    ["active null", { active: null }, {}],
    ["closed", { active: false }, { active: false }],
    ["a bank without a slug", { bank: { name: "Wema", slug: null, id: 20 } }, { bankSlug: "" }],
  ])("%s", async (_, drift, more) => {
    tell(200, yes({ ...account, ...drift }));
    expect(await people.openVirtualAccount({ customerCode: "CUS_1" })).toMatchObject({ ...ready, ...more });
  });

  it("is unknown with a number that is none", async () => {
    tell(200, yes({ ...account, account_number: "99300" }));
    expect(await people.openVirtualAccount({ customerCode: "CUS_1" })).toMatchObject({ outcome: "unknown" });
  });

  it.each([
    [200, { status: true, message: "Unassigned", data: {} }, "accepted"],
    [200, { status: "success", message: "Unassigned" }, "accepted"],
    [404, { status: false, message: "Dedicated account not found" }, "accepted"],
    [400, { status: false, message: "Cannot deactivate" }, "refused"],
    [502, "<html>", "unknown"],
  ])("its closing, answered with %s %j, is %s", async (status, value, outcome) => {
    tell(status, value);
    expect((await people.closeVirtualAccount("253")).outcome).toBe(outcome);
  });

  it("its charges are listed whole or not at all", async () => {
    const authorization = { channel: "dedicated_nuban", receiver_bank_account_number: "9930000737", reusable: false };
    const meta = { page: 1, pageCount: 1 };
    tell(200, { ...yes([{ ...chargeData, authorization, metadata: "", fees: null }]), meta });
    const asking = { accountNumber: "9930000737", fromMs: 0, page: 1 };
    expect(await people.listReceived(asking)).toMatchObject({
      rows: [{ amount: 500n, fees: undefined, transferred: { receiverAccount: "9930000737" } }],
    });
    expect(asked[0]).toContain("channel=dedicated_nuban&virtual_account_number=9930000737");
    tell(200, { ...yes([chargeData, { ...chargeData, amount: "a lot" }]), meta });
    expect(await people.listReceived(asking)).toMatchObject({ outcome: "unknown" });
  });
});

describe("lists", () => {
  it("leave out a bank that cannot be read, and keep the others", async () => {
    tell(
      200,
      yes([
        { code: "057", name: "Zenith", currency: "NGN" },
        { code: 1 },
        { code: "a b", name: "Odd", currency: "NGN" },
        { code: "MFB50094", name: "A microfinance bank", currency: "NGN" },
        null,
        { code: "01", name: "Old", currency: "NGN", is_deleted: true },
      ]),
    );

    expect(await client.listBanks()).toEqual({
      outcome: "listed",
      banks: [
        { code: "057", name: "Zenith", slug: "057", currency: "NGN", active: true },
        { code: "MFB50094", name: "A microfinance bank", slug: "MFB50094", currency: "NGN", active: true },
        { code: "01", name: "Old", slug: "01", currency: "NGN", active: false },
      ],
    });
  });

  it("end with a cursor that is the word null, and do not go on for ever with one that never ends", async () => {
    const page = (next: unknown) => ({ ...yes([{ code: "057", name: "Zenith", currency: "NGN" }]), meta: { next } });
    tell(200, page("null"));
    expect(await client.listBanks()).toMatchObject({ outcome: "listed" });
    tell(200, page("again"));
    expect(await client.listBanks()).toEqual({ outcome: "unknown", why: "bad_answer" });
    expect(asked).toHaveLength(21);
  });

  it("a ledger with one unreadable row is no ledger", async () => {
    const row = {
      id: 1,
      balance: 5,
      difference: -5,
      currency: "NGN",
      domain: "test",
      model_responsible: "Transfer",
      model_row: 2,
    };
    const meta = { page: 1, pageCount: "1" };
    tell(200, { ...yes([{ ...row, createdAt: "2026-01-01T00:00:00.000Z" }]), meta });
    expect(await client.balanceLedger()).toMatchObject({ outcome: "listed", pages: 1, rows: [{ difference: -5n }] });
    tell(200, { ...yes([{ ...row, createdAt: "yesterday" }]), meta });
    expect(await client.balanceLedger()).toMatchObject({ outcome: "unknown" });
  });
});
