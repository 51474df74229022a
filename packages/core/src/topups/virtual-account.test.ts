import { type Engine, useEndpoint } from "@cowry/table/engine.testkit";
import { getItem, transact, update, type Write, write } from "@cowry/table";
import { startFaultyEndpoint } from "@cowry/table/faults.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { auditEntry, readOwnTrail } from "../audit/index.ts";
import {
  type Customer,
  keyRing,
  lookupHashes,
  MINUTE,
  newId,
  now,
  present,
  seal,
  setBell,
  setKeyRing,
  unseal,
} from "../kernel/index.ts";
import { readBalance, walletItem } from "../wallet/index.ts";
import { books, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { closeVirtualAccount, sweepClosings } from "./account-closing.ts";
import {
  claimLook,
  commitVirtualAccount,
  findVirtualAccount,
  listAccounts,
  receiverItem,
  turnAccount,
  virtualAccountItem,
} from "./account-store.ts";
import { bookkeeper } from "./bookkeeper.ts";
import { receiveIdentification, sweepIdentifications } from "./identification.ts";
import { beginIdentification, endIdentification, findIdentification } from "./identification-store.ts";
import { receivedTopupId } from "./model.ts";
import type { Charge } from "./ports.ts";
import { askBank, lookIntoAccount, type ReceivedSource, sweepReceived } from "./received-watch.ts";
import { receiveCharge } from "./receive.ts";
import { findTopup } from "./store.ts";
import { loadVirtualAccount } from "./virtual-account.ts";
import { contextOf, decideIdentification, LOOK_PAUSE_MS } from "./virtual-account-model.ts";

/** Account numbers of people's own, and who they are to the provider, against AWS's own engine. */
let engine: Engine;
let amina: Customer = undefined as never;
const rung: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
  setBell(({ alert }) => rung.push(alert));
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  rung.length = 0;
  amina = await person();
});
afterEach(() => {
  vi.useRealTimers();
});

const NUMBER = "9812345678";
const reference = (n: number) => `10000425010100000000000${n}`;
const paid = (n: number, to = NUMBER): Charge => ({
  ...{ id: `7${n}`, reference: reference(n), status: "success", amount: 300_000n, fees: 3_000n, currency: "NGN" },
  ...{ domain: "test", transferred: { receiverAccount: to } },
});

/** A provider that has a list of charges, and a bank that knows more. */
class Provider implements ReceivedSource {
  readonly mode: "test" | "live" = "test";
  readonly charges: Charge[] = [];
  readonly asked: string[] = [];
  isIdentified = false;
  closing: "accepted" | "unknown" = "accepted";

  /** Of a charge that cannot be read. */
  broken = "";

  verifyCharge(wanted: string) {
    if (wanted === this.broken) return Promise.reject(new Error("cannot be read"));
    const found = this.charges.find((one) => one.reference === wanted);
    return Promise.resolve(
      found === undefined ? ({ outcome: "not_found" } as const) : { outcome: "found" as const, ...found },
    );
  }
  /** All of them, whichever account is asked for. */
  listReceived({ page }: { page: number }) {
    const rows = this.charges.slice(page - 1, page);
    return Promise.resolve({ outcome: "listed" as const, rows, page, pages: this.charges.length });
  }
  requeryVirtualAccount(accountNumber: string, bankSlug: string) {
    this.asked.push(`${accountNumber} ${bankSlug}`);
    return Promise.resolve({ outcome: "accepted" } as const);
  }
  closeVirtualAccount(id: string) {
    this.asked.push(`close ${id}`);
    return Promise.resolve({ outcome: this.closing });
  }
  findCustomer(customerCode: string) {
    return Promise.resolve({ outcome: "known" as const, customerCode, identified: this.isIdentified });
  }
  saveCustomer = () => Promise.reject(new Error("nobody is saved"));
  identifyCustomer = () => Promise.reject(new Error("nobody is identified"));
  openVirtualAccount = () => Promise.reject(new Error("none is opened"));
}

async function open(of: Customer, over: { readonly mode?: "test" | "live"; readonly number?: string } = {}) {
  const { userId } = of;
  const { mode = "test", number = NUMBER } = over;
  const account = { userId, currency: "NGN", mode, state: "open", providerId: "55", bankSlug: "test-bank" } as const;
  const sealed = {
    accountNumber: seal(number, contextOf(account.userId)),
    accountName: seal("AMINA", contextOf(account.userId)),
  };
  return commitVirtualAccount({ ...account, ...sealed, bankName: "Test Bank", createdAtMs: 1, lookedAtMs: 1 }, number);
}

const free = () => Promise.resolve();
const balance = async () => (await readBalance(amina, "NGN")).balance;
const stored = () => findVirtualAccount(amina.userId, "NGN");

async function closeWallet(): Promise<void> {
  const key = { userId: amina.userId, currency: "NGN" };
  await transact([update(walletItem, key, { when: [], set: { status: "closed" }, add: { version: 1 } })]);
}

describe("money of which no event told", () => {
  it("is found by whoever misses it, once, and the bank is asked at most every ten minutes", async () => {
    const provider = new Provider();
    provider.charges.push(paid(1), paid(2), { ...paid(3), status: "failed" }, paid(4, "9800000009"));
    await expect(lookIntoAccount(amina, provider, free)).rejects.toMatchObject({ code: "virtual_account_not_found" });
    await open(amina);
    const [looked] = await Promise.all([1, 2].map(() => lookIntoAccount(amina, provider, free)));
    expect(await balance()).toBe(600_000);
    expect(await findTopup(receivedTopupId(reference(4)))).toBeUndefined();
    expect(looked?.nextAtMs).toBeGreaterThan(0);
    expect(await lookIntoAccount(amina, provider, free)).toMatchObject({ found: 0, isAsked: false });
    expect(provider.asked).toEqual([`${NUMBER} test-bank`]);
    vi.useFakeTimers({ now: now() + LOOK_PAUSE_MS + 1, toFake: ["Date"] });
    expect(await lookIntoAccount(amina, provider, free)).toMatchObject({ found: 0, isAsked: true });
  });

  it("is found by the sweep, which tells staff, and asks about the accounts that were looked into longest ago", async () => {
    const provider = new Provider();
    await open(amina);
    provider.charges.push(paid(1), paid(2));
    expect(await receiveCharge(paid(2), provider)).toBe("credited");
    await sweepReceived(provider);
    expect([await balance(), rung]).toEqual([600_000, ["received_without_event"]]);
    await sweepReceived(provider);
    expect([provider.asked.length, rung.length]).toEqual([1, 1]);
  });
});

describe("a charge that cannot be booked", () => {
  it("does not keep the others waiting, and the look is told as unfinished", async () => {
    const provider = new Provider();
    await open(amina);
    provider.charges.push(paid(1), paid(2));
    provider.broken = reference(1);
    await expect(lookIntoAccount(amina, provider, free)).rejects.toMatchObject({ code: "unavailable" });
    expect(await balance()).toBe(300_000);
    await sweepReceived(provider);
    provider.broken = "";
    await sweepReceived(provider);
    expect([await balance(), rung]).toEqual([600_000, ["received_sweep_unfinished", "received_without_event"]]);
  });
});

describe("an account of the provider's other mode", () => {
  it("is turned and looked into only as it was seen", async () => {
    await open(amina);
    const seen = present(await stored(), "it was opened");
    const at = { userId: amina.userId, currency: "NGN" };
    await write(update(virtualAccountItem, at, { when: [], set: { providerId: "another" } }));
    expect(await turnAccount(seen, "closing")).toBe(false);
    await write(update(virtualAccountItem, at, { when: [], set: { providerId: seen.providerId } }));
    expect([await turnAccount(seen, "closing"), await turnAccount(seen, "closing")]).toEqual([true, false]);
    vi.useFakeTimers({ now: now() + 2 * LOOK_PAUSE_MS, toFake: ["Date"] });
    expect(await claimLook(seen, LOOK_PAUSE_MS)).toBe(false);
  });

  it("is none, gives its place, and its number stays its owner's", async () => {
    await open(amina);
    expect(await open(amina, { number: "9800000001" })).toBe(false);
    await expect(loadVirtualAccount(amina, "live")).rejects.toMatchObject({ code: "virtual_account_not_found" });
    expect(await open(amina, { mode: "live", number: "9700000001" })).toBe(true);
    const account = await loadVirtualAccount(amina, "live");
    expect(unseal(account.accountNumber, contextOf(account.userId))).toBe("9700000001");
    expect(await open(await person(), { mode: "live", number: NUMBER })).toBe(false);
    expect(await open(amina)).toBe(true);
  });
});

describe("a number that is noted under a key which is replaced", () => {
  it("stays its owner's, in one place", async () => {
    const [{ current, keys }, hashes] = [keyRing("LOOKUP_KEYS"), () => lookupHashes("bank_account", NUMBER)];
    await open(amina);
    try {
      setKeyRing("LOOKUP_KEYS", { current: "k2", keys: { ...keys, k2: Buffer.alloc(32, 2).toString("base64url") } });
      expect(await open(await person())).toBe(false);
      expect(await open(amina, { mode: "live" })).toBe(true);
      const rows = await Promise.all(hashes().map((numberHash) => getItem(receiverItem, { numberHash })));
      expect(rows.map((row) => row?.mode)).toEqual(["live", undefined]);
    } finally {
      setKeyRing("LOOKUP_KEYS", { current, keys });
    }
  });
});

describe("the end of an account", () => {
  it("comes with its wallet's, is told to the provider until it hears it, and what comes later waits for staff", async () => {
    const provider = new Provider();
    await open(amina);
    await closeVirtualAccount(amina.userId, provider);
    expect((await stored())?.state).toBe("open");
    await closeWallet();
    provider.closing = "unknown";
    await closeVirtualAccount(amina.userId, provider);
    expect((await stored())?.state).toBe("closing");
    provider.closing = "accepted";
    await sweepClosings(provider);
    await closeVirtualAccount(amina.userId, provider);
    const closed = await stored();
    expect([closed?.state, closed?.accountName]).toEqual(["closed", undefined]);
    expect(provider.asked).toEqual([`${NUMBER} test-bank`, "close 55", "close 55"]);

    await expect(lookIntoAccount(amina, provider, free)).rejects.toMatchObject({ code: "virtual_account_not_found" });
    expect(closed && (await askBank(closed, provider))).toBe(false);
    expect(await listAccounts("closed", "test", 1)).toEqual([]);

    provider.charges.push(paid(1));
    expect(await receiveCharge(paid(1), provider)).toBe("suspended");
    expect(await books()).toMatchObject({ "suspense:topups:NGN": 300_000n });
  });

  it("comes by the sweep where its wallet was closed while it was being opened", async () => {
    const provider = new Provider();
    await closeWallet();
    await open(amina);
    await sweepClosings(provider);
    expect((await stored())?.state).toBe("closed");
  });
});

describe("an identification", () => {
  const begin = async (askedAtMs = now(), also: readonly Write[] = []) => {
    const of = { userId: amina.userId, mode: "test", customerCode: "CUS_1", maskedAccount: "011*****111" };
    return beginIdentification({ ...of, state: "pending", askedAtMs }, also);
  };
  const told = (isVerified: boolean, maskedAccount?: string) => ({ customerCode: "CUS_1", isVerified, maskedAccount });
  const state = async () => (await findIdentification(amina.userId, "test"))?.state;

  it("is decided by what the provider says when asked; a failure by its event; and may be tried again", async () => {
    const provider = new Provider();
    expect(await receiveIdentification(told(false), provider)).toBe("not_ours");
    expect([await begin(), await begin()]).toEqual([true, false]);
    await expect(receiveIdentification(told(true), provider)).rejects.toMatchObject({ code: "unavailable" });
    expect(await receiveIdentification(told(false, "022*****222"), provider)).toBe("already");
    expect(await receiveIdentification(told(false, "011*****111"), provider)).toBe("failed");
    expect([await receiveIdentification(told(false), provider), await state()]).toEqual(["already", "failed"]);
    expect(await begin()).toBe(true);
    provider.isIdentified = true;
    const words = await Promise.all([1, 2, 3].map(() => receiveIdentification(told(true), provider)));
    expect(words.toSorted()).toEqual(["already", "already", "verified"]);
    expect([await receiveIdentification(told(false), provider), await state()]).toEqual(["already", "verified"]);
    expect(await begin()).toBe(false);
    const { items } = await readOwnTrail(amina, {}, { limit: 10 });
    expect(items.map(({ action, actor }) => [action, actor])).toEqual([
      ["topups.identification_verified", "system:topups"],
      ["topups.identification_failed", "system:topups"],
    ]);
  });

  it("ends only as the attempt that it is about", async () => {
    const entry = () =>
      auditEntry(bookkeeper(newId()), {
        action: "topups.identification_failed",
        subject: { kind: "identification", id: newId() },
        userId: amina.userId,
      });
    const read = async () => present(await findIdentification(amina.userId, "test"), "it has begun");
    await begin(now() - 1);
    const first = await read();
    expect(await endIdentification(first, "failed", "no_answer", entry())).toBe(true);
    expect(await endIdentification(first, "failed", "no_answer", entry())).toBe(false);
    await begin();
    expect(await endIdentification(first, "failed", "no_answer", entry())).toBe(false);
    expect(await state()).toBe("pending");
  });

  it("has begun where the table's answer to that was lost, and is begun beside another by nobody", async () => {
    const table = await startFaultyEndpoint(engine.url);
    useEndpoint(table.url);
    await useEmptyTable(engine);
    const entry = () =>
      auditEntry(bookkeeper("CUS_1"), {
        action: "topups.identification_asked",
        subject: { kind: "identification", id: "test" },
        userId: amina.userId,
      });
    try {
      // So often that the SDK gives up its token: our own repetition finds what was written.
      table.play("reset after commit", "reset after commit", "reset after commit");
      expect([await begin(now(), [entry()]), table.seen.length]).toEqual([true, 4]);
      expect(await begin(now(), [entry()])).toBe(false);
    } finally {
      useEndpoint(engine.url);
      await table.stop();
    }
  });

  it("is asked for when no event tells, given up after a day, and forgotten with its owner", async () => {
    const provider = new Provider();
    await begin();
    await sweepIdentifications(provider, now() + 11 * MINUTE);
    expect(await state()).toBe("pending");
    await sweepIdentifications(provider, now() + 25 * 60 * MINUTE);
    expect(await findIdentification(amina.userId, "test")).toMatchObject({ state: "failed", failure: "no_answer" });
    await begin();
    provider.isIdentified = true;
    await sweepIdentifications(provider, now() + 11 * MINUTE);
    expect(await findIdentification(amina.userId, "test")).toMatchObject({ state: "verified" });
    await closeWallet();
    await closeVirtualAccount(amina.userId, provider);
    expect(await state()).toBeUndefined();
    expect(await receiveIdentification(told(false), provider)).toBe("not_ours");
  });

  it.each([
    ["verified", true, undefined, true, "nothing"],
    ["failed", true, undefined, true, "verify"],
    ["pending", undefined, undefined, false, "wait"],
    ["failed", false, undefined, false, "nothing"],
  ] as const)("%s, told %s: %s", (of, isVerified, maskedAccount, isIdentified, verdict) => {
    const event = isVerified === undefined ? undefined : { customerCode: "CUS_1", isVerified, maskedAccount };
    expect(decideIdentification({ state: of, maskedAccount: "011*****111" }, event, isIdentified).do).toBe(verdict);
  });
});
