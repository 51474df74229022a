import { describe, expect, it } from "vitest";
import { paystack } from "../../kit/cloud.ts";
import { expectStatus, people, settled } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";
import { ACCOUNT, fault, referenceOf, transaction, wallet, withdraw } from "./payouts.testkit.ts";

describe("a payout in the eyes of its owner and of staff", () => {
  it("shows where it stands and by when it is known, and ends by two of staff when its event was lost", async () => {
    const { amina } = await people({ amina: { balance: 300_000 } });
    const [ada, bola] = [await staff("finance"), await staff("finance")];
    await fault({ do: "webhook_drop", on: { event: "transfer.success", amount: 100_701 } });
    const id = await withdraw(amina, ACCOUNT.pendingForEver, 100_701);
    await settled();

    const progress = await amina.get(`/wallet/withdraw/${id}`);
    expectStatus(progress, 200);
    expect(progress.body).toMatchObject({ status: "processing", stage: "with_bank", failure: null });
    expect(Date.parse(String(progress.body["known_by"]))).toBeGreaterThan(0);
    expectStatus(await ada.get(`/wallet/withdraw/${id}`), 404);

    const listed = await ada.get("/admin/payouts?state=processing&limit=100");
    expectStatus(listed, 200);
    expect(listed.body.items?.map((item) => item["id"])).toContain(id);
    const shown = await ada.get(`/admin/payouts/${id}`);
    expect(shown.body).toMatchObject({ sendings: 1, reference: referenceOf(id), owner_id: amina.userId });
    const story = shown.body["story"] as readonly Record<string, unknown>[];
    expect(story.map(({ what }) => what)).toEqual(expect.arrayContaining(["ordered", "sent", "arrived"]));

    const reason = "The bank's letter of today";
    const propose = (outcome: string, key: string) =>
      ada.post(`/admin/payouts/${id}/conclusions`, { outcome, reason }, { key });
    const refused = await propose("release", "r");
    expect([refused.status, refused.body["code"]]).toEqual([422, "payout_accepted"]);
    expectStatus(await ada.post(`/admin/payouts/${id}/code`, { otp: "123456", reason }), 422);
    await paystack.post(`/_sim/transfers/${referenceOf(id)}`, { status: "success" });
    await settled();
    expect(await transaction(amina, id)).toMatchObject({ status: "processing" });
    const proposed = await propose("settle", "s");
    expectStatus(proposed, 201);
    const approval = `/admin/approvals/${String(proposed.body["id"])}/approve`;
    expectStatus(await ada.post(approval, { reason }), 422);
    expectStatus(await bola.post(approval, { reason }), 200);
    expect(await transaction(amina, id)).toMatchObject({ status: "completed" });
    expect(await wallet(amina)).toEqual({ available: 198_299, reserved: 0, balance: 198_299 });
    expectStatus(await ada.post(`/admin/payouts/${id}/retry`, { reason }), 200);

    const waiting = await withdraw(amina, ACCOUNT.abandonedAfterOtp, 50_000);
    await settled();
    const entered = await ada.post(`/admin/payouts/${waiting}/code`, { otp: "123456", reason });
    expectStatus(entered, 200);
    await settled();
    expect(entered.body).toMatchObject({ id: waiting, amount: 50_000 });

    const float = await ada.get("/admin/float");
    expectStatus(float, 200);
    const { customer_liabilities, own, in_flight, expected, provider_balance, difference } = float.body;
    expect(Number(expected)).toBe(Number(customer_liabilities) + Number(own) - Number(in_flight));
    expect(Number(difference)).toBe(Number(provider_balance) - Number(expected));
  }, 120_000);
});
