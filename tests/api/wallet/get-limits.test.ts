import { describe, expect, it } from "vitest";
import { expectStatus, people } from "../../kit/people.ts";

describe("what a person may still send, to whom, and what it costs", () => {
  it("tells each cap with what is used, enforces the person's own, and quotes fees sealed to their order", async () => {
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const settings = (await amina.get("/users/me/settings")).body;
    const changed = await amina.request("PUT", "/users/me/settings", {
      language: settings["language"],
      theme: settings["theme"],
      daily_limit: 6_000,
    });
    expectStatus(changed, 200);
    const pay = (amount: number) =>
      amina.post("/wallet/transfer", { to_user: joseph.userId, amount, currency: "NGN", pin: amina.pin });
    expectStatus(await pay(3_000), 201);
    const refused = await pay(3_001);
    expect([refused.status, refused.body["code"]]).toEqual([422, "limit_exceeded"]);
    expect(refused.body["details"]).toMatchObject({ cap: "own_daily", measure: "amount", limit: 6_000, left: 3_000 });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const limits = await amina.get("/wallet/limits");
    expect(limits.body).toMatchObject({ currency: "NGN", profile: "none", own_daily: { used: 3_000, left: 3_000 } });
    const windows = limits.body["windows"] as Record<string, unknown>[];
    expect(windows.map(({ window }) => window)).toEqual(["minute", "hour", "day", "month"]);
    expect(windows[2]).toMatchObject({ count: { used: 1 }, amount: { used: 3_000 } });
    expectStatus(await pay(2_000), 201);
    expect((await amina.get("/wallet/limits?currency=USD")).status).toBe(404);

    const quoted = await amina.post("/wallet/quotes", { kind: "transfer", amount: 1_000, currency: "NGN" });
    expectStatus(quoted, 201);
    expect(quoted.body).toMatchObject({ fee: 0, total: 1_000, received: 1_000, fee_bearer: "payer" });
    const payout = await amina.post("/wallet/quotes", { kind: "payout", amount: 500_001, currency: "NGN" });
    expect(payout.body).toMatchObject({ fee: 2_500, total: 502_501 });
    const { quote } = quoted.body;
    const order = { to_user: joseph.userId, currency: "NGN", pin: amina.pin, quote };
    const other = await amina.post("/wallet/transfer", { ...order, amount: 1_001 });
    expect([other.status, other.body["code"]]).toEqual([422, "quote_invalid"]);
    const key = { key: "quoted-1" };
    const sent = await amina.post("/wallet/transfer", { ...order, amount: 1_000 }, key);
    expectStatus(sent, 201);
    expect((await amina.post("/wallet/transfer", { ...order, amount: 1_000, quote: "bad" }, key)).body).toEqual(
      sent.body,
    );
  });

  it("names who would be paid, masked, and not too often", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: {} });
    const whom = { user_id: joseph.userId, name: "Joseph B." };
    for (const query of [
      `phone=${encodeURIComponent(joseph.phone)}`,
      `account_number=${joseph.phone.slice(-10)}`,
      `user_id=${joseph.userId}`,
    ]) {
      expect((await amina.get(`/wallet/recipients?${query}`)).body).toEqual(whom);
    }
    const nobody = await amina.get("/wallet/recipients?account_number=8039999999");
    expect([nobody.status, nobody.body["code"]]).toEqual([404, "recipient_not_found"]);
    expect((await amina.get("/wallet/recipients")).status).toBe(400);
    expect((await amina.get(`/wallet/recipients?user_id=${joseph.userId}&account_number=8039999999`)).status).toBe(400);
    const ask = () => amina.get(`/wallet/recipients?user_id=${joseph.userId}`);
    const told = await Promise.all(Array.from({ length: 20 }, ask));
    expect(told.filter(({ status }) => status === 429)).toHaveLength(4);
  });
});
