import { describe, expect, it } from "vitest";
import { appOf } from "../kit/apps.ts";
import { local } from "../kit/cloud.ts";
import { expectStatus, people, settled } from "../kit/people.ts";

/** A day with Cowry, as the app lives it: sign up, top up, send, pay out, look back. */
describe("a first day", () => {
  it("moves money from a card to a friend and to a bank account, and the history tells it in order", async () => {
    const { amina, joseph } = await people({ amina: { balance: 500_000 }, joseph: {} });
    const [hers, his] = await Promise.all([appOf(amina), appOf(joseph)]);

    const sent = await hers.post("/api/v1/wallet/transfer", {
      body: { to_phone: joseph.phone, amount: 120_000, currency: "NGN", pin: amina.pin, note: "Rent" },
      idempotencyKey: "rent-november",
    });
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({ status: "completed", transaction: { amount: 120_000, fee: 0, type: "debit" } });

    const account = { account_number: "0123456789", bank_code: "057" };
    const beneficiary = await hers.post("/api/v1/wallet/transfer/beneficiary", { body: account });
    const order = { beneficiary_id: beneficiary.body.id, amount: 100_000, pin: amina.pin };
    const ordered = await hers.post("/api/v1/wallet/withdraw", { body: order, idempotencyKey: "cash-1" });
    expect(ordered).toMatchObject({ status: 202, body: { status: "pending" } });

    await settled();
    await local.advance("PT10M");
    const path = { id: ordered.body.transaction_id };
    const paid = await hers.get("/api/v1/wallet/transactions/{id}", { path });
    expect(paid.body).toMatchObject({ kind: "payout", status: "completed", amount: 100_000, fee: 1_000 });

    expect(await amina.balance()).toBe(500_000 - 120_000 - 101_000);
    expect(await joseph.balance()).toBe(120_000);
    const history = await hers.get("/api/v1/wallet/transactions");
    expect(history.body.items.map(({ kind }) => kind)).toEqual(["payout", "transfer", "topup"]);
    const received = await his.get("/api/v1/wallet/transactions", { query: { type: "credit" } });
    expect(received.body.items).toMatchObject([{ kind: "transfer", type: "credit", amount: 120_000, note: "Rent" }]);
  });

  it("leaves no code, PIN, token, phone or account number in any log line", async () => {
    const { amina, joseph } = await people({ amina: { balance: 300_000 }, joseph: {} });
    const confirmation = await amina.confirmation();
    const firstAccess = amina.access;
    const firstRefresh = amina.refresh;
    const refreshed = await amina.post("/auth/token/refresh", { refresh: firstRefresh });
    expectStatus(refreshed, 200);
    const transfer = { to_phone: joseph.phone, amount: 5_000, currency: "NGN" };
    expectStatus(await amina.post("/wallet/transfer", { ...transfer, confirmation }), 201);
    expect((await amina.post("/wallet/transfer", { ...transfer, pin: "9183" })).status).toBe(422);
    const accountNumber = "0198765432";
    const beneficiary = await amina.post("/wallet/transfer/beneficiary", {
      account_number: accountNumber,
      bank_code: "057",
    });
    expectStatus(beneficiary, 201);
    const payout = { beneficiary_id: beneficiary.body["id"], amount: 20_000, confirmation };
    expectStatus(await amina.post("/wallet/withdraw", payout), 202);
    await local.advance("PT10M");

    const { body } = await local.get("/logs?limit=10000");
    const lines = JSON.stringify(body);
    expect((body as unknown as unknown[]).length).toBeGreaterThan(20);
    const codes = (await local.messages(amina.phone)).flatMap((text) => /\b\d{6}\b/.exec(text)?.[0] ?? []);
    expect(codes.length).toBeGreaterThan(0);
    const secrets = {
      phone: amina.phone.slice(1),
      nationalPhone: joseph.phone.slice(4),
      pin: `"${amina.pin}"`,
      wrongPin: '"9183"',
      password: amina.password,
      access: firstAccess.slice(-40),
      refresh: firstRefresh.slice(-40),
      newRefresh: String(refreshed.body["refresh"]).slice(-40),
      confirmation: confirmation.slice(-40),
      accountNumber,
    };
    for (const [what, secret] of Object.entries(secrets)) expect(lines.includes(secret), what).toBe(false);
    // So few digits stand by chance within an id or a time of day.
    expect(lines).not.toMatch(new RegExp(`\\b${String(codes[0])}\\b`));
  });
});
