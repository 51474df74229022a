import { describe, expect, it } from "vitest";
import { local } from "../../kit/cloud.ts";
import { expectStatus, people, type Person } from "../../kit/people.ts";

const verify = (person: Person, pin: string) => person.post("/auth/verify-pin", { pin });

async function renew(person: Person): Promise<void> {
  const answer = await person.post("/auth/token/refresh", { refresh: person.refresh });
  expectStatus(answer, 200);
  person.access = String(answer.body["access"]);
  person.refresh = String(answer.body["refresh"]);
}

describe("POST /auth/verify-pin", () => {
  it("gives a confirmation for five minutes, accepted wherever a PIN is, any number of times", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const answer = await verify(amina, amina.pin);
    expectStatus(answer, 200);
    expect(answer.body).toMatchObject({ verified: true, expires_in: 300 });
    const { confirmation } = answer.body;
    const pay = () =>
      amina.post("/wallet/transfer", { to_user: joseph.userId, amount: 1_000, currency: "NGN", confirmation });
    expectStatus(await pay(), 201);
    expectStatus(await pay(), 201);
    await local.advance("PT5M", []);
    expect((await pay()).body["code"]).toBe("confirmation_invalid");
  });

  it("gives a confirmation that is worth nothing in another session or to another person", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: { balance: 10_000 } });
    const confirmation = await amina.confirmation();
    const stolen = await joseph.post("/wallet/transfer", {
      to_user: amina.userId,
      amount: 1_000,
      currency: "NGN",
      confirmation,
    });
    expect([stolen.status, stolen.body["code"]]).toEqual([422, "confirmation_invalid"]);
    await amina.signIn();
    const moved = await amina.post("/wallet/transfer", {
      to_user: joseph.userId,
      amount: 1_000,
      currency: "NGN",
      confirmation,
    });
    expect([moved.status, moved.body["code"]]).toEqual([422, "confirmation_invalid"]);
  });

  it("compares at most five of 60 guesses that arrive at once, and then locks for 15 minutes, then for an hour", async () => {
    const { amina } = await people({ amina: {} });
    for (const lock of ["PT15M", "PT1H"]) {
      const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => verify(amina, String(1_000 + n))));
      const codes = answers.map(({ body }) => String(body["code"]));
      expect(codes.filter((code) => code === "pin_incorrect").length).toBeLessThanOrEqual(5);
      expect(codes.filter((code) => !["pin_incorrect", "pin_busy", "pin_locked"].includes(code))).toEqual([]);
      // Those that met a busy guard left guesses over.
      while ((await verify(amina, "1000")).body["code"] === "pin_incorrect");
      const locked = await verify(amina, amina.pin);
      expect([locked.status, locked.body["code"]]).toEqual([423, "pin_locked"]);
      const wait = Number(locked.headers.get("retry-after"));
      expect(wait).toBeGreaterThan(lock === "PT15M" ? 800 : 3_500);
      // A minute before, for the clock goes on while the requests are under way.
      await local.advance(`PT${wait - 60}S`, []);
      await renew(amina);
      expectStatus(await verify(amina, amina.pin), 423);
      await local.advance("PT61S", []);
    }
    expectStatus(await verify(amina, amina.pin), 200);
  });

  it("locks nobody out whose requests are right, however many come at once", async () => {
    const { amina } = await people({ amina: {} });
    const answers = await Promise.all(Array.from({ length: 30 }, () => verify(amina, amina.pin)));
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect([answer.status, answer.body["code"]]).toEqual([429, "pin_busy"]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expectStatus(await verify(amina, amina.pin), 200);
  });

  it("does not count a malformed PIN", async () => {
    const { amina } = await people({ amina: {} });
    for (const pin of ["1", "12345", "abcd", ""]) expectStatus(await verify(amina, pin), 400);
    const answer = await verify(amina, "0001");
    expect(answer.body["details"]).toEqual({ attempts_left: 4 });
  });
});
