import { describe, expect, it } from "vitest";
import { cloud, local, send } from "../../kit/cloud.ts";
import { expectStatus, freshPhone, people, Person } from "../../kit/people.ts";
import { wrongFields } from "./auth.testkit.ts";

const submit = (person: Person, phone = person.phone) => person.post("/auth/phone/submit", { phone, purpose: "login" });

describe("POST /auth/phone/submit", () => {
  it("sends a six-digit code, to a known number as to a new one, and answers both alike", async () => {
    const { amina } = await people({ amina: {} });
    const stranger = new Person(freshPhone(), "Joseph");
    const answers = [await submit(amina), await submit(stranger)];
    for (const [index, person] of [amina, stranger].entries()) {
      const { challenge_id, ...rest } = answers[index]?.body ?? {};
      expect(rest).toEqual({ detail: "otp_sent", expires_in: 300, resend_in: 30 });
      expect(String(challenge_id)).toMatch(/^[0-9a-f-]{36}\.[\w-]{1,32}\.[\w-]{104}$/);
      // To the one who is known a notice may come late: that a PIN was set.
      const message = (await local.messages(person.phone)).find((text) => /^\d{6} is your Cowry code/.test(text)) ?? "";
      expect(message).not.toBe("");
      expect(message.length).toBeLessThanOrEqual(160);
    }
  });

  it("takes a number in any of its forms for the same number", async () => {
    const person = new Person(freshPhone(), "Amina");
    const national = person.phone.replace("+234", "0");
    expectStatus(await submit(person, national), 200);
    for (const form of [
      person.phone,
      person.phone.replace("+", "00"),
      `${national.slice(0, 4)} ${national.slice(4)}`,
    ]) {
      const again = await submit(person, form);
      expect([again.status, again.body["code"]]).toEqual([429, "otp_resend_too_soon"]);
    }
    expect(await local.messages(person.phone)).toHaveLength(1);
  });

  it("answers alike, in body and in time, where no message goes out", async () => {
    const [home, abroad] = [new Person(freshPhone(), "Amina"), new Person("+447911123456", "Jane")];
    // The first request of an instance is slower than the next.
    await submit(new Person(freshPhone(), "Warm"));
    const timed = async (person: Person) => {
      const startedAt = performance.now();
      const answer = await submit(person);
      return { answer, ms: performance.now() - startedAt };
    };
    const [sent, suppressed] = [await timed(home), await timed(abroad)];
    expectStatus(suppressed.answer, 200);
    expect({ ...suppressed.answer.body, challenge_id: "" }).toEqual({ ...sent.answer.body, challenge_id: "" });
    expect(await local.messages(abroad.phone)).toEqual([]);
    expect(Math.min(sent.ms, suppressed.ms)).toBeGreaterThanOrEqual(200);
  });

  it("says when the next code may be asked for, and sends it then", async () => {
    const person = new Person(freshPhone(), "Amina");
    expectStatus(await submit(person), 200);
    const tooSoon = await submit(person);
    expect([tooSoon.status, tooSoon.body["code"]]).toEqual([429, "otp_resend_too_soon"]);
    const wait = Number(tooSoon.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    await local.advance(`PT${wait}S`, []);
    expect((await submit(person)).body["resend_in"]).toBe(60);
  });

  it("sends a number five codes, and then one in 12 minutes", async () => {
    const person = new Person(freshPhone(), "Amina");
    // Those that come between two codes are in the time that resending asks for anyway.
    for (let sent = 0; sent < 6; sent++) {
      const answer = await submit(person);
      expectStatus(answer, 200);
      await local.advance(`PT${Number(answer.body["resend_in"]) + 1}S`, []);
    }
    const refused = await submit(person);
    expect([refused.status, refused.body["code"]]).toEqual([429, "rate_limited"]);
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(60);
    expect(wait).toBeLessThanOrEqual(12 * 60);
    await local.advance(`PT${wait}S`, []);
    expectStatus(await submit(person), 200);
  });

  it("refuses what is no mobile number, naming the field", async () => {
    const person = new Person(freshPhone(), "Amina");
    for (const phone of ["12", "+2342012345678", "0803123456", "not a phone", "", 2348031234567, null]) {
      const answer = await submit(person, phone as string);
      expect([answer.status, answer.body["code"], wrongFields(answer)], String(phone)).toEqual([
        400,
        "invalid_request",
        ["phone"],
      ]);
    }
  });

  it.each(["/api/auth/request-otp", "/auth/otp/send"])("answers at %s too", async (path) => {
    const person = new Person(freshPhone(), "Amina");
    const answer = await send("POST", `${cloud().origin}${path}`, {
      body: { phone: person.phone },
      headers: person.headers(),
    });
    expectStatus(answer, 200);
    expect(await local.messages(person.phone)).toHaveLength(1);
  });
});
