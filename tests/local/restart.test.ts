import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { onCloud, send } from "../kit/cloud.ts";
import { expectStatus, Person } from "../kit/people.ts";
import { KilledCloud, type Running } from "./killed-cloud.ts";

let killed: KilledCloud;

beforeEach(() => {
  killed = new KilledCloud();
});
afterEach(() => killed.forget());

async function advance({ origin }: Running, duration: string): Promise<void> {
  expectStatus(
    await send("POST", `${origin}/_local/clock`, { body: { advance: duration, schedules: ["payouts/sweep-payouts"] } }),
    200,
  );
}

describe("a local cloud that is killed", () => {
  it("has every acknowledged answer and every hold after the next start, and ends the payout right", async () => {
    const first = await killed.start();
    const amina = await onCloud(first, () => new Person("+2348031112222", "Amina").signUp());
    await onCloud(first, () => amina.topUp(500_000));
    const account = { account_number: "0123456789", bank_code: "057" };
    const added = await onCloud(first, () => amina.post("/wallet/transfer/beneficiary", account));
    expectStatus(added, 201);
    // The line to the provider is cut for a while: nobody here knows what became of the transfer.
    const fault = { do: "refuse", on: { operation: "transfer" }, for_ms: 10 * 60_000 };
    expect((await send("POST", `${first.paystack}/_sim/faults`, { body: fault })).status).toBeLessThan(300);
    const order = { beneficiary_id: added.body["id"], amount: 100_000, pin: amina.pin };
    const ordered = await onCloud(first, () => amina.post("/wallet/withdraw", order, { key: "cash" }));
    expectStatus(ordered, 202);

    await killed.end(first, "SIGKILL");
    const second = await killed.start();
    const held = await onCloud(second, () => amina.get("/wallet/balance"));
    expect(held.body).toMatchObject({ balance: 500_000, available: 399_000, reserved: 101_000 });

    await advance(second, "PT2H");
    await onCloud(second, () => amina.signIn());
    const paid = await onCloud(second, () =>
      amina.get(`/wallet/transactions/${String(ordered.body["transaction_id"])}`),
    );
    expect(paid.body).toMatchObject({ status: "completed", amount: 100_000, fee: 1_000 });
    const after = await onCloud(second, () => amina.get("/wallet/balance"));
    expect(after.body).toMatchObject({ balance: 399_000, available: 399_000, reserved: 0 });
    const again = await onCloud(second, () => amina.post("/wallet/withdraw", order, { key: "cash" }));
    expect(again.body["transaction_id"]).toBe(ordered.body["transaction_id"]);
    await killed.end(second, "SIGTERM");
    expect(killed.leftRunning()).toEqual([]);
  });
});
