import { describe, expect, it } from "vitest";
import { paystack, type Body } from "../../kit/cloud.ts";
import { expectStatus, people, type Person, settled } from "../../kit/people.ts";

/** Pays on the checkout page with this card, which is kept. */
async function paidAndKept(person: Person, card: string): Promise<Body> {
  const order = { amount: 500_000, currency: "NGN", payment_method: "card", save_card: true };
  const opened = await person.post("/wallet/topup/initiate", order, { key: `keep-${card}` });
  expectStatus(opened, 201);
  const code = String(opened.body["payment_url"]).split("/").pop() ?? "";
  expectStatus(await paystack.post(`/_sim/pay/${code}`, { card }), 200);
  await settled();
  const [newest] = ((await person.get("/wallet/cards")).body.items ?? []).toSorted((a, b) =>
    String(b["created_at"]).localeCompare(String(a["created_at"])),
  );
  return newest as Body;
}

describe("POST /wallet/topup/card", () => {
  it("charges a kept card once for each key, asks its owner where the bank wants that, and nothing once it is removed", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: {} });
    const card = await paidAndKept(amina, "success");
    expect(card).toMatchObject({ last4: "4081", brand: "visa", is_default: true, expired: false });
    const { pin } = amina;
    const order = { amount: 200_000, currency: "NGN", card_id: card["id"], pin };
    const charge = () => amina.post("/wallet/topup/card", order, { key: "again" });
    const first = await charge();
    expectStatus(first, 201);
    expect(first.body).toMatchObject({ status: "completed", payment_url: null, amount_to_pay: 200_000 });
    expect((await charge()).body).toEqual(first.body);
    await settled();
    expect(await amina.balance()).toBe(700_000);

    const wrong = await amina.post("/wallet/topup/card", { ...order, pin: "0007" });
    expect(wrong.body["code"]).toBe("pin_incorrect");
    const theirs = await joseph.post("/wallet/topup/card", { ...order, pin: joseph.pin });
    expect([theirs.status, theirs.body["code"]]).toEqual([404, "card_not_found"]);

    const asking = await paidAndKept(amina, "saved_challenge");
    expectStatus(await amina.request("PUT", `/wallet/cards/${String(asking["id"])}/default`), 200);
    const paused = await amina.post("/wallet/topup/card", { amount: 300_000, currency: "NGN", pin }, { key: "ask" });
    expect(paused.body).toMatchObject({ status: "pending" });
    const code = String(paused.body["payment_url"]).split("/").pop() ?? "";
    expectStatus(await paystack.post(`/_sim/pay/${code}`, { otp: "123456" }), 200);
    await settled();
    expect(await amina.balance()).toBe(1_500_000);

    const path = `/wallet/cards/${String(card["id"])}`;
    expectStatus(await joseph.request("DELETE", path), 404);
    expectStatus(await amina.request("DELETE", path), 204);
    expect((await amina.post("/wallet/topup/card", order)).body["code"]).toBe("card_not_found");
    expect((await amina.get("/wallet/cards")).body.items).toMatchObject([{ id: asking["id"], is_default: true }]);
  });
});
