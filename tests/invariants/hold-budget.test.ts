import { describe, expect, it } from "vitest";
import { expectStatus, people } from "../kit/people.ts";
import { staff } from "../kit/staff.ts";
import { type Cost, costOf, leastCost } from "./budget.testkit.ts";

const small = ({ items }: Cost) => items.every((size) => size <= 1_024);
/** Everything as long as it may be. */
const LONG = { reason: "₦".repeat(64), reference: "r".repeat(64) };

describe("the budget of holds and corrections, texts at their caps", () => {
  it("a hold: 4 items made, 5 captured whole, 6 in parts, 2 released; none above 1 KB", async () => {
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const confirmation = await amina.confirmation();
    const ids: string[] = [];
    const made = await leastCost(async (attempt) => {
      const order = { payee: joseph.userId, amount: 4_000, currency: "NGN", confirmation, ...LONG };
      const answer = await amina.post("/wallet/holds", order, { key: `hold-${attempt}` });
      ids.push(String(answer.body["id"]));
      return answer;
    });
    // Units of the items themselves: a change of the hold's place in the index is one more.
    expect(made).toMatchObject({ operations: ["BatchGetItem", "TransactWriteItems"], read: 3, write: 8 });
    expect([made.items.length, small(made)]).toEqual([4, true]);

    const capture = (id = "", body: object = {}) => joseph.post(`/wallet/holds/${id}/capture`, body);
    const [first = "", second = "", third = ""] = ids;
    const part = await costOf(await capture(first, { amount: 1_000 }));
    expect(part.operations).toEqual(["BatchGetItem", "BatchGetItem", "TransactWriteItems"]);
    expect([part.items.length, part.write, small(part)]).toEqual([6, 12, true]);
    const whole = await costOf(await capture(second));
    expect(whole.operations).toEqual(["BatchGetItem", "BatchGetItem", "TransactWriteItems"]);
    expect([whole.items.length, whole.write, small(whole)]).toEqual([5, 10, true]);
    const released = await costOf(await joseph.post(`/wallet/holds/${third}/release`, {}));
    expect([released.items.length, released.write, small(released)]).toEqual([2, 4, true]);
  }, 120_000);

  it("a reversal: original, refund, two wallets, four entries, and the proposal with its line in the trail", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const [ada, bola] = [await staff("finance"), await staff("finance")];
    const order = { to_user: joseph.userId, amount: 1_000, currency: "NGN", pin: amina.pin };
    const sent = await amina.post("/wallet/transfer", order);
    expectStatus(sent, 201);
    const approve = async (path: string, body: object) => {
      const proposed = await ada.post(path, { currency: "NGN", reason: "₦".repeat(140), ...body });
      expectStatus(proposed, 201);
      const answer = await bola.post(`/admin/approvals/${String(proposed.body["id"])}/approve`, { reason: "right" });
      expect(answer.body).toMatchObject({ status: "executed" });
      return costOf(answer);
    };
    const original = String(sent.body["transaction_id"]);
    const reversal = await approve(`/admin/transactions/${original}/reversals`, { mode: "reversal", amount: 1_000 });
    expect(reversal.items).toHaveLength(10);
    const adjusting = { user_id: amina.userId, amount: 5, direction: "credit" };
    const adjustment = await approve("/admin/adjustments", adjusting);
    expect(adjustment.items).toHaveLength(5);
  }, 120_000);
});
