import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { DeviceKey } from "../../../../tests/kit/authenticator.ts";
import {
  challengeDevice,
  listLogins,
  logOut,
  setDeviceKey,
  signInByDeviceKey,
  takeAnswer,
  verifyStaff,
} from "../auth/index.ts";
import { readMfaToken } from "../auth/mfa-token.ts";
import { stranger, useEngine } from "../auth/people.testkit.ts";
import { pendingItem } from "../auth/sign-in-store.ts";
import { credentialsItem } from "../auth/store.ts";
import { verifyAccessToken } from "../auth/tokens.ts";
import { AppError, DAY, keyRing, MINUTE, setKeyRing } from "../kernel/index.ts";
import { profileOrAccountView, readProfile } from "../staff/index.ts";
import { getItem, update, write } from "@cowry/table";
import {
  approvePush,
  challengePasskey,
  choose,
  denyPush,
  disablePush,
  enablePush,
  listPushes,
  loadOverview,
  removePasskey,
  removeTotp,
  renewRecoveryCodes,
  requestPush,
  setQuestions,
  signInByPasskey,
  stepUp,
  verifySecondFactor,
} from "./index.ts";
import { on, passkeys, PASSWORD, person, question, signIn, verifiers, withPasskey, withTotp } from "./mfa.testkit.ts";
import { passkeyIdOf } from "./store.ts";
import type { GivenFactor } from "./verify.ts";

/** The hash is measured and tested by itself; here only the order of things counts. */
vi.mock("../auth/argon2.ts", () => ({
  argon2id: (secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]),
}));

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await useEngine();
  vi.useFakeTimers({ toFake: ["Date"] });
}, 60_000);
afterEach(() => later(3 * DAY));
afterAll(async () => {
  vi.useRealTimers();
  await stop();
});

const later = (ms: number) => void vi.setSystemTime(Date.now() + ms);
const code = (expected: string) => ({ code: expected });
const answer = (deviceId: string, token: string, given: GivenFactor) =>
  verifySecondFactor(on(deviceId), token, given, verifiers);

async function codesOf(requests: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const result of await Promise.allSettled(requests)) {
    const reason: unknown = result.status === "fulfilled" ? undefined : result.reason;
    const name = reason === undefined ? "ok" : reason instanceof AppError ? reason.code : "other";
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe("an authenticator app", () => {
  it("is asked for on a new device, opens it, and is not asked for there again", async () => {
    const amina = await person();
    const app = await withTotp(amina);
    expect(app.codes).toHaveLength(10);
    expect((await signIn(amina, amina.origin.deviceId ?? "")).kind).toBe("signed_in");
    const token = await question(amina, "tablet");
    later(MINUTE);
    expect(await answer("tablet", token, { method: "totp", code: app.code() })).toMatchObject({ kind: "signed_in" });
    expect((await signIn(amina, "tablet")).kind).toBe("signed_in");
    await expect(answer("tablet", token, { method: "totp", code: app.code() })).rejects.toMatchObject(
      code("mfa_token_invalid"),
    );
  });

  it("has each code used once, also when ten sign-ins bring it at once", async () => {
    const amina = await person();
    const app = await withTotp(amina);
    const tokens = await Promise.all(Array.from({ length: 4 }, (_, n) => question(amina, `tablet-${n}`)));
    later(MINUTE);
    const counts = await codesOf(
      tokens.map((token, n) => answer(`tablet-${n}`, token, { method: "totp", code: app.code() })),
    );
    expect(counts["ok"]).toBe(1);
    expect(counts["other"]).toBeUndefined();
    const token = await question(amina, "another");
    await expect(answer("another", token, { method: "totp", code: app.code() })).rejects.toMatchObject({
      kind: "refused",
    });
  });

  it("locks after five wrong codes, however many come at once and over however many sign-ins", async () => {
    const amina = await person();
    const app = await withTotp(amina);
    const tokens = await Promise.all(Array.from({ length: 6 }, (_, n) => question(amina, `tablet-${n}`)));
    later(MINUTE);
    const wrong = app.code() === "000000" ? "000001" : "000000";
    const counts = await codesOf(
      tokens.flatMap((token, n) =>
        Array.from({ length: 5 }, () => answer(`tablet-${n}`, token, { method: "totp", code: wrong })),
      ),
    );
    expect(counts["mfa_code_incorrect"]).toBeLessThanOrEqual(5);
    expect(counts["ok"]).toBeUndefined();
    const fresh = await question(amina, "late");
    await expect(answer("late", fresh, { method: "totp", code: app.code() })).rejects.toMatchObject(code("mfa_locked"));
    later(16 * MINUTE);
    const again = await question(amina, "later");
    expect(await answer("later", again, { method: "totp", code: app.code() })).toMatchObject({ kind: "signed_in" });
  });

  it("is asked of the device that began only, within five minutes and five tries", async () => {
    const amina = await person();
    const app = await withTotp(amina);
    const token = await question(amina, "tablet");
    later(MINUTE);
    const invalid = code("mfa_token_invalid");
    await expect(answer("thief", token, { method: "totp", code: app.code() })).rejects.toMatchObject(invalid);
    await expect(answer("tablet", `${token}x`, { method: "totp", code: app.code() })).rejects.toMatchObject(invalid);
    const other = { method: "password", password: PASSWORD } as const;
    await expect(answer("tablet", token, other)).rejects.toMatchObject(code("second_factor_not_offered"));
    later(5 * MINUTE);
    await expect(answer("tablet", token, { method: "totp", code: app.code() })).rejects.toMatchObject(invalid);
    const ended = await question(amina, "tablet");
    await logOut(amina, true);
    await expect(answer("tablet", ended, { method: "totp", code: app.code() })).rejects.toMatchObject(invalid);
  });

  it("is set up and given up with the password, and with itself given in the last quarter of an hour", async () => {
    const amina = await person();
    await expect(removeTotp(amina, PASSWORD)).rejects.toMatchObject(code("factor_not_set_up"));
    const app = await withTotp(amina);
    await choose(amina, true);
    expect((await signIn(amina, amina.origin.deviceId ?? "")).kind).toBe("second_factor");
    later(16 * MINUTE);
    await expect(removeTotp(amina, PASSWORD)).rejects.toMatchObject(code("step_up_required"));
    await stepUp(amina, { method: "totp", code: app.code() }, verifiers);
    await expect(removeTotp(amina, "000000")).rejects.toMatchObject(code("password_incorrect"));
    await removeTotp(amina, PASSWORD);
    expect(await loadOverview(amina)).toMatchObject({ factors: [], recoveryCodesLeft: 0 });
    expect((await signIn(amina, "tablet")).kind).toBe("signed_in");
  });
});

describe("what stands in for a lost factor", () => {
  it("is a recovery code, once, as typed; new ones end the old ones", async () => {
    const amina = await person();
    const { codes } = await withTotp(amina);
    const [first = "", second = ""] = codes;
    const typed = first.toLowerCase().replace("-", " ").trim().replace(" ", "");
    const tokens = await Promise.all(Array.from({ length: 3 }, (_, n) => question(amina, `tablet-${n}`)));
    const counts = await codesOf(
      tokens.map((token, n) => answer(`tablet-${n}`, token, { method: "recovery_code", code: typed })),
    );
    expect(counts["ok"]).toBe(1);
    expect((await loadOverview(amina)).recoveryCodesLeft).toBe(9);

    // Keys of codes that are sent go within the hour; these lie in a drawer for years.
    const another = (name: string) => Buffer.alloc(32, name).toString("base64url");
    setKeyRing("OTP_KEYS", { current: "k2", keys: { k2: another("otp") } });
    setKeyRing("PIN_PEPPERS", { current: "k2", keys: { ...keyRing("PIN_PEPPERS").keys, k2: another("pepper") } });
    const third = { method: "recovery_code", code: codes[2] ?? "" } as const;
    expect(await answer("desk", await question(amina, "desk"), third)).toMatchObject({ kind: "signed_in" });
    await renewRecoveryCodes(amina, PASSWORD);
    const token = await question(amina, "late");
    const old = { method: "recovery_code", code: second } as const;
    await expect(answer("late", token, old)).rejects.toMatchObject(code("mfa_code_incorrect"));
  });

  it("are three answers beside a code and the password, and nothing less", async () => {
    const amina = await person();
    await withTotp(amina);
    const answers = [
      { question: "childhood_street", answer: "Bode Thomas" },
      { question: "first_employer", answer: "Aunt Ngozi" },
      { question: "dream_job", answer: "Pilot" },
    ] as const;
    await setQuestions(amina, answers, PASSWORD);
    const given = { method: "security_questions", answers, password: PASSWORD } as const;
    const byPassword = await signIn(amina, "tablet", "password");
    if (byPassword.kind !== "second_factor") throw new Error("expected a question");
    const offered = code("second_factor_not_offered");
    await expect(answer("tablet", byPassword.mfaToken, given)).rejects.toMatchObject(offered);
    const token = await question(amina, "tablet");
    const wrong = { ...given, answers: [{ ...answers[0], answer: "Elsewhere" }, answers[1], answers[2]] };
    await expect(answer("tablet", token, wrong)).rejects.toMatchObject(code("mfa_code_incorrect"));
    await expect(answer("tablet", token, { ...given, password: "000000" })).rejects.toMatchObject(
      code("password_incorrect"),
    );
    const { items } = await listLogins(amina, { limit: 20 });
    const refused = items.filter(({ outcome }) => outcome === "refused");
    expect(refused.map(({ secondFactor }) => secondFactor)).toEqual(["security_questions", "security_questions"]);
    const sloppy = [answers[2], { ...answers[0], answer: " bode  THOMAS!" }, answers[1]];
    expect(await answer("tablet", token, { ...given, answers: sloppy })).toMatchObject({ kind: "signed_in" });
  });
});

describe("a sign-in that waits", () => {
  const ask = (token: string) => takeAnswer(on("tablet"), token, "push");

  it("takes five answers, whatever they are", async () => {
    const amina = await person();
    await withTotp(amina);
    const token = await question(amina, "tablet");
    for (let n = 0; n < 5; n++) await expect(ask(token)).rejects.toMatchObject(code("second_factor_not_offered"));
    await expect(ask(token)).rejects.toMatchObject(code("mfa_token_invalid"));
  });

  it("takes them until its time is over, and in that moment no more", async () => {
    const amina = await person();
    await withTotp(amina);
    const token = await question(amina, "tablet");
    const claims = readMfaToken(token) ?? { userId: "", pendingId: "" };
    const endsAtMs = (await getItem(pendingItem, claims))?.expiresAtMs ?? 0;
    vi.setSystemTime(endsAtMs - 1);
    await expect(ask(token)).rejects.toMatchObject(code("second_factor_not_offered"));
    vi.setSystemTime(endsAtMs);
    await expect(ask(token)).rejects.toMatchObject(code("mfa_token_invalid"));
  });
});

describe("approval on another device", () => {
  it("takes the number that the sign-in shows, once, from a device that approves", async () => {
    const amina = await person();
    await enablePush(amina, PASSWORD);
    const token = await question(amina, "tablet");
    const { pushId, number } = await requestPush(on("tablet"), token);
    const given = { method: "push", pushId } as const;
    await expect(answer("tablet", token, given)).rejects.toMatchObject(code("push_pending"));
    const elsewhere = { ...amina, origin: on("another").origin };
    await expect(approvePush(elsewhere, pushId, number)).rejects.toMatchObject({ code: "device_not_found" });
    expect(await listPushes(amina)).toMatchObject([{ pushId, deviceId: "tablet", ip: "197.210.1.1" }]);
    const wrong = number === "00" ? "01" : "00";
    await expect(approvePush(amina, pushId, wrong)).rejects.toMatchObject(code("push_number_wrong"));
    await approvePush(amina, pushId, number);
    const counts = await codesOf(Array.from({ length: 4 }, () => answer("tablet", token, given)));
    expect(counts["ok"]).toBe(1);
    const stranger = await person();
    await expect(denyPush(stranger, pushId)).rejects.toMatchObject(code("push_not_found"));
  });

  it("is not there for anybody else, whatever their device may do", async () => {
    const [amina, approver, stranger] = [await person(), await person(), await person()];
    await enablePush(amina, PASSWORD);
    await enablePush(approver, PASSWORD);
    const { pushId, number } = await requestPush(on("tablet"), await question(amina, "tablet"));
    const unnamed = { ...stranger, origin: { ...stranger.origin, deviceId: undefined } };
    for (const other of [approver, stranger, unnamed]) {
      await expect(approvePush(other, pushId, number)).rejects.toMatchObject(code("push_not_found"));
      await expect(denyPush(other, pushId)).rejects.toMatchObject(code("push_not_found"));
    }
    await approvePush(amina, pushId, number);
  });

  it("ends the sign-in when denied, when the number was wrong thrice, and after two minutes", async () => {
    const amina = await person();
    const [spare = ""] = await enablePush(amina, PASSWORD);
    const token = await question(amina, "tablet");
    const denied = await requestPush(on("tablet"), token);
    await denyPush(amina, denied.pushId);
    const given = { method: "push", pushId: denied.pushId } as const;
    await expect(answer("tablet", token, given)).rejects.toMatchObject(code("push_denied"));
    const { items } = await listLogins(amina, { limit: 20 });
    expect(items.filter(({ outcome }) => outcome === "refused")).toMatchObject([
      { firstFactor: "otp", secondFactor: "push", deviceId: "tablet" },
    ]);
    await expect(answer("tablet", token, given)).rejects.toMatchObject(code("mfa_token_invalid"));

    const second = await question(amina, "tablet");
    const guessed = await requestPush(on("tablet"), second);
    const wrong = guessed.number === "00" ? "01" : "00";
    const counts = await codesOf(Array.from({ length: 8 }, () => approvePush(amina, guessed.pushId, wrong)));
    expect(counts["push_number_wrong"]).toBeLessThanOrEqual(3);
    await expect(approvePush(amina, guessed.pushId, guessed.number)).rejects.toMatchObject(code("push_not_found"));
    later(2 * MINUTE);
    const late = { method: "push", pushId: guessed.pushId } as const;
    await expect(answer("tablet", second, late)).rejects.toMatchObject(code("push_not_found"));
    await stepUp(amina, { method: "recovery_code", code: spare }, verifiers);
    await disablePush(amina);
    expect((await loadOverview(amina)).factors).toEqual([]);
  });
});

describe("a passkey", () => {
  it("signs in alone, answers a question, and its answers are used once", async () => {
    const amina = await person();
    const { device, codes } = await withPasskey(amina);
    expect(codes).toHaveLength(10);
    const use = () => {
      const { id, response } = device.get({ challenge: Buffer.from(challengePasskey().text).toString("base64url") });
      return { id, ...response };
    };
    const credential = use();
    const counts = await codesOf(Array.from({ length: 4 }, () => signInByPasskey(on("laptop"), credential, passkeys)));
    expect(counts["ok"]).toBe(1);
    expect(counts["other"]).toBeUndefined();
    const token = await question(amina, "tablet");
    const answered = await answer("tablet", token, { method: "passkey", credential: use() });
    expect(answered).toMatchObject({ kind: "signed_in" });

    const joseph = await person();
    const stolen = { ...use(), userHandle: Buffer.from(joseph.userId).toString("base64url") };
    await expect(signInByPasskey(on("laptop"), stolen, passkeys)).rejects.toMatchObject(code("passkey_invalid"));
    later(6 * MINUTE);
    await expect(signInByPasskey(on("laptop"), credential, passkeys)).rejects.toMatchObject(code("passkey_invalid"));
    await expect(
      removePasskey(joseph, passkeyIdOf(amina.userId, device.id.toString("base64url"))),
    ).rejects.toMatchObject(code("passkey_not_found"));
    await removePasskey(amina, passkeyIdOf(amina.userId, device.id.toString("base64url")));
    await expect(signInByPasskey(on("laptop"), use(), passkeys)).rejects.toMatchObject(code("passkey_invalid"));
  });
});

describe("the key of a device", () => {
  it("signs in on its device, each challenge once, and nowhere else", async () => {
    const amina = await person();
    const [key, deviceId] = [new DeviceKey(), amina.origin.deviceId ?? ""];
    await expect(setDeviceKey(amina, "AAAA", PASSWORD)).rejects.toMatchObject(code("device_key_malformed"));
    await setDeviceKey(amina, key.publicKey, PASSWORD);
    const signed = (userId = amina.userId) => {
      const { text: challenge } = challengeDevice();
      return { userId, challenge, signature: key.sign(userId, challenge) };
    };
    const given = signed();
    const counts = await codesOf(Array.from({ length: 4 }, () => signInByDeviceKey(on(deviceId), given)));
    expect(counts).toEqual({ ok: 1, challenge_expired: 3 });
    const invalid = code("device_key_invalid");
    await expect(signInByDeviceKey(on("another"), signed())).rejects.toMatchObject(invalid);
    await expect(signInByDeviceKey(on(deviceId), { ...signed(), signature: given.signature })).rejects.toMatchObject(
      invalid,
    );
    const joseph = await person();
    await expect(signInByDeviceKey(on(deviceId), signed(joseph.userId))).rejects.toMatchObject(invalid);
    // The first letter of the mark: the last one has bits that say nothing.
    const mark = given.challenge.lastIndexOf(".") + 1;
    const letter = given.challenge[mark] === "A" ? "B" : "A";
    const challenge = `${given.challenge.slice(0, mark)}${letter}${given.challenge.slice(mark + 1)}`;
    const forged = { ...signed(), challenge };
    await expect(signInByDeviceKey(on(deviceId), forged)).rejects.toMatchObject(code("challenge_expired"));
  });
});

describe("staff", () => {
  it("get in by a living session with a second factor, and the roles of this moment only", async () => {
    const amina = await person();
    const signedIn = await signIn(amina, amina.origin.deviceId ?? "");
    if (signedIn.kind !== "signed_in") throw new Error("expected tokens");
    const claims = await verifyAccessToken(signedIn.tokens.access);
    const { origin } = stranger();
    await expect(verifyStaff(claims, origin)).rejects.toMatchObject(code("forbidden"));
    const { userId } = amina;
    const roles = { when: [], set: { roles: ["support"] as const } };
    await write(update(credentialsItem, { userId }, roles));
    await expect(verifyStaff(claims, origin)).rejects.toMatchObject(code("second_factor_required"));
    // The same at the people's own door, where whoever may not look learns nothing; and what they see there is masked.
    const other = await person();
    const read = (fromStaffNetwork: boolean) =>
      readProfile({ ...claims, kind: "customer", origin, roles: ["support"] }, other.userId, { fromStaffNetwork });
    await expect(read(true)).rejects.toMatchObject(code("user_not_found"));
    await withTotp(await asActor(claims));
    expect(await verifyStaff(claims, origin)).toMatchObject({ kind: "staff", userId, roles: ["support"] });
    const seen = profileOrAccountView(await read(true));
    expect(seen).toMatchObject({ id: other.userId, phone: expect.stringContaining("•••") as string });
    expect(seen).not.toHaveProperty("address");
    await expect(read(false)).rejects.toMatchObject(code("user_not_found"));
    await logOut(await asActor(claims), false);
    await expect(verifyStaff(claims, origin)).rejects.toMatchObject(code("session_revoked"));
  });

  function asActor(claims: Awaited<ReturnType<typeof verifyAccessToken>>) {
    return Promise.resolve({ ...claims, kind: "customer" as const, origin: on("phone").origin });
  }
});
