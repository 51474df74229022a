import { describe, expect, it } from "vitest";
import { paystack } from "../../kit/cloud.ts";
import { expectStatus, people, settled } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";

const pay = (number: unknown, body: object) => paystack.post(`/_sim/virtual-accounts/${String(number)}/pay`, body);

describe("POST /wallet/virtual-account/requery", () => {
  it("finds money that nobody told of; with the wallet the number is closed, and what was on its way waits", async () => {
    const { amina, musa } = await people({ amina: {}, musa: {} });
    expect((await amina.post("/wallet/virtual-account/requery", undefined)).status).toBe(404);
    const numberOf = async (who: typeof amina) =>
      (await who.post("/wallet/virtual-account", undefined)).body["account_number"];
    const hers = await numberOf(amina);
    expect((await pay(hers, { amount: 250_000, unnoticed: true })).status).toBe(200);
    await settled();
    expect(await amina.balance()).toBe(0);
    const looked = await amina.post("/wallet/virtual-account/requery", undefined);
    expectStatus(looked, 200);
    expect(looked.body["bank_asked"]).toBe(true);
    await settled();
    expect(await amina.balance()).toBe(250_000);
    expect((await amina.post("/wallet/virtual-account/requery", undefined)).body).toMatchObject({
      ...{ found: 0, bank_asked: false },
    });

    const his = await numberOf(musa);
    await pay(his, { amount: 70_000, unnoticed: true });
    const admin = await staff("admin");
    expectStatus(await admin.post(`/admin/users/${musa.userId}/wallets/NGN/close`, { reason: "He left us" }), 200);
    await settled();
    expect((await musa.get("/wallet/virtual-account")).status).toBe(404);
    expect((await musa.post("/wallet/virtual-account", undefined)).body["code"]).toBe("wallet_closed");
    expect((await pay(his, { amount: 1_000 })).status).toBe(400);
    const { items = [] } = (await musa.get("/wallet/transactions")).body;
    expect(items).toMatchObject([{ kind: "topup", status: "held", amount: 70_000 }]);
  });
});
