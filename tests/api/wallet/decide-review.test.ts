import { describe, expect, it } from "vitest";
import { expectRightBooks } from "../../invariants/ledger.testkit.ts";
import { local } from "../../kit/cloud.ts";
import { expectStatus, people } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";

describe("rules and reviews", () => {
  it("a rule changes by four eyes; what it holds is decided by compliance, and the books balance", async () => {
    const [compliance, admin] = [await staff("compliance"), await staff("admin")];
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const reason = "a test of the rules";
    const set = async (policy: string, key: string, value: unknown) => {
      const proposed = await compliance.post("/admin/policy/proposals", { policy, key, value, reason });
      expectStatus(proposed, 201);
      const path = `/admin/approvals/${String(proposed.body["id"])}/approve`;
      expect((await compliance.post(path, { reason })).body["code"]).toBe("own_proposal");
      expectStatus(await admin.post(path, { reason }), 200);
    };
    expect((await amina.post("/admin/policy/proposals", { policy: "fees", key: "transfer:NGN", reason })).status).toBe(
      403,
    );
    const noRule = { policy: "fees", key: "transfer:EUR", value: null, reason };
    expect((await compliance.post("/admin/policy/proposals", noRule)).status).toBe(400);
    await set("review", "NGN", { flag_amount: "20000", hold_amount: "30000" });
    await set("fees", "transfer:NGN", { basis_points: 100, cap: "200", bearer: "payer" });
    expect((await admin.get("/admin/policy")).body["overrides"]).toMatchObject({
      review: { NGN: { flag_amount: "20000", hold_amount: "30000" } },
    });
    // In force everywhere a minute later.
    await local.advance("PT61S");
    await amina.signIn();

    const pay = (amount: number, key: string) =>
      amina.post("/wallet/transfer", { to_user: joseph.userId, amount, currency: "NGN", pin: amina.pin }, { key });
    const sent = await pay(1_000, "small");
    expectStatus(sent, 201);
    expect(sent.body["transaction"]).toMatchObject({ fee: 10, balance_after: 98_990 });
    expectStatus(await pay(20_000, "listed"), 201);
    const held = await pay(30_000, "held");
    expectStatus(held, 202);
    const id = String(held.body["transaction_id"]);
    expect(held.body["transaction"]).toMatchObject({ status: "held", fee: 200, balance_after: null });
    expect((await amina.get("/wallet/balance")).body).toMatchObject({
      balance: 78_790,
      available: 48_590,
      reserved: 30_200,
    });
    expect((await amina.get("/wallet/transactions?status=held")).body.items).toHaveLength(1);
    expect((await joseph.get(`/wallet/transactions/${id}`)).status).toBe(404);
    await expectRightBooks();

    const listed = await compliance.get("/admin/reviews?state=held");
    expect(listed.body.items).toEqual([expect.objectContaining({ id, reasons: ["amount"], payee_id: joseph.userId })]);
    expect((await compliance.get("/admin/reviews?state=flagged")).body.items).toHaveLength(1);
    const decide = (decision: string) => compliance.post(`/admin/reviews/${id}/decide`, { decision, reason });
    const decided = await decide("post");
    expectStatus(decided, 200);
    expect((await admin.get(`/admin/reviews/${id}`)).body).toEqual(decided.body);
    expect((await decide("void")).body["code"]).toBe("review_decided");
    expect(await joseph.balance()).toBe(51_000);
    expect((await pay(30_000, "held")).body).toEqual(held.body);

    const voided = await pay(30_001, "voided");
    const other = String(voided.body["transaction_id"]);
    expectStatus(await compliance.post(`/admin/reviews/${other}/decide`, { decision: "void", reason }), 200);
    expect((await amina.get("/wallet/balance")).body).toMatchObject({ balance: 48_590, reserved: 0 });
    expect((await amina.get(`/wallet/transactions/${other}`)).body["status"]).toBe("cancelled");
    await set("review", "NGN", null);
    await set("fees", "transfer:NGN", null);
    // Out of force everywhere, for the files that have this cloud next.
    await local.advance("PT61S", []);
    await expectRightBooks();
  }, 120_000);
});
