import { describe, expect, it } from "vitest";
import type { Answer } from "../../kit/cloud.ts";
import { expectStatus, people, type Person } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";

const told = ({ status, body }: Answer) => `${status} ${String(body["code"])}`;

describe("the states of a wallet over HTTP", () => {
  it("frozen: no debit; blocked: neither; closed: at nothing, for good; each with its reason in the trail", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: { balance: 5_000 } });
    const [compliance, admin] = [await staff("compliance"), await staff("admin")];
    const pay = (from: Person, to: Person, amount: number) =>
      from.post("/wallet/transfer", { to_user: to.userId, amount, currency: "NGN", pin: from.pin });
    const turn = (by: Person, how: string) =>
      by.post(`/admin/users/${amina.userId}/wallets/NGN/${how}`, { reason: `${how}, a test` });

    expect(told(await turn(amina, "freeze"))).toBe("403 forbidden");
    expect((await turn(compliance, "freeze")).body).toMatchObject({ status: "frozen" });
    expect((await turn(compliance, "freeze")).body).toMatchObject({ status: "frozen" });
    expect(told(await pay(amina, joseph, 1))).toBe("423 wallet_frozen");
    expectStatus(await pay(joseph, amina, 1_000), 201);
    expect(told(await amina.post("/wallet/wallets", { currency: "USD" }))).toBe("423 wallet_frozen");
    expect(told(await turn(compliance, "close"))).toBe("403 forbidden");
    expect(told(await turn(admin, "close"))).toBe("422 wallet_not_empty");

    expectStatus(await compliance.post(`/admin/users/${amina.userId}/block`, { reason: "block, a test" }), 200);
    expect(told(await pay(joseph, amina, 1))).toBe("422 recipient_blocked");
    expectStatus(await compliance.post(`/admin/users/${amina.userId}/unblock`, { reason: "unblock, a test" }), 200);
    await amina.signIn();
    // The block leaves what was frozen as it was.
    expect(told(await pay(amina, joseph, 1))).toBe("423 wallet_frozen");
    expect((await turn(compliance, "unfreeze")).body).toMatchObject({ status: "active" });
    expectStatus(await pay(amina, joseph, 11_000), 201);
    expect((await turn(admin, "close")).body).toMatchObject({ status: "closed" });
    expect(told(await turn(admin, "unfreeze"))).toBe("423 wallet_closed");
    expect(told(await pay(joseph, amina, 1))).toBe("422 recipient_closed");

    const trail = await compliance.get(`/admin/audit?user_id=${amina.userId}&limit=100`);
    const entries = (trail.body.items ?? []).map(({ action, reason }) => `${String(action)}: ${String(reason)}`);
    expect(entries.filter((each) => each.includes("a test"))).toEqual([
      "wallet.closed: close, a test",
      "wallet.unfrozen: unfreeze, a test",
      "staff.person_unblocked: unblock, a test",
      "staff.person_blocked: block, a test",
      "wallet.frozen: freeze, a test",
    ]);
  }, 120_000);
});
