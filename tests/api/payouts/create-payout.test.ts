import { describe, expect, it } from "vitest";
import { paystack } from "../../kit/cloud.ts";
import { expectStatus, people, settled } from "../../kit/people.ts";
import {
  ACCOUNT,
  accountOf,
  events,
  fault,
  later,
  referenceOf,
  resend,
  transaction,
  wallet,
  withdraw,
} from "./payouts.testkit.ts";

describe("POST /wallet/withdraw", () => {
  it("reserves amount and fee at once, and spends them when the bank has the money", async () => {
    const { amina } = await people({ amina: { balance: 500_000 } });
    const order = { beneficiary_id: await accountOf(amina), amount: 100_000, pin: amina.pin };
    const ordered = await amina.post("/wallet/withdraw", order, { key: "cash" });
    expectStatus(ordered, 202);
    expect(ordered.body).toMatchObject({
      status: "pending",
      transaction: {
        kind: "payout",
        type: "debit",
        status: "pending",
        amount: 100_000,
        fee: 1_000,
        completed_at: null,
        counterparty: { kind: "bank", account_number: "******6789" },
      },
    });
    expect(await wallet(amina)).toEqual({ available: 399_000, reserved: 101_000, balance: 500_000 });

    await later("PT10S");
    const id = String(ordered.body["transaction_id"]);
    expect(await transaction(amina, id)).toMatchObject({ status: "completed", balance_after: 399_000 });
    expect(await wallet(amina)).toEqual({ available: 399_000, reserved: 0, balance: 399_000 });
  });

  it("orders once when the phone sends the same key 20 times at the same time, and answers all alike", async () => {
    const { amina } = await people({ amina: { balance: 500_000 } });
    const confirmation = await amina.confirmation();
    const order = { beneficiary_id: await accountOf(amina), amount: 50_000, confirmation };
    const send = () => amina.post("/wallet/withdraw", order, { key: "same" });
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    for (const answer of answers) expectStatus(answer, 202);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(19);

    await later("PT10S");
    expect(await wallet(amina)).toMatchObject({ balance: 449_000, reserved: 0 });
    const after = await send();
    expect(after.body).toEqual(answers[0]?.body);
  });

  it("lets no two payouts spend the same money", async () => {
    const { amina } = await people({ amina: { balance: 250_000 } });
    const confirmation = await amina.confirmation();
    const order = { beneficiary_id: await accountOf(amina), amount: 100_000, confirmation };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => amina.post("/wallet/withdraw", order, { key: `spend-${n}` })),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(2);
    const refused = answers.filter(({ status }) => status === 422);
    expect(refused).toHaveLength(8);
    for (const { body } of refused) expect(body["code"]).toBe("insufficient_funds");
    expect(await wallet(amina)).toMatchObject({ available: 48_000 });
  });

  it("refuses the same key with another amount", async () => {
    const { amina } = await people({ amina: { balance: 500_000 } });
    const order = { beneficiary_id: await accountOf(amina), amount: 50_000, pin: amina.pin };
    expectStatus(await amina.post("/wallet/withdraw", order, { key: "k" }), 202);
    const other = await amina.post("/wallet/withdraw", { ...order, amount: 50_001 }, { key: "k" });
    expectStatus(other, 409);
    expect(other.body["code"]).toBe("idempotency_key_reused");
  });

  it("refuses what it must, and reserves nothing", async () => {
    const { amina, joseph } = await people({ amina: { balance: 200_000 }, joseph: { balance: 200_000 } });
    const mine = await accountOf(amina);
    const theirs = await accountOf(joseph);
    const person = await amina.post("/wallet/transfer/beneficiary", { phone: joseph.phone });
    expectStatus(person, 201);
    const refusals: readonly (readonly [Record<string, unknown>, number, string])[] = [
      [{ beneficiary_id: mine, amount: 200_000 }, 422, "insufficient_funds"],
      [{ beneficiary_id: mine, amount: 9_999 }, 422, "payout_amount_out_of_range"],
      [{ beneficiary_id: theirs, amount: 50_000 }, 404, "beneficiary_not_found"],
      [{ beneficiary_id: person.body["id"], amount: 50_000 }, 422, "beneficiary_not_payable"],
      [{ beneficiary_id: mine, amount: 0 }, 400, "invalid_request"],
      [{ beneficiary_id: mine, amount: 50_000, note: "x" }, 400, "invalid_request"],
      [{ beneficiary_id: mine, amount: 50_000, pin: "9183" }, 422, "pin_incorrect"],
    ];
    for (const [body, status, code] of refusals) {
      const answer = await amina.post("/wallet/withdraw", { pin: amina.pin, ...body });
      expect([answer.status, answer.body["code"]]).toEqual([status, code]);
    }
    expect(await wallet(amina)).toEqual({ available: 200_000, reserved: 0, balance: 200_000 });
  });

  it.each([
    ["the bank fails it", ACCOUNT.fails, "returned_by_bank"],
    ["the bank reverses it before it succeeded", ACCOUNT.reversedAtOnce, "returned_by_bank"],
    ["the provider refuses it", ACCOUNT.refused, "refused_by_provider"],
  ])("gives the money back when %s", async (_, account, failure) => {
    const { amina } = await people({ amina: { balance: 300_000 } });
    const id = await withdraw(amina, account, 100_000);
    await later("PT2M");
    expect(await transaction(amina, id)).toMatchObject({ status: "failed", metadata: { failure } });
    expect(await wallet(amina)).toEqual({ available: 300_000, reserved: 0, balance: 300_000 });
  });

  it("gives the money back, fee included and once, when the bank reverses it after its success", async () => {
    const { amina } = await people({ amina: { balance: 300_000 } });
    const id = await withdraw(amina, ACCOUNT.reversedAfterAnHour, 100_000);
    await later("PT10S");
    expect(await transaction(amina, id)).toMatchObject({ status: "completed" });
    await later("PT2H", amina);
    const [, reversal] = await events(referenceOf(id));
    expect(reversal?.["event"]).toBe("transfer.reversed");
    expect(await Promise.all(Array.from({ length: 5 }, () => resend(reversal)))).toEqual(Array(5).fill(200));
    expect(await transaction(amina, id)).toMatchObject({ status: "reversed" });
    expect(await wallet(amina)).toEqual({ available: 300_000, reserved: 0, balance: 300_000 });
    const { body } = await amina.get("/wallet/transactions?kind=refund");
    expect(body.items).toMatchObject([{ kind: "refund", type: "credit", amount: 101_000, status: "completed" }]);
  });

  it("takes any number of deliveries of one event at the same time for one", async () => {
    const { amina } = await people({ amina: { balance: 300_000 } });
    await fault({ do: "webhook_duplicate", copies: 10, on: { event: "transfer.success", amount: 100_101 } });
    const id = await withdraw(amina, ACCOUNT.paid, 100_101);
    await later("PT10S");
    expect(await transaction(amina, id)).toMatchObject({ status: "completed" });
    expect(await wallet(amina)).toMatchObject({ balance: 300_000 - 101_101, reserved: 0 });
  });
});

describe("a payout whose provider call has no answer", () => {
  it("awaits confirmation, and settles when the provider had taken it, though no webhook ever comes", async () => {
    const { amina } = await people({ amina: { balance: 300_000 } });
    await fault({ do: "lose_answer", on: { operation: "transfer", amount: 100_201 } });
    await fault({ do: "webhook_drop", on: { event: "transfer.success", amount: 100_201 } });
    const id = await withdraw(amina, ACCOUNT.paid, 100_201);
    await settled();
    expect(await transaction(amina, id)).toMatchObject({ status: "awaiting_confirmation" });
    expect(await wallet(amina)).toMatchObject({ reserved: 101_201 });

    await later("PT8M");
    expect(await transaction(amina, id)).toMatchObject({ status: "completed" });
    expect(await wallet(amina)).toEqual({ available: 198_799, reserved: 0, balance: 198_799 });
  });

  it("is sent again under the same reference when the provider had not taken it, and paid once", async () => {
    const { amina } = await people({ amina: { balance: 300_000 } });
    await fault({ do: "refuse", on: { operation: "transfer", amount: 100_301 } });
    const id = await withdraw(amina, ACCOUNT.paid, 100_301);
    await settled();
    expect(await transaction(amina, id)).toMatchObject({ status: "awaiting_confirmation" });

    await later("PT10M", amina);
    expect(await transaction(amina, id)).toMatchObject({ status: "awaiting_confirmation" });
    expect(await wallet(amina)).toMatchObject({ reserved: 101_301 });

    await later("PT30M", amina);
    expect(await transaction(amina, id)).toMatchObject({ status: "completed" });
    expect(await wallet(amina)).toEqual({ available: 198_699, reserved: 0, balance: 198_699 });
    const { body } = await paystack.get("/_sim/ledger");
    const rows = body["rows"] as readonly Record<string, unknown>[];
    expect(rows.filter(({ reason }) => reason === `Transfer ${referenceOf(id)}`)).toHaveLength(1);
  });

  it("keeps the money reserved over HTML from the edge, and ends as the provider says", async () => {
    const { amina } = await people({ amina: { balance: 300_000 } });
    await fault({
      do: "error",
      html: true,
      status: 502,
      when: "after",
      on: { operation: "transfer", amount: 100_401 },
    });
    const id = await withdraw(amina, ACCOUNT.fails, 100_401);
    await settled();
    expect(await wallet(amina)).toMatchObject({ available: 198_599, reserved: 101_401 });
    await later("PT10M");
    expect(await transaction(amina, id)).toMatchObject({ status: "failed" });
    expect(await wallet(amina)).toEqual({ available: 300_000, reserved: 0, balance: 300_000 });
  });

  it("stays reserved as long as the provider says pending", async () => {
    const { amina } = await people({ amina: { balance: 300_000 } });
    const id = await withdraw(amina, ACCOUNT.pendingForEver, 100_000);
    await later("PT5H", amina);
    expect(await transaction(amina, id)).toMatchObject({ status: "processing" });
    expect(await wallet(amina)).toMatchObject({ available: 199_000, reserved: 101_000 });
    await paystack.post(`/_sim/transfers/${referenceOf(id)}`, { status: "success" });
    await settled();
    expect(await transaction(amina, id)).toMatchObject({ status: "completed" });
    expect(await wallet(amina)).toEqual({ available: 199_000, reserved: 0, balance: 199_000 });
  });
});
