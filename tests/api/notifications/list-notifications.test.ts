import { describe, expect, it } from "vitest";
import { local } from "../../kit/cloud.ts";
import { expectStatus, people, type Person, settled } from "../../kit/people.ts";

type Notice = Readonly<Record<string, unknown>>;

async function notices(of: Person): Promise<readonly Notice[]> {
  const answer = await of.get("/notifications?limit=100");
  expectStatus(answer, 200);
  return answer.body.items ?? [];
}

const pay = (from: Person, to: Person, amount: number) =>
  from.post("/wallet/transfer", { to_user: to.userId, amount, currency: "NGN", pin: from.pin });

/** An address that somebody has proved to read; the session goes on with tokens of after that. */
async function verifiedMailbox(of: Person): Promise<string> {
  const email = `inbox.${of.userId.slice(-8)}@example.com`;
  const { body } = await of.post("/auth/email/submit", { email, purpose: "verify_email" });
  const otp = (await local.messages(email)).find((text) => /^\d{6} /.test(text))?.slice(0, 6);
  const proof = { email, otp, challenge_id: body["challenge_id"], password: of.password };
  expectStatus(await of.post("/auth/change-email", proof), 204);
  const refreshed = await of.post("/auth/token/refresh", { refresh: of.refresh });
  expectStatus(refreshed, 200);
  of.access = String(refreshed.body["access"]);
  return email;
}

describe("notices", () => {
  it("tell both sides of a transfer once, with the receipt, in the inbox and by the ways that each wants", async () => {
    const { amina, joseph } = await people({ amina: { balance: 50_000 }, joseph: {} });
    const mailbox = await verifiedMailbox(amina);
    const noSms = await amina.request("PUT", "/users/me/notification-settings", { sms_notifications: false });
    expectStatus(noSms, 200);
    const sent = await pay(amina, joseph, 1_200);
    expectStatus(sent, 201);
    const id = String(sent.body["transaction_id"]);
    await settled();
    const [hers] = await notices(amina);
    const [his, ...others] = (await notices(joseph)).filter(({ transaction_id }) => transaction_id !== null);
    const receipt = `/api/v1/wallet/transactions/${id}/receipt`;
    expect(hers).toMatchObject({
      kind: "transfer.debit.completed",
      title: "Money sent",
      body: "You sent NGN 12.00 to Joseph B. Balance NGN 488.00.",
      transaction_id: id,
      receipt,
      read: false,
    });
    expect(his).toMatchObject({
      kind: "transfer.credit.completed",
      body: "You received NGN 12.00 from Amina B. Balance NGN 12.00.",
      receipt,
    });
    expect(others).toEqual([]);
    expectStatus(await amina.get(receipt.replace("/api/v1", "")), 200);
    const [sms = ""] = (await local.messages(joseph.phone)).filter((text) => text.includes(id));
    expect(sms).toMatch(
      /^Cowry: You received NGN 12\.00 from Amina B\. Balance NGN 12\.00\. \d\d \w+ \d{4}, \d\d:\d\d\. Ref /,
    );
    expect(sms.length).toBeLessThanOrEqual(160);
    expect((await local.messages(amina.phone)).filter((text) => text.includes(id))).toEqual([]);
    const [mail = ""] = await local.messages(mailbox);
    for (const line of ["Amount: NGN 12.00", "To: Joseph B.", `Transaction: ${id}`]) expect(mail).toContain(line);
    expect((await notices(amina)).filter(({ kind }) => kind === "topup.credit.completed")).toHaveLength(1);
  });

  it("are read one by one or all at once, by their owner only", async () => {
    const { amina, joseph } = await people({ amina: { balance: 50_000 }, joseph: {} });
    for (const amount of [1, 2, 3]) expectStatus(await pay(amina, joseph, amount), 201);
    await settled();
    const unread = async (of: Person) => (await of.get("/notifications/unread-count")).body["unread"];
    const before = Number(await unread(joseph));
    expect(before).toBeGreaterThanOrEqual(3);
    const [newest] = await notices(joseph);
    const id = String(newest?.["id"]);
    expectStatus(await joseph.post(`/notifications/${id}/read`, {}), 204);
    expectStatus(await joseph.post(`/notifications/${id}/read`, {}), 204);
    expect(await unread(joseph)).toBe(before - 1);
    const foreign = await amina.post(`/notifications/${id}/read`, {});
    expect([foreign.status, foreign.body["code"]]).toEqual([404, "notice_not_found"]);
    expectStatus(await joseph.post("/notifications/read-all", {}), 204);
    expect(await unread(joseph)).toBe(0);
    await local.advance("PT1S");
    expectStatus(await pay(amina, joseph, 4), 201);
    await settled();
    expect(await unread(joseph)).toBe(1);

    const pages: unknown[] = [];
    let cursor: unknown = "";
    do {
      const { body } = await joseph.get(`/notifications?limit=2${cursor === "" ? "" : `&cursor=${String(cursor)}`}`);
      pages.push(...(body.items ?? []).map((notice) => notice["id"]));
      cursor = body["next_cursor"];
    } while (typeof cursor === "string");
    expect(pages).toEqual((await notices(joseph)).map((notice) => notice["id"]));
  });
});
