import { describe, expect, it } from "vitest";
import { local } from "../kit/cloud.ts";
import { expectStatus, people, type Person } from "../kit/people.ts";
import { leastCost } from "./budget.testkit.ts";

/** Everything as long as it may be. */
const order = (to: Person) => ({
  amount: 1_200,
  currency: "NGN",
  note: "₦".repeat(140),
  reference: `r-${to.userId}`.padEnd(64, "x"),
});
const headers = (id: string) => ({ "x-request-id": id.padEnd(64, "~"), "x-device-id": "d".repeat(64) });

describe("the budget of a transfer", () => {
  it("with a confirmation token: two requests one after the other, 3 units read, 10 written, 5 items of at most 1 KB", async () => {
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const confirmation = await amina.confirmation();
    const cost = await leastCost((attempt) =>
      amina.post(
        "/wallet/transfer",
        { to_user: joseph.userId, ...order(joseph), confirmation },
        { key: `budget-token-${attempt}`, headers: headers(`budget-token-${attempt}`) },
      ),
    );
    expect(cost).toMatchObject({ operations: ["BatchGetItem", "TransactWriteItems"], read: 3, write: 10 });
    expect(cost.items).toHaveLength(5);
    for (const size of cost.items) expect(size).toBeLessThanOrEqual(1_024);
  });

  it("with the PIN: two more writes beside them, 2 units read, 12 written", async () => {
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const cost = await leastCost((attempt) =>
      amina.post(
        "/wallet/transfer",
        { to_user: joseph.userId, ...order(joseph), pin: amina.pin },
        { key: `budget-pin-${attempt}`, headers: headers(`budget-pin-${attempt}`) },
      ),
    );
    expect(cost.operations.toSorted()).toEqual(["BatchGetItem", "TransactWriteItems", "UpdateItem", "UpdateItem"]);
    expect(cost).toMatchObject({ read: 2, write: 12 });
    expect(cost.items).toHaveLength(5);
  });

  it("to a phone: the phone's row first, one unit more", async () => {
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const confirmation = await amina.confirmation();
    const cost = await leastCost((attempt) =>
      amina.post(
        "/wallet/transfer",
        { to_phone: joseph.phone, ...order(joseph), confirmation },
        { key: `budget-phone-${attempt}`, headers: headers(`budget-phone-${attempt}`) },
      ),
    );
    expect(cost.operations).toEqual(["BatchGetItem", "BatchGetItem", "TransactWriteItems"]);
    expect(cost).toMatchObject({ read: 4, write: 10 });
  });

  it("sent again: the same two requests, the second of which fails on the journal and brings the answer", async () => {
    // A cloud of another day must not look like a wrong clock, for which the SDK would send each refusal again.
    await local.advance("PT6M");
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const confirmation = await amina.confirmation();
    const send = () =>
      amina.post(
        "/wallet/transfer",
        { to_user: joseph.userId, amount: 5, currency: "NGN", confirmation },
        { key: "k" },
      );
    expectStatus(await send(), 201);
    const cost = await leastCost(send);
    expect(cost).toMatchObject({ operations: ["BatchGetItem", "TransactWriteItems"], read: 3, write: 10 });
  });
});
