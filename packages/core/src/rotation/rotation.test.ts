import { type AttributeValue, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { connectTable, getItem, put, type RawItem, remove, TableBusy, transact, update, write } from "@cowry/table";
import { rawScan } from "@cowry/table/audit";
import { clientOf } from "@cowry/table/client";
import { makeTable } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { auditKinds, readOwnTrail } from "../audit/index.ts";
import { listLogins, listSessions, logIn, refreshSession, signInKinds, submitPhone, verifyOtp } from "../auth/index.ts";
import { amina, customer, inbox, newcomer, newPhone, stranger, useEngine } from "../auth/people.testkit.ts";
import { registerPerson } from "../auth/register.ts";
import { useTestSecrets } from "../auth/secrets.testkit.ts";
import { verifyAccessToken } from "../auth/tokens.ts";
import { clientKinds } from "../developers/index.ts";
import {
  type Customer,
  DAY,
  keyRing,
  lookupHashes,
  now,
  MINUTE,
  present,
  randomToken,
  type SecretName,
  setBell,
  setKeyRing,
} from "../kernel/index.ts";
import { factorKinds, stepUp } from "../mfa/index.ts";
import { verifiers, withTotp } from "../mfa/mfa.testkit.ts";
import { addBeneficiary, beneficiaryKinds, savedAccount } from "../payouts/index.ts";
import { beneficiaryItem } from "../payouts/store.ts";
import { findReceiver } from "../topups/account-store.ts";
import { loadVirtualAccount, openVirtualAccount, topupKinds, virtualAccountView } from "../topups/index.ts";
import {
  changeProfile,
  findByWords,
  findEmailRow,
  findUserByPhone,
  loadProfile,
  loadRiderProfile,
  phoneStatusWrites,
  putRiderProfile,
  userKinds,
  wordsOf,
} from "../users/index.ts";
import { phoneItem, userItem } from "../users/store.ts";
import { readBalances, walletKinds } from "../wallet/index.ts";
import { receiveWebhook, webhookKinds } from "../webhooks/index.ts";
import { bytesOf } from "../webhooks/receive.ts";
import { findWebhook } from "../webhooks/store.ts";
import { eventIdOf } from "../webhooks/model.ts";
import { type Kind, rotateKeys } from "./index.ts";
import { findRound } from "./store.ts";

vi.mock("../auth/argon2.ts", () => ({
  argon2id: (secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]),
}));
vi.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

/** Keys are replaced in a table of AWS's own engine, while people use what stands under them. */

const KINDS = [
  ...auditKinds,
  ...beneficiaryKinds,
  ...clientKinds,
  ...factorKinds,
  ...signInKinds,
  ...topupKinds,
  ...userKinds,
  ...walletKinds,
  ...webhookKinds,
];
const RINGS = ["FIELD_KEYS", "LOOKUP_KEYS"] as const;
const MUCH_MS = 60_000;
const box = inbox();
const alerts: string[] = [];
const later = (ms: number) => void vi.setSystemTime(now() + ms);

let stop: () => Promise<void>;
let engine = "";
beforeAll(async () => {
  stop = await useEngine((url) => Promise.resolve(void (engine = url)));
  setBell(({ alert }) => alerts.push(alert));
  vi.useFakeTimers({ toFake: ["Date"] });
}, 60_000);
afterAll(async () => {
  vi.useRealTimers();
  await stop();
});
let tableName = "";
beforeEach(async () => {
  tableName = `rotation-${randomToken(6)}`;
  await makeTable(engine, tableName);
  connectTable({ tableName });
  useTestSecrets();
  alerts.length = 0;
});

/** A new current key beside those that there are. */
function rotate(names: readonly SecretName[], id = "k2"): void {
  for (const name of names) {
    const { keys } = keyRing(name);
    setKeyRing(name, { current: id, keys: { ...keys, [id]: Buffer.alloc(32, `${name}${id}`).toString("base64url") } });
  }
}

/** The keys that are not current are gone. */
function removeOld(names: readonly SecretName[]): void {
  for (const name of names) {
    const { current, keys } = keyRing(name);
    setKeyRing(name, { current, keys: { [current]: keys[current] ?? "" } });
  }
}

/** The job, from a change of the rings to its end, in pages of this size. */
async function wholeRound(kinds: readonly Kind[] = KINDS, page = 400): Promise<void> {
  expect(await rotateKeys(kinds, MUCH_MS, { page })).toBe("nothing_to_do");
  later(20 * MINUTE);
  expect(await rotateKeys(kinds, MUCH_MS, { page })).toBe("done");
}

async function everything(): Promise<readonly RawItem[]> {
  const items: RawItem[] = [];
  for await (const item of rawScan()) items.push(item);
  return items;
}

/** Types of items in which a value begins with this key's id. */
async function underKey(id: string): Promise<readonly string[]> {
  const items = await everything();
  const names = (item: RawItem) => Object.values(item).some(({ S = "" }) => S.startsWith(`${id}.`));
  return [...new Set(items.filter(names).map(({ t }) => t?.S ?? ""))].sort();
}

/** The keys that the last count found values under, by ring. */
async function counted(ring: string): Promise<readonly string[]> {
  const names = Object.keys((await findRound())?.standing ?? {}).map((name) => name.split(" "));
  return [...new Set(names.filter(([of]) => of === ring).map(([, id = ""]) => id))].sort();
}

/** Past all our code. */
async function putRaw(item: RawItem): Promise<void> {
  await clientOf().send(new PutItemCommand({ TableName: tableName, Item: { ...item } }));
}

const keyOfRaw = ({ pk, sk }: RawItem) => ({ TableName: tableName, Key: { pk, sk } as Attributes });

type Attributes = Record<string, AttributeValue>;

/** What is found by a hash is put elsewhere whole; all else is changed where it is. */
const isMoved = ({ ring }: Kind) => ring === "LOOKUP_KEYS";

/** What a renewal writes anew of an item, or takes along. */
function renewedIn(kind: Kind, raw: RawItem): readonly string[] {
  const taken = ["u", "st", "dn", "vf", "mo", "an"];
  return Object.keys(raw).filter((name) => (isMoved(kind) ? taken.includes(name) : raw[name]?.S?.startsWith("k1.")));
}

/** Somebody changes this of an item between the look and the renewal: whether that is there afterwards, wherever it is. */
async function staysChanged(kind: Kind, raw: RawItem, name: string): Promise<boolean> {
  const { renewal } = await kind.look(raw);
  const changed = raw[name]?.BOOL === undefined ? { S: `${raw[name]?.S ?? ""}x` } : { BOOL: !raw[name].BOOL };
  await putRaw({ ...raw, [name]: changed });
  // As a round writes it: one by itself, several together.
  const [first, ...others] = renewal;
  await (first === undefined || others.length > 0 ? transact(renewal) : write(first));
  const { Item } = await clientOf().send(new GetItemCommand({ ...keyOfRaw(raw), ConsistentRead: true }));
  await putRaw(raw);
  return renewal.length > 0 && JSON.stringify(Item?.[name]) === JSON.stringify(changed);
}

const ROUTE = { requestId: "r", ip: "197.210.7.7", deviceId: "device", userAgent: undefined };

const RENT = { accountNumber: "0001234567", bankCode: "057" };

/** By the door that people save an account with. */
function saveRent(actor: Customer) {
  const banks = [{ name: "Zenith Bank", code: "057", active: true, currency: "NGN" }];
  const register = {
    mode: "test",
    listBanks: () => Promise.resolve({ outcome: "listed", banks } as const),
    resolveAccount: () => Promise.resolve({ outcome: "resolved", accountName: "LANDLORD" } as const),
    createRecipient: () => Promise.resolve({ outcome: "created", recipientCode: "RCP_1" } as const),
  } as const;
  const order = { kind: "bank", account: RENT, name: "Rent" } as const;
  return addBeneficiary(actor, order, register, () => Promise.resolve());
}

/** Somebody who has one of everything that is sealed or found by a hash. */
async function withEverything() {
  const phone = newPhone();
  const form = { ...amina, email: `Zuri.${phone.slice(-7)}@example.com`, firstName: "Zuri", lastName: "Okonkwo-Bello" };
  const { tokens } = await registerPerson({ ...newcomer(phone), origin: ROUTE }, form);
  const actor: Customer = { ...(await verifyAccessToken(tokens.access)), kind: "customer", origin: ROUTE };
  await changeProfile(actor, { details: { address: "12 Marina, Lagos" } }, () => Promise.resolve([]));
  await putRiderProfile(actor, {
    preferences: { quiet: "yes" },
    savedAddresses: [{ label: "home", address: "Ikeja" }],
  });
  const bank = { id: "55", bankName: "Wema", bankSlug: "wema-bank" } as const;
  const account = { outcome: "ready", accountNumber: "9930001737", accountName: "ZURI", ...bank } as const;
  const provider = {
    mode: "test",
    saveCustomer: () => Promise.resolve({ outcome: "known", customerCode: "CUS_1", identified: false } as const),
    openVirtualAccount: () => Promise.resolve(account),
  } as const;
  const opening = { provider, emailDomain: "payers.example", admit: () => Promise.resolve() };
  // One of the provider's other mode, whose place the newer one takes; its number stays theirs.
  const former = { ...account, accountNumber: "9930001738" };
  const live = { ...provider, mode: "live", openVirtualAccount: () => Promise.resolve(former) } as const;
  await openVirtualAccount(actor, { ...opening, provider: live });
  await openVirtualAccount(actor, opening);
  const { beneficiary } = await saveRent(actor);
  const rawBody = Buffer.from('{"event":"charge.success"}');
  const read = () => ({ kind: "any", event: "charge.success" }) as const;
  await receiveWebhook({ rawBody, isSigned: () => true, read }, () => Promise.resolve("charge_credited"));
  const app = await withTotp(actor);
  return {
    actor,
    phone,
    email: form.email,
    rawBody,
    app,
    refresh: tokens.refresh,
    beneficiaryId: beneficiary.beneficiaryId,
  };
}
type Everything = Awaited<ReturnType<typeof withEverything>>;

/** This row leaves between the scan and the look at it. */
async function leaving({ pk }: RawItem, row: { readonly phoneHash: string }): Promise<void> {
  if (pk?.S === `P#${row.phoneHash}`) await write(remove(phoneItem, row));
}

/** Reads and finds all of it. */
async function expectAllThere({ actor, phone, email, rawBody, beneficiaryId }: Everything): Promise<void> {
  const { userId } = actor;
  expect((await findUserByPhone(phone))?.userId).toBe(userId);
  expect((await findEmailRow(email))?.userId).toBe(userId);
  expect(await findByWords(wordsOf("okonkwo zuri"))).toEqual([userId]);
  const { person, details } = await loadProfile(userId);
  expect([person.firstName, person.phone, person.email, details.address]).toEqual([
    ...["Zuri", phone, email, "12 Marina, Lagos"],
  ]);
  expect((await loadRiderProfile(actor)).savedAddresses).toHaveLength(1);
  for (const number of ["9930001737", "9930001738"]) expect((await findReceiver(number))?.userId).toBe(userId);
  expect(virtualAccountView(await loadVirtualAccount(actor, "test")).account_number).toBe("9930001737");
  expect((await readBalances(actor)).items[0]?.account_number).toBe(phone.slice(-10));
  expect((await listLogins(actor, { limit: 5 })).items[0]?.ip).toBe(ROUTE.ip);
  expect((await listSessions(actor))[0]?.ip).toBe(ROUTE.ip);
  expect((await readOwnTrail(actor, {}, { limit: 5 })).items.length).toBeGreaterThan(0);
  const event = await findWebhook(eventIdOf(rawBody));
  expect(event === undefined ? undefined : Buffer.from(bytesOf(event))).toEqual(rawBody);
  expect(await getItem(beneficiaryItem, { userId, beneficiaryId })).toMatchObject({ name: "Rent" });
  expect(await savedAccount(userId, beneficiaryId)).toEqual(RENT);
  // The same account again is the same beneficiary, whatever keys there are by now.
  expect(await saveRent(actor)).toMatchObject({ added: false, beneficiary: { beneficiaryId } });
}

describe("a key that is replaced", () => {
  it("can be taken away after a round: nothing names it, everything opens, is found and signs in", async () => {
    const zuri = await withEverything();
    const sealedBefore = await underKey("k1");
    expect(sealedBefore).toEqual(
      expect.arrayContaining([
        "audit",
        "beneficiary",
        "beneficiary_key",
        "login",
        "rider_profile",
        "second_factors",
        "session",
        "user",
      ]),
    );
    expect(sealedBefore).toEqual(expect.arrayContaining(["user_details", "virtual_account", "wallet", "webhook"]));
    rotate(RINGS);
    await expectAllThere(zuri);
    await wholeRound();
    expect(await underKey("k1")).toEqual([]);
    expect(await counted("FIELD_KEYS")).toEqual(["k2"]);
    expect(await counted("LOOKUP_KEYS")).toEqual(["k2"]);
    expect(alerts).toEqual([]);

    removeOld(RINGS);
    await expectAllThere(zuri);
    const { phone, app } = zuri;
    const elsewhere = stranger({ ...ROUTE, deviceId: "tablet" });
    const { challengeId } = await submitPhone(elsewhere, { phone, purpose: "login" }, box.sms);
    const answer = { phone, otp: box.codeFor(phone), challengeId, role: "rider" } as const;
    expect((await verifyOtp(elsewhere, answer)).kind).toBe("second_factor");
    later(MINUTE);
    await stepUp(zuri.actor, { method: "totp", code: app.code() }, verifiers);
    expect((await refreshSession(stranger(ROUTE), zuri.refresh)).access).not.toBe("");
    const taken = registerPerson(newcomer(phone), amina);
    await expect(taken).rejects.toMatchObject({ code: "phone_taken" });
    await wholeRound();
    expect(await counted("FIELD_KEYS")).toEqual(["k2"]);
  });

  it("is counted with the hashes of secrets that only their owners can renew", async () => {
    const actor = await customer();
    rotate(["PIN_PEPPERS", ...RINGS]);
    await wholeRound();
    expect(await counted("PIN_PEPPERS")).toEqual(["k1"]);
    const here = stranger({ deviceId: "another" });
    await logIn(here, { phone: actor.phone, password: amina.password }, box.sms);
    // An old key in a ring: what is over is counted again after a week, and not before.
    later(6 * DAY);
    expect(await rotateKeys(KINDS, MUCH_MS)).toBe("nothing_to_do");
    later(DAY);
    expect(await rotateKeys(KINDS, MUCH_MS)).toBe("done");
    expect(await counted("PIN_PEPPERS")).toEqual(["k2"]);
  });
});

/** As the kind looks, and then, once, somebody is faster. */
function overtaken(kind: Kind, act: () => Promise<unknown>, isDue: (raw: RawItem) => boolean = () => true): Kind {
  let isDone = false;
  return {
    ...kind,
    look: async (raw) => {
      const look = await kind.look(raw);
      if (isDone || look.renewal.length === 0 || !isDue(raw)) return look;
      isDone = true;
      await act();
      return look;
    },
  };
}

const calledHalima = (actor: Customer) =>
  changeProfile(actor, { firstName: "Halima", details: {} }, () => Promise.resolve([]));

describe("a round", () => {
  it("begins when the peppers alone change, so that none is taken away by a count of before", async () => {
    await wholeRound();
    await customer();
    rotate(["PIN_PEPPERS"]);
    expect(await counted("PIN_PEPPERS")).toEqual([]);
    await wholeRound();
    expect(await counted("PIN_PEPPERS")).toEqual(["k1"]);
  });

  it("that stops on every page goes on from there, and people are found all the time", async () => {
    const zuri = await withEverything();
    const others = [await customer(), await customer(), await customer()];
    rotate(RINGS);
    expect(await rotateKeys(KINDS, 0, { page: 7 })).toBe("nothing_to_do");
    later(20 * MINUTE);
    let [calls, isOver] = [0, false];
    while (!isOver) {
      const looked = Promise.all(others.map(({ phone }) => findUserByPhone(phone)));
      isOver = (await rotateKeys(KINDS, 0, { page: 7 })) === "done";
      expect((await looked).map((row) => row?.userId)).toEqual(others.map(({ userId }) => userId));
      if (calls++ % 4 === 0) await expectAllThere(zuri);
      if (calls === 5) others.push(await customer());
    }
    // Two passes at least, each of several pages.
    expect(calls).toBeGreaterThan(10);
    removeOld(RINGS);
    await expectAllThere(zuri);
    for (const { phone, userId } of others) expect((await findUserByPhone(phone))?.userId).toBe(userId);
  });

  it("has one runner, also when two are called at once", async () => {
    await customer();
    rotate(RINGS);
    await rotateKeys(KINDS, MUCH_MS);
    later(20 * MINUTE);
    const results = await Promise.all([rotateKeys(KINDS, MUCH_MS), rotateKeys(KINDS, MUCH_MS)]);
    expect([...results].sort()).toEqual(["done", "nothing_to_do"]);
    expect(await rotateKeys(KINDS, MUCH_MS)).toBe("nothing_to_do");
  });

  it("of a runner that died is taken over when its lease is over", async () => {
    await customer();
    rotate(RINGS);
    await rotateKeys(KINDS, MUCH_MS);
    later(20 * MINUTE);
    const dies = (): never => {
      throw new TableBusy("GetItem", 1, "the instance is gone");
    };
    await expect(rotateKeys([{ type: "user", ring: "FIELD_KEYS", look: dies }], MUCH_MS)).rejects.toThrow(TableBusy);
    expect(await rotateKeys(KINDS, MUCH_MS)).toBe("nothing_to_do");
    later(12 * MINUTE);
    expect(await rotateKeys(KINDS, MUCH_MS)).toBe("done");
    expect(await counted("FIELD_KEYS")).toEqual(["k2"]);
  });

  it("loses nothing that is changed while it looks: the other one wins, and the next pass renews it", async () => {
    const actor = await customer();
    const { userId, phone } = actor;
    rotate(RINGS);
    let changes = 0;
    const rename = () => calledHalima(actor).then(() => (changes += 1));
    const block = async () => transact(await phoneStatusWrites(userId, phone, "blocked")).then(() => (changes += 1));
    const kinds = KINDS.map((kind) => {
      if (kind.type === "user") return overtaken(kind, rename);
      return kind.type === "phone" ? overtaken(kind, block) : kind;
    });
    await wholeRound(kinds);
    expect(changes).toBe(2);
    removeOld(RINGS);
    expect((await loadProfile(userId)).person.firstName).toBe("Halima");
    expect(await findByWords(["halima"])).toEqual([userId]);
    expect(await findByWords(["amina"])).toEqual([]);
    expect(await findUserByPhone(phone)).toMatchObject({ userId, status: "blocked" });
  });

  it("brings back no word of a name that somebody gives up while it looks", async () => {
    const actor = await customer();
    const pk = `N#${present(lookupHashes("name", "amina")[0], "there is a current key")}`;
    rotate(RINGS);
    let isRenamed = false;
    const again = () => calledHalima(actor);
    // The row of the number moves at the same time: who is refused for that asks once more.
    const rename = () =>
      again()
        .catch(again)
        .then(() => (isRenamed = true));
    const isAminas = (raw: RawItem) => raw["pk"]?.S === pk;
    await wholeRound(KINDS.map((kind) => (kind.type === "name_word" ? overtaken(kind, rename, isAminas) : kind)));
    expect([isRenamed, await findByWords(["amina"])]).toEqual([true, []]);
    expect(await findByWords(["halima"])).toEqual([actor.userId]);
  });

  it("writes over nothing that somebody has changed since it looked, whatever it is", async () => {
    await withEverything();
    const old = await everything();
    rotate(RINGS);
    const looks = old.flatMap((raw) => KINDS.filter(({ type }) => type === raw.t?.S).map((kind) => ({ kind, raw })));
    const changed = new Set<string>();
    for (const { kind, raw } of looks) {
      if ((await kind.look(raw)).renewal.length === 0) continue;
      for (const name of renewedIn(kind, raw)) {
        changed.add(`${kind.type} ${name}${isMoved(kind) ? ", moved" : ""}`);
        expect([kind.type, name, await staysChanged(kind, raw, name)]).toEqual([kind.type, name, true]);
      }
    }
    // Everything that is sealed or found by a hash was among it.
    expect(changed.size).toBe(24);
  });

  it("counts what none of the keys opens or finds, leaves it as it is, and tells", async () => {
    const { userId, phone } = await customer();
    const { userId: other } = await customer();
    const lost = `k0.${"A".repeat(60)}`;
    await write(update(userItem, { userId }, { rule: "user", when: [], set: { phone: lost } }));
    const stray = { phoneHash: "stray", userId: other, status: "active", displayName: "Nobody N." } as const;
    const gone = { ...stray, phoneHash: "gone" } as const;
    await Promise.all([write(put(phoneItem, stray)), write(put(phoneItem, gone))]);
    rotate(RINGS);
    await wholeRound(KINDS.map((kind) => ({ ...kind, look: (raw) => leaving(raw, gone).then(() => kind.look(raw)) })));
    expect(alerts).toEqual(["values_under_no_key"]);
    expect(await counted("FIELD_KEYS")).toEqual(["?", "k2"]);
    // The row of the number that cannot be read, and the one that fits nobody.
    expect((await findRound())?.standing).toMatchObject({ "FIELD_KEYS ? user": 1, "LOOKUP_KEYS ? phone": 2 });
    expect((await getItem(userItem, { userId }))?.phone).toBe(lost);
    expect(await getItem(phoneItem, { phoneHash: "stray" })).toMatchObject(stray);
    expect((await findUserByPhone(phone))?.userId).toBe(userId);
  });
});
