import { describe, expect, it } from "vitest";
import { expectRightBooks } from "../../invariants/ledger.testkit.ts";
import { expectStatus, people, type Person } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";

/** Staff put something into a wallet, by four eyes. */
async function grant(proposer: Person, approver: Person, order: Record<string, unknown>): Promise<void> {
  const reason = "opening balance";
  const proposed = await proposer.post("/admin/adjustments", { direction: "credit", reason, ...order });
  expectStatus(proposed, 201);
  expectStatus(await approver.post(`/admin/approvals/${String(proposed.body["id"])}/approve`, { reason }), 200);
}

describe("wallets of several assets", () => {
  it("are opened once each, and move amounts of 8 decimals exactly", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: {} });
    const assets = await amina.get("/wallet/assets");
    expectStatus(assets, 200);
    expect(assets.body.items).toContainEqual(
      expect.objectContaining({ symbol: "BTC", asset_type: "crypto", decimals: 8, min_amount: "0.00000001" }),
    );
    expectStatus(await amina.post("/wallet/wallets", { currency: "BTC" }), 201);
    const again = await amina.post("/wallet/wallet/create", { currency: "BTC" });
    expectStatus(again, 200);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.body).toMatchObject({ balance: "0.00000000", currency: "BTC" });

    const [finance, admin] = [await staff("finance"), await staff("admin")];
    await grant(finance, admin, { user_id: amina.userId, amount: "0.00300001", currency: "BTC" });
    const order = { to_user: joseph.userId, currency: "BTC", pin: amina.pin };
    const refused = async (amount: unknown) => {
      const { status, body } = await amina.post("/wallet/transfer", { ...order, amount });
      return [status, body["code"], (body["errors"] as { path: string }[] | undefined)?.[0]?.path];
    };
    expect(await refused("0.001")).toEqual([422, "recipient_currency_mismatch", undefined]);
    expectStatus(await joseph.post("/wallet/wallets", { currency: "BTC" }), 201);
    for (const wrong of [1, "1.123456789", "1e-3", "0", "0.0", "-1", ".5"]) {
      expect([wrong, ...(await refused(wrong))]).toEqual([wrong, 400, "invalid_request", "amount"]);
    }
    const sent = await amina.post("/wallet/transfer", { ...order, amount: "0.00100001" });
    expectStatus(sent, 201);
    expect(sent.body["transaction"]).toMatchObject({
      amount: "0.00100001",
      balance_after: "0.00200000",
      fee: "0.00000000",
    });
    const balances = await joseph.get("/wallet/balances");
    expect(balances.body.items?.map((each) => [each["currency"], each["balance"]])).toEqual([
      ["BTC", "0.00100001"],
      ["NGN", 0],
    ]);
    await expectRightBooks();
  }, 60_000);
});
