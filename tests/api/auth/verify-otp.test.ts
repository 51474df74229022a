import { describe, expect, it } from "vitest";
import { local } from "../../kit/cloud.ts";
import { expectStatus, freshPhone, people, Person } from "../../kit/people.ts";
import { wrongFields } from "./auth.testkit.ts";

async function asked(): Promise<Person> {
  const person = new Person(freshPhone(), "Amina");
  expectStatus(await person.post("/auth/phone/submit", { phone: person.phone, purpose: "login" }), 200);
  return person;
}

const verify = (
  person: Person,
  otp: string,
  more: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) => person.post("/auth/otp/verify", { phone: person.phone, otp, ...more }, { headers });
const other = (code: string) => (code === "000000" ? "000001" : "000000");

describe("POST /auth/otp/verify", () => {
  it("gives a new phone a temp token, which does not show the phone", async () => {
    const person = await asked();
    const answer = await verify(person, await person.newestCode(), { role: "driver" });
    expectStatus(answer, 200);
    expect(answer.body).toEqual({ requires_setup: true, temp_token: expect.any(String) as unknown });
    const [, payload = ""] = String(answer.body["temp_token"]).split(".");
    expect(Buffer.from(payload, "base64url").toString()).not.toContain(person.phone.slice(4));
  });

  it("signs in who has an account, and shows them their profile", async () => {
    const { amina } = await people({ amina: {} });
    const { userId } = amina;
    await amina.signIn();
    expect(amina.userId).toBe(userId);
    expectStatus(await amina.get("/auth/me"), 200);
  });

  it("takes a code once, also when ten requests bring it at once", async () => {
    const { amina } = await people({ amina: {} });
    expectStatus(await amina.post("/auth/phone/submit", { phone: amina.phone }), 200);
    const code = await amina.newestCode();
    const answers = await Promise.all(Array.from({ length: 10 }, () => verify(amina, code)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 422)).toHaveLength(9);
  });

  it("counts wrong codes down, and takes none after the fifth", async () => {
    const person = await asked();
    const code = await person.newestCode();
    for (const left of [4, 3, 2, 1, 0]) {
      const answer = await verify(person, other(code));
      expect([answer.status, answer.body["code"], answer.body["details"]]).toEqual([
        422,
        "otp_incorrect",
        { attempts_left: left },
      ]);
    }
    const late = await verify(person, code);
    expect([late.status, late.body["code"]]).toEqual([422, "otp_expired"]);
  });

  it("takes no code after five minutes", async () => {
    const person = await asked();
    const code = await person.newestCode();
    await local.advance("PT5M", []);
    expect((await verify(person, code)).body["code"]).toBe("otp_expired");
  });

  it("without challenge id takes the code from the device that asked for it only", async () => {
    const person = await asked();
    const code = await person.newestCode();
    expect((await verify(person, code, {}, { "x-device-id": "another" })).body["code"]).toBe("otp_expired");
    expectStatus(await verify(person, code), 200);
  });

  it("refuses what is malformed before a try is counted, naming the field", async () => {
    const person = await asked();
    for (const wrong of [{ otp: "12345" }, { otp: 123456 }, { role: "admin" }, { challenge_id: "x" }, { extra: 1 }]) {
      const answer = await verify(person, "123456", wrong);
      expect([answer.status, wrongFields(answer)]).toEqual([400, Object.keys(wrong)]);
    }
    const code = await person.newestCode();
    expect((await verify(person, other(code))).body["details"]).toEqual({ attempts_left: 4 });
  });
});
