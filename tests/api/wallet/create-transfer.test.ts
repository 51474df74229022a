import { describe, expect, it } from "vitest";
import type { Answer } from "../../kit/cloud.ts";
import { expectStatus, people, type Person } from "../../kit/people.ts";
import { expectRightBooks } from "../../invariants/ledger.testkit.ts";

const told = ({ status, body }: Answer) => [status, body["code"]];
const NOBODY = "0192d7a0-0000-7000-8000-000000000000";

const pay = (from: Person, order: Record<string, unknown>, key?: string) =>
  from.post("/wallet/transfer", { currency: "NGN", pin: from.pin, ...order }, key === undefined ? {} : { key });

describe("POST /wallet/transfer", () => {
  it("moves money to a user id, a phone and an account number, however they are typed", async () => {
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const account = (await joseph.get("/wallet/balance")).body["account_number"];
    expect(account).toBe(joseph.phone.slice(-10));
    const national = `0${joseph.phone.slice(4)}`;
    const addresses = [
      { to_user: joseph.userId },
      { to_phone: joseph.phone },
      { to_phone: `${national.slice(0, 4)} ${national.slice(4, 7)}-${national.slice(7)}` },
      { to_phone: joseph.phone.replace("+", "00") },
      { to_account_number: account },
    ];
    for (const address of addresses) expectStatus(await pay(amina, { ...address, amount: 1_000 }), 201);
    expect([await amina.balance(), await joseph.balance()]).toEqual([95_000, 5_000]);
  });

  it("answers with a receipt, and the payee sees the same transaction from the other side", async () => {
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const order = { to_phone: joseph.phone, amount: 1_200, note: "Airport ✈", reference: "ride-1" };
    const sent = await pay(amina, order);
    expectStatus(sent, 201);
    const { transaction_id: id, transaction } = sent.body as { transaction_id: string; transaction: object };
    expect(transaction).toMatchObject({
      id,
      type: "debit",
      kind: "transfer",
      amount: 1_200,
      fee: 0,
      status: "completed",
      balance_after: 98_800,
      note: "Airport ✈",
      reference: "ride-1",
      counterparty: { kind: "person", name: "Joseph B.", user_id: joseph.userId },
    });
    expect((await amina.get(`/wallet/transactions/${id}`)).body).toEqual(transaction);
    expect((await amina.get("/wallet/transactions?kind=transfer")).body.items).toEqual([transaction]);
    const received = await joseph.get(`/wallet/transactions/${id}`);
    expect(received.body).toMatchObject({
      type: "credit",
      balance_after: 1_200,
      reference: null,
      note: "Airport ✈",
      counterparty: { name: "Amina B.", user_id: amina.userId },
    });
    expect((await joseph.get("/wallet/transactions")).body.items).toEqual([received.body]);
  });

  it("moves the money once when the phone retries with the same key, by whatever route", async () => {
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const order = { to_phone: joseph.phone, amount: 60_000, currency: "NGN" };
    const first = await pay(amina, order, "k-1");
    expectStatus(first, 201);
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    const retry = await pay(amina, { ...order, to_phone: `0${joseph.phone.slice(4)}` }, "k-1");
    const confirmation = await amina.confirmation();
    const alias = await amina.post("/transactions/send", { ...order, confirmation }, { key: "k-1" });
    for (const again of [retry, alias]) {
      expectStatus(again, 201);
      expect(again.body).toEqual(first.body);
      expect(again.headers.get("idempotency-replayed")).toBe("true");
    }
    expect(told(await pay(amina, { ...order, amount: 60_001 }, "k-1"))).toEqual([409, "idempotency_key_reused"]);
    expect([await amina.balance(), await joseph.balance()]).toEqual([40_000, 60_000]);
  });

  it("takes the reference as the key where there is no header", async () => {
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const order = { to_user: joseph.userId, amount: 100, reference: "ride-7" };
    const answers = [await pay(amina, order), await pay(amina, order)];
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(told(await pay(amina, { ...order, amount: 101 }))).toEqual([409, "idempotency_key_reused"]);
    expect(await joseph.balance()).toBe(100);
  });

  it("binds no key by a refusal", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const order = { to_user: joseph.userId, amount: 20_000 };
    const refused = await pay(amina, order, "k-1");
    expect(told(refused)).toEqual([422, "insufficient_funds"]);
    expect(refused.body["details"]).toEqual({ missing: 10_000, currency: "NGN" });
    await amina.topUp(10_000);
    expectStatus(await pay(amina, order, "k-1"), 201);
  });

  it("refuses what cannot be, each by its own code, and nothing moves", async () => {
    const { amina } = await people({ amina: { balance: 10_000 } });
    const refusals: readonly (readonly [Record<string, unknown>, number, string])[] = [
      [{ to_user: amina.userId, amount: 1 }, 422, "self_transfer"],
      [{ to_phone: amina.phone, amount: 1 }, 422, "self_transfer"],
      [{ to_account_number: amina.phone.slice(-10), amount: 1 }, 422, "self_transfer"],
      [{ to_user: NOBODY, amount: 1 }, 404, "recipient_not_found"],
      [{ to_phone: "+2348039999999", amount: 1 }, 404, "recipient_not_found"],
      [{ to_user: NOBODY, amount: 9_000_000_000_000_000 }, 422, "insufficient_funds"],
      [{ to_phone: "+2348039999999", amount: 10_001 }, 422, "insufficient_funds"],
      [{ to_phone: "+12", amount: 1 }, 400, "invalid_request"],
      [{ to_user: NOBODY, to_phone: "+2348039999999", amount: 1 }, 400, "invalid_request"],
      [{ amount: 1 }, 400, "invalid_request"],
      [{ to_user: NOBODY, amount: 1, currency: "EUR" }, 400, "invalid_request"],
      [{ to_user: NOBODY, amount: 1, currency: "USD" }, 404, "wallet_not_found"],
      [{ to_user: NOBODY, amount: 1, note: "x".repeat(141) }, 400, "invalid_request"],
      [{ to_user: NOBODY, amount: 1, note: "tab\there" }, 400, "invalid_request"],
    ];
    for (const [order, status, code] of refusals) {
      expect([...told(await pay(amina, order)), order]).toEqual([status, code, order]);
    }
    expect(await amina.balance()).toBe(10_000);
    expect((await amina.get("/wallet/transactions")).body.items).toHaveLength(1);
    await expectRightBooks();
  });

  it("takes no amount but a positive integer of minor units, and says which field is wrong", async () => {
    const { amina } = await people({ amina: {} });
    // JSON has no NaN: it arrives as null. The last one is missing altogether.
    for (const amount of [0, -1, 1.5, "100", 2 ** 53, Number.NaN, 10 ** 30, true, null, [1], {}, undefined]) {
      const { status, body } = await pay(amina, { to_user: NOBODY, amount });
      const paths = (body["errors"] as { path: string }[] | undefined)?.map(({ path }) => path);
      expect([amount, status, [...new Set(paths)]]).toEqual([amount, 400, ["amount"]]);
    }
  });

  it("asks for the PIN or its confirmation, and tells nothing without", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const order = { to_phone: joseph.phone, amount: 1, currency: "NGN" };
    expect(told(await amina.post("/wallet/transfer", order))).toEqual([422, "pin_required"]);
    for (const to_phone of [joseph.phone, "+2348039999999"]) {
      expect(told(await pay(amina, { ...order, to_phone, pin: "9999" }))).toEqual([422, "pin_incorrect"]);
    }
    const confirmation = await amina.confirmation();
    const large = { ...order, amount: 10_000_001 };
    expect(told(await amina.post("/wallet/transfer", { ...large, confirmation }))).toEqual([422, "pin_required"]);
    expect(told(await pay(amina, { ...large, pin: amina.pin }))).toEqual([422, "insufficient_funds"]);
    const foreign = await joseph.confirmation();
    expect(told(await amina.post("/wallet/transfer", { ...order, confirmation: foreign }))).toEqual([
      422,
      "confirmation_invalid",
    ]);
    expect(await joseph.balance()).toBe(0);
  });
});
