import { beforeAll, describe, expect, it } from "vitest";
import { Authenticator } from "../../kit/authenticator.ts";
import type { Answer, Body } from "../../kit/cloud.ts";
import { expectStatus, people, type Person } from "../../kit/people.ts";
import { answerMfa, type App, OnDevice, withTotp } from "../../kit/sign-in.ts";

/** One person who has set up everything; every door to sign in is then answered with every second factor. */

let amina: Person;
let app: App;
const passkey = new Authenticator();
const ANSWERS = [
  { question: "childhood_street", answer: "Bode Thomas" },
  { question: "first_employer", answer: "Aunt Ngozi" },
  { question: "dream_job", answer: "Pilot" },
];

beforeAll(async () => {
  ({ amina } = await people({ amina: {} }));
  app = await withTotp(amina);
  const { password } = amina;
  const options = await amina.post("/auth/passkeys/options", { password });
  expectStatus(options, 200);
  const { challenge, user } = options.body as { challenge: string; user: { id: string } } & Body;
  const credential = passkey.create({ challenge, userHandle: user.id });
  expectStatus(await amina.post("/auth/passkeys", { name: "Blue phone", credential }), 201);
  expectStatus(await amina.request("PUT", "/auth/mfa/push", { password }), 200);
  expectStatus(await amina.request("PUT", "/auth/mfa/security-questions", { answers: ANSWERS, password }), 204);
  expectStatus(await amina.request("PUT", "/auth/mfa/preference", { always: true }), 204);
});

let devices = 0;
const doors: Record<string, () => Promise<{ who: OnDevice; asked: Body }>> = {
  "otp/verify on a new device": async () => {
    const who = new OnDevice(amina, `tablet-${++devices}`);
    return { who, asked: await who.verifyPhone() };
  },
  "login with the password on a known device": async () => {
    const { phone, password } = amina;
    const who = new OnDevice(amina, amina.deviceId);
    const answer = await who.post("/auth/login", { phone, password });
    expectStatus(answer, 200);
    return { who, asked: answer.body };
  },
};

async function passkeyAnswer(who: Person) {
  const options = await who.post("/auth/passkeys/sign-in/options", {});
  expectStatus(options, 200);
  return passkey.get({ challenge: String(options.body["challenge"]) });
}

const factors: Record<string, (who: Person, asked: Body) => Promise<Answer>> = {
  totp: async (who, asked) => answerMfa(who, asked, { method: "totp", code: await app.next() }),
  recovery_code: (who, asked) => answerMfa(who, asked, { method: "recovery_code", code: app.recoveryCodes[devices] }),
  passkey: async (who, asked) => answerMfa(who, asked, { method: "passkey", credential: await passkeyAnswer(who) }),
  push: async (who, asked) => {
    const pushed = await who.post("/auth/mfa/push/requests", { mfa_token: asked["mfa_token"] });
    expectStatus(pushed, 201);
    const { push_id, number } = pushed.body;
    const waiting = await answerMfa(who, asked, { method: "push", push_id });
    expect([waiting.status, waiting.body["code"]]).toEqual([409, "push_pending"]);
    const list = await amina.get("/auth/mfa/push/requests");
    expect(list.body.items).toMatchObject([{ id: push_id }]);
    expectStatus(await amina.post(`/auth/mfa/push/requests/${String(push_id)}/approve`, { number }), 204);
    return answerMfa(who, asked, { method: "push", push_id });
  },
};

describe("POST /auth/mfa/verify", () => {
  const matrix = Object.keys(doors).flatMap((door) => Object.keys(factors).map((factor) => [door, factor] as const));

  it.each(matrix)("after %s takes %s, once", async (door, factor) => {
    const { who, asked } = await (doors[door] ?? Promise.reject)();
    expect(asked).toMatchObject({ mfa_required: true, expires_in: 300 });
    expect(asked["methods"]).toEqual(["totp", "passkey", "push", "recovery_code", "security_questions"]);
    const answer = await (factors[factor] ?? Promise.reject)(who, asked);
    expectStatus(answer, 200);
    who.takeTokens(answer.body);
    // The session that was open on this device has ended with it.
    if (who.device === amina.deviceId) amina.takeTokens(answer.body);
    expect(who.userId).toBe(amina.userId);
    expectStatus(await who.get("/auth/me"), 200);
    const again = await answerMfa(who, asked, { method: "totp", code: "000000" });
    expect([again.status, again.body["code"]]).toEqual([401, "mfa_token_invalid"]);
  });

  it("takes answers to questions beside a code and the password only", async () => {
    const given = { method: "security_questions", answers: ANSWERS, password: amina.password };
    const byPassword = await doors["login with the password on a known device"]?.();
    const byCode = await doors["otp/verify on a new device"]?.();
    if (byPassword === undefined || byCode === undefined) throw new Error("no doors");
    const refused = await answerMfa(byPassword.who, byPassword.asked, given);
    expect([refused.status, refused.body["code"]]).toEqual([422, "second_factor_not_offered"]);
    expectStatus(await answerMfa(byCode.who, byCode.asked, given), 200);
  });

  it("is not asked for after a passkey, nor by another device's token, and names a missing field before it counts", async () => {
    const laptop = new OnDevice(amina, "laptop");
    const signedIn = await laptop.post("/auth/passkeys/sign-in", { credential: await passkeyAnswer(laptop) });
    expectStatus(signedIn, 200);
    expect(signedIn.body).toMatchObject({ token_type: "Bearer", user: { id: amina.userId } });
    const { asked } = (await doors["otp/verify on a new device"]?.()) ?? { asked: {} };
    const thief = new OnDevice(amina, "thief");
    const stolen = await answerMfa(thief, asked, { method: "totp", code: await app.next() });
    expect([stolen.status, stolen.body["code"]]).toEqual([401, "mfa_token_invalid"]);
    for (const [method, field] of [
      ["totp", "code"],
      ["passkey", "credential"],
      ["push", "push_id"],
      ["password", "password"],
      ["security_questions", "answers"],
    ]) {
      const answer = await answerMfa(thief, asked, { method });
      expect([answer.status, answer.body["errors"]]).toMatchObject([400, [{ path: field }]]);
    }
  });

  it("leaves each sign-in in the activity with its risk explained, and an entry in the trail", async () => {
    const { body } = await amina.get("/auth/login-activity?limit=100");
    const [newest] = body.items ?? [];
    expect(newest).toMatchObject({ outcome: "second_factor_asked", first_factor: "otp" });
    for (const login of body.items ?? []) {
      const { score, reasons } = login["risk"] as { score: number; reasons: readonly { points: number }[] };
      expect(score).toBe(
        Math.min(
          100,
          reasons.reduce((sum, { points }) => sum + points, 0),
        ),
      );
    }
    const second = (body.items ?? []).map((login) => login["second_factor"]);
    for (const factor of Object.keys(factors)) expect(second).toContain(factor);
  });
});
