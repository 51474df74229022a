import { describe, expect, it } from "vitest";
import { local, paystack } from "../../kit/cloud.ts";
import { PAYMENT_METHODS } from "../../../packages/core/src/topups/ports.ts";
import { expectStatus, people, settled, SUCCESS_CARD } from "../../kit/people.ts";
import { fault } from "../payouts/payouts.testkit.ts";

const order = (amount: number) => ({ amount, currency: "NGN", payment_method: "card" });
const accessCode = (url: unknown) => String(url).split("/").pop() ?? "";

describe("POST /wallet/topup/initiate", () => {
  it("opens a checkout page, and shows the top-up as pending until it is paid", async () => {
    const { amina } = await people({ amina: {} });
    const answer = await amina.post("/wallet/topup/initiate", order(500_000), { key: "t" });
    expectStatus(answer, 201);
    expect(answer.body).toMatchObject({ status: "pending" });
    const page = await fetch(String(answer.body["payment_url"]));
    expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
    const history = await amina.get("/wallet/transactions");
    expect(history.body.items).toMatchObject([
      { id: answer.body["transaction_id"], kind: "topup", type: "credit", status: "pending", balance_after: null },
    ]);
    expect(await amina.balance()).toBe(0);
  });

  it("opens one page for one key, however often and at the same time it is asked", async () => {
    const { amina } = await people({ amina: {} });
    const start = () => amina.post("/wallet/topup/initiate", order(500_100), { key: "same" });
    const answers = await Promise.all(Array.from({ length: 10 }, start));
    for (const answer of answers) expectStatus(answer, 201);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const after = await start();
    expect(after.body).toEqual(answers[0]?.body);
    expect(after.headers.get("idempotency-replayed")).toBe("true");
    const other = await amina.post("/wallet/topup/initiate", order(500_101), { key: "same" });
    expect([other.status, other.body["code"]]).toEqual([409, "idempotency_key_reused"]);
  });

  it("opens another page for the same top-up when the first one's address was lost, and credits it once", async () => {
    const { amina } = await people({ amina: {} });
    await fault({ do: "lose_answer", on: { operation: "initialize", amount: 500_200 } });
    const start = () => amina.post("/wallet/topup/initiate", order(500_200), { key: "lost" });
    const first = await start();
    expect([first.status, first.body["code"]]).toEqual([503, "unavailable"]);
    const tooSoon = await start();
    expect(tooSoon.status).toBe(503);
    expect(Number(tooSoon.headers.get("retry-after"))).toBeGreaterThan(0);

    await local.advance("PT25S");
    const second = await start();
    expectStatus(second, 201);
    expect((await start()).body).toEqual(second.body);
    expectStatus(
      await paystack.post(`/_sim/pay/${accessCode(second.body["payment_url"])}`, { card: SUCCESS_CARD }),
      200,
    );
    await local.advance("PT1S");
    expect(await amina.balance()).toBe(500_200);
    expect((await amina.get("/wallet/transactions")).body.items).toHaveLength(1);
  });

  it("takes money by each method, and on its page by no other", async () => {
    const { amina } = await people({ amina: {} });
    for (const [n, method] of PAYMENT_METHODS.entries()) {
      const opened = await amina.post("/wallet/topup/initiate", { ...order(500_400 + n), payment_method: method });
      expectStatus(opened, 201);
      const { payment_url: url } = opened.body;
      const offered = [...(await (await fetch(String(url))).text()).matchAll(/name="action" value="(\w+)"/g)];
      expect(offered.map(([, by]) => by).filter((by) => PAYMENT_METHODS.some((one) => one === by))).toEqual([method]);
      const by = method === "card" ? { card: SUCCESS_CARD } : { channel: method };
      expectStatus(await paystack.post(`/_sim/pay/${accessCode(url)}`, by), 200);
    }
    await settled();
    const { items = [] } = (await amina.get("/wallet/transactions")).body;
    expect(items.map(({ status, metadata }) => [status, metadata])).toEqual(
      PAYMENT_METHODS.toReversed().map((payment_method) => ["completed", { payment_method }]),
    );
  });

  it("refuses amounts, methods and callbacks that are not allowed, and writes nothing", async () => {
    const { amina } = await people({ amina: {} });
    const refusals: readonly (readonly [Record<string, unknown>, number, string])[] = [
      [{ amount: 4_999 }, 422, "topup_amount_out_of_range"],
      [{ amount: 1_000_000_001 }, 422, "topup_amount_out_of_range"],
      [{ amount: 0 }, 400, "invalid_request"],
      [{ amount: 50.5 }, 400, "invalid_request"],
      [{ amount: "50000" }, 400, "invalid_request"],
      [{ currency: "USD" }, 400, "invalid_request"],
      [{ payment_method: "cash" }, 400, "invalid_request"],
      [{ callback_url: "http://app.example/" }, 400, "invalid_request"],
      [{ callback_url: "javascript:alert(1)" }, 400, "invalid_request"],
      [{ email: "a@b.example" }, 400, "invalid_request"],
    ];
    for (const [change, status, code] of refusals) {
      const answer = await amina.post("/wallet/topup/initiate", { ...order(50_000), ...change });
      expect([answer.status, answer.body["code"], change]).toEqual([status, code, change]);
    }
    expect((await amina.get("/wallet/transactions")).body.items).toEqual([]);
  });

  it("tells the provider neither phone nor name", async () => {
    const { amina } = await people({ amina: {} });
    const answer = await amina.post("/wallet/topup/initiate", order(500_300));
    expectStatus(answer, 201);
    const page = await (await fetch(String(answer.body["payment_url"]))).text();
    expect(page).not.toContain(amina.phone.slice(-10));
    expect(page).not.toContain(amina.firstName);
  });
});
