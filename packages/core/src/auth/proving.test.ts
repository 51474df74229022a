import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { batchGet, TableBusy, transact } from "@cowry/table";
import { AppError, type Customer, DAY, HOUR, MINUTE, newId } from "../kernel/index.ts";
import { attemptsLeft, type Guard, PIN_LOCK_MS, UNTOUCHED } from "./attempts.ts";
import { confirmMoney } from "./confirm.ts";
import { customer, inbox, ORDER, useEngine } from "./people.testkit.ts";
import { PIN_FREE_AMOUNT_MAX } from "./model.ts";
import { setTransactionPin, verifyPin } from "./pin.ts";
import { setPinFreeBelow } from "./pin-free.ts";
import { prove } from "./proving.ts";
import { logOut } from "./refresh.ts";
import { findCredentials, guardOf } from "./store.ts";
import { submitPhone } from "./submit-phone.ts";

/** The hash is measured and tested by itself; here only the order of things counts. */
const argon2id = vi.hoisted(() =>
  vi.fn((secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)])),
);
vi.mock("./argon2.ts", () => ({ argon2id }));
vi.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

let stop: () => Promise<void>;
beforeAll(async () => void (stop = await useEngine()), 60_000);
afterAll(() => stop());
afterEach(() => void vi.useRealTimers());

const PIN = "4821";
const PASSWORD = "482913";
const NOTHING = { currentPin: undefined, password: undefined } as const;

const box = inbox();

/** The newest code that resets this person's PIN. */
async function resetCode(actor: WithPhone): Promise<{ otp: string; challengeId: string }> {
  const { challengeId } = await submitPhone(actor, { phone: actor.phone, purpose: "change_pin" }, box.sms);
  return { otp: box.codeFor(actor.phone), challengeId };
}

type WithPhone = Customer & { readonly phone: string };

async function withPin(): Promise<WithPhone> {
  const actor = await customer();
  await setTransactionPin(actor, { pin: PIN, currentPin: undefined, password: undefined });
  return actor;
}

/** How many of these requests ended with which code; "ok" for those that were let through. */
async function outcomes(requests: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const result of await Promise.allSettled(requests)) {
    const code = result.status === "fulfilled" ? "ok" : codeOf(result.reason);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

/** The PIN's guard, but for the time of a lock that is over. */
async function guardLeft({ userId }: Customer): Promise<Guard> {
  const credentials = await findCredentials(userId);
  if (credentials === undefined) throw new Error("no credentials");
  const guard = guardOf("pin", credentials);
  return guard.lockedUntilMs <= Date.now() ? { ...guard, lockedUntilMs: 0 } : guard;
}

function codeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  // An engine that is too slow for its clients answers nothing: that is nobody's bug.
  return error instanceof TableBusy ? "unavailable" : String(error);
}

const times = <T>(count: number, act: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => act(n));

/** Twenty at once, then one after the other: at most five are told that they were wrong. */
async function guessUntilLocked(locked: string, guess: () => Promise<unknown>): Promise<void> {
  const wrong = locked.replace("locked", "incorrect");
  let told = (await outcomes(times(20, guess)))[wrong] ?? 0;
  for (let n = 0; n < 6; n++) {
    const counts = await outcomes([guess()]);
    if (counts[locked] === 1) return;
    told += counts[wrong] ?? 0;
    expect(told).toBeLessThanOrEqual(5);
  }
  throw new Error("five wrong guesses did not lock");
}

/** How a guess may end that is not right; an engine that a thousand ask at once is too busy for some. */
const REFUSED: readonly string[] = ["pin_incorrect", "pin_busy", "pin_locked", "unavailable"];

describe("guessing a PIN", () => {
  it("compares at most five of 1,000 guesses that come at once, and locks the account", async () => {
    const actor = await withPin();
    argon2id.mockClear();
    const counts = await outcomes(times(1_000, (n) => verifyPin(actor, String(n).padStart(4, "0"))));
    expect(argon2id.mock.calls.length).toBeLessThanOrEqual(5);
    expect(counts["pin_incorrect"] ?? 0).toBeLessThanOrEqual(5);
    expect(Object.keys(counts).filter((code) => !REFUSED.includes(code))).toEqual([]);

    // Those that the engine was too busy to settle are over in a minute; the rest of the five lock.
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(Date.now() + MINUTE);
    let told = counts["pin_incorrect"] ?? 0;
    for (let tries = 0, locked = false; tries < 20 && !locked; tries++) {
      const next = await outcomes([verifyPin(actor, "9999")]);
      told += next["pin_incorrect"] ?? 0;
      locked = next["pin_locked"] === 1;
    }
    expect(told).toBeLessThanOrEqual(5);
    await expect(verifyPin(actor, PIN)).rejects.toMatchObject({ code: "pin_locked" });
  }, 120_000);

  it("gives five more when the lock is over, and none before", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const actor = await withPin();
    for (const lockMs of PIN_LOCK_MS.slice(0, 2)) {
      await guessUntilLocked("pin_locked", () => verifyPin(actor, "9999"));
      vi.setSystemTime(Date.now() + lockMs - 1_000);
      await expect(verifyPin(actor, PIN)).rejects.toMatchObject({ code: "pin_locked", retryAfterSeconds: 1 });
      vi.setSystemTime(Date.now() + 1_000);
    }
    await verifyPin(actor, PIN);
    expect(await guardLeft(actor)).toEqual(UNTOUCHED);
  });

  it("says how many attempts are left, and forgets wrong ones after a right one", async () => {
    const actor = await withPin();
    for (const left of [4, 3, 2, 1]) {
      await expect(verifyPin(actor, "9999")).rejects.toMatchObject({
        code: "pin_incorrect",
        details: { attempts_left: left },
      });
    }
    await verifyPin(actor, PIN);
    await expect(verifyPin(actor, "9999")).rejects.toMatchObject({ details: { attempts_left: 4 } });
  });

  it("never locks out somebody whose requests are right, however many come at once", async () => {
    const actor = await withPin();
    for (let wave = 0; wave < 3; wave++) {
      const counts = await outcomes(times(20, () => verifyPin(actor, PIN)));
      expect(Object.keys(counts).filter((code) => !["ok", "pin_busy", "unavailable"].includes(code))).toEqual([]);
      expect(counts["ok"]).toBeGreaterThanOrEqual(5);
    }
    await verifyPin(actor, PIN);
    expect(await guardLeft(actor)).toEqual(UNTOUCHED);
  });

  it("loses one attempt for a minute when a request dies between reserving and comparing", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const actor = await withPin();
    await prove("pin", actor, PIN);
    for (const left of [4, 3, 2, 1]) {
      await expect(verifyPin(actor, "9999")).rejects.toMatchObject({ details: { attempts_left: left } });
    }
    await expect(verifyPin(actor, PIN)).rejects.toMatchObject({ code: "pin_busy", retryAfterSeconds: 1 });
    vi.setSystemTime(Date.now() + MINUTE);
    await verifyPin(actor, PIN);
  });

  it("costs the person nothing when it comes with a token that was revoked", async () => {
    const actor = await withPin();
    await logOut(actor, true);
    expect(await outcomes(times(20, () => verifyPin(actor, "9999")))).toEqual({ session_revoked: 20 });
    expect(await guardLeft(actor)).toEqual(UNTOUCHED);
  });

  it("is refused at once where there is no PIN", async () => {
    await expect(verifyPin(await customer(), PIN)).rejects.toMatchObject({ code: "pin_not_set" });
  });
});

describe("setting a PIN", () => {
  it("lets one of many first PINs win, and asks the others for proof", async () => {
    const actor = await customer();
    const set = (n: number) =>
      setTransactionPin(actor, { pin: String(4820 + n), currentPin: undefined, password: undefined });
    expect(await outcomes(times(8, set))).toEqual({ ok: 1, pin_change_unproven: 7 });
  });

  it("changes it for whoever proves the present one, or the password and a code; either alone is not enough", async () => {
    const actor = await withPin();
    await setTransactionPin(actor, { pin: "7302", ...NOTHING, currentPin: PIN });
    await verifyPin(actor, "7302");
    const code = await resetCode(actor);
    const byPassword = { pin: PIN, ...NOTHING, password: PASSWORD };
    const unproven = { code: "pin_change_unproven" };
    await expect(setTransactionPin(actor, byPassword)).rejects.toMatchObject(unproven);
    await expect(setTransactionPin(actor, { pin: PIN, ...NOTHING, ...code })).rejects.toMatchObject(unproven);
    const wrong = { ...byPassword, ...code, otp: code.otp === "000000" ? "000001" : "000000" };
    await expect(setTransactionPin(actor, wrong)).rejects.toMatchObject({ code: "otp_incorrect" });
    await setTransactionPin(actor, { ...byPassword, ...code });
    await verifyPin(actor, PIN);
    await expect(setTransactionPin(actor, { ...byPassword, ...code })).rejects.toMatchObject({ code: "otp_expired" });
  });

  it("counts wrong proofs like any other guess", async () => {
    const actor = await withPin();
    const change = (proof: { currentPin: string } | { password: string; otp: string; challengeId: string }) =>
      setTransactionPin(actor, { pin: "7302", currentPin: undefined, password: undefined, ...proof });
    await guessUntilLocked("pin_locked", () => change({ currentPin: "9999" }));
    const code = { otp: "482913", challengeId: newId() };
    await guessUntilLocked("password_locked", () => change({ password: "000000", ...code }));
    await expect(change({ password: PASSWORD, ...code })).rejects.toMatchObject({ code: "password_locked" });
  });

  it("refuses a weak one before anything is counted", async () => {
    const actor = await withPin();
    const weak = setTransactionPin(actor, { pin: "1234", currentPin: "9999", password: undefined });
    await expect(weak).rejects.toMatchObject({ code: "pin_weak" });
    expect(await guardLeft(actor)).toEqual(UNTOUCHED);
  });
});

describe("confirming money", () => {
  const confirm = async (actor: Customer, proof: { pin: string } | { confirmation: string }) => {
    const confirmation = confirmMoney(actor, proof, ORDER);
    const confirmed = await confirmation.check(await batchGet(confirmation.reads));
    await confirmed.finish();
  };

  it("needs no PIN below the amount that the person set, five times and then one an hour", async () => {
    const actor = await withPin();
    const small = { amount: 9_999n, currency: "NGN" } as const;
    const pay = async (order: { amount: bigint; currency: "NGN" } = small) => {
      const confirmation = confirmMoney(actor, { absent: true }, order);
      await confirmation.check(await batchGet(confirmation.reads));
    };
    const required = { code: "pin_required" };
    await expect(pay()).rejects.toMatchObject(required);
    const credentials = await findCredentials(actor.userId);
    if (credentials === undefined) throw new Error("no credentials");
    await transact([setPinFreeBelow(credentials, { NGN: 10_000n })]);
    for (let n = 0; n < 5; n++) await pay();
    await expect(pay()).rejects.toMatchObject({ code: "rate_limited" });
    await expect(pay({ amount: 10_000n, currency: "NGN" })).rejects.toMatchObject(required);
    await transact([setPinFreeBelow({ ...credentials }, { NGN: 10n ** 12n })]);
    await expect(pay({ amount: PIN_FREE_AMOUNT_MAX.NGN + 1n, currency: "NGN" })).rejects.toMatchObject(required);
    await logOut(actor, true);
    await expect(pay()).rejects.toMatchObject({ code: "session_revoked" });
  });

  it("takes the PIN, and gives the attempt back", async () => {
    const actor = await withPin();
    await confirm(actor, { pin: PIN });
    expect(await guardLeft(actor)).toEqual(UNTOUCHED);
    await expect(confirm(actor, { pin: "9999" })).rejects.toMatchObject({ code: "pin_incorrect" });
  });

  it("gives the attempt back even when the order itself is refused and nobody waits", async () => {
    const actor = await withPin();
    const confirmation = confirmMoney(actor, { pin: PIN }, ORDER);
    await confirmation.check(await batchGet([]));
    await vi.waitFor(async () => expect(await guardLeft(actor)).toEqual(UNTOUCHED));
  });

  it("does not crash the process when nobody asks for the outcome", async () => {
    const actor = await withPin();
    confirmMoney(actor, { pin: "9999" }, ORDER);
    await vi.waitFor(async () => expect(attemptsLeft(await guardLeft(actor))).toBe(4));
  });

  it("asks for the PIN itself above what a token is good for, whatever the token is worth", async () => {
    const actor = await withPin();
    const { token } = await verifyPin(actor, PIN);
    const more = { ...ORDER, amount: ORDER.amount + 1n };
    expect(ORDER.amount).toBe(10_000_000n);
    for (const confirmation of [token, "nonsense"]) {
      expect(() => confirmMoney(actor, { confirmation }, more)).toThrow(
        expect.objectContaining({ code: "pin_required" }),
      );
    }
    const confirmation = confirmMoney(actor, { pin: PIN }, more);
    await (await confirmation.check(await batchGet(confirmation.reads))).finish();
  });

  it("takes a confirmation token again and again for five minutes, 50 at once", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const actor = await withPin();
    const { token } = await verifyPin(actor, PIN);
    expect(await outcomes(times(50, () => confirm(actor, { confirmation: token })))).toEqual({ ok: 50 });
    vi.setSystemTime(Date.now() + 5 * MINUTE);
    await expect(confirm(actor, { confirmation: token })).rejects.toMatchObject({ code: "confirmation_invalid" });
  });

  it("refuses a token in another session, for another person, after the PIN was changed, or altered", async () => {
    const [actor, other] = await Promise.all([withPin(), withPin()]);
    const { token } = await verifyPin(actor, PIN);
    const invalid = { code: "confirmation_invalid" };
    await expect(confirm(other, { confirmation: token })).rejects.toMatchObject(invalid);
    await expect(confirm({ ...actor, sessionId: other.sessionId }, { confirmation: token })).rejects.toMatchObject(
      invalid,
    );
    const later = token.replace(/\.(\d{13})\./, (_, atMs: string) => `.${Number(atMs) + HOUR}.`);
    for (const text of [later, `${token}A`, token.slice(0, -1), "nothing", ""]) {
      await expect(confirm(actor, { confirmation: text })).rejects.toMatchObject(invalid);
    }
    await setTransactionPin(actor, { pin: "7302", currentPin: PIN, password: undefined });
    await expect(confirm(actor, { confirmation: token })).rejects.toMatchObject(invalid);
  });

  it("refuses an access token of a session that has ended, of no other, and without one more read", async () => {
    const actor = await withPin();
    const { token } = await verifyPin(actor, PIN);
    await logOut(actor, false);
    const revoked = { code: "session_revoked" };
    await expect(confirm(actor, { confirmation: token })).rejects.toMatchObject(revoked);
    await expect(confirm(actor, { pin: PIN })).rejects.toMatchObject(revoked);
    expect(confirmMoney(actor, { confirmation: token }, ORDER).reads).toHaveLength(1);
    const elsewhere = { ...actor, sessionId: newId() };
    await confirm(elsewhere, { pin: PIN });
    expect(await guardLeft(actor)).toEqual(UNTOUCHED);
  });

  it("refuses a revoked access token on either path", async () => {
    const actor = await withPin();
    const { token } = await verifyPin(actor, PIN);
    await logOut(actor, true);
    await expect(confirm(actor, { confirmation: token })).rejects.toMatchObject({ code: "session_revoked" });
    await expect(confirm(actor, { pin: PIN })).rejects.toMatchObject({ code: "session_revoked" });
  });
});

/** Last: limits do not forget what was asked for in a year to come. */
describe("the third lock of a PIN", () => {
  it("is opened by no waiting, only by password and code, and with lower limits for a day", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const actor = await withPin();
    for (const lockMs of PIN_LOCK_MS.slice(0, 2)) {
      await guessUntilLocked("pin_locked", () => verifyPin(actor, "9999"));
      vi.setSystemTime(Date.now() + lockMs);
    }
    for (let n = 0; n < 5; n++) await expect(verifyPin(actor, "9999")).rejects.toMatchObject({ code: "pin_incorrect" });
    vi.setSystemTime(Date.now() + 365 * DAY);
    await expect(verifyPin(actor, PIN)).rejects.toMatchObject({ code: "pin_reset_needed" });
    await setTransactionPin(actor, { pin: "7302", ...NOTHING, password: PASSWORD, ...(await resetCode(actor)) });
    const reduced = async () => {
      const confirmation = confirmMoney(actor, { pin: "7302" }, ORDER);
      const confirmed = await confirmation.check(await batchGet([]));
      await confirmed.finish();
      return confirmed.reducedLimits;
    };
    expect(await reduced()).toBe(true);
    vi.setSystemTime(Date.now() + DAY);
    expect(await reduced()).toBe(false);
  });
});
