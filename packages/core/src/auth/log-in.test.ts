import { update, write } from "@cowry/table";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { HOUR, lookupHashes } from "../kernel/index.ts";
import { phoneItem } from "../users/store.ts";
import { isAvailable } from "./availability.ts";
import { CODE_REFUSED_AFTER_MS } from "./code-sign-in.ts";
import { LOGIN_PER_NUMBER, LOGIN_REFUSED_AFTER_MS, logIn } from "./log-in.ts";
import { listLogins } from "./login-activity.ts";
import { amina, customer, inbox, newPhone, stranger, useEngine } from "./people.testkit.ts";
import { submitPhone } from "./submit-phone.ts";
import { verifyOtp } from "./sign-in.ts";
import { credentialsItem } from "./store.ts";

/** What a refusal costs, and when it comes: counted, not timed. */
const argon2id = vi.hoisted(() =>
  vi.fn((secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)])),
);
vi.mock("./argon2.ts", () => ({ argon2id }));
const pauses = vi.hoisted(() => [] as number[]);
vi.mock("node:timers/promises", () => ({ setTimeout: (ms: number) => Promise.resolve(void pauses.push(ms)) }));

let stop: () => Promise<void>;
beforeAll(async () => void (stop = await useEngine()), 60_000);
afterAll(() => stop());
beforeEach(() => {
  argon2id.mockClear();
  pauses.length = 0;
});

const box = inbox();
const home = (phone: string) => stranger({ deviceId: `of-${phone}`, ip: `41.${phone.slice(-4, -2)}.1.1` });
const attempt = (phone: string, password = "000001") => logIn(home(phone), { phone, password }, box.sms);

async function refusalOf(phone: string): Promise<unknown> {
  argon2id.mockClear();
  pauses.length = 0;
  const refusal: unknown = await attempt(phone).catch((error: unknown) => error);
  const { code, message, details } = refusal as { code: string; message: string; details: unknown };
  return { code, message, details, hashes: argon2id.mock.calls.length, pauses: [...pauses] };
}

describe("signing in with a password", () => {
  it("answers alike, after one hash and not before the same time, whoever the number belongs to", async () => {
    const [{ phone: known }, { phone: locked, userId }, { phone: blocked }] = [
      await customer(),
      await customer(),
      await customer(),
    ];
    const until = { rule: "locked", when: [], set: { passwordLockedUntilMs: Date.now() + HOUR } };
    await write(update(credentialsItem, { userId }, until));
    const [phoneHash = ""] = lookupHashes("phone", blocked);
    await write(update(phoneItem, { phoneHash }, { rule: "blocked", when: [], set: { status: "blocked" } }));

    const { phone: shutOut, userId: shutId } = await customer();
    await write(update(credentialsItem, { userId: shutId }, { rule: "shut", when: [], set: { shut: ["mobile"] } }));

    const unknown = await refusalOf(newPhone());
    expect(unknown).toMatchObject({ code: "credentials_incorrect", hashes: 1, pauses: [LOGIN_REFUSED_AFTER_MS] });
    for (const phone of [known, locked, blocked, shutOut]) expect(await refusalOf(phone)).toEqual(unknown);
    // Whoever knows the password may know why it does not let them in.
    await expect(attempt(shutOut, amina.password)).rejects.toMatchObject({ code: "platform_shut" });
  });

  it("leaves refused attempts in the activity of whoever has the number, by password and by code", async () => {
    const actor = await customer();
    const { phone } = actor;
    await expect(attempt(phone)).rejects.toMatchObject({ code: "credentials_incorrect" });
    const { challengeId } = await submitPhone(home(phone), { phone, purpose: "login" }, box.sms);
    const otp = box.codeFor(phone) === "000000" ? "000001" : "000000";
    pauses.length = 0;
    const wrong = verifyOtp(home(phone), { phone, otp, challengeId, role: "rider" });
    await expect(wrong).rejects.toMatchObject({ code: "otp_incorrect" });
    expect(pauses).toEqual([CODE_REFUSED_AFTER_MS]);
    const { items } = await listLogins(actor, { limit: 10 });
    expect(items).toMatchObject([
      { outcome: "refused", firstFactor: "otp", ip: home(phone).origin.ip },
      { outcome: "refused", firstFactor: "password", deviceId: `of-${phone}`, score: expect.any(Number) as unknown },
      { outcome: "signed_in", firstFactor: "registration" },
    ]);
    expect(items[1]?.reasons.map(({ factor }) => factor)).toContain("new_device");
  });

  it("stops guesses at a number that nobody has as early as at one that somebody has", async () => {
    const { phone: known } = await customer();
    for (const phone of [known, newPhone()]) {
      for (let n = 0; n < LOGIN_PER_NUMBER.burst; n++) {
        await expect(attempt(phone)).rejects.toMatchObject({ code: "credentials_incorrect" });
      }
      await expect(attempt(phone, amina.password)).rejects.toMatchObject({ code: "rate_limited" });
    }
  });

  it("asks for a code on a device that nobody knows, and for none where one was given before", async () => {
    const { phone } = await customer();
    const here = stranger({ deviceId: `of-${phone}` });
    const signIn = () => logIn(here, { phone, password: amina.password }, box.sms);
    const first = await signIn();
    if (first.kind !== "otp_asked") throw new Error("expected to be asked for a code");
    const answer = { phone, otp: box.codeFor(phone), challengeId: first.challengeId, role: "rider" } as const;
    expect((await verifyOtp(here, answer)).kind).toBe("signed_in");
    expect((await signIn()).kind).toBe("signed_in");
  });
});

describe("asking whether a number is free", () => {
  it("is for people who type: five by a device, and those without a device share one", async () => {
    const { phone } = await customer();
    for (const deviceId of ["typed", undefined]) {
      const actor = stranger({ deviceId, ip: "41.77.1.1" });
      expect(await isAvailable(actor, { phone })).toBe(false);
      for (let n = 0; n < 4; n++) expect(await isAvailable(actor, { phone: newPhone() })).toBe(true);
      await expect(isAvailable(actor, { phone })).rejects.toMatchObject({ code: "rate_limited" });
    }
  });
});
