import { describe, expect, it } from "vitest";
import { local, paystack } from "../../kit/cloud.ts";
import { expectStatus, people, type Person, settled, SUCCESS_CARD } from "../../kit/people.ts";
import { fault } from "../payouts/payouts.testkit.ts";

/** A checkout page that was opened. */
async function opened(person: Person, amount: number) {
  const order = { amount, currency: "NGN", payment_method: "card" };
  const answer = await person.post("/wallet/topup/initiate", order, { key: `opened-${amount}` });
  expectStatus(answer, 201);
  const code = String(answer.body["payment_url"]).split("/").pop() ?? "";
  return { id: String(answer.body["transaction_id"]), reference: String(answer.body["reference"]), code };
}

async function pay(code: string): Promise<void> {
  expectStatus(await paystack.post(`/_sim/pay/${code}`, { card: SUCCESS_CARD }), 200);
  await settled();
}

const statusOf = async (person: Person, id: string) => (await person.get(`/wallet/transactions/${id}`)).body["status"];

describe("POST /wallet/topup/verify", () => {
  it("credits a paid top-up whose event never came, once, however often it is asked", async () => {
    const { amina } = await people({ amina: {} });
    await fault({ do: "webhook_drop", on: { event: "charge.success", amount: 612_300 } });
    const { id, code } = await opened(amina, 612_300);
    const verify = () => amina.post("/wallet/topup/verify", { transaction_id: id });
    expect((await verify()).body).toMatchObject({ id, status: "pending", balance_after: null });
    await pay(code);
    expect(await statusOf(amina, id)).toBe("pending");
    const answers = await Promise.all(Array.from({ length: 5 }, verify));
    for (const { status, body } of answers) {
      expect([status, body["status"], body["balance_after"]]).toEqual([200, "completed", 612_300]);
    }
    expect(await amina.balance()).toBe(612_300);
  });

  it("stays pending while the provider does not answer or does not know, and is throttled", async () => {
    const { amina } = await people({ amina: {} });
    const { id, reference, code } = await opened(amina, 612_400);
    await fault({ do: "webhook_drop", on: { event: "charge.success", amount: 612_400 } });
    await fault({ do: "not_found", on: { operation: "verify", reference }, times: 1 });
    await pay(code);
    const verify = () => amina.post("/wallet/topup/verify", { transaction_id: id });
    expect((await verify()).body["status"]).toBe("pending");
    expect((await verify()).body["status"]).toBe("completed");
    // What has ended is told without asking, and without a limit.
    for (let times = 0; times < 25; times += 1) expectStatus(await verify(), 200);

    const { id: open } = await opened(amina, 612_500);
    const asks = await Promise.all(
      Array.from({ length: 30 }, () => amina.post("/wallet/topup/verify", { transaction_id: open })),
    );
    const refused = asks.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(8);
    expect(refused[0]?.headers.get("retry-after")).toMatch(/^\d+$/);
  });

  it("knows no transaction of somebody else, and none that is no top-up", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const { id } = await opened(joseph, 612_600);
    const sent = await amina.post(
      "/wallet/transfer",
      { to_user: joseph.userId, amount: 100, currency: "NGN", pin: amina.pin },
      { key: "t" },
    );
    for (const transaction_id of [id, String(sent.body["transaction_id"]), amina.userId]) {
      const answer = await amina.post("/wallet/topup/verify", { transaction_id });
      expect([answer.status, answer.body["code"]]).toEqual([404, "transaction_not_found"]);
    }
  });
});

describe("top-ups that stay open", () => {
  it("end after a day when nobody paid; are credited by the sweep when only the event was lost, and after their end too", async () => {
    const { amina } = await people({ amina: {} });
    const [lost, unpaid, late] = [
      await opened(amina, 613_100),
      await opened(amina, 613_200),
      await opened(amina, 613_300),
    ];
    await fault({ do: "webhook_drop", on: { event: "charge.success", amount: 613_100 } });
    await pay(lost.code);
    await local.advance("PT75M", ["topups/sweep-topups"]);
    await amina.signIn();
    expect(await statusOf(amina, lost.id)).toBe("completed");
    expect(await statusOf(amina, unpaid.id)).toBe("pending");

    await local.advance("PT24H", ["topups/sweep-topups"]);
    await amina.signIn();
    expect(await statusOf(amina, unpaid.id)).toBe("cancelled");
    expect(await statusOf(amina, late.id)).toBe("cancelled");
    expect(await amina.balance()).toBe(613_100);

    await pay(late.code);
    expect(await statusOf(amina, late.id)).toBe("completed");
    expect(await amina.balance()).toBe(613_100 + 613_300);
  });
});
