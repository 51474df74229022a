import { describe, expect, it } from "vitest";
import { paystack } from "../../kit/cloud.ts";
import { expectStatus, people, settled } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";
import { events, fault, resend } from "../payouts/payouts.testkit.ts";

const AMOUNT = 251_300;

describe("POST /admin/webhooks/{id}/replay", () => {
  it("carries out, once, what was kept and could not be carried out", async () => {
    const [{ amina }, finance] = [await people({ amina: {} }), await staff("finance")];
    const { account_number: number } = (await amina.post("/wallet/virtual-account", undefined)).body;
    await fault({ do: "webhook_drop", on: { event: "charge.success", amount: AMOUNT } });
    const paid = await paystack.post(`/_sim/virtual-accounts/${String(number)}/pay`, { amount: AMOUNT });
    const reference = String(paid.body["reference"]);
    // The provider is asked whether it is true, and does not answer.
    await fault({ do: "refuse", on: { operation: "verify", reference }, times: 3 });
    const [event] = await events(reference);
    expect(await resend(event)).toBe(503);
    expect(await amina.balance()).toBe(0);

    const { items: waiting = [] } = (await finance.get("/admin/webhooks?limit=100")).body;
    const kept = waiting.find((one) => one["event"] === "charge.success");
    expect(kept).toMatchObject({ state: "waiting", became: null, deliveries: 1, replays: 0 });
    const path = `/admin/webhooks/${String(kept?.["id"])}`;
    const reason = "The provider is back";
    expect((await amina.post(`${path}/replay`, { reason })).status).toBe(403);
    const replayed = await finance.post(`${path}/replay`, { reason });
    expectStatus(replayed, 200);
    expect(replayed.body).toMatchObject({ state: "carried_out", became: "charge_credited", replays: 1 });
    expect(await amina.balance()).toBe(AMOUNT);
    expect((await finance.get(path)).body).toEqual(replayed.body);
    const counts = await finance.get("/admin/webhook-counts");
    expectStatus(counts, 200);
    expect(JSON.stringify(counts.body)).toContain("charge.success");

    expect((await finance.post(`${path}/replay`, { reason })).body).toMatchObject({ became: "charge_already" });
    await settled();
    expect(await amina.balance()).toBe(AMOUNT);
  });
});
