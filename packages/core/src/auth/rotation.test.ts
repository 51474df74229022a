import { batchGet, update, write } from "@cowry/table";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { keyRing, present, type SecretName, setKeyRing } from "../kernel/index.ts";
import { readPhone } from "../kernel/phone.ts";
import { confirmMoney } from "./confirm.ts";
import { submitPhone } from "./submit-phone.ts";
import { amina, customer, inbox, newcomer, ORDER, stranger, useEngine } from "./people.testkit.ts";
import { setTransactionPin, verifyPin } from "./pin.ts";
import { refreshSession } from "./refresh.ts";
import { registerPerson } from "./register.ts";
import { useTestSecrets, useTestSigningKey } from "./secrets.testkit.ts";
import { verifyOtp } from "./sign-in.ts";
import { findNewestOtp } from "./otp-store.ts";
import { phonePlaces } from "./otp.ts";
import { prove } from "./proving.ts";
import { credentialsItem, findCredentials } from "./store.ts";

vi.mock("./argon2.ts", () => ({
  argon2id: (secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]),
}));
vi.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

let stop: () => Promise<void>;
beforeAll(async () => void (stop = await useEngine()), 60_000);
afterAll(() => stop());
/** Each begins with the same keys, however the one before it ended. */
beforeEach(() => useTestSecrets());

const box = inbox();
const device = { deviceId: "device" };
const submit = (phone: string) => submitPhone(stranger(device), { phone, purpose: "login" }, box.sms);
const verify = (phone: string, otp: string, challengeId?: string) =>
  verifyOtp(stranger(device), { phone, otp, challengeId, role: "rider" });

describe("while keys are rotated", () => {
  it("people, codes and sessions of the older keys go on", async () => {
    const actor = await customer();
    const { phone } = actor;
    const other = await customer();
    await setTransactionPin(actor, { pin: "4821", currentPin: undefined, password: undefined });
    const { token } = await verifyPin(actor, "4821");
    const sent = await submit(phone);
    for (const name of ["SESSION_KEYS", "OTP_KEYS", "PIN_PEPPERS", "FIELD_KEYS"] as const) rotate(name);
    useTestSigningKey("s2");

    expect((await verify(phone, box.codeFor(phone), sent.challengeId)).kind).toBe("signed_in");
    const confirmation = confirmMoney(actor, { confirmation: token }, ORDER);
    await batchGet(confirmation.reads).then(confirmation.check);
    await verifyPin(actor, "4821");
    expect((await findCredentials(actor.userId))?.pinHash).toMatch(/^k2\$/);
    expect((await refreshSession(stranger(), actor.refresh)).refresh).toMatch(/^k2\./);

    const before = await submit(other.phone);
    rotate("LOOKUP_KEYS");
    const found = await verify(other.phone, box.codeFor(other.phone), before.challengeId);
    expect(found).toMatchObject({ kind: "signed_in", person: { userId: other.userId } });
    await submit(other.phone);
    const again = await verify(other.phone, box.codeFor(other.phone));
    expect(again).toMatchObject({ person: { userId: other.userId } });
    await expect(registerPerson(newcomer(other.phone), amina)).rejects.toMatchObject({ code: "phone_taken" });
  });
});

describe("a key that this instance does not have", () => {
  it("costs no try of a code and no attempt at a secret, and once it is there all goes on", async () => {
    const actor = await customer();
    const { phone, userId } = actor;
    await setTransactionPin(actor, { pin: "4821", currentPin: undefined, password: undefined });
    const { challengeId } = await submit(phone);
    const [otpKeys, peppers] = [keyRing("OTP_KEYS"), keyRing("PIN_PEPPERS")];
    for (const name of ["OTP_KEYS", "PIN_PEPPERS"] as const) {
      setKeyRing(name, { current: "k", keys: { k: Buffer.alloc(32, name).toString("base64url"), k11: "AAAA" } });
    }
    for (let n = 0; n < 6; n++) {
      const code = verify(phone, box.codeFor(phone), challengeId);
      await expect(code).rejects.toMatchObject({ code: "unavailable" });
      await expect(verifyPin(actor, "4821")).rejects.toMatchObject({ code: "unavailable" });
    }
    expect((await findCredentials(userId))?.pinPlace0).toBe("");
    setKeyRing("OTP_KEYS", otpKeys);
    setKeyRing("PIN_PEPPERS", peppers);
    await verifyPin(actor, "4821");
    expect((await verify(phone, box.codeFor(phone), challengeId)).kind).toBe("signed_in");
  });
});

describe("a secret under a key that this instance does not have", () => {
  it("costs nothing, whichever others it has", async () => {
    const actor = await customer();
    const { phone, userId, epoch } = actor;
    await setTransactionPin(actor, { pin: "4821", currentPin: undefined, password: undefined });
    const { challengeId } = await submit(phone);
    const place = present(phonePlaces(readPhone(phone), "login")[0], "there is a current key");
    const [otpKeys, peppers] = [keyRing("OTP_KEYS"), keyRing("PIN_PEPPERS")];
    // Before and behind it, in the order of their ids, one key and several.
    for (const ids of [["a"], ["z"], ["a", "b"], ["y", "z"], ["a", "b", "c"], ["x", "y", "z"]]) {
      const keys = Object.fromEntries(ids.map((id) => [id, Buffer.alloc(32, id).toString("base64url")]));
      for (const name of ["OTP_KEYS", "PIN_PEPPERS"] as const) setKeyRing(name, { current: ids[0] ?? "", keys });
      for (const attempt of [
        () => verify(phone, box.codeFor(phone), challengeId),
        () => prove("pin", { userId, epoch }, "4821"),
        () => prove("password", { userId, epoch }, amina.password),
        () => prove("password", { userId, epoch: undefined }, amina.password),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ code: "unavailable" });
      }
      const { pinPlace0, passwordPlace0 } = present(await findCredentials(userId), "they are there");
      const tries = (await findNewestOtp(place, device.deviceId))?.tries;
      expect([ids, pinPlace0, passwordPlace0, tries]).toEqual([ids, "", "", 0]);
    }
    setKeyRing("OTP_KEYS", otpKeys);
    setKeyRing("PIN_PEPPERS", peppers);
  });

  it("is renewed by its use only while it is the same", async () => {
    const actor = await customer();
    const { userId, epoch } = actor;
    await setTransactionPin(actor, { pin: "4821", currentPin: undefined, password: undefined });
    const { keys } = keyRing("PIN_PEPPERS");
    setKeyRing("PIN_PEPPERS", { current: "k3", keys: { ...keys, k3: Buffer.alloc(32, "3").toString("base64url") } });
    const proven = [await prove("pin", { userId, epoch }, "4821")];
    proven.push(await prove("password", { userId, epoch }, amina.password));
    const changed = { pinHash: "k3$another", passwordHash: "k3$another" };
    await write(update(credentialsItem, { userId }, { when: [], set: changed }));
    for (const { settle } of proven) await settle();
    expect(await findCredentials(userId)).toMatchObject(changed);
  });

  it("is not looked at for somebody who is blocked, whatever their tokens say", async () => {
    const { userId, epoch } = await customer();
    await write(update(credentialsItem, { userId }, { when: [], set: { status: "blocked" } }));
    for (const seen of [epoch, undefined]) {
      const attempt = prove("password", { userId, epoch: seen }, amina.password);
      await expect(attempt).rejects.toMatchObject({ code: "account_blocked" });
    }
    expect((await findCredentials(userId))?.passwordPlace0).toBe("");
  });
});

function rotate(name: SecretName): void {
  const { keys } = keyRing(name);
  setKeyRing(name, { current: "k2", keys: { ...keys, k2: Buffer.alloc(32, name).toString("base64url") } });
}
