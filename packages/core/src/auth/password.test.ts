import { update, write } from "@cowry/table";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Customer, Role } from "../kernel/index.ts";
import { changePassword, forgetPassword, resetPassword } from "./password.ts";
import { amina, customer, inbox, newPhone, stranger, useEngine } from "./people.testkit.ts";
import { prove } from "./proving.ts";
import { refreshSession } from "./refresh.ts";
import { credentialsItem } from "./store.ts";

vi.mock("./argon2.ts", () => ({
  argon2id: (secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]),
}));
vi.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

let stop: () => Promise<void>;
beforeAll(async () => void (stop = await useEngine()), 60_000);
afterAll(() => stop());

const box = inbox();
const next = { currentPassword: amina.password, newPassword: "739148" };

async function become(actor: Customer, roles: readonly Role[]): Promise<void> {
  await write(update(credentialsItem, actor, { rule: "roles", when: [], set: { roles } }));
}

describe("changing a password", () => {
  it("asks for the present one, keeps this session, and ends its access token where money moves", async () => {
    const actor = await customer();
    await expect(changePassword(actor, { ...next, currentPassword: "000001" })).rejects.toMatchObject({
      code: "password_incorrect",
    });
    await changePassword(actor, next);
    await expect(prove("password", actor, next.newPassword)).rejects.toMatchObject({ code: "session_revoked" });
    await refreshSession(stranger(), actor.refresh);
    const { settle } = await prove("password", { userId: actor.userId, epoch: undefined }, next.newPassword);
    await settle();
  });

  it("refuses a weak one and leaves the present one as it is", async () => {
    const actor = await customer();
    await expect(changePassword(actor, { ...next, newPassword: "111111" })).rejects.toMatchObject({
      code: "password_weak",
    });
    await changePassword(actor, next);
  });

  it("asks staff for a real one, and for none of their last five", async () => {
    const actor = await customer();
    await become(actor, ["support"]);
    await expect(changePassword(actor, next)).rejects.toMatchObject({ code: "password_weak" });
    const passwords = Array.from({ length: 6 }, (_, n) => `plover cactus 4${String(n)} violin`);
    let [current, epoch] = [amina.password, actor.epoch];
    for (const newPassword of passwords) {
      await changePassword({ ...actor, epoch }, { currentPassword: current, newPassword });
      [current, epoch] = [newPassword, epoch + 1];
    }
    const change = (newPassword = "") => changePassword({ ...actor, epoch }, { currentPassword: current, newPassword });
    for (const recent of passwords.slice(1))
      await expect(change(recent)).rejects.toMatchObject({ code: "password_weak" });
    await change(passwords[0]);
  });
});

describe("a forgotten password", () => {
  it("sends a code to whoever has an account only, and answers alike", async () => {
    const [{ phone: known }, unknown] = [await customer(), newPhone()];
    const answers = [
      await forgetPassword(stranger(), known, box.sms),
      await forgetPassword(stranger(), unknown, box.sms),
    ];
    const [first, second] = answers.map(({ challengeId: _, ...rest }) => rest);
    expect(first).toEqual(second);
    expect(box.messages.map(({ to }) => to)).toEqual([known]);
    const guess = { phone: unknown, otp: "482913", challengeId: answers[1]?.challengeId, newPassword: "739148" };
    await expect(resetPassword(stranger(), guess)).rejects.toMatchObject({ code: "otp_incorrect" });
  });

  it("is reset once by one code, and ends every session", async () => {
    const actor = await customer();
    const { phone } = actor;
    const { challengeId } = await forgetPassword(stranger(), phone, box.sms);
    const reset = { phone, otp: box.codeFor(phone), challengeId, newPassword: next.newPassword };
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => resetPassword(stranger(), reset)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(refreshSession(stranger(), actor.refresh)).rejects.toMatchObject({ code: "refresh_invalid" });
    const { settle } = await prove("password", { userId: actor.userId, epoch: undefined }, next.newPassword);
    await settle();
  });
});
