import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Customer, HOUR, MINUTE, newId, now, present, SECOND, setKeyRing } from "@cowry/core/kernel";
import { getItem, transact, update, write, type Write } from "@cowry/table";
import {
  answerSecondFactor,
  changeEmail,
  changePhone,
  completeSignIn,
  confirmByCode,
  loadSignIn,
  readWaiting,
  refreshSession,
  setTransactionPin,
} from "@cowry/core/auth";
import { admit, giveBack } from "../../packages/core/src/auth/limiter.ts";
import { hashSecret } from "../../packages/core/src/auth/hash.ts";
import { approvalChange, forgetDevice, loadOwnDevice } from "../../packages/core/src/auth/devices.ts";
import { emailPlace, phonePlace, writeCode } from "../../packages/core/src/auth/otp.ts";
import { commitOtp, type Otp, type OtpPlace } from "../../packages/core/src/auth/otp-store.ts";
import { factorsChange, stepUpMark } from "../../packages/core/src/auth/second-factor.ts";
import { logOutEverywhere } from "../../packages/core/src/auth/refresh.ts";
import { rolesChange, statusChange } from "../../packages/core/src/auth/standing.ts";
import { sessionItem } from "../../packages/core/src/auth/session-store.ts";
import { setPinFreeBelow } from "../../packages/core/src/auth/pin-free.ts";
import { inbox, mailbox } from "../../packages/core/src/auth/people.testkit.ts";
import { type Credentials, credentialsItem } from "../../packages/core/src/auth/store.ts";
import { useTestSecrets } from "../../packages/core/src/auth/secrets.testkit.ts";
import { addPasskey, listPasskeys, passkeyUse, removePasskey } from "../../packages/core/src/mfa/passkeys.ts";
import { approvePush, denyPush, disablePush, requestPush } from "../../packages/core/src/mfa/push.ts";
import { findPush, passkeyIdOf } from "../../packages/core/src/mfa/store.ts";
import { markRead } from "../../packages/core/src/notifications/inbox.ts";
import { findRound, openRound } from "../../packages/core/src/rotation/store.ts";
import { emailChange, findEmailRow, phoneChange } from "../../packages/core/src/users/contact.ts";
import { userKinds } from "../../packages/core/src/users/kinds.ts";
import { leavingWrites } from "../../packages/core/src/users/leaving.ts";
import { findPerson, findPhoneRow, openingRefusal, sealNames, userItem } from "../../packages/core/src/users/store.ts";
import { walletItem } from "../../packages/core/src/wallet/store.ts";
import { topUp } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { assignRoles, blockPerson, unblockPerson } from "@cowry/core/staff";
import { openWallet, readBalances, setWalletStatus } from "@cowry/core/wallet";
import { readPhone } from "../../packages/core/src/kernel/phone.ts";
import { codeOf } from "../../packages/core/src/kernel/callers.testkit.ts";
import { PROPOSER } from "./history-world.ts";
import { credentialsOf, on, opening, signIn, somebody } from "./late-people.ts";
import { afterLateReads, beginAnew, idly, isWritten, items, meeting, pass, useLateTable } from "./late-table.ts";

/** Whoever decided on something that is not so any more writes nothing: people, and what they prove themselves with. */

beforeAll(useLateTable);
beforeEach(beginAnew);
afterAll(() => void vi.useRealTimers());

const reason = "As the story says";
const key = (name: string) => Buffer.alloc(32, name).toString("base64url");

/** Lets the device that calls approve sign-ins, or no longer, as whoever has just given their second factor does. */
async function turnPush(actor: Customer, approves: boolean): Promise<void> {
  const change = factorsChange(await credentialsOf(actor), { secondFactors: approves ? ["push"] : [] });
  const writes = [approvalChange(await loadOwnDevice(actor), approves), change, stepUpMark(actor, "push")];
  expect(await isWritten(writes)).toBe(true);
}

/** A sign-in on a tablet that somebody's phone is asked to approve. */
async function asked() {
  const amina = await somebody();
  await turnPush(amina, true);
  const { origin } = on("tablet");
  const answer = await completeSignIn(await loadSignIn(amina.userId, origin), origin, { firstFactor: "otp" });
  if (answer.kind !== "second_factor") throw new Error("a second factor is asked for");
  return { amina, token: answer.mfaToken, ...(await requestPush(on("tablet"), answer.mfaToken)) };
}

describe("overtaken, with an account of before", () => {
  it("a change of factors, or of what no PIN is asked for, ends with the tokens that it came by", async () => {
    const amina = await somebody();
    const writesOf = (seen: Credentials): readonly Write[] => [
      factorsChange(seen, { secondFactors: ["push"] }),
      setPinFreeBelow(seen, { NGN: 1_000n }),
    ];
    const before = await credentialsOf(amina);
    await logOutEverywhere(amina);
    for (const one of writesOf(before)) expect(await idly(() => isWritten([one]))).toBe(false);
    const again = await signIn(amina.userId, "phone");
    await turnPush(again, true);
    const set = await credentialsOf(amina);
    await logOutEverywhere(again);
    for (const one of writesOf(set)) expect(await idly(() => isWritten([one]))).toBe(false);
    for (const one of writesOf(await credentialsOf(amina))) expect(await isWritten([one])).toBe(true);
  });

  it("nobody is given roles, or taken out of a branch, that they have not any more", async () => {
    const { userId } = await somebody();
    const [riding, driving] = [{ roles: ["rider"] as const }, { roles: ["driver"] as const }];
    const standing = { status: "active", epoch: 1, ...riding } as const;
    const [none, lagos, abuja] = [{ branchId: undefined }, { branchId: "lagos" }, { branchId: "abuja" }];
    const rolesFrom = (from: typeof none | typeof lagos, has = riding) =>
      rolesChange(userId, { ...standing, ...has, ...from }, { ...riding, ...abuja });
    expect(await isWritten([rolesChange(userId, { ...standing, ...none }, { ...riding, ...lagos })])).toBe(true);
    expect(await idly(() => isWritten([rolesFrom(none)]))).toBe(false);
    expect(await isWritten([rolesChange(userId, { ...standing, ...lagos }, { ...driving, ...lagos })])).toBe(true);
    expect(await idly(() => isWritten([rolesFrom(lagos)]))).toBe(false);
    expect(await isWritten([rolesChange(userId, { ...standing, ...driving, ...lagos }, { ...riding, ...lagos })])).toBe(
      true,
    );
    expect(await isWritten([statusChange(userId, "active", "blocked")])).toBe(true);
    expect(await idly(() => isWritten([rolesFrom(lagos)]))).toBe(false);
  });

  it("a wallet that is frozen, or credited, while its owner is blocked is so when they are let in again", async () => {
    const { userId } = await somebody();
    const walletNow = () => getItem(walletItem, { userId, currency: "NGN" });
    const block = () => blockPerson(PROPOSER, userId, { reason, untilMs: undefined });
    await meeting("TransactWriteItems", () => topUp(userId, 100n), block);
    expect(await walletNow()).toMatchObject({ status: "blocked", available: 100n, version: 3 });
    await unblockPerson(PROPOSER, userId, reason);
    const freeze = () => setWalletStatus(PROPOSER, { userId, currency: "NGN", to: "frozen", reason });
    await meeting("TransactWriteItems", freeze, block);
    await unblockPerson(PROPOSER, userId, reason);
    expect(await walletNow()).toMatchObject({ status: "frozen" });
  });

  it("a wallet that is opened meanwhile has the limits of its owner's new roles", async () => {
    const amina = await somebody();
    const { userId } = amina;
    const assign = () => assignRoles(PROPOSER, userId, { roles: ["rider", "merchant"], reason });
    const told = await meeting(
      "TransactWriteItems",
      () => openWallet(amina, "USD"),
      () => codeOf(assign()),
    );
    expect(told).toBe("account_changed");
    await assign();
    expect(await getItem(walletItem, { userId, currency: "USD" })).toMatchObject({ limitRole: "merchant" });
  });

  it("an address that somebody else has verified meanwhile is theirs, whoever moves away from it, or leaves", async () => {
    const [amina, joseph] = [await somebody("amina@example.com"), await somebody()];
    const before = present(await findPerson(amina.userId), "she is there");
    const moving = present(await emailChange(before, "new@example.com"), "it is free");
    const leaving = await leavingWrites(amina.userId);
    const claim = await emailChange(present(await findPerson(joseph.userId), "he is there"), "amina@example.com");
    expect(await isWritten(present(claim, "nobody had verified it"))).toBe(true);
    expect(await idly(() => isWritten(moving))).toBe(false);
    expect(await idly(() => isWritten(leaving))).toBe(false);
    expect(await findEmailRow("amina@example.com")).toMatchObject({ userId: joseph.userId, verified: true });
  });

  it("an address that is claimed is still the one that nobody had verified, of the same person", async () => {
    const [amina, joseph] = [await somebody("amina@example.com"), await somebody()];
    const personOf = async ({ userId }: Customer) => present(await findPerson(userId), "they are there");
    const change = async (who: Customer, to: string) =>
      present(await emailChange(await personOf(who), to), "it is free");
    const claim = await change(joseph, "amina@example.com");
    expect(await isWritten(await change(amina, "new@example.com"))).toBe(true);
    await somebody("amina@example.com");
    expect(await idly(() => isWritten(claim))).toBe(false);
    const another = await change(joseph, "amina@example.com");
    const [, zainab] = items().flatMap(({ t, u }) => (t?.S === "email" ? [u?.S ?? ""] : []));
    expect(await isWritten(await change({ ...joseph, userId: zainab ?? "" }, "amina@example.com"))).toBe(true);
    expect(await idly(() => isWritten(another))).toBe(false);
  });

  it("nobody is referred by whoever has left, nor by a code that is another's by now", async () => {
    const amina = await somebody();
    const { referralCode: code } = present(await findPerson(amina.userId), "she is there");
    const open = async (over: Parameters<typeof opening>[1]) => {
      const userId = newId();
      return openingRefusal(await idly(() => transact(opening(userId, over))), userId);
    };
    expect(await open({ referrer: { code: "GONE", userId: amina.userId } })).toBe("referrer_gone");
    expect(await open({ referrer: { code, userId: newId() } })).toBe("referrer_gone");
    expect(await open({ referralCode: code })).toBe("referral_code_taken");
  });
});

describe("a moment late, about a number or an address", () => {
  const PASSWORD = "482913";
  const personOf = async ({ userId }: Customer) =>
    present(await findPerson(userId, { consistent: true }), "they are there");

  async function withPassword(): Promise<Customer> {
    const amina = await somebody();
    const { userId } = amina;
    const set = { passwordHash: hashSecret("password", userId, PASSWORD) };
    await write(update(credentialsItem, { userId }, { when: [], set }));
    return amina;
  }

  /** A code that was sent there, and the password beside it. */
  async function codeAt({ origin }: Customer, at: OtpPlace) {
    const { code, challengeId } = await writeCode(at, origin, { ownerId: undefined, wanted: true });
    return { otp: code, challengeId, password: PASSWORD };
  }

  it("an address is changed on the one that is there now: the one before is free again", async () => {
    const amina = await withPassword();
    const { mail } = mailbox();
    const moveTo = async (email: string) => ({ email, ...(await codeAt(amina, emailPlace(email, "verify_email"))) });
    const [first, second] = [await moveTo("first@example.com"), await moveTo("second@example.com")];
    const again = { ...amina, epoch: amina.epoch + 1 };
    await afterLateReads(
      () => changeEmail(amina, first, mail),
      () => changeEmail(again, second, mail),
    );
    expect((await personOf(amina)).email).toBe("second@example.com");
    expect(await findEmailRow("first@example.com")).toBeUndefined();
  });

  it("an account is closed with the address, and blocked under the number, that is there now", async () => {
    const [amina, joseph] = [await somebody(), await somebody()];
    const moving = present(await phoneChange(await personOf(amina), "+2348039990001"), "it is hers");
    await afterLateReads(
      () => transact(moving),
      () => blockPerson(PROPOSER, amina.userId, { reason, untilMs: undefined }),
    );
    expect(await findPhoneRow("+2348039990001")).toMatchObject({ userId: amina.userId, status: "blocked" });
    const address = present(await emailChange(await personOf(joseph), "joseph@example.com"), "it is free");
    await afterLateReads(
      () => transact(address),
      async () => expect(await isWritten(await leavingWrites(joseph.userId))).toBe(true),
    );
    expect(await findEmailRow("joseph@example.com")).toBeUndefined();
  });

  it("a code that went to the number before proves nothing for the money or the PIN of whoever has moved", async () => {
    const amina = await withPassword();
    const { phone: before } = await personOf(amina);
    await write(update(credentialsItem, amina, { when: [], set: { pinHash: "k1$hash" } }));
    const codes = (["transfer_confirm", "change_pin"] as const).map((purpose) =>
      phonePlace(readPhone(before), purpose),
    );
    const [paying, resetting] = await Promise.all(codes.map((at) => codeAt(amina, at)));
    const moving = present(await phoneChange(await personOf(amina), "+2348039990003"), "it is hers");
    const told = await afterLateReads(
      () => transact(moving),
      async () => [
        await codeOf(confirmByCode(amina, present(paying, "it was sent"))),
        await codeOf(
          setTransactionPin(amina, { pin: "7391", currentPin: undefined, otp: "", password: "", ...resetting }),
        ),
      ],
    );
    expect(told).toEqual(["otp_expired", "otp_expired"]);
  });

  it("a wallet that is opened while its owner moves to another number is under that number in the end", async () => {
    const amina = await withPassword();
    const phone = "+2348039990002";
    const given = await codeAt(amina, phonePlace(readPhone(phone), "change_phone"));
    const move = () => changePhone(amina, { phone, ...given }, inbox().sms);
    const told = await meeting(
      "TransactWriteItems",
      () => openWallet(amina, "USD"),
      () => codeOf(move()),
    );
    expect(told).toBe("account_changed_meanwhile");
    await move();
    const numbers = (await readBalances(amina)).items.map(({ account_number: number }) => number);
    expect(numbers).toEqual([phone.slice(-10), phone.slice(-10)]);
  });
});

describe("overtaken, with a second factor", () => {
  it("whoever types a number after somebody has decided, or too late, is told nothing of it", async () => {
    const decide = (act: "deny" | "approve") => async () => {
      const { amina, pushId, number } = await asked();
      const rival = () => (act === "deny" ? denyPush(amina, pushId) : approvePush(amina, pushId, number));
      const typed = number === "11" ? "12" : "11";
      return meeting("UpdateItem", rival, () => codeOf(approvePush(amina, pushId, typed)));
    };
    expect([await decide("deny")(), await decide("approve")()]).toEqual(["push_not_found", "push_not_found"]);
    const { amina, pushId, number, expiresInMs } = await asked();
    const typed = number === "11" ? "12" : "11";
    const over = () => pass(expiresInMs);
    const late = await meeting("GetItem", over, () => codeOf(approvePush(amina, pushId, typed)), { at: 2 });
    expect(late).toBe("push_not_found");
  });

  it("nobody approves or denies a sign-in whose time ends while they do", async () => {
    for (const [operation, act] of [
      ["UpdateItem", approvePush],
      ["GetItem", denyPush],
    ] as const) {
      const { amina, pushId, number, expiresInMs } = await asked();
      const over = () => pass(expiresInMs);
      const at = operation === "GetItem" ? 2 : 1;
      const told = await meeting(operation, over, () => codeOf(act(amina, pushId, number)), { at });
      expect([told, (await findPush(amina.userId, pushId))?.status]).toEqual(["push_not_found", "pending"]);
    }
  });

  it("a question is answered once, also where the answer is not used up itself", async () => {
    const { token } = await asked();
    const tablet = on("tablet");
    const waiting = await readWaiting(tablet, token, "push");
    const answer = () => codeOf(answerSecondFactor(tablet, waiting, "password", []));
    expect([await answer(), await idly(answer)]).toEqual(["done", "second_factor_used"]);
  });

  const made = { relyingParty: { id: "cowry.example", name: "Cowry" }, used: () => Promise.resolve(undefined) };
  const credential = (id: string) => ({ id, clientDataJSON: "", attestationObject: "", transports: [] });
  const addKey = (actor: Customer, id: string, name = id) => {
    const created = () => Promise.resolve({ credentialId: id, publicKey: name, counter: 0, backedUp: false });
    return addPasskey(actor, credential(id), name, { ...made, created });
  };
  const useKey = ({ userId }: Customer, id: string, counter: number) => {
    const userHandle = Buffer.from(userId).toString("base64url");
    const used = { id, clientDataJSON: "", authenticatorData: "", signature: "", userHandle };
    const created = () => Promise.resolve(undefined);
    return passkeyUse(userId, used, { ...made, created, used: () => Promise.resolve(counter) });
  };

  it("a passkey is kept as it was made first, and its counter never goes back", async () => {
    const amina = await somebody();
    await addKey(amina, "key-1", "My phone");
    expect(await idly(() => codeOf(addKey(amina, "key-1", "Another")))).toBe("passkey_known");
    const [slow, quick] = [await useKey(amina, "key-1", 5), await useKey(amina, "key-1", 6)];
    expect([await isWritten(quick), await idly(() => isWritten(slow))]).toEqual([true, false]);
    expect(await listPasskeys(amina)).toMatchObject([{ name: "My phone", counter: 6 }]);
  });

  it("of two passkeys not both are given up as if the other stayed, nor the last one beside a new one as if there were none", async () => {
    const amina = await somebody();
    const first = await meeting(
      "TransactWriteItems",
      () => addKey(amina, "key-1"),
      () => codeOf(addKey(amina, "key-2")),
    );
    expect(first).toBe("factors_changed_meanwhile");
    for (const id of ["key-2", "key-3"]) await addKey(amina, id);
    const removeKey = (id: string) => codeOf(removePasskey(amina, passkeyIdOf(amina.userId, id)));
    const twice = await meeting(
      "TransactWriteItems",
      () => removeKey("key-1"),
      () => removeKey("key-1"),
    );
    expect(twice).toBe("factors_changed_meanwhile");
    const both = await meeting(
      "TransactWriteItems",
      () => removeKey("key-2"),
      () => removeKey("key-3"),
    );
    expect(both).toBe("factors_changed_meanwhile");
    expect(await listPasskeys(amina)).toHaveLength(1);
    const last = await meeting(
      "TransactWriteItems",
      () => addKey(amina, "key-4"),
      () => removeKey("key-3"),
    );
    expect(last).toBe("factors_changed_meanwhile");
    expect((await credentialsOf(amina)).secondFactors).toContain("passkey");
  });

  it("a device that approves sign-ins by now is not forgotten as one that does not", async () => {
    const amina = await somebody();
    const { device } = await loadOwnDevice(amina);
    const forget = () => codeOf(forgetDevice(amina, device));
    for (const approves of [undefined, false]) {
      if (approves === false) await turnPush(amina, approves);
      const told = await meeting("TransactWriteItems", () => turnPush(amina, true), forget);
      expect([approves, told]).toEqual([approves, "factors_changed_meanwhile"]);
    }
    expect((await loadOwnDevice(amina)).approves).toBe(true);
  });

  it("of two devices that approve sign-ins one stays, whichever ways both are given up", async () => {
    const amina = await somebody();
    const [tablet, watch] = [await signIn(amina.userId, "tablet"), await signIn(amina.userId, "watch")];
    for (const actor of [amina, tablet]) await turnPush(actor, true);
    const { device } = await loadOwnDevice(tablet);
    const forget = () => codeOf(forgetDevice(amina, device));
    const disable = () => codeOf(disablePush(amina));
    expect(await meeting("TransactWriteItems", disable, forget)).toBe("factors_changed_meanwhile");
    expect((await loadOwnDevice(tablet)).approves).toBe(true);
    await turnPush(amina, true);
    expect(await meeting("TransactWriteItems", forget, disable)).toBe("factors_changed_meanwhile");
    expect(await meeting("TransactWriteItems", () => turnPush(watch, true), disable)).toBe("factors_changed_meanwhile");
    expect((await loadOwnDevice(amina)).approves).toBe(true);
    expect((await credentialsOf(amina)).secondFactors).toContain("push");
  });
});

describe("overtaken, with what is counted", () => {
  it("a session is refreshed until its very end, and not in it", async () => {
    const { userId, sessionId, refresh, origin } = await somebody();
    const { endsAtMs } = present(await getItem(sessionItem, { userId, sessionId }), "it is open");
    const idle = { when: [], set: { idleEndsAtMs: endsAtMs + HOUR } };
    await write(update(sessionItem, { userId, sessionId }, idle));
    vi.setSystemTime(endsAtMs);
    expect(await idly(() => codeOf(refreshSession({ kind: "anyone", origin }, refresh)))).toBe("refresh_invalid");
    vi.setSystemTime(endsAtMs - 1);
    expect(await codeOf(refreshSession({ kind: "anyone", origin }, refresh))).toBe("done");
  });

  it("of two codes that are asked for at once where one may be sent again, one is", async () => {
    const otp = (challengeId: string): Otp => ({
      ...{ contactHash: "c", purpose: "login", challengeId, codeHash: "k1.h", tries: 0, expiresAtMs: now() + HOUR },
    });
    expect((await commitOtp(otp("1"))).done).toBe(true);
    pass(MINUTE);
    const second = () => commitOtp(otp("2"));
    const late = await meeting("TransactWriteItems", second, () => commitOtp(otp("3")), { at: 2 });
    expect(late.done).toBe(false);
    expect(items().filter(({ t }) => t?.S === "otp")).toHaveLength(2);
  });

  it("a limit is met by whoever comes second in its last place, and what came to rest meanwhile stays so", async () => {
    const claim = { limit: { name: "test", burst: 2, everyMs: SECOND }, key: "amina", isId: true } as const;
    await idly(() => giveBack([claim]));
    await admit([claim]);
    // At rest again in a millisecond less than one more takes: there is room for one, and not by a millisecond for two.
    pass(SECOND - 1);
    const told = await meeting(
      "UpdateItem",
      () => admit([claim]),
      () => codeOf(admit([claim])),
      { at: 2 },
    );
    expect(told).toBe("rate_limited");
  });

  it("a notice of nobody's is not read", async () => {
    expect(await idly(() => codeOf(markRead({ userId: newId() } as Customer, "n")))).toBe("notice_not_found");
  });
});

describe("overtaken, while keys are replaced", () => {
  it("the first round is the one that began first", async () => {
    const first = async () => {
      pass(SECOND);
      await openRound("FIELD_KEYS k2,k1", true);
    };
    const at = now();
    await meeting("PutItem", first, () => openRound("FIELD_KEYS k2,k1", true));
    expect((await findRound())?.seenAtMs).toBe(at + SECOND);
  });

  it("what somebody is called, or their number, is not what it was before, whichever stands under the older key", async () => {
    for (const own of [["names"], ["phone"], ["names", "phone"]] as const) {
      for (const changed of own) {
        beginAnew();
        setKeyRing("FIELD_KEYS", { current: "k1", keys: { k1: key("first") } });
        const userId = newId();
        await transact(opening(userId));
        setKeyRing("FIELD_KEYS", { current: "k2", keys: { k1: key("first"), k2: key("second") } });
        const values = { names: sealNames({ userId, firstName: "Zuri", lastName: "Bello" }), phone: "k2.newer" };
        const newer = Object.fromEntries(Object.entries(values).filter(([name]) => !own.some((one) => one === name)));
        await write(update(userItem, { userId }, { when: [], set: newer }));
        const [row] = items().filter(({ t }) => t?.S === "user");
        const kind = userKinds.find(({ type }) => type === "user");
        const { renewal = [] } = (row && (await kind?.look(row))) ?? {};
        await write(update(userItem, { userId }, { when: [], set: { [changed]: values[changed] } }));
        expect([own, changed, await idly(() => isWritten(renewal))]).toEqual([own, changed, false]);
      }
    }
    useTestSecrets();
  });
});
