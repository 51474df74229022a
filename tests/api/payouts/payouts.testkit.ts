import { expect } from "vitest";
import { local, paystack, type Body } from "../../kit/cloud.ts";
import { expectStatus, settled, type Person } from "../../kit/people.ts";

/** Account numbers to which the simulator gives a fate of its own. */
export const ACCOUNT = {
  paid: "0123456789",
  fails: "9990000001",
  reversedAfterAnHour: "9990000002",
  pendingForEver: "9990000003",
  nameless: "9990000004",
  reversedAtOnce: "9990000005",
  refused: "9990000008",
  abandonedAfterOtp: "9990000007",
} as const;

export const BANK = "057";

/** A bank account as this person's beneficiary: its id. */
export async function accountOf(person: Person, accountNumber: string = ACCOUNT.paid): Promise<string> {
  const account = { account_number: accountNumber, bank_code: BANK };
  const answer = await person.post("/wallet/transfer/beneficiary", account);
  if (answer.status !== 200) expectStatus(answer, 201);
  return String(answer.body["id"]);
}

/** Orders a payout and gives its transaction id. Nothing has been sent when this returns, unless the stream was quick. */
export async function withdraw(person: Person, accountNumber: string, amount: number, key?: string): Promise<string> {
  const order = { beneficiary_id: await accountOf(person, accountNumber), amount, pin: person.pin };
  const answer = await person.post("/wallet/withdraw", order, key === undefined ? {} : { key });
  expectStatus(answer, 202);
  return String(answer.body["transaction_id"]);
}

export function referenceOf(transactionId: string): string {
  return `cw-${transactionId.replaceAll("-", "")}`;
}

export async function transaction(person: Person, id: string): Promise<Body> {
  const answer = await person.get(`/wallet/transactions/${id}`);
  expectStatus(answer, 200);
  return answer.body;
}

/** Moves the clock; access tokens do not live as long as a payout may take. */
export async function later(duration: string, ...people: readonly Person[]): Promise<void> {
  await local.advance(duration, ["payouts/sweep-payouts"]);
  await settled();
  for (const person of people) await person.signIn();
}

export async function wallet(person: Person): Promise<{ available: number; reserved: number; balance: number }> {
  const { body } = await person.get("/wallet/balance");
  return { available: Number(body["available"]), reserved: Number(body["reserved"]), balance: Number(body["balance"]) };
}

/** A fault of the simulator, aimed at one reference or amount so that no other test meets it. */
export async function fault(plan: Record<string, unknown>): Promise<void> {
  expectStatus(await paystack.post("/_sim/faults", plan), 200);
}

/** Every event that was sent about a reference, oldest first. */
export async function events(reference: string): Promise<readonly Record<string, unknown>[]> {
  const { body } = await paystack.get(`/_sim/webhooks?reference=${reference}`);
  return [...(body.items ?? [])].reverse();
}

/** The same event once more, rightly signed. */
export async function resend(event: Record<string, unknown> | undefined): Promise<unknown> {
  expect(event).toBeDefined();
  const { body } = await paystack.post(`/_sim/webhooks/${String(event?.["id"])}/resend`, {});
  return (body["last"] as Record<string, unknown>)["status"];
}
