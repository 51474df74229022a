import { afterAll, describe, expect, it } from "vitest";
import { local, paystack } from "../kit/cloud.ts";
import { expectStatus, people, type Person, settled } from "../kit/people.ts";
import { ACCOUNT, accountOf, fault, later, referenceOf, transaction, wallet } from "../api/payouts/payouts.testkit.ts";

const PAYOUTS_EACH = 8;
const START = 2_000_000;

/** Everything that may go wrong between us and the provider, each with its chance. The simulator's seed decides. */
const STORM = [
  { do: "lose_answer", on: { operation: "transfer" }, chance: 0.25 },
  { do: "refuse", on: { operation: "transfer" }, chance: 0.15 },
  { do: "error", html: true, status: 502, when: "after", on: { operation: "transfer" }, chance: 0.15 },
  { do: "rate_limit", on: { operation: "transfer" }, chance: 0.1 },
  { do: "not_found", on: { operation: "verify_transfer" }, chance: 0.25 },
  { do: "error", on: { operation: "verify_transfer" }, chance: 0.15 },
  { do: "transfer_outcome", outcome: "failed", on: { operation: "transfer" }, chance: 0.2 },
  { do: "reverse_after_success", ms: 1_800_000, on: { operation: "transfer" }, chance: 0.15 },
  { do: "webhook_drop", on: { event: "transfer.success" }, chance: 0.3 },
  { do: "webhook_duplicate", copies: 3, on: { event: "transfer.success" }, chance: 0.3 },
  { do: "webhook_delay", ms: 1_200_000, on: { event: "transfer.failed" }, chance: 0.5 },
];

/** Orders payouts of different amounts at the same time; their transaction ids. */
async function orderSome(person: Person): Promise<readonly string[]> {
  const beneficiary_id = await accountOf(person, ACCOUNT.paid);
  const confirmation = await person.confirmation();
  const orders = Array.from({ length: PAYOUTS_EACH }, (_, n) => {
    const order = { beneficiary_id, amount: 100_000 + n, confirmation };
    return person.post("/wallet/withdraw", order, { key: `storm-${n}` });
  });
  const answers = await Promise.all(orders);
  for (const answer of answers) expectStatus(answer, 202);
  return answers.map(({ body }) => String(body["transaction_id"]));
}

/** What the provider's own books say of a reference: how often money left for it, and how often it came back. */
async function provider(): Promise<(id: string) => { sent: number; returned: number }> {
  const { body } = await paystack.get("/_sim/ledger");
  const reasons = (body["rows"] as readonly Record<string, unknown>[]).map(({ reason }) => String(reason));
  const count = (reason: string) => reasons.filter((candidate) => candidate === reason).length;
  return (id) => ({
    sent: count(`Transfer ${referenceOf(id)}`),
    returned: count(`Return of ${referenceOf(id)}`),
  });
}

afterAll(async () => {
  await fault({ clear: true });
  await local.faults({ transactionConflict: 0, throttling: 0, resetAfterCommit: 0 });
});

describe("payouts in a storm", () => {
  it("end each as the provider ended it, pay nobody twice, and lose no kobo", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: {} });
    const all = [amina, joseph];
    for (const person of all) await person.topUp(START);
    await fault({ faults: STORM.map((each) => ({ ...each, for_ms: 6 * 3_600_000 })) });
    await local.faults({ transactionConflict: 0.2, throttling: 0.05, resetAfterCommit: 0.05 });
    const ordered = await Promise.all(all.map(orderSome));
    await settled();
    for (const hours of [1, 2, 6]) await later(`PT${hours}H`);
    await local.faults({ transactionConflict: 0, throttling: 0, resetAfterCommit: 0 });
    const told = await provider();

    for (const [index, person] of all.entries()) {
      await person.signIn();
      let spent = 0;
      for (const id of ordered[index] ?? []) {
        const { status, amount, fee } = await transaction(person, id);
        const { sent, returned } = told(id);
        expect({ id, sent, returned }).toEqual({ id, sent: Math.min(sent, 1), returned: Math.min(sent, returned) });
        const expected = sent - returned === 1 ? ["completed"] : sent === 0 ? ["failed"] : ["failed", "reversed"];
        expect(expected, id).toContain(status);
        if (status === "completed") spent += Number(amount) + Number(fee);
      }
      expect(await wallet(person)).toEqual({ available: START - spent, reserved: 0, balance: START - spent });
    }
  }, 180_000);
});
