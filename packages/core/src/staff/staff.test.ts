import { batchGet, getItem, put, transact, update } from "@cowry/table";
import { rawQuery } from "@cowry/table/audit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { auditEntry, readOwnTrail, readTrail } from "../audit/index.ts";
import {
  completeSignIn,
  confirmMoney,
  loadSignIn,
  loadStanding,
  requireFeature,
  rolesChange,
  verifyStaff,
} from "../auth/index.ts";
import { amina as form, customer, newcomer, stranger, useEngine } from "../auth/people.testkit.ts";
import { setTransactionPin, verifyPin } from "../auth/pin.ts";
import { refreshSession } from "../auth/refresh.ts";
import { registerPerson } from "../auth/register.ts";
import { verifyAccessToken } from "../auth/tokens.ts";
import {
  type Anyone,
  AppError,
  type Customer,
  HOUR,
  newId,
  present,
  type Role,
  setKeyRing,
  type Staff,
  type System,
} from "../kernel/index.ts";
import {
  changeNotificationSettings,
  changeProfile,
  changeSettings,
  findUserByPhone,
  listReferrals,
  loadNotificationSettings,
  loadProfile,
  putDriverProfile,
  putRiderProfile,
} from "../users/index.ts";
import { noticeItem } from "../notifications/store.ts";
import { beneficiaryItem, commitBeneficiary } from "../payouts/store.ts";
import { setOwnLimit, walletNaming } from "../wallet/index.ts";
import { walletItem } from "../wallet/store.ts";
import { SEARCHES } from "./find.ts";
import {
  assignRoles,
  blockPerson,
  changeAccess,
  changeWalletOf,
  closeAccount,
  endDueBlocks,
  eraseAccount,
  findPeople,
  makeStaff,
  readAccess,
  readProfile,
  readStaffView,
  revealPerson,
  signOutPerson,
  unblockPerson,
} from "./index.ts";

/** The hash is measured and tested by itself; here only the order of things counts. */
vi.mock("../auth/argon2.ts", () => ({
  argon2id: (secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]),
}));

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await useEngine();
  setKeyRing("CURSOR_KEYS", { current: "c", keys: { c: Buffer.alloc(32, 7).toString("base64url") } });
  vi.useFakeTimers({ toFake: ["Date"] });
}, 60_000);
afterAll(async () => {
  vi.useRealTimers();
  await stop();
});

const later = (ms: number) => void vi.setSystemTime(Date.now() + ms);
const codeOf = async (act: Promise<unknown>) => {
  const reason: unknown = await act.then(
    () => "ok",
    (error: unknown) => error,
  );
  return reason instanceof AppError ? reason.code : reason;
};

function member(roles: readonly Role[], branchId?: string): Staff {
  const { origin } = stranger();
  return { kind: "staff", userId: newId(), sessionId: newId(), epoch: 1, roles, branchId, clientId: "app", origin };
}

const relay: System = { kind: "system", name: "erase-account", origin: stranger().origin };
const boss = member(["super_admin"]);
const admin = member(["admin"]);
const support = member(["support"]);
const page = { limit: 20 };
const actions = async (userId: string) => {
  const { items } = await readTrail(support, userId, {}, page);
  return items.map(({ action }) => action).filter((action) => action.startsWith("staff."));
};

/** What doors of other domains leave with a person. */
async function putLeavings(userId: string): Promise<void> {
  const at = { createdAtMs: Date.now() };
  const saved = { beneficiaryId: newId(), kind: "person", name: "Joe", verified: true, ...at } as const;
  const notice = { noticeId: newId(), kind: "transfer", title: "t", body: "b", ...at, expiresAtMs: Date.now() + HOUR };
  await transact([put(beneficiaryItem, { userId, ...saved }), put(noticeItem, { userId, ...notice })]);
}

/** By a code, as everybody does. */
async function signIn(userId: string, { origin }: Anyone) {
  const signedIn = await completeSignIn(await loadSignIn(userId, origin), origin, { firstFactor: "otp" });
  if (signedIn.kind !== "signed_in") throw new Error("asked for a second factor");
  return signedIn.tokens;
}

describe("people change what they say of themselves", () => {
  it("with every copy of their name, and only the version that they saw", async () => {
    const person = await customer();
    const change = { firstName: "Zainabu", details: { country: "NG", address: "12 Marina" }, version: 0 };
    const after = await changeProfile(person, change, walletNaming);
    expect(after).toMatchObject({ version: 1, person: { firstName: "Zainabu" } });
    expect(await loadProfile(person.userId)).toMatchObject({ details: { country: "NG", address: "12 Marina" } });
    expect((await findUserByPhone(person.phone))?.displayName).toBe("Zainabu B.");
    const wallet = await getItem(walletItem, { userId: person.userId, currency: "NGN" });
    expect(wallet?.displayName).toBe("Zainabu B.");
    expect(await findPeople(support, { by: "name", name: "bello zainabu" }, 20)).toHaveLength(1);

    expect(await codeOf(changeProfile(person, change, walletNaming))).toBe("profile_changed");
    const emptied = await changeProfile(person, { details: { address: null } }, walletNaming);
    expect(emptied.details).toEqual({ country: "NG" });
    const races = await Promise.all(
      [1, 2, 3].map(() => codeOf(changeProfile(person, { details: {}, version: 2 }, walletNaming))),
    );
    expect(races.filter((code) => code === "ok")).toHaveLength(1);
  });

  it("and their settings: protection is loosened by PIN only", async () => {
    const person = await customer();
    let asked = 0;
    const effects = {
      confirm: () => Promise.resolve(void (asked += 1)),
      limit: setOwnLimit,
      pinFree: () => Promise.resolve([]),
    };
    await changeSettings(person, { theme: "dark", dailyLimit: 50_000n }, effects);
    expect(asked).toBe(0);
    const wallet = await getItem(walletItem, { userId: person.userId, currency: "NGN" });
    expect(wallet?.ownDailyLimit).toBe(50_000n);
    await changeSettings(person, { dailyLimit: 40_000n, pinFreeBelow: 0n }, effects);
    expect(asked).toBe(0);
    await changeSettings(person, { dailyLimit: null }, effects);
    await changeSettings(person, { pinFreeBelow: 10_000n }, effects);
    expect(asked).toBe(2);
    expect(await codeOf(changeSettings(person, { theme: "light", version: 1 }, effects))).toBe("profile_changed");
    await changeNotificationSettings(person, { promotions: false });
    expect(await loadNotificationSettings(person.userId)).toMatchObject({ promotions: false, sms: true, version: 1 });
    const [silenced] = (await readOwnTrail(person, { action: "users.notifications_changed" }, page)).items;
    const { requestId, ip } = person.origin;
    expect(silenced).toMatchObject({ actor: `customer:${person.userId}`, requestId, ip });
    expect([silenced?.before, silenced?.after]).toEqual([{ promotions: true }, { promotions: false }]);
  });

  it("as drivers and riders, each in their own role", async () => {
    const rider = await customer();
    const driver: Customer = { ...(await customer()), roles: ["driver"] };
    const vehicle = { plateNumber: "LAG 123", status: "available" } as const;
    expect(await codeOf(putDriverProfile(rider, vehicle, () => Promise.resolve(true)))).toBe("profile_of_other_role");
    expect(await putDriverProfile(driver, vehicle, () => Promise.resolve(true))).toMatchObject({ version: 1 });
    const foreign = { ...vehicle, payoutAccountId: newId() };
    expect(await codeOf(putDriverProfile(driver, foreign, () => Promise.resolve(false)))).toBe(
      "payout_account_unknown",
    );
    const places = { preferences: { music: "off" }, savedAddresses: [{ label: "Home", address: "12 Marina" }] };
    expect(await putRiderProfile(rider, places)).toMatchObject({ ...places, version: 1 });
    const own = { ...vehicle, payoutAccountId: newId() };
    later(10);
    await putDriverProfile(driver, own, () => Promise.resolve(true));
    const told = async (by: Customer, action: string) =>
      (await readOwnTrail(by, { action }, page)).items.map(({ before, after }) => ({ before, after }));
    expect(await told(driver, "users.driver_profile_changed")).toEqual([
      { before: { payout_account_id: null }, after: { fields: [], payout_account_id: own.payoutAccountId } },
      { before: undefined, after: { fields: ["plate_number", "status"] } },
    ]);
    expect(await told(rider, "users.rider_profile_changed")).toEqual([
      { before: undefined, after: { fields: ["preferences", "saved_addresses"] } },
    ]);
  });
});

describe("staff", () => {
  it("see people of their branch only, masked, and reveal them for a reason", async () => {
    const person = await customer();
    const { userId } = person;
    await assignRoles(boss, userId, { roles: ["rider"], branchId: "lagos-1", reason: "moved" });
    const [here, elsewhere] = [member(["support"], "lagos-1"), member(["support"], "abuja-1")];
    expect((await readStaffView(here, userId)).person.userId).toBe(userId);
    expect(await codeOf(readStaffView(elsewhere, userId))).toBe("user_not_found");
    // Whoever decided by the branch that it was does not bring it back.
    const seen = present(await loadStanding(userId), "has credentials");
    await assignRoles(boss, userId, { roles: ["rider"], branchId: "lagos-2", reason: "moved" });
    const late = await transact([rolesChange(userId, seen, { roles: ["rider"], branchId: "lagos-1" })]);
    expect(late.committed).toBe(false);
    await assignRoles(boss, userId, { roles: ["rider"], branchId: "lagos-1", reason: "moved back" });
    expect(await codeOf(revealPerson(elsewhere, userId, "curious"))).toBe("user_not_found");
    expect(await findPeople(elsewhere, { by: "phone", phone: person.phone }, 20)).toEqual([]);
    expect(await findPeople(here, { by: "phone", phone: person.phone }, 20)).toHaveLength(1);
    later(10);
    await revealPerson(here, userId, "lost phone");
    expect(await actions(userId)).toEqual(["staff.person_revealed", ...Array<string>(3).fill("staff.roles_assigned")]);
    const stranger = await customer();
    const others = { fromStaffNetwork: true };
    expect(await codeOf(readProfile(stranger, userId, others))).toBe("user_not_found");
    expect((await readProfile(stranger, stranger.userId, others)).person.userId).toBe(stranger.userId);
    // A token may tell a role that the credentials do not have.
    expect(await codeOf(readProfile({ ...stranger, roles: ["admin"] }, userId, others))).toBe("user_not_found");
  });

  it("change wallets of people of their branch only", async () => {
    const { userId } = await customer();
    await assignRoles(boss, userId, { roles: ["rider"], branchId: "lagos-1", reason: "moved" });
    const freeze = (branch?: string) =>
      changeWalletOf(member(["compliance"], branch), { id: userId, currency: "NGN", to: "frozen", reason: "stolen" });
    expect(await codeOf(freeze("abuja-1"))).toBe("user_not_found");
    expect((await getItem(walletItem, { userId, currency: "NGN" }))?.status).toBe("active");
    expect(await freeze("lagos-1")).toMatchObject({ status: "frozen" });
    expect(await freeze()).toMatchObject({ status: "frozen" });
  });

  it("sign somebody out everywhere, for a reason, who then signs in anew", async () => {
    const person = await customer();
    const { userId } = person;
    const signOut = (by: Staff) => codeOf(signOutPerson(by, userId, "left in a taxi"));
    expect(await signOut({ ...support, userId })).toBe("own_account");
    expect(await signOut(member(["support"], "abuja-1"))).toBe("user_not_found");
    expect(await codeOf(refreshSession(stranger(), person.refresh))).toBe("ok");
    const again = await signIn(userId, stranger());
    const { epoch = 0, ...before } = (await loadStanding(userId)) ?? {};
    // Two of them at once, and one whose answer was lost: all of it stays ended.
    expect(await Promise.all([signOut(support), signOut(support)])).toEqual(["ok", "ok"]);
    expect(await loadStanding(userId)).toEqual({ ...before, epoch: epoch + 2 });
    expect(await codeOf(refreshSession(stranger(), again.refresh))).toBe("refresh_invalid");
    await signIn(userId, stranger());
    const { items } = await readTrail(support, userId, { action: "staff.person_signed_out" }, page);
    expect(items).toMatchObject([{ reason: "left in a taxi" }, { reason: "left in a taxi" }]);
    await assignRoles(boss, userId, { roles: ["admin"], reason: "joins" });
    expect(await signOut(support)).toBe("super_admin_needed");
  });

  it("look for people as fast as people do", async () => {
    const hasty = member(["support"]);
    const look = () => codeOf(findPeople(hasty, { by: "id", id: newId() }, 20));
    let looked = 0;
    while ((await look()) === "ok") looked++;
    // A repetition after a lost answer counts twice: never more than these, on a busy machine perhaps fewer.
    expect(looked).toBeLessThanOrEqual(SEARCHES.burst);
    expect(looked).toBeGreaterThan(SEARCHES.burst / 2);
    expect(await codeOf(findPeople(member(["support"]), { by: "id", id: newId() }, 20))).toBe("ok");
  });

  it("shut somebody out in one transaction, and let them in again as they were", async () => {
    const person = await customer();
    const { userId } = person;
    const walletOf = async () => (await getItem(walletItem, { userId, currency: "NGN" }))?.status;
    const blocks = await Promise.all([1, 2, 3].map(() => codeOf(blockPerson(admin, userId, { reason: "stolen" }))));
    expect(blocks.filter((code) => code === "ok").length).toBeGreaterThan(0);
    expect([
      (await loadStanding(userId))?.status,
      (await findUserByPhone(person.phone))?.status,
      await walletOf(),
    ]).toEqual(["blocked", "blocked", "blocked"]);
    expect(await codeOf(refreshSession(stranger(), person.refresh))).not.toBe("ok");
    await unblockPerson(admin, userId, "proved");
    await unblockPerson(admin, userId, "proved");
    expect([
      (await loadStanding(userId))?.status,
      (await findUserByPhone(person.phone))?.status,
      await walletOf(),
    ]).toEqual(["active", "active", "active"]);
    expect(await codeOf(refreshSession(stranger(), person.refresh))).not.toBe("ok");
    expect((await actions(userId)).filter((action) => action === "staff.person_unblocked")).toHaveLength(1);
  });

  it("block until a time, and not a moment longer", async () => {
    const { userId } = await customer();
    expect(await codeOf(blockPerson(admin, userId, { reason: "x", untilMs: Date.now() }))).toBe("block_end_past");
    await blockPerson(admin, userId, { reason: "cooling off", untilMs: Date.now() + HOUR });
    await endDueBlocks();
    expect((await loadStanding(userId))?.status).toBe("blocked");
    later(HOUR + 1);
    await Promise.all([endDueBlocks().catch(() => 0), endDueBlocks().catch(() => 0)]);
    await endDueBlocks();
    expect((await loadStanding(userId))?.status).toBe("active");
    const { items } = await readTrail(support, userId, { action: "staff.person_unblocked" }, page);
    expect(items).toMatchObject([{ actor: "system:end-blocks" }]);
  });

  it("never change what they may do themselves, and high roles are given and taken by super admins only", async () => {
    const person = await customer();
    const { userId } = person;
    const give = (by: Staff, roles: readonly Role[]) => codeOf(assignRoles(by, userId, { roles, reason: "joins" }));
    expect(await give({ ...admin, userId }, ["rider", "support"])).toBe("own_account");
    expect(await give(admin, ["rider", "admin"])).toBe("super_admin_needed");
    expect(await give(member(["admin"], "lagos-1"), ["rider", "support"])).toBe("user_not_found");
    expect(await give(admin, ["rider", "support"])).toBe("ok");
    const wallet = { userId, currency: "NGN" };
    expect(await give(admin, ["rider", "support", "agent"])).toBe("ok");
    expect((await getItem(walletItem, wallet))?.limitRole).toBe("agent");
    expect(await give(admin, ["rider", "support"])).toBe("ok");
    expect((await getItem(walletItem, wallet))?.limitRole).toBeUndefined();
    expect(await give(boss, ["rider", "admin"])).toBe("ok");
    for (const act of [() => give(admin, ["rider"]), () => codeOf(blockPerson(admin, userId, { reason: "x" }))]) {
      expect(await act()).toBe("super_admin_needed");
    }
    // Their tokens tell the old roles: they have ended.
    expect(await codeOf(verifyStaff(person, person.origin))).not.toBe("ok");
    const given = (await readTrail(support, userId, { action: "staff.roles_assigned" }, page)).items;
    const last = given.find(({ after }) => JSON.stringify(after).includes("admin"));
    expect(last).toMatchObject({ before: { roles: ["rider", "support"] }, after: { roles: ["rider", "admin"] } });
  });

  it("come in first by whoever holds the table's keys", async () => {
    const person = await customer();
    const actor = { kind: "system", name: "admin-create", origin: person.origin } as const;
    await makeStaff(actor, person.phone, "super_admin");
    await makeStaff(actor, person.phone, "super_admin");
    expect((await loadStanding(person.userId))?.roles).toEqual(["rider", "super_admin"]);
    expect(await codeOf(makeStaff(actor, "+2348030000001", "support"))).toBe("user_not_found");
  });

  it("open and shut platforms and features: what is named changes, the rest stays", async () => {
    const { userId } = await customer();
    await changeAccess(admin, userId, { platforms: { api: false }, features: {}, reason: "leak" });
    await changeAccess(admin, userId, { platforms: {}, features: { payouts: false }, reason: "fraud" });
    const access = await readAccess(support, userId);
    expect(access).toMatchObject({ platforms: { api: false }, features: { payouts: false }, version: 2 });
  });
});

describe("what is shut", () => {
  it("lets nobody in by that way, at sign-in and at refresh, and leaves the others open", async () => {
    const browser = { ...stranger(), origin: { ...stranger().origin, platform: "web" as const } };
    const newcomerByWeb = { ...newcomer(), origin: browser.origin };
    const { tokens: byWeb, person } = await registerPerson(newcomerByWeb, form);
    const { userId } = person;
    const byApp = await signIn(userId, stranger());
    await changeAccess(boss, userId, { platforms: { web: false }, features: {}, reason: "shared computer" });
    expect(await codeOf(signIn(userId, browser))).toBe("platform_shut");
    // The session stays what it was, whoever brings its token.
    for (const by of [browser, stranger()])
      expect(await codeOf(refreshSession(by, byWeb.refresh))).toBe("platform_shut");
    const refreshed = await refreshSession(stranger(), byApp.refresh);
    expect((await verifyAccessToken(refreshed.access)).epoch).toBe(2);
    await changeAccess(boss, userId, { platforms: { web: true }, features: {}, reason: "their own again" });
    expect(await codeOf(signIn(userId, browser))).toBe("ok");
  });

  it("is refused where it is used, at once, whatever the proof; its opening ends no token", async () => {
    const person = await customer();
    await setTransactionPin(person, { pin: "4826", currentPin: undefined, password: undefined });
    const order = { amount: 100n, currency: "NGN", feature: "transfers" } as const;
    const moved = async (actor: Customer, feature: "transfers" | "payouts") => {
      const { reads, check } = confirmMoney(actor, { pin: "4826" }, { ...order, feature });
      const { finish } = await check(await batchGet(reads));
      await finish();
    };
    expect(await codeOf(moved(person, "transfers"))).toBe("ok");
    const shut = { platforms: {}, features: { transfers: false, topups: false }, reason: "asked for it" };
    await changeAccess(boss, person.userId, shut);
    expect(await codeOf(moved(person, "transfers"))).toBe("session_revoked");
    const fresh = { ...person, epoch: person.epoch + 1 };
    expect(await codeOf(moved(fresh, "transfers"))).toBe("feature_shut");
    const { token: confirmation } = await verifyPin(fresh, "4826");
    const byToken = confirmMoney(fresh, { confirmation }, order);
    expect(await codeOf(byToken.check(await batchGet(byToken.reads)))).toBe("feature_shut");
    expect(await codeOf(moved(fresh, "payouts"))).toBe("ok");
    expect(await codeOf(requireFeature(fresh, "topups"))).toBe("feature_shut");
    await changeAccess(boss, person.userId, { ...shut, features: { transfers: true, topups: true } });
    expect(await codeOf(moved(fresh, "transfers"))).toBe("ok");
    expect(await codeOf(requireFeature(fresh, "topups"))).toBe("ok");
  });
});

describe("a trail", () => {
  it("is read in pages, whole and by action, by its person and by staff, each with cursors of their own", async () => {
    const person = await customer();
    const { userId } = person;
    for (const reason of ["a", "b", "c"]) {
      later(10);
      await blockPerson(admin, userId, { reason });
      await unblockPerson(admin, userId, reason);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await readTrail(
        support,
        userId,
        { action: "staff.person_blocked" },
        { limit: 2, cursor },
      );
      seen.push(...items.map(({ reason = "" }) => reason));
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(["c", "b", "a"]);
    const first = await readOwnTrail(person, {}, { limit: 4 });
    expect(first.items).toHaveLength(4);
    const rest = await readOwnTrail(person, {}, { limit: 4, cursor: first.nextCursor ?? "" });
    expect([rest.items.length, rest.nextCursor]).toEqual([3, null]);
    const foreign = readOwnTrail(await customer(), {}, { limit: 4, cursor: first.nextCursor ?? "" });
    expect(await codeOf(foreign)).toBe("invalid_cursor");
  });
});

describe("leaving", () => {
  it("erases who it was, frees number, address and code, ends every session, and keeps the books", async () => {
    const referrer = await customer();
    const { person: known } = await registerPerson(newcomer(), form);
    const actor = { ...newcomer(), origin: stranger({ deviceId: "phone" }).origin };
    const email = `a${newId()}@example.com`;
    const code = (await loadProfile(referrer.userId)).person.referralCode;
    const { tokens, person } = await registerPerson(actor, { ...form, firstName: "Ngozi", email, referralCode: code });
    const claims = await verifyAccessToken(tokens.access);
    const leaver: Customer = { ...claims, kind: "customer", origin: actor.origin };
    expect((await listReferrals(referrer, page)).items).toMatchObject([{ displayName: "Ngozi B.", status: "joined" }]);
    await setTransactionPin(leaver, { pin: "4826", currentPin: undefined, password: undefined });
    await putLeavings(person.userId);
    const confirm = (pin: string) => confirmMoney(leaver, { pin }, { amount: 0n, currency: "NGN" });
    expect(await codeOf(closeAccount(leaver, confirm("1357"), undefined))).toBe("pin_incorrect");

    await closeAccount(leaver, confirm("4826"), "moving away");
    expect((await loadStanding(person.userId))?.status).toBe("closed");
    expect(await findUserByPhone(actor.phone)).toBeUndefined();
    expect(await codeOf(refreshSession(stranger(), tokens.refresh))).not.toBe("ok");
    expect(await codeOf(loadProfile(person.userId))).toBe("user_not_found");
    // The access token outlives the account by minutes: nothing new is kept.
    const places = { preferences: {}, savedAddresses: [{ label: "Home", address: "12 Marina" }] };
    expect(await codeOf(putRiderProfile(leaver, places))).toBe("profile_changed");
    expect(await codeOf(changeNotificationSettings(leaver, { sms: false }))).toBe("profile_changed");
    const [beneficiaryId, userId] = [newId(), person.userId];
    const joe = {
      userId,
      beneficiaryId,
      kind: "person",
      name: "Joe",
      verified: true,
      createdAtMs: Date.now(),
    } as const;
    const subject = { kind: "beneficiary", id: beneficiaryId } as const;
    const entry = auditEntry(leaver, { action: "payouts.beneficiary_added", subject, userId });
    expect(await codeOf(commitBeneficiary(joe, entry))).toBe("user_not_found");
    expect(await findPeople(support, { by: "name", name: "Ngozi" }, 20)).toEqual([]);
    expect((await listReferrals(referrer, page)).items).toMatchObject([{ displayName: "Somebody", status: "left" }]);
    expect((await getItem(walletItem, { userId: person.userId, currency: "NGN" }))?.status).toBe("closed");
    const shown = await readStaffView(support, person.userId);
    expect(shown.person).toMatchObject({ firstName: "", phone: "", email: undefined });

    const kept = async () => {
      const types = new Set<string>();
      for await (const item of rawQuery(`U#${person.userId}`)) types.add(item["t"]?.S ?? "");
      return [...types].sort();
    };
    expect(await kept()).toEqual(expect.arrayContaining(["beneficiary", "device", "login", "notice", "session"]));
    await Promise.all([eraseAccount(relay, person.userId), eraseAccount(relay, person.userId)]);
    await eraseAccount(relay, person.userId);
    expect(await kept()).toEqual(["credentials", "user"]);
    const told = (await readTrail(support, person.userId, {}, page)).items;
    expect(told.filter(({ action }) => action === "users.account_erased")).toHaveLength(1);
    expect(await codeOf(refreshSession(stranger(), tokens.refresh))).not.toBe("ok");
    expect(await codeOf(eraseAccount(relay, known.userId))).toBe("internal_error");
    expect((await loadStanding(known.userId))?.status).toBe("active");

    const again = await registerPerson({ ...newcomer(actor.phone) }, { ...form, email });
    expect(again.person.userId).not.toBe(person.userId);
    expect(known.userId).not.toBe(person.userId);
  });

  it("is not possible with money in a wallet", async () => {
    const person = await customer();
    const key = { userId: person.userId, currency: "NGN" };
    const set = { available: 5n };
    await transact([update(walletItem, key, { when: [], set })]);
    await setTransactionPin(person, { pin: "4826", currentPin: undefined, password: undefined });
    const confirmation = confirmMoney(person, { pin: "4826" }, { amount: 0n, currency: "NGN" });
    expect(await codeOf(closeAccount(person, confirmation, undefined))).toBe("wallet_not_empty");
    expect((await loadStanding(person.userId))?.status).toBe("active");
  });
});
