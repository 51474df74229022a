import { describe, expect, it } from "vitest";
import { cloud, local, paystack, send } from "../../kit/cloud.ts";
import { people, settled } from "../../kit/people.ts";
import { referenceOf, transaction, withdraw, wallet } from "./payouts.testkit.ts";
import { ACCOUNT } from "./payouts.testkit.ts";

const DOOR = "/api/v1/wallet/withdraw/approval";
const ask = (body: object) => send("POST", `${cloud().origin}${DOOR}`, { body });
const setAddress = (approval_url: string | null) => paystack.post("/_sim/settings", { approval_url });

describe("POST /wallet/withdraw/approval", () => {
  it("lets go what we ordered and nothing else; a transfer that somebody else orders with our key is rejected", async () => {
    const { amina } = await people({ amina: { balance: 500_000 } });
    await setAddress(`${cloud().origin}${DOOR}`);
    try {
      const waiting = await withdraw(amina, ACCOUNT.pendingForEver, 100_000);
      const paid = await withdraw(amina, ACCOUNT.paid, 150_000);
      await settled();
      await local.advance("PT5S", []);
      await settled();
      expect(await transaction(amina, paid)).toMatchObject({ status: "completed" });

      const reference = referenceOf(waiting);
      expect((await ask({ reference, amount: 100_000 })).status).toBe(200);
      for (const wrong of [
        { reference, amount: 100_001 },
        { reference, amount: 100_000, recipient: { recipient_code: "RCP_somebody" } },
        { reference, amount: 100_000, domain: "live" },
        { reference: referenceOf(paid), amount: 150_000 },
        { reference: "somebody-elses-transfer", amount: 100_000 },
        {},
      ]) {
        const answer = await ask(wrong);
        expect([answer.status, answer.body["code"]]).toEqual([400, "transfer_not_ordered"]);
      }
      expect((await wallet(amina)).reserved).toBeGreaterThan(100_000);
    } finally {
      await setAddress(null);
    }
  });
});
