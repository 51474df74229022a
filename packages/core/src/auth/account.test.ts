import { batchGet, itemSize, type RawItem, TableBusy, update, write } from "@cowry/table";
import { rawScan } from "@cowry/table/audit";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { AppError, DAY, HOUR, lookupHashes, MINUTE, newId, SECOND } from "../kernel/index.ts";
import { phoneItem } from "../users/store.ts";
import { confirmMoney } from "./confirm.ts";
import { admit, PER_DEVICE, PER_NUMBER, PER_PREFIX } from "./limiter.ts";
import { submitPhone } from "./submit-phone.ts";
import { amina, customer, inbox, newcomer, newPhone, ORDER, stranger, useEngine } from "./people.testkit.ts";
import { setTransactionPin, verifyPin } from "./pin.ts";
import { logOut, refreshSession } from "./refresh.ts";
import { registerPerson } from "./register.ts";
import { verifyOtp } from "./sign-in.ts";
import { credentialsItem, findCredentials } from "./store.ts";
import { verifyAccessToken, verifyTempToken } from "./tokens.ts";

/** The hash is measured and tested by itself; here only the order of things counts. */
vi.mock("./argon2.ts", () => ({
  argon2id: (secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]),
}));
/** What the time of an answer is made of has a test of its own, over HTTP. */
const pauses = vi.hoisted(() => [] as number[]);
vi.mock("node:timers/promises", () => ({ setTimeout: (ms: number) => Promise.resolve(void pauses.push(ms)) }));

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await useEngine();
  vi.useFakeTimers({ toFake: ["Date"] });
}, 60_000);
// Time only goes forward, and far enough for every limit to come to rest.
afterEach(() => later(3 * DAY));
afterAll(async () => {
  vi.useRealTimers();
  await stop();
});

const later = (ms: number) => void vi.setSystemTime(Date.now() + ms);
const times = <T>(count: number, act: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => act(n));

/** An engine that is too slow for its clients answers nothing: that is nobody's bug. */
function codeOf(reason: unknown): string {
  if (reason instanceof AppError) return reason.code;
  return reason instanceof TableBusy ? "unavailable" : "bug";
}

async function outcomes(requests: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const result of await Promise.allSettled(requests)) {
    const code = result.status === "fulfilled" ? "ok" : codeOf(result.reason);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

const box = inbox();
/** Each number is in one device, unless a test says otherwise. */
const deviceOf = (phone: string) => ({ deviceId: `device-of-${phone}` });
const submit = (phone: string, origin = {}) =>
  submitPhone(stranger({ ...deviceOf(phone), ...origin }), { phone, purpose: "login" }, box.sms);
const verify = (phone: string, otp: string, challengeId?: string, origin = {}) =>
  verifyOtp(stranger({ ...deviceOf(phone), ...origin }), { phone, otp, challengeId, role: "rider" });

describe("a code", () => {
  it("lets a new phone register, and an old one in", async () => {
    const phone = newPhone();
    await submit(phone);
    const first = await verify(phone, box.codeFor(phone));
    if (first.kind !== "setup") throw new Error("expected a temp token");
    const claims = await verifyTempToken(first.tempToken);
    expect(claims.phone).toBe(phone);
    const { person } = await registerPerson({ ...newcomer(phone), tokenId: claims.tokenId }, amina);
    await submit(phone);
    const second = await verify(phone, box.codeFor(phone));
    expect(second).toMatchObject({ kind: "signed_in", person: { userId: person.userId, phone } });
  });

  it("works once, when 20 requests bring it at the same time", async () => {
    const { phone } = await customer();
    await submit(phone);
    const code = box.codeFor(phone);
    const counts = await outcomes(times(20, () => verify(phone, code)));
    expect(counts["ok"]).toBe(1);
    expect(counts["bug"]).toBeUndefined();
  });

  it("stands five tries, and no more when 30 come at the same time", async () => {
    const phone = newPhone();
    await submit(phone);
    const right = box.codeFor(phone);
    const wrong = right === "000000" ? "000001" : "000000";
    const counts = await outcomes(times(30, () => verify(phone, wrong)));
    // A try whose answer was lost is counted, and not made.
    expect(counts["otp_incorrect"] ?? 0).toBeLessThanOrEqual(5);
    expect(counts["otp_expired"]).toBeGreaterThanOrEqual(25);
    await expect(verify(phone, right)).rejects.toMatchObject({ code: "otp_expired" });
  });

  it("ends after five minutes", async () => {
    const phone = newPhone();
    const { challengeId, expiresInMs } = await submit(phone);
    later(expiresInMs);
    await expect(verify(phone, box.codeFor(phone), challengeId)).rejects.toMatchObject({ code: "otp_expired" });
  });

  it("is bound to its challenge, or else to the device that asked", async () => {
    const phone = newPhone();
    const { challengeId } = await submit(phone, { deviceId: "phone-a" });
    const code = box.codeFor(phone);
    await expect(verify(phone, code, newId())).rejects.toMatchObject({ code: "otp_expired" });
    await expect(verify(phone, code, undefined, { deviceId: "phone-b" })).rejects.toMatchObject({
      code: "otp_expired",
    });
    await expect(verify(newPhone(), code, challengeId)).rejects.toMatchObject({ code: "otp_expired" });
    expect((await verify(phone, code, challengeId, { deviceId: "phone-b" })).kind).toBe("setup");
  });

  it("that was asked for without a device loses no try to whoever does not name its challenge", async () => {
    const phone = newPhone();
    const nameless = { deviceId: undefined };
    const { challengeId } = await submit(phone, nameless);
    const code = box.codeFor(phone);
    const wrong = code === "000000" ? "000001" : "000000";
    for (let n = 0; n < 5; n++) {
      const guess = verify(phone, wrong, undefined, nameless);
      await expect(guess).rejects.toMatchObject({ code: "invalid_request", fields: [{ path: "challenge_id" }] });
    }
    await expect(verify(phone, code)).rejects.toMatchObject({ code: "otp_expired" });
    expect((await verify(phone, code, challengeId, nameless)).kind).toBe("setup");
  });

  it("is sent again after 30, 60, 120, 300 seconds, and does not end the one before", async () => {
    const phone = newPhone();
    const first = await submit(phone);
    const code = box.codeFor(phone);
    expect(first.resendInMs).toBe(30 * SECOND);
    await expect(submit(phone)).rejects.toMatchObject({ code: "otp_resend_too_soon", retryAfterSeconds: 30 });
    for (const [waited, next] of [
      [30, 60],
      [60, 120],
      [120, 300],
    ] as const) {
      later(waited * SECOND);
      expect((await submit(phone)).resendInMs).toBe(next * SECOND);
    }
    expect((await verify(phone, code, first.challengeId)).kind).toBe("setup");
  });

  it("for one purpose opens no other door", async () => {
    const { phone } = await customer();
    const { challengeId } = await submitPhone(stranger(), { phone, purpose: "reset_password" }, box.sms);
    await expect(verify(phone, box.codeFor(phone), challengeId)).rejects.toMatchObject({ code: "otp_expired" });
  });

  it("is granted five times at once, then five an hour, and ten a day", async () => {
    const key = newPhone();
    const claims = PER_NUMBER.map((limit) => ({ limit, key }));
    const ask = (count: number) => outcomes(times(count, () => admit(claims)));
    for (let n = 0; n < 5; n++) await admit(claims);
    expect(await ask(3)).toEqual({ rate_limited: 3 });
    for (let n = 0; n < 5; n++) {
      later(12 * MINUTE);
      await admit(claims);
    }
    later(12 * MINUTE);
    expect(await ask(3)).toEqual({ rate_limited: 3 });
    // The day is used up: the next one comes a tenth of a day later, not a day.
    later(DAY / 10 - 12 * MINUTE);
    await admit(claims);
    later(DAY);
    for (let n = 0; n < 5; n++) await admit(claims);
  });

  it("that is right gives the number all of its allowance back, whoever used it up", async () => {
    const phone = newPhone();
    const claims = PER_NUMBER.map((limit) => ({ limit, key: phone }));
    for (let n = 0; n < 4; n++) await admit(claims);
    await submit(phone);
    await expect(admit(claims)).rejects.toMatchObject({ code: "rate_limited" });
    await verify(phone, box.codeFor(phone));
    for (let n = 0; n < 5; n++) await admit(claims);
  });

  it("stays good when a later request is refused", async () => {
    const phone = newPhone();
    const device = { deviceId: newId() };
    const { challengeId } = await submit(phone, device);
    const code = box.codeFor(phone);
    for (let n = 1; n < PER_DEVICE.burst; n++) await submit(newPhone(), device);
    later(31 * SECOND);
    await expect(submit(phone, device)).rejects.toMatchObject({ code: "rate_limited" });
    expect((await verify(phone, code, challengeId)).kind).toBe("setup");
  });

  it("costs nobody else's allowance when the device that asks is refused", async () => {
    const device = { deviceId: newId() };
    for (let n = 0; n < PER_DEVICE.burst; n++) await submit(newPhone(), device);
    const victim = newPhone();
    for (let n = 0; n < 12; n++) await expect(submit(victim, device)).rejects.toMatchObject({ code: "rate_limited" });
    await submit(victim);
  });

  it("is not granted to one number after the other", async () => {
    const claims = [{ limit: PER_PREFIX, key: newPhone().slice(0, 8) }];
    let granted = 0;
    for (let wave = 0; wave < 8; wave++) granted += (await outcomes(times(10, () => admit(claims))))["ok"] ?? 0;
    expect(granted).toBeLessThanOrEqual(PER_PREFIX.burst);
    // A lost answer may cost a grant, never give one.
    expect(granted).toBeGreaterThanOrEqual(PER_PREFIX.burst - 3);
    later(PER_PREFIX.everyMs);
    await admit(claims);
  });

  it("is answered the same whether or not a message goes out", async () => {
    const abroad = "+447911123456";
    const [known, foreign] = [(await customer()).phone, abroad];
    const answers = [await submit(known), await submit(newPhone()), await submit(foreign)];
    const failing = { send: () => Promise.reject(new Error("no network")) };
    answers.push(await submitPhone(stranger(), { phone: newPhone(), purpose: "login" }, failing));
    answers.push(await submitPhone(stranger(), { phone: newPhone(), purpose: "reset_password" }, box.sms));
    for (const { challengeId, ...rest } of answers) {
      expect(challengeId).toMatch(/^[0-9a-f-]{36}\.k1\.[\w-]{104}$/);
      expect(rest).toEqual({ expiresInMs: 5 * MINUTE, resendInMs: 30 * SECOND });
    }
    expect(box.messages.some(({ to }) => to === foreign)).toBe(false);
    await expect(submit(abroad)).rejects.toMatchObject({ code: "otp_resend_too_soon" });
  });
});

describe("the time of an answer", () => {
  it("is longer than any sending, where only customers are sent a code", async () => {
    const { phone } = await customer();
    let sendingMs = Number.NaN;
    const hanging = {
      send: (_to: string, _text: string, ended: AbortSignal) => {
        const startedAt = performance.now();
        ended.addEventListener("abort", () => (sendingMs = performance.now() - startedAt));
        return new Promise<void>(() => undefined);
      },
    };
    for (const purpose of ["reset_password", "transfer_confirm"] as const) {
      pauses.length = 0;
      await submitPhone(stranger(), { phone, purpose }, hanging);
      await submitPhone(stranger(), { phone: newPhone(), purpose }, hanging);
      expect(pauses).toHaveLength(2);
      expect(pauses[0]).toBe(pauses[1]);
      expect(sendingMs).toBeLessThan(pauses[0] ?? 0);
    }
  });
});

describe("registration", () => {
  it("gives one account when the same temp token is used 5 times at once, and tokens each time", async () => {
    const actor = newcomer();
    const results = await Promise.all(times(5, () => registerPerson(actor, amina)));
    expect(new Set(results.map(({ person }) => person.userId)).size).toBe(1);
    expect(new Set(results.map(({ person }) => person.referralCode)).size).toBe(1);
    const sessions = await Promise.all(results.map(({ tokens }) => verifyAccessToken(tokens.access)));
    expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(5);
    for (const { tokens } of results) await refreshSession(stranger(), tokens.refresh);
  });

  it("of twenty at once with the same temp token turns away for a moment whom it cannot serve", async () => {
    const actor = newcomer();
    const counts = await outcomes(times(20, () => registerPerson(actor, amina)));
    expect(Object.keys(counts).filter((code) => !["ok", "password_busy", "unavailable"].includes(code))).toEqual([]);
    expect(counts["ok"]).toBeGreaterThanOrEqual(1);
    await registerPerson(actor, amina);
  });

  it("is a way in no more once a session was used or ended, nor with another password", async () => {
    const over = { code: "registered_before" };
    for (const use of ["refresh", "logout", "everywhere"] as const) {
      const actor = newcomer();
      const { tokens } = await registerPerson(actor, amina);
      await registerPerson(actor, amina);
      const claims = await verifyAccessToken(tokens.access);
      if (use === "refresh") await refreshSession(stranger(), tokens.refresh);
      else await logOut({ ...claims, kind: "customer", origin: actor.origin }, use === "everywhere");
      await expect(registerPerson(actor, amina)).rejects.toMatchObject(over);
    }
    const actor = newcomer();
    await registerPerson(actor, amina);
    for (let n = 0; n < 5; n++) {
      await expect(registerPerson(actor, { ...amina, password: `48291${n + 4}` })).rejects.toMatchObject(over);
    }
    // Guesses are counted: five wrong ones lock the password, the right one as well.
    await expect(registerPerson(actor, amina)).rejects.toMatchObject({ code: "password_locked" });
  });

  it("gives a phone one account, whoever comes first", async () => {
    const phone = newPhone();
    const counts = await outcomes(times(8, () => registerPerson(newcomer(phone), amina)));
    expect(counts).toEqual({ ok: 1, phone_taken: 7 });
  });

  it("gives an e-mail address one account, whatever its case, and leaves no trace of the refused one", async () => {
    const email = `${newId()}@Example.com`;
    await registerPerson(newcomer(), { ...amina, email });
    const refused = newcomer();
    const again = registerPerson(refused, { ...amina, email: email.toLowerCase() });
    await expect(again).rejects.toMatchObject({ code: "email_taken" });
    await registerPerson(refused, amina);
  });

  it("remembers who referred whom, and refuses a code that nobody has", async () => {
    const { person: referrer } = await registerPerson(newcomer(), amina);
    const code = referrer.referralCode.toLowerCase();
    await registerPerson(newcomer(), { ...amina, referralCode: code });
    const nobody = registerPerson(newcomer(), { ...amina, referralCode: "ZZZZZZZZ" });
    await expect(nobody).rejects.toMatchObject({ code: "referral_code_unknown" });
    // Nobody refers themselves: not with the code that their own registration made, by its token once more.
    const own = newcomer();
    const { person: herself } = await registerPerson(own, amina);
    const again = registerPerson(own, { ...amina, referralCode: herself.referralCode });
    await expect(again).rejects.toMatchObject({ code: "referral_code_unknown" });
    const rows = await itemsOf("referral");
    expect(rows.filter((row) => row["pk"]?.S === `U#${referrer.userId}`)).toHaveLength(1);
    expect(rows.filter((row) => row["pk"]?.S === `U#${herself.userId}`)).toEqual([]);
  });

  it("keeps every item within 1 KB with all caps reached, and nobody's data legible", async () => {
    const wide = "\u4e00".repeat(64);
    const { person: referrer } = await registerPerson(newcomer(), amina);
    const actor = newcomer();
    const origin = {
      ...actor.origin,
      ip: "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
      deviceId: "d".repeat(64),
      userAgent: "u".repeat(128),
    };
    const email = `${"e".repeat(64)}@${"x".repeat(59)}.com`;
    const registered = await registerPerson(
      { ...actor, origin },
      { firstName: wide, lastName: wide, password: "482913", email, referralCode: referrer.referralCode },
    );
    const claims = await verifyAccessToken(registered.tokens.access);
    const change = { pin: "4821", currentPin: undefined, password: undefined };
    await setTransactionPin({ ...claims, kind: "customer", origin }, change);
    await submit(actor.phone, origin);
    const items = await itemsOf();
    for (const item of items) expect(itemSize(item), item["t"]?.S).toBeLessThanOrEqual(1024);
    const text = JSON.stringify(items);
    for (const secret of [actor.phone.slice(4), email, wide.slice(0, 40), origin.ip]) {
      expect(text).not.toContain(secret);
    }
    // So few digits stand by chance within a time of day or a hash: these are looked for as words of their own.
    const words = text.split(/[^A-Za-z0-9+/=_-]+/);
    for (const secret of ["4821", "482913", box.codeFor(actor.phone)]) expect(words).not.toContain(secret);
  });
});

async function itemsOf(type?: string) {
  const items: RawItem[] = [];
  for await (const item of rawScan()) if (type === undefined || item["t"]?.S === type) items.push(item);
  return items;
}

describe("a session", () => {
  it("goes on with each refresh, and ends a week after the last one", async () => {
    let { refresh } = await customer();
    for (let week = 0; week < 3; week++) {
      later(7 * DAY - SECOND);
      ({ refresh } = await refreshSession(stranger(), refresh));
    }
    later(7 * DAY);
    await expect(refreshSession(stranger(), refresh)).rejects.toMatchObject({ code: "refresh_invalid" });
  });

  it("ends after 30 days, however busy", async () => {
    let { refresh } = await customer();
    for (let day = 0; day < 29; day += 5) {
      later(5 * DAY - SECOND);
      ({ refresh } = await refreshSession(stranger(), refresh));
    }
    later(MINUTE);
    await expect(refreshSession(stranger(), refresh)).rejects.toMatchObject({ code: "refresh_invalid" });
  });

  it("gives the same successor to 20 requests at once and to one whose answer was lost, for ten seconds", async () => {
    const { refresh } = await customer();
    const answers = await Promise.all(times(20, () => refreshSession(stranger(), refresh)));
    const [first] = answers;
    expect(new Set(answers.map((answer) => answer.refresh)).size).toBe(1);
    later(10 * SECOND);
    expect((await refreshSession(stranger(), refresh)).refresh).toBe(first?.refresh);
    await refreshSession(stranger(), first?.refresh ?? "");
  });

  it("ends when an older token is used again, with the access tokens where money moves", async () => {
    const actor = await customer();
    const next = await refreshSession(stranger(), actor.refresh);
    later(11 * SECOND);
    const again = await outcomes(times(5, () => refreshSession(stranger(), actor.refresh)));
    expect(again["ok"]).toBeUndefined();
    expect(again["refresh_reused"]).toBeGreaterThanOrEqual(1);
    await expect(refreshSession(stranger(), next.refresh)).rejects.toMatchObject({ code: "refresh_invalid" });
    const change = { pin: "4821", currentPin: undefined, password: undefined };
    await expect(setTransactionPin(actor, change)).rejects.toMatchObject({ code: "session_revoked" });
  });

  it("ends with its access tokens though the request that found out stopped half-way, and only once", async () => {
    const actor = await customer();
    const { userId, epoch } = actor;
    const next = await refreshSession(stranger(), actor.refresh);
    later(11 * SECOND);
    await expect(refreshSession(stranger(), actor.refresh)).rejects.toMatchObject({ code: "refresh_reused" });
    // As it was before the second write.
    await write(update(credentialsItem, { userId }, { when: [], set: { epoch } }));
    for (let n = 0; n < 3; n++) {
      await expect(refreshSession(stranger(), next.refresh)).rejects.toMatchObject({ code: "refresh_invalid" });
      expect((await findCredentials(userId))?.epoch).toBe(epoch + 1);
    }
  });

  it("does not grant the grace to another device", async () => {
    const phone = newPhone();
    const actor = newcomer(phone);
    const mine = { ...actor.origin, deviceId: "mine" };
    const { tokens } = await registerPerson({ ...actor, origin: mine }, amina);
    await refreshSession(stranger({ deviceId: "mine" }), tokens.refresh);
    const theirs = refreshSession(stranger({ deviceId: "theirs" }), tokens.refresh);
    await expect(theirs).rejects.toMatchObject({ code: "refresh_reused" });
  });

  it("ends with logout; everywhere ends the others too", async () => {
    const phone = newPhone();
    const one = await customer(phone);
    await submit(phone);
    const two = await verify(phone, box.codeFor(phone));
    const tablet = { deviceId: "tablet" };
    const { challengeId } = await submit(phone, tablet);
    const three = await verify(phone, box.codeFor(phone), challengeId, tablet);
    if (two.kind !== "signed_in" || three.kind !== "signed_in") throw new Error("expected tokens");
    await logOut(one, false);
    await expect(refreshSession(stranger(), one.refresh)).rejects.toMatchObject({ code: "refresh_invalid" });
    await refreshSession(stranger(), two.tokens.refresh);
    const claims = await verifyAccessToken(three.tokens.access);
    await logOut({ ...claims, kind: "customer", origin: one.origin }, true);
    await expect(refreshSession(stranger(), three.tokens.refresh)).rejects.toMatchObject({ code: "refresh_invalid" });
    await submit(phone);
    expect((await verify(phone, box.codeFor(phone))).kind).toBe("signed_in");
  });

  it.each([
    "",
    "a",
    "k1.x.y.1.z",
    "k2.00000000-0000-7000-8000-000000000000.00000000-0000-7000-8000-000000000000.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  ])("is not to be had for %j", async (token) => {
    await expect(refreshSession(stranger(), token)).rejects.toMatchObject({ code: "refresh_invalid" });
  });

  it("is not to be had for a token with another generation, user or session", async () => {
    const [mine, other] = await Promise.all([customer(), customer()]);
    const [kid = "", user = "", session = "", generation = "", mac = ""] = mine.refresh.split(".");
    for (const forged of [
      [kid, user, session, String(Number(generation) + 1), mac],
      [kid, other.userId, session, generation, mac],
      [kid, user, other.sessionId, generation, mac],
    ]) {
      await expect(refreshSession(stranger(), forged.join("."))).rejects.toMatchObject({ code: "refresh_invalid" });
    }
  });
});

describe("somebody who is blocked", () => {
  it("gets no code, no session and no confirmation, and no attempt of theirs is counted", async () => {
    const actor = await customer();
    const { phone, userId } = actor;
    await setTransactionPin(actor, { pin: "4821", currentPin: undefined, password: undefined });
    const { token } = await verifyPin(actor, "4821");
    const sent = await submit(phone);
    const code = box.codeFor(phone);
    await write(update(credentialsItem, { userId }, { when: [], set: { status: "blocked" } }));

    const blocked = { code: "account_blocked" };
    await expect(verify(phone, code, sent.challengeId)).rejects.toMatchObject(blocked);
    await expect(refreshSession(stranger(), actor.refresh)).rejects.toMatchObject(blocked);
    await expect(verifyPin(actor, "0001")).rejects.toMatchObject(blocked);
    const confirmation = confirmMoney(actor, { confirmation: token }, ORDER);
    await expect(batchGet(confirmation.reads).then(confirmation.check)).rejects.toMatchObject(blocked);
    await expect(registerPerson(newcomer(phone), amina)).rejects.toMatchObject({ code: "phone_taken" });
    expect((await findCredentials(userId))?.pinPlace0).toBe("");

    const [phoneHash = ""] = lookupHashes("phone", phone);
    const row = { when: [], set: { status: "blocked" as const } };
    await write(update(phoneItem, { phoneHash }, row));
    later(HOUR);
    const messages = box.messages.length;
    const again = await submit(phone);
    expect(box.messages).toHaveLength(messages);
    await expect(verify(phone, code, again.challengeId)).rejects.toMatchObject({ code: "otp_incorrect" });
  });
});
