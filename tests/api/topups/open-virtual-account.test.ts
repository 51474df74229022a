import { describe, expect, it } from "vitest";
import { paystack } from "../../kit/cloud.ts";
import { expectStatus, people, settled } from "../../kit/people.ts";

describe("POST /wallet/virtual-account", () => {
  it("gives one account number for ever, and credits what is sent to it", async () => {
    const { amina } = await people({ amina: {} });
    expect((await amina.get("/wallet/virtual-account")).body["code"]).toBe("virtual_account_not_found");
    const opened = await Promise.all([1, 2].map(() => amina.post("/wallet/virtual-account", undefined)));
    for (const each of opened) expectStatus(each, 200);
    const { body } = await amina.get("/wallet/virtual-account");
    for (const each of opened) expect(each.body).toEqual(body);
    const path = `/_sim/virtual-accounts/${String(body["account_number"])}/pay`;
    expect((await paystack.post(path, { amount: 250_000 })).status).toBeLessThan(300);
    await settled();
    expect(await amina.balance()).toBe(250_000);
    expect((await amina.get("/wallet/transactions")).body.items).toMatchObject([
      { kind: "topup", status: "completed", metadata: { payment_method: "virtual_account" } },
    ]);
  });
});
