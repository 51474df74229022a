import { describe, expect, it } from "vitest";
import { paystack, send } from "../../kit/cloud.ts";
import { expectStatus, people, settled } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";

describe("POST /admin/disputes/{id}/resolve", () => {
  it("declines with evidence and gives back what was kept; accepts, and the money is gone", async () => {
    const ada = await staff("finance");
    const { amina } = await people({ amina: {} });
    const open = async (amount: number) => {
      const { reference } = await amina.topUp(amount);
      const opened = await paystack.post("/_sim/disputes", { reference });
      expect(opened.status).toBeLessThan(300);
      await settled();
      const { items = [] } = (await ada.get("/admin/disputes?limit=100")).body;
      const dispute = items.find((one) => one["reference"] === reference);
      expect(dispute).toMatchObject({ state: "open", user_id: amina.userId, amount, kept: amount });
      return `/admin/disputes/${String(dispute?.["id"])}`;
    };
    const declined = await open(510_000);
    expect(await amina.balance()).toBe(0);
    expect((await amina.get(declined)).status).toBe(403);
    const answer = { resolution: "decline", message: "The wallet was credited" };
    expect((await ada.post(`${declined}/resolve`, answer)).body["code"]).toBe("dispute_answer_refused");
    const upload = await ada.post(`${declined}/upload-address`, { file_name: "receipt.pdf" });
    expectStatus(upload, 200);
    const put = await send("PUT", String(upload.body["url"]), {
      raw: "%PDF",
      headers: { "content-type": "application/pdf" },
    });
    expect(put.status).toBe(200);
    const evidence = {
      ...{ customer_name: "Amina Bello", customer_email: "amina@example.com", customer_phone: amina.phone },
      service_details: "The wallet was credited with the whole amount",
    };
    expect((await ada.post(`${declined}/evidence`, evidence)).body).toMatchObject({ has_evidence: true });
    const won = await ada.post(`${declined}/resolve`, { ...answer, file_name: String(upload.body["file_name"]) });
    expect(won.body).toMatchObject({ state: "won", resolution: "declined", answered_by: ada.userId });
    expect(await amina.balance()).toBe(510_000);

    const accepted = await open(20_000);
    const lost = await ada.post(`${accepted}/resolve`, { resolution: "accept", message: "Charged twice" });
    expect(lost.body).toMatchObject({ state: "lost", resolution: "merchant-accepted" });
    expect((await ada.post(`${accepted}/resolve`, answer)).body["code"]).toBe("dispute_not_open");
    expect(await amina.balance()).toBe(510_000);
    expect((await ada.get(accepted)).body).toEqual(lost.body);
    expect((await ada.get("/admin/disputes/1")).status).toBe(404);
  });
});
