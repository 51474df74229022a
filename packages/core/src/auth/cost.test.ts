import { update, write } from "@cowry/table";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { lookupHashes } from "../kernel/index.ts";
import { loadMe } from "../users/index.ts";
import { emailItem, phoneItem } from "../users/store.ts";
import { logIn } from "./log-in.ts";
import { amina, customer, inbox, mailbox, newcomer, newPhone, stranger, useEngine } from "./people.testkit.ts";
import { setTransactionPin, verifyPin } from "./pin.ts";
import { refreshSession } from "./refresh.ts";
import { registerPerson } from "./register.ts";
import { verifyEmail } from "./sign-in-email.ts";
import { verifyOtp } from "./sign-in.ts";
import { submitEmail } from "./submit-email.ts";
import { submitPhone } from "./submit-phone.ts";
import { startWire, type Wire } from "./wire.testkit.ts";

vi.mock("./argon2.ts", () => ({
  argon2id: (secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]),
}));
vi.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

let stop: () => Promise<void>;
let wire: Wire;
beforeAll(async () => {
  stop = await useEngine(async (engine) => {
    wire = await startWire(engine);
    useEndpoint(wire.url);
  });
}, 60_000);
afterAll(async () => {
  await wire.stop();
  await stop();
});

/** On a busy machine a request may take longer than the SDK waits, and is sent again. */
const RETRIED = { retry: 2 } as const;

const box = inbox();
const post = mailbox();
const phoneOf = (phone: string) => stranger({ deviceId: `of-${phone}`, ip: `41.${phone.slice(-4, -2)}.1.1` });

async function codeSentTo(phone: string) {
  const { challengeId } = await submitPhone(phoneOf(phone), { phone, purpose: "login" }, box.sms);
  return { phone, otp: box.codeFor(phone), challengeId, role: "rider" as const };
}

/** Somebody whose phone is known: registered on it. */
async function knownPhone(): Promise<string> {
  const phone = newPhone();
  await registered(phone);
  return phone;
}

async function registered(phone: string, { origin } = phoneOf(phone), email?: string) {
  return (await registerPerson({ ...newcomer(phone), origin }, { ...amina, email })).person;
}

const signedIn = async (answer: Promise<{ readonly kind: string }>) => {
  expect((await answer).kind).toBe("signed_in");
};

/** Round trips one after the other, and units by AWS's rule, of what an app does every day. */
describe("what it costs", RETRIED, () => {
  it("to register: one round trip", async () => {
    const cost = await wire.costOf(() => registerPerson({ ...newcomer(), origin: phoneOf(newPhone()).origin }, amina));
    // Phone, profile, code, two words of the name, credentials, wallet, session, device, activity, trail.
    expect(cost).toEqual({ roundTrips: 1, operations: ["TransactWriteItems"], read: 0, write: 22 });
  });

  it("to ask for a code: the limits and whose number it is, then the code, then a count beside the sending", async () => {
    const phone = newPhone();
    const cost = await wire.costOf(() => submitPhone(phoneOf(phone), { phone, purpose: "login" }, box.sms));
    // Six limits at rest, the code and its spacing in one transaction, two counts.
    expect(cost).toMatchObject({ roundTrips: 3, read: 3, write: 12 });
  });

  it("to answer a code, for somebody new: two round trips", async () => {
    const answer = await codeSentTo(newPhone());
    const cost = await wire.costOf(() => verifyOtp(phoneOf(answer.phone), answer));
    // Nobody is read ahead, at the price of somebody.
    expect(cost).toMatchObject({ roundTrips: 2, read: 4.5, write: 9 });
  });

  it("to sign in by a code: two round trips", async () => {
    const phone = await knownPhone();
    const answer = await codeSentTo(phone);
    const cost = await wire.costOf(() => signedIn(verifyOtp(phoneOf(phone), answer)));
    // A try, two items of the code, session and the one before, device, activity and trail, and four counts.
    expect(cost).toMatchObject({ roundTrips: 2, read: 4.5, write: 19 });
  });

  it("to sign in by a code that came by e-mail: two round trips", async () => {
    const phone = newPhone();
    const email = `${phone.slice(1)}@example.com`;
    await registered(phone, phoneOf(phone), email);
    const [emailHash = ""] = lookupHashes("email", email);
    await write(update(emailItem, { emailHash }, { rule: "verified", when: [], set: { verified: true } }));
    const { challengeId } = await submitEmail(phoneOf(phone), { email, purpose: "login" }, post.mail);
    const answer = { email, otp: post.codeFor(email), challengeId };
    const cost = await wire.costOf(() => signedIn(verifyEmail(phoneOf(phone), answer)));
    expect(cost).toMatchObject({ roundTrips: 2, read: 4.5 });
  });

  it("to sign in by a code that is not called by its name: three round trips", async () => {
    const phone = await knownPhone();
    const answer = { ...(await codeSentTo(phone)), challengeId: undefined };
    const cost = await wire.costOf(() => signedIn(verifyOtp(phoneOf(phone), answer)));
    expect(cost.roundTrips).toBe(3);
  });

  it("to sign in on a number that changed hands since the code was asked for: three, and it is the new hands", async () => {
    const phone = await knownPhone();
    const answer = await codeSentTo(phone);
    const { userId } = await registered(newPhone(), phoneOf(phone));
    const [phoneHash = ""] = lookupHashes("phone", phone);
    await write(update(phoneItem, { phoneHash }, { rule: "moved", when: [], set: { userId } }));
    const cost = await wire.costOf(async () => {
      expect(await verifyOtp(phoneOf(phone), answer)).toMatchObject({ kind: "signed_in", person: { userId } });
    });
    expect(cost.roundTrips).toBe(3);
  });

  it("to sign in by a password: three round trips", async () => {
    const phone = await knownPhone();
    const login = { phone, password: amina.password };
    const cost = await wire.costOf(() => signedIn(logIn(phoneOf(phone), login, box.sms)));
    // An attempt and its end, session and the one before, device, activity and trail, and three of rate limits.
    expect(cost).toMatchObject({ roundTrips: 3, read: 4.5, write: 15 });
  });

  it("to refresh: one round trip, one unit written, and the credentials read beside it", async () => {
    const { refresh } = await customer();
    const cost = await wire.costOf(() => refreshSession(stranger(), refresh));
    expect(cost).toEqual({ roundTrips: 1, operations: ["GetItem", "UpdateItem"], read: 1, write: 1 });
  });

  it("to verify a PIN: two round trips, two units written", async () => {
    const actor = await customer();
    await setTransactionPin(actor, { pin: "4821", currentPin: undefined, password: undefined });
    const cost = await wire.costOf(() => verifyPin(actor, "4821"));
    expect(cost).toEqual({ roundTrips: 2, operations: ["UpdateItem", "UpdateItem"], read: 0, write: 2 });
  });

  it("to see oneself: one read", async () => {
    const actor = await customer();
    const cost = await wire.costOf(() => loadMe(actor));
    expect(cost).toEqual({ roundTrips: 1, operations: ["GetItem"], read: 0.5, write: 0 });
  });
});
