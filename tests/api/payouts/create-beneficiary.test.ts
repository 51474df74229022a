import { describe, expect, it } from "vitest";
import { expectStatus, people } from "../../kit/people.ts";
import { ACCOUNT, BANK } from "./payouts.testkit.ts";

describe("POST /wallet/transfer/beneficiary", () => {
  it("saves a bank account under its holder's name, and shows its last four digits only", async () => {
    const { amina } = await people({ amina: {} });
    const account = { account_number: ACCOUNT.paid, bank_code: BANK };
    const answer = await amina.post("/wallet/transfer/beneficiary", account);
    expectStatus(answer, 201);
    expect(answer.body).toMatchObject({ kind: "bank", verified: true, account_number: "******6789", bank_code: BANK });
    expect(answer.body["account_name"]).toMatch(/^[A-Z]+ [A-Z]+ [A-Z]+$/);
    expect(answer.body["name"]).toBe(answer.body["account_name"]);
    expect(JSON.stringify(answer.body)).not.toContain(ACCOUNT.paid);
  });

  it("gives the same beneficiary for the same account, also when asked ten times at once", async () => {
    const { amina } = await people({ amina: {} });
    const account = { account_number: "0123450001", bank_code: BANK };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => amina.post("/wallet/transfer/beneficiary", account)),
    );
    expect(new Set(answers.map(({ body }) => body["id"])).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const again = await amina.post("/wallet/transfer/beneficiary", { ...account, name: "Another name" });
    expectStatus(again, 200);
    expect(again.body).toEqual(answers[0]?.body);
    expect((await amina.get("/wallet/beneficiaries")).body.items).toHaveLength(1);
  });

  it("gives two people who pay the same account ids that tell nothing of each other", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: {} });
    const account = { account_number: "0123450002", bank_code: BANK };
    const [one, other] = await Promise.all(
      [amina, joseph].map((person) => person.post("/wallet/transfer/beneficiary", account)),
    );
    expect(one?.body["id"]).not.toBe(other?.body["id"]);
  });

  it("saves a person by phone or id, as the same beneficiary, with the name that others may see", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: {} });
    const byPhone = await amina.post("/wallet/transfer/beneficiary", { phone: joseph.phone, name: "Joe" });
    expectStatus(byPhone, 201);
    expect(byPhone.body).toMatchObject({ kind: "person", name: "Joe", user_id: joseph.userId, account_number: null });
    const byId = await amina.post("/wallet/transfer/beneficiary", { user_id: joseph.userId });
    expectStatus(byId, 200);
    expect(byId.body).toEqual(byPhone.body);
  });

  it("refuses accounts without a name, unknown banks, strangers and oneself, and saves nothing", async () => {
    const { amina } = await people({ amina: {} });
    const nobody = "0190c0de-0000-7000-8000-000000000001";
    const refusals: readonly (readonly [Record<string, unknown>, number, string])[] = [
      [{ account_number: ACCOUNT.nameless, bank_code: BANK }, 422, "account_not_resolved"],
      [{ account_number: ACCOUNT.paid, bank_code: "999" }, 422, "bank_unknown"],
      [{ user_id: nobody }, 422, "beneficiary_unknown"],
      [{ phone: "+2348030000000" }, 422, "beneficiary_unknown"],
      [{ user_id: amina.userId }, 422, "beneficiary_is_self"],
      [{ phone: amina.phone }, 422, "beneficiary_is_self"],
      [{ account_number: "12345", bank_code: BANK }, 400, "invalid_request"],
      [{ account_number: ACCOUNT.paid }, 400, "invalid_request"],
      [{ account_number: ACCOUNT.paid, bank_code: BANK, user_id: nobody }, 400, "invalid_request"],
      [{}, 400, "invalid_request"],
    ];
    for (const [body, status, code] of refusals) {
      const answer = await amina.post("/wallet/transfer/beneficiary", body);
      expect([answer.status, answer.body["code"]]).toEqual([status, code]);
    }
    expect((await amina.get("/wallet/beneficiaries")).body.items).toEqual([]);
  });
});
