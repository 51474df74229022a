import { describe, expect, it } from "vitest";
import { cloud, send } from "../../kit/cloud.ts";
import { expectStatus, people, settled } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";
import { bookOnlyHere, dayBefore } from "./reconciliation.testkit.ts";

describe("POST /admin/reconciliations", () => {
  it("compares a day with the provider by itself; what differs is taken on, resolved and reported", async () => {
    // A day on which no other test of this cloud has moved money, however far it moved the clock.
    const day = await dayBefore(90);
    const transactionId = await bookOnlyHere(day, "once", 250_000n);
    const finance = await staff("finance");
    const started = await finance.post("/admin/reconciliations", { day });
    expectStatus(started, 202);
    expect(started.body).toMatchObject({ provider: "paystack", day, status: "running" });
    await settled();

    const path = `/admin/reconciliations/paystack/${day}`;
    const run = await finance.get(path);
    expect(run.body).toMatchObject({ status: "differing", differing: 1, started_by: `staff:${finance.userId}` });
    expect((await finance.get("/admin/reconciliations")).body.items?.[0]).toEqual(run.body);
    const { items: open = [] } = (await finance.get("/admin/discrepancies?limit=100")).body;
    const found = open.find((one) => one["transaction_id"] === transactionId);
    expect(found).toMatchObject({ kind: "missing_there", stream: "charges", state: "open", owner: null, theirs: null });

    const one = `/admin/discrepancies/paystack/${day}/${String(found?.["id"])}`;
    expectStatus(await finance.post(`${one}/assign`, { owner: finance.userId }), 200);
    const answer = { resolution: "timing", note: "Told on the next morning" };
    const resolved = await finance.post(`${one}/resolve`, answer);
    expect(resolved.body).toMatchObject({ ...answer, state: "resolved", owner: finance.userId });
    expect((await finance.post(`${one}/resolve`, answer)).body).toEqual(resolved.body);
    const other = await finance.post(`${one}/resolve`, { ...answer, resolution: "written_off" });
    expect([other.status, other.body["code"]]).toEqual([409, "discrepancy_closed"]);
    const trail = await finance.get(`/admin/audit?user_id=${finance.userId}`);
    const actions = trail.body.items?.map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(["reconciliation.started", "reconciliation.assigned", "reconciliation.resolved"]),
    );

    const json = await finance.get(`${path}/report`);
    expect(json.body).toMatchObject({ is_cut: false, discrepancies: [{ id: found?.["id"], state: "resolved" }] });
    for (const [format, says] of [
      ["csv", "missing_there"],
      ["html", "<svg"],
    ] as const) {
      const url = `${cloud().origin}/api/v1${path}/report?format=${format}`;
      const file = await send("GET", url, { headers: finance.headers() });
      expect([file.status, file.headers.get("content-type")]).toEqual([200, `text/${format}; charset=utf-8`]);
      expect(String(file.body["text"])).toContain(says);
    }

    // Once more: the same is no second discrepancy, and what was resolved stays so.
    expect((await finance.post("/admin/reconciliations", { day })).body).toMatchObject({ attempt: 2 });
    await settled();
    expect((await finance.get(`/admin/discrepancies?day=${day}`)).body.items).toMatchObject([{ state: "resolved" }]);
  });

  it("refuses a day that is not over, an owner who may not look, and everybody without the permission", async () => {
    const [finance, support] = [await staff("finance"), await staff("support")];
    const { amina } = await people({ amina: {} });
    const early = await finance.post("/admin/reconciliations", { day: await dayBefore(0) });
    expect([early.status, early.body["code"]]).toEqual([422, "day_not_over"]);
    expectStatus(await finance.post("/admin/reconciliations", { day: "2026-02-30" }), 400);
    expectStatus(await support.get("/admin/reconciliations"), 403);
    expectStatus(await amina.get("/admin/discrepancies"), 403);
    const nothing = "/admin/discrepancies/paystack/2026-01-05/0192d7a0-0000-8000-8000-000000000000";
    for (const [act, body] of [
      ["assign", { owner: finance.userId }],
      ["resolve", { resolution: "timing", note: "n" }],
    ] as const) {
      const answer = await finance.post(`${nothing}/${act}`, body);
      expect([answer.status, answer.body["code"]]).toEqual([404, "discrepancy_not_found"]);
    }
    expectStatus(await finance.get("/admin/reconciliations/paystack/2026-01-05/report"), 404);
  });
});
