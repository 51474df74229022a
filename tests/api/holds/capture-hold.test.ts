import { describe, expect, it } from "vitest";
import { local } from "../../kit/cloud.ts";
import { expectStatus, people, type Person } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";
import { expectRightBooks } from "../../invariants/ledger.testkit.ts";

const codeOf = ({ status, body }: { status: number; body: Record<string, unknown> }) =>
  `${status} ${String(body["code"])}`;

/** What somebody was told of holds, as kinds and texts. */
async function told(of: Person) {
  const { body } = await of.get("/notifications?limit=100");
  const items = (body.items ?? []).filter(({ kind }) => String(kind).startsWith("hold."));
  return { kinds: items.map(({ kind }) => String(kind)).sort(), texts: items.map((notice) => String(notice["body"])) };
}

describe("holds over HTTP", () => {
  it("are made once, captured in parts or whole by the payee, released, and given back by the sweep", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const order = { payee: joseph.userId, amount: 4_000, reason: "Ride", pin: amina.pin };
    const made = await amina.post("/wallet/holds", order, { key: "hold-1" });
    expectStatus(made, 201);
    const again = await amina.post("/wallet/holds", order, { key: "hold-1" });
    expect(again.body).toEqual(made.body);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const id = String(made.body["id"]);
    expect(made.body).toMatchObject({ status: "open", amount: 4_000, captured: 0, left: 4_000, currency: "NGN" });

    expect(codeOf(await amina.post(`/wallet/holds/${id}/capture`, {}, { key: "c-0" }))).toBe("404 hold_not_found");
    const part = await joseph.post(`/wallet/holds/${id}/capture`, { amount: 1_500 }, { key: "c-1" });
    expectStatus(part, 201);
    const replay = await joseph.post(`/wallet/holds/${id}/capture`, { amount: 1_500 }, { key: "c-1" });
    expect(replay.body).toEqual(part.body);
    expect(codeOf(await joseph.post(`/wallet/holds/${id}/capture`, { amount: 2_501 }, { key: "c-2" }))).toBe(
      "422 capture_exceeds_hold",
    );
    expect(codeOf(await amina.post(`/wallet/holds/${id}/release`, {}))).toBe("422 hold_not_releasable");
    const released = await joseph.post(`/wallet/holds/${id}/release`, {});
    expectStatus(released, 200);
    expect((await joseph.get(`/wallet/holds/${id}`)).body).toEqual(released.body);

    const soon = await amina.post("/wallet/holds", { ...order, expires_in: 60 }, { key: "hold-2" });
    const whole = await amina.post("/wallet/holds", { ...order, amount: 2_000 }, { key: "hold-3" });
    expectStatus(await joseph.post(`/wallet/holds/${String(whole.body["id"])}/capture`, {}, { key: "c-3" }), 201);
    for (const [person, role] of [
      [amina, "payer"],
      [joseph, "payee"],
    ] as const) {
      const { body } = await person.get(`/wallet/holds?role=${role}`);
      expect(body.items?.map(({ status }) => status)).toEqual(["captured", "open", "captured"]);
    }
    await local.advance("PT12M");
    const gone = await joseph.post(`/wallet/holds/${String(soon.body["id"])}/capture`, {}, { key: "c-4" });
    expect(codeOf(gone)).toBe("409 hold_expired");
    const { body } = await amina.get("/wallet/balance");
    expect(body).toMatchObject({ balance: 6_500, available: 6_500, reserved: 0 });
    expect(await joseph.balance()).toBe(3_500);

    const ends = (type: string) =>
      ["cancelled", "completed", "completed", "ended", "held", "held", "held"].map((end) => `hold.${type}.${end}`);
    const [hers, his] = [await told(amina), await told(joseph)];
    expect([hers.kinds, his.kinds]).toEqual([ends("debit"), ends("credit")]);
    expect(his.texts).toContain("NGN 25.00 is no longer set aside for you by Amina B.");
    expect(hers.texts).toContain("NGN 25.00 that was set aside for Joseph B. is yours again.");
    // Nothing of the other's: her balance, here, before and after.
    expect(his.texts.join()).not.toMatch(/NGN (100|60|65|85)\.00/);
    await expectRightBooks();

    // Ten at once of what is enough for five: exactly five, and nobody is told anything else.
    const confirmation = await amina.confirmation();
    const reserve = (amount: number, expires_in: number) =>
      amina.post("/wallet/holds", { payee: joseph.userId, amount, expires_in, confirmation });
    const many = await Promise.all(Array.from({ length: 10 }, () => reserve(1_300, 60)));
    const open = many.filter(({ status }) => status === 201).map(({ body: hold }) => hold);
    expect(open).toHaveLength(5);
    const others = many.filter(({ status }) => status !== 201).map(codeOf);
    expect(others).toEqual(others.map(() => "422 insufficient_funds"));
    expect((await amina.get("/wallet/balance")).body).toMatchObject({ available: 0, reserved: 6_500 });

    // Parts are taken while their end comes, and the sweep with it: whoever is first has it, and nobody is told more.
    const [soonest = ""] = open.map(({ expires_at }) => String(expires_at)).sort();
    const to = new Date(Date.parse(soonest) - 300).toISOString();
    expectStatus(await local.post("/clock", { to, schedules: [] }), 200);
    let taken = 0;
    let late: readonly string[] = [];
    while (late.length < open.length) {
      const [, ...parts] = await Promise.all([
        local.post("/schedules/holds%2Fsweep-holds/run", {}),
        ...open.map(({ id: hold }) => joseph.post(`/wallet/holds/${String(hold)}/capture`, { amount: 100 })),
      ]);
      taken += 100 * parts.filter(({ status }) => status === 201).length;
      late = parts.filter(({ status }) => status !== 201).map(codeOf);
      expect(late.filter((code) => !["409 hold_expired", "409 hold_ended"].includes(code))).toEqual([]);
    }
    expectStatus(await local.post("/schedules/holds%2Fsweep-holds/run", {}), 200);
    expect((await amina.get("/wallet/balance")).body).toMatchObject({ available: 6_500 - taken, reserved: 0 });
    expect(await joseph.balance()).toBe(3_500 + taken);
    await expectRightBooks();
  });

  it("are given back by staff, with a reason", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const order = { payee: joseph.userId, amount: 4_000, reason: "Ride", pin: amina.pin };
    const made = await amina.post("/wallet/holds", order, { key: "ride" });
    expectStatus(made, 201);
    const path = `/admin/holds/${String(made.body["id"])}/release`;
    const reason = "The driver cancelled the ride";
    expectStatus(await joseph.post(path, { reason }), 403);
    const released = await (await staff("compliance")).post(path, { reason });
    expectStatus(released, 200);
    expect(released.body).toMatchObject({ status: "released", captured: 0, left: 0 });
    expect((await amina.get("/wallet/balance")).body).toMatchObject({ available: 10_000, reserved: 0 });
  });
});
