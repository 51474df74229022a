import { describe, expect, it } from "vitest";
import { cloud, local, send } from "../../kit/cloud.ts";
import { expectStatus, settled } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";
import { ACCOUNT, wallet } from "../payouts/payouts.testkit.ts";

const file = [
  "account_number,bank_code,amount,reference,narration,account_name",
  `${ACCOUNT.paid},057,1000.00,salary-1,November,`,
  `123456789,057,1000.00,salary-2,November,`,
  `${ACCOUNT.paid},057,1000.00,salary-3,November,Somebody Else`,
  `${ACCOUNT.fails},057,2000.00,salary-4,,`,
].join("\r\n");

describe("POST /admin/bulk-payouts", () => {
  it("pays a file's rows out of a merchant's wallet once a colleague approved it, each by itself, and reports every line", async () => {
    const [ada, bola, shop] = await Promise.all([staff("finance"), staff("finance"), staff("merchant")]);
    await shop.topUp(1_000_000);
    const upload = () => ada.post("/admin/bulk-payouts", { payer_id: shop.userId, csv: file, reason: "Salaries" });
    const uploaded = await upload();
    expectStatus(uploaded, 201);
    const { id, proposal_id: proposal } = uploaded.body;
    expect(uploaded.body).toMatchObject({
      ...{ state: "proposed", rows: 3, amount: 400_000, invalid: 1 },
      problems: [{ line: 3, field: "account_number" }],
    });
    const again = await upload();
    expect([again.body["id"], again.headers.get("idempotency-replayed")]).toEqual([id, "true"]);
    expect((await shop.post("/admin/bulk-payouts", { payer_id: shop.userId, csv: file, reason: "Mine" })).status).toBe(
      403,
    );

    expectStatus(await bola.post(`/admin/approvals/${String(proposal)}/approve`, { reason: "Checked" }), 200);
    await settled();
    await local.advance("PT10M", []);
    await settled();
    const { body } = await bola.get(`/admin/bulk-payouts/${String(id)}`);
    expect(body).toMatchObject({
      state: "done",
      counts: { invalid: 1, refused: 1, completed: 1, failed: 1, waiting: 0 },
    });
    expect((await wallet(shop)).balance).toBe(1_000_000 - 101_000);

    const rows = await bola.get(`/admin/bulk-payouts/${String(id)}/rows?limit=2`);
    expect(rows.body).toMatchObject({
      items: [
        { line: 2, state: "completed", account_number: "******6789", reference: "salary-1" },
        { line: 3, state: "invalid", field: "account_number" },
      ],
      next_cursor: expect.any(String) as unknown,
    });
    const url = `${cloud().origin}/api/v1/admin/bulk-payouts/${String(id)}/rows?format=csv`;
    const report = await send("GET", url, { headers: bola.headers() });
    expect(report.headers.get("content-type")).toContain("text/csv");
    const lines = String(report.body["text"]).trim().split("\r\n");
    expect(lines.map((line) => line.split(",")[6])).toEqual(["state", "completed", "invalid", "refused", "failed"]);
    const stopped = await ada.post(`/admin/bulk-payouts/${String(id)}/cancel`, { reason: "Too late" });
    expect([stopped.status, stopped.body["code"]]).toEqual([409, "batch_ended"]);
    expect((await bola.get("/admin/bulk-payouts?state=done")).body.items).toMatchObject([{ id }]);

    const wrong = { payer_id: shop.userId, csv: file.replaceAll("salary", "bonus"), reason: "Bonus" };
    const next = await ada.post("/admin/bulk-payouts", wrong);
    expectStatus(next, 201);
    const cancelled = await bola.post(`/admin/bulk-payouts/${String(next.body["id"])}/cancel`, {
      reason: "Wrong file",
    });
    expectStatus(cancelled, 200);
    expect(cancelled.body).toMatchObject({ state: "cancelled" });
  });
});
