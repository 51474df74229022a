import { setRetryClock } from "@cowry/table/clock";
import { useFakeClock } from "@cowry/table/clock.testkit";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { error, type FaultyEndpoint, startFaultyEndpoint } from "@cowry/table/faults.testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { REFRESH_GRACE_MS } from "./model.ts";
import { submitPhone } from "./submit-phone.ts";
import { amina, customer, inbox, newcomer, newPhone, stranger, useEngine } from "./people.testkit.ts";
import { setTransactionPin, verifyPin } from "./pin.ts";
import { logOut, refreshSession } from "./refresh.ts";
import { registerPerson } from "./register.ts";
import { verifyOtp } from "./sign-in.ts";

vi.mock("./argon2.ts", () => ({
  argon2id: (secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]),
}));
vi.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

let stop: () => Promise<void>;
let table: FaultyEndpoint;
beforeAll(async () => {
  stop = await useEngine(async (engine) => {
    table = await startFaultyEndpoint(engine);
    useEndpoint(table.url);
  });
}, 60_000);
afterAll(async () => {
  await table.stop();
  await stop();
});

/** The nth request of what follows is carried out, and its answer lost. */
const loseAnswer = (nth: number) => {
  table.play(...Array.from({ length: nth }, () => "pass" as const), "reset after commit");
};
const PIN = { pin: "4821", currentPin: undefined, password: undefined };

describe("when the table is busy after a token has been used up", () => {
  it("the request ends in time for the grace, and sent again gives the successor", async () => {
    const { refresh } = await customer();
    const clock = useFakeClock();
    const down = Array.from({ length: 500 }, () => error("InternalServerError", 500));
    table.play("pass", ...down);
    await expect(refreshSession(stranger(), refresh)).rejects.toMatchObject({ name: "TableBusy" });
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(REFRESH_GRACE_MS / 2);
    expect(table.seen[0]?.operation).toBe("UpdateItem");
    table.play();
    setRetryClock();
    expect((await refreshSession(stranger(), refresh)).refresh.split(".")[3]).toBe("2");
  });
});

describe.each([0, 1, 2, 3])("when the answer to request %i to the table is lost", (nth) => {
  it("a code is still sent", async () => {
    const box = inbox();
    const phone = newPhone();
    loseAnswer(nth + 4);
    await submitPhone(stranger(), { phone, purpose: "login" }, box.sms);
    expect(box.codeFor(phone)).toMatch(/^\d{6}$/);
  });

  it("a registration gives tokens", async () => {
    const actor = newcomer();
    loseAnswer(nth);
    const { tokens, person } = await registerPerson(actor, amina);
    expect((await registerPerson(actor, amina)).person).toEqual(person);
    await refreshSession(stranger(), tokens.refresh);
  });

  it("a right code signs in", async () => {
    const box = inbox();
    const { phone } = await customer();
    const { challengeId } = await submitPhone(stranger(), { phone, purpose: "login" }, box.sms);
    loseAnswer(nth);
    const answer = { phone, otp: box.codeFor(phone), challengeId, role: "rider" } as const;
    const signedIn = await verifyOtp(stranger(), answer);
    if (signedIn.kind !== "signed_in") throw new Error("expected tokens");
    await refreshSession(stranger(), signedIn.tokens.refresh);
  });

  it("a refresh gives the one successor", async () => {
    const { refresh } = await customer();
    loseAnswer(nth);
    const next = await refreshSession(stranger(), refresh);
    expect((await refreshSession(stranger(), refresh)).refresh).toBe(next.refresh);
  });

  it("a PIN is set, and a right one confirmed", async () => {
    const actor = await customer();
    loseAnswer(nth);
    await setTransactionPin(actor, PIN);
    loseAnswer(nth);
    await verifyPin(actor, PIN.pin);
    loseAnswer(nth);
    await setTransactionPin(actor, { ...PIN, pin: "7302", currentPin: PIN.pin });
    await verifyPin(actor, "7302");
  });

  it("a wrong PIN is counted once", async () => {
    const actor = await customer();
    await setTransactionPin(actor, PIN);
    loseAnswer(nth);
    await expect(verifyPin(actor, "9999")).rejects.toMatchObject({ details: { attempts_left: 4 } });
    await expect(verifyPin(actor, "9999")).rejects.toMatchObject({ details: { attempts_left: 3 } });
  });

  it("a logout ends the session", async () => {
    const actor = await customer();
    loseAnswer(nth);
    await logOut(actor, false);
    await expect(refreshSession(stranger(), actor.refresh)).rejects.toMatchObject({ code: "refresh_invalid" });
  });
});
