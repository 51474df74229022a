import { createHmac } from "node:crypto";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { cloud, local, paystack, send } from "../../kit/cloud.ts";
import { expectStatus, people, type Person, settled, SUCCESS_CARD } from "../../kit/people.ts";
import { events, fault, resend } from "../payouts/payouts.testkit.ts";

const route = () => `${cloud().origin}/api/v1/wallet/topup/webhook`;

/** A top-up that was paid on the checkout; its reference. Faults decide what becomes of the event. */
async function paidTopup(person: Person, amount: number): Promise<{ reference: string; id: string }> {
  const order = { amount, currency: "NGN", payment_method: "card" };
  const initiated = await person.post("/wallet/topup/initiate", order, { key: `topup-${amount}` });
  expectStatus(initiated, 201);
  const code = String(initiated.body["payment_url"]).split("/").pop() ?? "";
  expectStatus(await paystack.post(`/_sim/pay/${code}`, { card: SUCCESS_CARD }), 200);
  await settled();
  return { reference: String(initiated.body["reference"]), id: String(initiated.body["transaction_id"]) };
}

/** Of this cloud, where its functions find it. */
async function providerKey(): Promise<string> {
  const { body } = await local.get("/info");
  const credentials = { accessKeyId: "tests", secretAccessKey: "tests" };
  const client = new SSMClient({ endpoint: String(body["aws_endpoint"]), region: String(body["region"]), credentials });
  const name = "/sst/cowry/dev/Secret/PAYSTACK_KEYS/value";
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  const { current, keys } = JSON.parse(Parameter?.Value ?? "{}") as {
    readonly current: string;
    readonly keys: Readonly<Record<string, string>>;
  };
  return keys[current] ?? "";
}

async function statusOf(person: Person, id: string): Promise<unknown> {
  return (await person.get(`/wallet/transactions/${id}`)).body["status"];
}

describe("POST /wallet/topup/webhook", () => {
  it("credits the top-up by the event's own delivery", async () => {
    const { amina } = await people({ amina: {} });
    const { id, reference } = await paidTopup(amina, 500_000);
    expect(await amina.balance()).toBe(500_000);
    const { body } = await amina.get(`/wallet/transactions/${id}`);
    expect(body).toMatchObject({ kind: "topup", status: "completed", balance_after: 500_000, reference, fee: 0 });
    const [event] = await events(reference);
    expect(event).toMatchObject({ event: "charge.success", state: "delivered" });
    // Once more, by whoever has the key: heard, and nothing is credited twice.
    const raw = String(event?.["body"]);
    const signature = createHmac("sha512", await providerKey())
      .update(raw)
      .digest("hex");
    const heard = await send("POST", route(), { raw, headers: { "x-paystack-signature": signature } });
    expect([heard.status, heard.body]).toEqual([200, { received: true }]);
    expect(await amina.balance()).toBe(500_000);
  });

  it("answers 401 to a missing, wrong or foreign signature, whatever the body is", async () => {
    const { amina } = await people({ amina: {} });
    await fault({ do: "webhook_forge", on: { event: "charge.success", amount: 500_700 }, times: 20 });
    const { id, reference } = await paidTopup(amina, 500_700);
    expect(await statusOf(amina, id)).toBe("pending");
    const [event] = await events(reference);
    const raw = String(event?.["body"]);
    const forged = createHmac("sha512", "sk_test_somebody_else").update(raw).digest("hex");
    for (const signature of [undefined, "", "00", "zz".repeat(64), forged, forged.toUpperCase()]) {
      const headers = signature === undefined ? {} : { "x-paystack-signature": signature };
      const answer = await send("POST", route(), { raw, headers });
      expect([answer.status, answer.body["code"]]).toEqual([401, "webhook_unsigned"]);
    }
    for (const noise of ["", "{", "null", "x".repeat(70_000)]) {
      const answer = await send("POST", route(), { raw: noise, headers: { "x-paystack-signature": forged } });
      expect([401, 413]).toContain(answer.status);
    }
    expect(await amina.balance()).toBe(0);
    await fault({ clear: true });
    expect(await resend(event)).toBe(200);
    expect(await amina.balance()).toBe(500_700);
  });

  it("credits once for ten deliveries of the same event at the same time", async () => {
    const { amina } = await people({ amina: {} });
    await fault({ do: "webhook_duplicate", copies: 10, on: { event: "charge.success", amount: 500_800 } });
    const { reference } = await paidTopup(amina, 500_800);
    expect(await amina.balance()).toBe(500_800);
    const [event] = await events(reference);
    const attempts = event?.["attempts"] as readonly Record<string, unknown>[];
    expect(attempts.map(({ status }) => status)).toEqual(Array(10).fill(200));
    await local.advance("PT1H", []);
    await amina.signIn();
    expect(await resend(event)).toBe(200);
    expect(await amina.balance()).toBe(500_800);
    expect((await amina.get("/wallet/transactions")).body.items).toHaveLength(1);
  });

  it.each([
    ["amount", { do: "webhook_amount", amount: 1 }, 500_901],
    ["amount, a kobo more", { do: "webhook_amount", amount: 500_903 }, 500_902],
    ["currency", { do: "webhook_currency", currency: "USD" }, 500_904],
    ["mode", { do: "webhook_domain" }, 500_905],
  ])("credits nothing when the %s differs, flags it, and credits the right event still", async (_, spoilt, amount) => {
    const { amina } = await people({ amina: {} });
    await fault({ ...spoilt, on: { event: "charge.success", amount } });
    const { id, reference } = await paidTopup(amina, amount);
    expect(await amina.balance()).toBe(0);
    expect(await statusOf(amina, id)).toBe("held");
    const [event] = await events(reference);
    expect(event).toMatchObject({ state: "delivered" });
    expect(await resend(event)).toBe(200);
    expect(await amina.balance()).toBe(amount);
    expect(await statusOf(amina, id)).toBe("completed");
  });

  it("credits by a later delivery what the first ones did not bring", async () => {
    const { amina } = await people({ amina: {} });
    await fault({ do: "webhook_delay", ms: 3_600_000, on: { event: "charge.success", amount: 501_000 } });
    const { id } = await paidTopup(amina, 501_000);
    expect(await statusOf(amina, id)).toBe("pending");
    await local.advance("PT2H", []);
    await amina.signIn();
    expect(await statusOf(amina, id)).toBe("completed");
    expect(await amina.balance()).toBe(501_000);
  });
});
