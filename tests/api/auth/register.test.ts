import { describe, expect, it } from "vitest";
import { local } from "../../kit/cloud.ts";
import { expectStatus, freshPhone, people, Person } from "../../kit/people.ts";
import { wrongFields } from "./auth.testkit.ts";

const body = { first_name: "Amina", last_name: "Bello", password: "739148" };

async function newcomer(): Promise<{ person: Person; bearer: { headers: { authorization: string } } }> {
  const person = new Person(freshPhone(), "Amina");
  const { temp_token } = await person.verifyPhone();
  return { person, bearer: { headers: { authorization: `Bearer ${String(temp_token)}` } } };
}

describe("POST /auth/register", () => {
  it("makes an account with an empty wallet, and signs in", async () => {
    const { person, bearer } = await newcomer();
    const answer = await person.post("/auth/register", body, bearer);
    expectStatus(answer, 201);
    expect(answer.body).toMatchObject({
      token_type: "Bearer",
      expires_in: 900,
      user: { phone: person.phone, first_name: "Amina", last_name: "Bello", email: null, roles: ["rider"] },
    });
    person.takeTokens(answer.body);
    expect(await person.balance()).toBe(0);
  });

  it("gives the same account and tokens again when the phone sends it twice, or five times at once", async () => {
    const { person, bearer } = await newcomer();
    const answers = await Promise.all(Array.from({ length: 5 }, () => person.post("/auth/register", body, bearer)));
    for (const answer of answers) expectStatus(answer, 201);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body["user"]))).size).toBe(1);
    person.takeTokens(answers[4]?.body ?? {});
    expectStatus(await person.get("/auth/me"), 200);
  });

  it("refuses a second account for a phone", async () => {
    const first = await newcomer();
    const { temp_token } = await first.person.verifyPhone();
    expectStatus(await first.person.post("/auth/register", body, first.bearer), 201);
    const second = await first.person.post("/auth/register", body, {
      headers: { authorization: `Bearer ${String(temp_token)}` },
    });
    expect([second.status, second.body["code"]]).toEqual([409, "phone_taken"]);
  });

  it("takes a friend's referral code, and refuses one that nobody has", async () => {
    const { amina } = await people({ amina: {} });
    const { referral_code } = (await amina.get("/auth/me")).body;
    const { person, bearer } = await newcomer();
    const unknown = await person.post("/auth/register", { ...body, referral_code: "ZZZZZZZZ" }, bearer);
    expect([unknown.status, unknown.body["code"]]).toEqual([422, "referral_code_unknown"]);
    expectStatus(await person.post("/auth/register", { ...body, referral_code }, bearer), 201);
  });

  it("refuses what is malformed, naming the field, and writes nothing", async () => {
    const { person, bearer } = await newcomer();
    for (const wrong of [
      { password: "12345" },
      { password: "abcdef" },
      { first_name: " " },
      { last_name: "x".repeat(65) },
      { first_name: "A\u0000" },
      { email: "not an address" },
      { referral_code: "short" },
      { roles: ["admin"] },
    ]) {
      const answer = await person.post("/auth/register", { ...body, ...wrong }, bearer);
      expect([answer.status, wrongFields(answer)]).toEqual([400, Object.keys(wrong)]);
    }
    expectStatus(await person.post("/auth/register", body, bearer), 201);
  });

  it("wants a temp token that is not older than 15 minutes, and no other token", async () => {
    const { person, bearer } = await newcomer();
    const { amina } = await people({ amina: {} });
    expectStatus(await amina.post("/auth/register", body), 401);
    expectStatus(await person.get("/auth/me", bearer), 401);
    await local.advance("PT15M1S", []);
    expectStatus(await person.post("/auth/register", body, bearer), 401);
  });
});
