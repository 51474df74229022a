import { describe, expect, it } from "vitest";
import { expectStatus, people } from "../../kit/people.ts";

describe("GET /auth/me", () => {
  it("shows somebody their own profile, roles, referral code and wallets", async () => {
    const { amina } = await people({ amina: {} });
    const answer = await amina.get("/auth/me");
    expectStatus(answer, 200);
    expect(answer.body).toMatchObject({
      id: amina.userId,
      phone: amina.phone,
      first_name: "Amina",
      last_name: "Bello",
      email: null,
      roles: ["rider"],
      referral_code: expect.stringMatching(/^[2-9A-Z]{8}$/) as unknown,
      wallets: [{ currency: "NGN", account_number: amina.phone.slice(-10) }],
    });
  });

  it("shows each person themselves", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: {} });
    const [hers, his] = [await amina.get("/auth/me"), await joseph.get("/auth/me")];
    expect(hers.body["id"]).not.toBe(his.body["id"]);
    expect(hers.body["referral_code"]).not.toBe(his.body["referral_code"]);
  });

  it("is not for a caller without an access token", async () => {
    const { amina } = await people({ amina: {} });
    for (const authorization of ["", "Bearer x", "Basic abc", "Bearer a.b.c", `Bearer ${amina.refresh}`]) {
      expectStatus(await amina.get("/auth/me", { headers: { authorization } }), 401);
    }
  });
});
