import { describe, expect, it } from "vitest";
import type { Answer } from "../kit/cloud.ts";
import { cloud, local, send } from "../kit/cloud.ts";
import { expectStatus, freshPhone, people, Person } from "../kit/people.ts";
import { answerMfa, OnDevice, withTotp } from "../kit/sign-in.ts";

/** What people do when they have lost something: each way back, as the app walks it. */

const NEW_PASSWORD = "305816";
const NEW_PIN = "7302";

const outcome = (answer: Answer) => [answer.status, answer.body["code"]];

/** A code for this purpose, asked for in this person's name and read from the inbox it went to. */
async function codeFor(person: Person, purpose: string, phone = person.phone) {
  const asked = await person.post("/auth/phone/submit", { phone, purpose });
  expectStatus(asked, 200);
  return { otp: newestCodeIn(await local.messages(phone)) ?? "", challenge_id: asked.body["challenge_id"] };
}

/** Notices come to the same inbox, and may come late: a code's text begins with the code. */
function newestCodeIn(messages: readonly string[]): string | undefined {
  return messages.find((text) => /^\d{6} /.test(text))?.slice(0, 6);
}

/** The same person on another device, signed in nowhere. */
function elsewhere({ phone, firstName }: Person): Person {
  const device = new Person(phone, firstName);
  return Object.assign(device, { deviceId: `other-${phone.slice(1)}` });
}

describe("a lost password", () => {
  it("is replaced by a code to the phone, ends every session, and the new one signs in", async () => {
    const { amina } = await people({ amina: {} });
    const refresh = amina.refresh;
    const asked = await amina.post("/auth/forgot-password", { phone: amina.phone });
    expectStatus(asked, 200);
    const code = { phone: amina.phone, otp: await amina.newestCode(), challenge_id: asked.body["challenge_id"] };
    expect(outcome(await amina.post("/auth/reset-password", { ...code, new_password: "123456" }))).toEqual([
      422,
      "password_weak",
    ]);
    expectStatus(await amina.post("/auth/reset-password", { ...code, new_password: NEW_PASSWORD }), 204);
    const again = await amina.post("/auth/reset-password", { ...code, new_password: "916205" });
    expect(outcome(again)).toEqual([422, "otp_expired"]);

    expect((await amina.post("/auth/token/refresh", { refresh })).status).toBe(401);
    expect(outcome(await amina.post("/auth/verify-pin", { pin: amina.pin }))).toEqual([401, "session_revoked"]);
    const old = await amina.post("/auth/login", { phone: amina.phone, password: amina.password });
    expect(outcome(old)).toEqual([422, "credentials_incorrect"]);
    const login = await amina.post("/auth/login", { phone: amina.phone, password: NEW_PASSWORD });
    expectStatus(login, 200);
    amina.takeTokens(login.body);
    expectStatus(await amina.get("/auth/me"), 200);
  });

  it("does not sign in on a device that nobody knows: a code to the phone comes first", async () => {
    const { amina } = await people({ amina: {} });
    const other = elsewhere(amina);
    const login = await other.post("/auth/login", { phone: amina.phone, password: amina.password });
    expectStatus(login, 200);
    expect(login.body).toMatchObject({ otp_required: true, expires_in: 300 });
    expect(login.body["access"]).toBeUndefined();
    const otp = await amina.newestCode();
    const code = { phone: amina.phone, otp, challenge_id: login.body["challenge_id"] };
    expectStatus(await other.post("/auth/otp/verify", code), 200);
  });
});

describe("a changed phone", () => {
  it("takes account, account number and payments along, and tells the old number", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: { balance: 50_000 } });
    const [old, next] = [amina.phone, freshPhone()];
    const code = await codeFor(amina, "change_phone", next);
    const move = { phone: next, ...code };
    const wrong = await amina.post("/auth/change-phone", { ...move, password: NEW_PASSWORD });
    expect(outcome(wrong)).toEqual([422, "password_incorrect"]);
    expectStatus(await amina.post("/auth/change-phone", { ...move, password: amina.password }), 204);
    expect((await local.messages(old)).join()).toContain("was moved to another number");

    expect(outcome(await amina.post("/auth/verify-pin", { pin: amina.pin }))).toEqual([401, "session_revoked"]);
    const refreshed = await amina.post("/auth/token/refresh", { refresh: amina.refresh });
    expectStatus(refreshed, 200);
    amina.access = String(refreshed.body["access"]);
    const me = await amina.get("/auth/me");
    expect(me.body).toMatchObject({ id: amina.userId, phone: next });
    const { body } = await amina.get("/wallet/balance");
    expect(body["account_number"]).toBe(next.slice(-10));

    const pay = (to: object) =>
      joseph.post("/wallet/transfer", { ...to, amount: 1_000, currency: "NGN", pin: joseph.pin });
    expect((await pay({ to_phone: old })).status).toBe(404);
    expectStatus(await pay({ to_phone: next }), 201);
    expectStatus(await pay({ to_account_number: next.slice(-10) }), 201);
    expect(await amina.balance()).toBe(2_000);

    // The old number is free for somebody else, and the new one is not.
    const available = async (phone: string) =>
      (await amina.post("/auth/check-availability", { phone })).body["available"];
    expect([await available(old), await available(next)]).toEqual([true, false]);
  });
});

describe("a lost PIN", () => {
  it("is reset by password and code together, after which payments go on", async () => {
    const { amina, joseph } = await people({ amina: { balance: 50_000 }, joseph: {} });
    for (let n = 0; n < 5; n++) await amina.post("/auth/verify-pin", { pin: "9183" });
    expect(outcome(await amina.post("/auth/verify-pin", { pin: amina.pin }))).toEqual([423, "pin_locked"]);
    // A code alone is no way around the lock.
    const confirm = await codeFor(amina, "transfer_confirm");
    expect(outcome(await amina.post("/auth/otp/confirm", confirm))).toEqual([423, "pin_locked"]);
    const byPassword = { pin: NEW_PIN, password: amina.password };
    expect(outcome(await amina.post("/auth/set-transaction-pin", byPassword))).toEqual([422, "pin_change_unproven"]);
    const code = await codeFor(amina, "change_pin");
    expectStatus(await amina.post("/auth/set-transaction-pin", { ...byPassword, ...code }), 204);
    const order = { to_phone: joseph.phone, amount: 1_000, currency: "NGN" };
    expectStatus(await amina.post("/wallet/transfer", { ...order, pin: NEW_PIN }), 201);

    // And a code confirms payments, where the PIN is not at hand.
    await local.advance("PT2M");
    const confirmed = await amina.post("/auth/otp/confirm", await codeFor(amina, "transfer_confirm"));
    expectStatus(confirmed, 200);
    const { confirmation } = confirmed.body;
    expectStatus(await amina.post("/wallet/transfer", { ...order, confirmation }), 201);
    expect(await joseph.balance()).toBe(2_000);
  });
});

describe("a lost second factor", () => {
  it("is an app: a recovery code signs in once, and another app takes its place with codes of its own", async () => {
    const { amina } = await people({ amina: {} });
    const { password } = amina;
    const app = await withTotp(amina);
    const [code, spare] = app.recoveryCodes;
    const phone = new OnDevice(amina, "new-phone");
    const asked = await phone.verifyPhone();
    expect(asked).toMatchObject({ mfa_required: true, methods: ["totp", "recovery_code"] });
    const signedIn = await answerMfa(phone, asked, { method: "recovery_code", code });
    expectStatus(signedIn, 200);
    phone.takeTokens(signedIn.body);
    expectStatus(await phone.post("/auth/mfa/totp/remove", { password }), 204);
    const next = await withTotp(phone);
    expect(next.recoveryCodes).toHaveLength(app.recoveryCodes.length);

    const tablet = new OnDevice(amina, "tablet");
    const again = await tablet.verifyPhone();
    for (const old of [code, spare]) {
      const refused = await answerMfa(tablet, again, { method: "recovery_code", code: old });
      expect(outcome(refused)).toEqual([422, "mfa_code_incorrect"]);
    }
    expectStatus(await answerMfa(tablet, again, { method: "totp", code: await next.next() }), 200);
    const renewed = await phone.post("/auth/mfa/recovery-codes", { password });
    expectStatus(renewed, 200);
    expect(renewed.body["recovery_codes"]).not.toEqual(next.recoveryCodes);
  });

  it("is the phone that approves: questions open beside a code and the password, and the phone is forgotten", async () => {
    const { amina } = await people({ amina: {} });
    const { password } = amina;
    const questions = ["childhood_street", "first_employer", "dream_job"];
    const answers = questions.map((question) => ({ question, answer: `my ${question}` }));
    const enabled = await amina.request("PUT", "/auth/mfa/push", { password });
    expectStatus(enabled, 200);
    const [code] = enabled.body["recovery_codes"] as readonly string[];
    expectStatus(await amina.post("/auth/mfa/step-up", { method: "recovery_code", code }), 204);
    expectStatus(await amina.request("PUT", "/auth/mfa/security-questions", { answers, password }), 204);
    const phone = new OnDevice(amina, "new-phone");
    const asked = await phone.verifyPhone();
    expect(asked).toMatchObject({ mfa_required: true, methods: ["push", "recovery_code", "security_questions"] });
    const given = { method: "security_questions", answers };
    expect(outcome(await answerMfa(phone, asked, given))).toEqual([400, "invalid_request"]);
    const signedIn = await answerMfa(phone, asked, { ...given, password });
    expectStatus(signedIn, 200);
    phone.takeTokens(signedIn.body);

    const { items = [] } = (await phone.get("/auth/devices")).body;
    const lost = items.find((device) => device["approves_sign_ins"] === true);
    expectStatus(await phone.request("DELETE", `/auth/devices/${String(lost?.["id"])}`), 204);
    expect((await amina.post("/auth/token/refresh", { refresh: amina.refresh })).status).toBe(401);
    expect((await phone.get("/auth/mfa")).body["factors"]).toEqual(["security_questions"]);
    const tablet = new OnDevice(amina, "tablet");
    expect(await tablet.verifyPhone()).toMatchObject({ token_type: "Bearer" });
  });
});

describe("an e-mail address", () => {
  it("is verified by a code, signs in, and is told when another takes its place", async () => {
    const { amina } = await people({ amina: {} });
    const mailbox = (name: string) => `${name}.${amina.userId.slice(-8)}@example.com`;
    const [first, second] = [mailbox("first"), mailbox("second")];
    const submit = async (email: string, purpose: string) => {
      const asked = await amina.post("/auth/email/submit", { email, purpose });
      expectStatus(asked, 200);
      const otp = newestCodeIn(await local.messages(email)) ?? "000000";
      return { email, otp, challenge_id: asked.body["challenge_id"] };
    };
    const refresh = async () => {
      const refreshed = await amina.post("/auth/token/refresh", { refresh: amina.refresh });
      expectStatus(refreshed, 200);
      amina.access = String(refreshed.body["access"]);
      amina.refresh = String(refreshed.body["refresh"]);
    };
    const { password } = amina;
    // Nobody has verified it: the same answer, and no message.
    expect((await submit(first, "login")).otp).toBe("000000");
    expectStatus(await amina.post("/auth/change-email", { ...(await submit(first, "verify_email")), password }), 204);
    await refresh();
    await local.advance("PT10M");
    // The doors that take a phone take an address as well.
    const open = (path: string, body: object) =>
      send("POST", `${cloud().origin}/api/auth/${path}`, { body, headers: elsewhere(amina).headers() });
    const asked = await open("request-otp", { email: first });
    expectStatus(asked, 200);
    const answer = { email: first, otp: newestCodeIn(await local.messages(first)) };
    expect(outcome(await open("verify-otp", { ...answer, phone: amina.phone }))).toEqual([400, "invalid_request"]);
    const viaEmail = await open("verify-otp", { ...answer, challenge_id: asked.body["challenge_id"] });
    expectStatus(viaEmail, 200);
    expect(viaEmail.body["user"]).toMatchObject({ id: amina.userId });

    const signedIn = await amina.post("/auth/email/verify", await submit(first, "login"));
    expectStatus(signedIn, 200);
    expect(signedIn.body["user"]).toMatchObject({ id: amina.userId, email: first });
    amina.takeTokens(signedIn.body);
    expectStatus(await amina.post("/auth/change-email", { ...(await submit(second, "verify_email")), password }), 204);
    expect((await local.messages(first)).join()).toContain("has another e-mail address now");
    expect((await submit(first, "login")).otp).not.toBe("");
  });
});
