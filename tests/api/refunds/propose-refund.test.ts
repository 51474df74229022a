import { describe, expect, it } from "vitest";
import { local } from "../../kit/cloud.ts";
import { expectStatus, people, settled } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";
import { accountOf, fault } from "../payouts/payouts.testkit.ts";

describe("POST /admin/topups/{id}/refunds", () => {
  it("sends a part of a top-up back by four eyes, and gives another part back that the provider fails to send", async () => {
    const [ada, bola] = [await staff("finance"), await staff("finance")];
    const { amina } = await people({ amina: {} });
    const topup = await amina.topUp(500_000);
    const id = String(topup["transaction_id"]);
    expect((await amina.post(`/admin/topups/${id}/refunds`, { amount: 1, reason: "mine" })).status).toBe(403);
    const ordered = async (amount: number) => {
      const proposed = await ada.post(`/admin/topups/${id}/refunds`, { amount, reason: "Paid twice" });
      expectStatus(proposed, 201);
      const path = `/admin/approvals/${String(proposed.body["id"])}/approve`;
      expect((await ada.post(path, { reason: "Checked" })).body["code"]).toBe("own_proposal");
      const approved = await bola.post(path, { reason: "Checked" });
      expectStatus(approved, 200);
      await settled();
      return String((approved.body["result"] as Record<string, unknown>)["transaction_id"]);
    };
    const first = await ordered(200_000);
    expect(await amina.balance()).toBe(300_000);
    await fault({ do: "refund_outcome", outcome: "failed", on: { operation: "refund", amount: 100_000 } });
    const second = await ordered(100_000);
    // The clock runs on, and the provider with it: they may be through by now.
    const lists = await Promise.all(
      ["ordered", "processed", "failed"].map((state) => ada.get(`/admin/refunds?state=${state}&limit=100`)),
    );
    const rows = lists.flatMap(({ body }) => body.items ?? []).filter((row) => row["topup_id"] === id);
    expect(rows.map((row) => row["id"]).toSorted()).toEqual([first, second].toSorted());

    await local.advance("PT5M");
    expect((await ada.get(`/admin/refunds/${first}`)).body).toMatchObject({ state: "processed", expected_by: null });
    expect((await ada.get(`/admin/refunds/${second}`)).body).toMatchObject({ state: "failed", amount: 100_000 });
    expect(await amina.balance()).toBe(300_000);
    const history = (await amina.get("/wallet/transactions?kind=refund")).body.items ?? [];
    expect(history.map(({ type, amount }) => [type, amount])).toEqual([
      ["credit", 100_000],
      ["debit", 100_000],
      ["debit", 200_000],
    ]);
    expect((await ada.get(`/admin/refunds/${amina.userId}`)).status).toBe(404);

    const asked = await ada.post(`/admin/refunds/${first}/ask`, { reason: "The customer called" });
    expectStatus(asked, 200);
    expect(asked.body).toMatchObject({ id: first, state: "processed" });
    await fault({ do: "refund_outcome", outcome: "needs-attention", on: { operation: "refund", amount: 50_000 } });
    const third = await ordered(50_000);
    await local.advance("PT5M");
    const end = { outcome: "redirect", beneficiary_id: await accountOf(amina), reason: "The card was closed" };
    const proposed = await ada.post(`/admin/refunds/${third}/conclusions`, end, { key: "redirect" });
    expectStatus(proposed, 201);
    expect(proposed.body).toMatchObject({ status: "pending", proposed_by: ada.userId });
  });
});
