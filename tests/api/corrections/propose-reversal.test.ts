import { describe, expect, it } from "vitest";
import { expectRightBooks } from "../../invariants/ledger.testkit.ts";
import type { Answer } from "../../kit/cloud.ts";
import { expectStatus, people, type Person, settled } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";

const told = ({ status, body }: Answer) => `${status} ${String(body["code"])}`;
const idOf = ({ body }: Answer) => String(body["id"]);
const reason = "a test of four eyes";

describe("corrections over HTTP", () => {
  it("take two people, never more than the original, and leave what is missing as owed, in a list", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const [ada, bola, support] = [await staff("finance"), await staff("finance"), await staff("support")];
    const order = { to_user: joseph.userId, amount: 6_000, currency: "NGN", pin: amina.pin };
    const sent = await amina.post("/wallet/transfer", order);
    expectStatus(sent, 201);
    const id = String(sent.body["transaction_id"]);
    const spent = { to_user: amina.userId, amount: 5_000, currency: "NGN", pin: joseph.pin };
    expectStatus(await joseph.post("/wallet/transfer", spent), 201);

    const propose = (by: Person, body: object, key: string) =>
      by.post(`/admin/transactions/${id}/reversals`, { currency: "NGN", reason, ...body }, { key });
    const decide = (by: Person, what: Answer, how: "approve" | "reject" | "withdraw") =>
      by.post(`/admin/approvals/${idOf(what)}/${how}`, { reason });

    expect(told(await propose(support, { mode: "refund", amount: 1 }, "r-0"))).toBe("403 forbidden");
    expect(told(await propose(ada, { mode: "refund", amount: 6_001 }, "r-1"))).toBe("422 exceeds_original");
    const rejected = await propose(ada, { mode: "refund", amount: 1 }, "r-2");
    expectStatus(await decide(bola, rejected, "reject"), 200);
    expect(told(await decide(bola, rejected, "approve"))).toBe("409 proposal_closed");
    const withdrawn = await propose(ada, { mode: "refund", amount: 1 }, "r-3");
    expect(told(await decide(bola, withdrawn, "withdraw"))).toBe("403 not_your_proposal");
    expectStatus(await decide(ada, withdrawn, "withdraw"), 200);

    const refund = await propose(ada, { mode: "refund", amount: 6_000 }, "r-4");
    expectStatus(refund, 201);
    expect((await propose(ada, { mode: "refund", amount: 6_000 }, "r-4")).body).toEqual(refund.body);
    expect(told(await decide(ada, refund, "approve"))).toBe("422 own_proposal");
    expect(told(await decide(bola, refund, "approve"))).toBe("422 payee_cannot_pay");
    const reversal = await propose(ada, { mode: "reversal", amount: 6_000 }, "r-5");
    const pending = await bola.get("/admin/approvals?status=pending&limit=100");
    expect(pending.body.items?.map((one) => one["id"])).toEqual(expect.arrayContaining([idOf(refund), idOf(reversal)]));
    const approved = await decide(bola, reversal, "approve");
    expect(approved.body).toMatchObject({ status: "executed", proposed_by: ada.userId, decided_by: bola.userId });
    expect((await decide(bola, reversal, "approve")).body).toEqual(approved.body);
    expect((await ada.get(`/admin/approvals/${idOf(reversal)}`)).body).toEqual(approved.body);
    expect(told(await decide(bola, refund, "approve"))).toBe("422 exceeds_original");
    expect([await amina.balance(), await joseph.balance()]).toEqual([15_000, 0]);

    await settled();
    const refundId = (approved.body["result"] as Record<string, unknown>)["transaction_id"];
    const lines = await ada.get("/admin/ledger/lines?account=receivable:corrections");
    const owed = { transaction_id: refundId, kind: "refund", amount: -5_000, currency: "NGN" };
    expect(lines.body.items).toContainEqual(expect.objectContaining(owed));
    expect(told(await support.get("/admin/ledger/lines?account=receivable:corrections"))).toBe("403 forbidden");
    expect((await ada.get("/admin/ledger/lines?account=adjustments")).status).toBe(400);
    const seen = await support.get(`/admin/users/${amina.userId}/transactions?limit=100`);
    expect(seen.body).toEqual((await amina.get("/wallet/transactions?limit=100")).body);
    expect(seen.body.items?.map(({ kind, status }) => `${String(kind)} ${String(status)}`)).toEqual([
      "refund completed",
      "transfer completed",
      "transfer reversed",
      "topup completed",
    ]);
    const undone = await joseph.get("/wallet/transactions?status=reversed");
    expect(undone.body.items).toMatchObject([{ id, type: "credit", amount: 6_000, status: "reversed" }]);
    expect((await joseph.get(`/wallet/transactions/${id}`)).body).toEqual(undone.body.items?.[0]);
    const none = "0192d7a0-1111-7222-8333-444455556666";
    expect(told(await support.get(`/admin/users/${none}/transactions`))).toBe("404 user_not_found");

    // The payee spends at the moment at which it is taken back: whoever is first has it, and what is missing is owed.
    const next = await amina.post("/wallet/transfer", order);
    const nextId = String(next.body["transaction_id"]);
    const wish = { mode: "reversal", amount: 6_000, currency: "NGN", reason };
    const taking = await ada.post(`/admin/transactions/${nextId}/reversals`, wish, { key: "r-6" });
    const confirmation = await joseph.confirmation();
    const spend = { to_user: amina.userId, amount: 1_500, currency: "NGN", confirmation };
    const [done, ...spending] = await Promise.all([
      decide(bola, taking, "approve"),
      ...Array.from({ length: 4 }, () => joseph.post("/wallet/transfer", spend)),
    ]);
    expectStatus(done, 200);
    const went = spending.filter(({ status }) => status === 201).length;
    const refused = spending.filter(({ status }) => status !== 201).map(told);
    expect(refused).toEqual(refused.map(() => "422 insufficient_funds"));
    expect([await amina.balance(), await joseph.balance()]).toEqual([15_000 + went * 1_500, 0]);
    await settled();
    const debts = (await ada.get("/admin/ledger/lines?account=receivable:corrections")).body.items ?? [];
    expect(debts.reduce((sum, { amount }) => sum + Number(amount), 0)).toBe(-5_000 - went * 1_500);
    await expectRightBooks();
  }, 120_000);
});
