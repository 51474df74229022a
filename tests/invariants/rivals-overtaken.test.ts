import { describe, expect, it, vi } from "vitest";
import { auditEntry } from "@cowry/core/audit";
import { DAY, HOUR, now, present, setKeyRing } from "@cowry/core/kernel";
import { getItem, put, transact, write } from "@cowry/table";
import { openPlace } from "../../packages/core/src/auth/attempts.ts";
import { codeOf } from "../../packages/core/src/kernel/callers.testkit.ts";
import { stranger } from "../../packages/core/src/auth/people.testkit.ts";
import { hashSecret } from "../../packages/core/src/auth/hash.ts";
import { prove, spendAttempt } from "../../packages/core/src/auth/proving.ts";
import { noteRefusalOf } from "../../packages/core/src/auth/refused-sign-in.ts";
import { logOut } from "../../packages/core/src/auth/refresh.ts";
import { useTestSecrets } from "../../packages/core/src/auth/secrets.testkit.ts";
import { rolesChange, statusChange } from "../../packages/core/src/auth/standing.ts";
import { type Credentials, credentialsItem, credentialsOpening } from "../../packages/core/src/auth/store.ts";
import {
  type Batch,
  batchChange,
  batchItem,
  commitBatch,
  commitRows,
  ordering,
  refuseRow,
  type Row,
} from "../../packages/core/src/bulk/store.ts";
import { type Client, SEEN_EVERY_MS } from "../../packages/core/src/developers/model.ts";
import { clientItem, noteSeen } from "../../packages/core/src/developers/store.ts";
import { countWrong } from "../../packages/core/src/mfa/guard.ts";
import { factorsItem } from "../../packages/core/src/mfa/store.ts";
import type { Telling } from "../../packages/core/src/notifications/model.ts";
import { keep, noteSent } from "../../packages/core/src/notifications/store.ts";
import { accountTag } from "../../packages/core/src/payouts/beneficiary-key-store.ts";
import {
  beginSending,
  type BeneficiaryRow,
  commitBeneficiary,
  commitFacts,
  noteArrival,
  noteProgress,
  renewBeneficiary,
} from "../../packages/core/src/payouts/store.ts";
import { type CardRow, cardItem, commitCard, keepFirstAnswer } from "../../packages/core/src/topups/card-store.ts";
import {
  endIdentification,
  type Identification,
  identificationItem,
} from "../../packages/core/src/topups/identification-store.ts";
import { beginCall, commitAttempt, keepAnswer } from "../../packages/core/src/topups/store.ts";
import { type Block, blockGone, blockWrite } from "../../packages/core/src/staff/store.ts";
import { leavingWrites } from "../../packages/core/src/users/leaving.ts";
import { phoneStatusWrites } from "../../packages/core/src/users/staffing.ts";
import { openingRefusal, personOpening, phoneItem } from "../../packages/core/src/users/store.ts";
import { type Journal, journal } from "../../packages/core/src/wallet/store.ts";
import { noteOutcome, type Webhook, webhookItem } from "../../packages/core/src/webhooks/store.ts";
import { PROPOSER } from "./history-world.ts";
import { isWritten, useMeetingTable } from "./meeting-table.ts";

/** The hash is measured and tested by itself. */
vi.mock("../../packages/core/src/auth/argon2.ts", () => import("./cheap-argon2.ts"));

/** Whoever decided on something that is not so any more writes nothing: asked of each write alone, in a table in memory. */
const { empty, idly, items, stored } = useMeetingTable("overtaken");

const [PERSON, OTHER] = ["01c07c7e-4a80-7adb-bc1a-cb6a1076b439", "01c07c7e-4a80-7adb-bc1a-cb6a1076b440"];
const AT = Date.UTC(2031, 0, 15, 9);

const entry = () =>
  auditEntry(PROPOSER, { action: "test.late", subject: { kind: "user", id: PERSON }, userId: PERSON });

describe("late, in the books of the provider", () => {
  const order: Journal = {
    ...{ transactionId: "0252c668-9954-89aa-9dc5-ca60840c5156", kind: "payout", status: "pending", currency: "NGN" },
    ...{ amount: 100_000n, fee: 0n, owner: PERSON, createdAtMs: AT, external: { recipientCode: "RCP_1" } },
  };
  const { transactionId } = order;
  const facts = { beneficiaryId: "b", recipientCode: "RCP_2" };
  const tried = { method: "card", attempt: 1, attemptAtMs: AT } as const;
  const topup: Journal = { ...order, kind: "topup", external: tried };
  const keepOrder = (of = order) => write(put(journal, of));

  it("nobody notes facts of a payout on others than stand there", async () => {
    await keepOrder();
    await commitFacts(order, facts);
    await idly(() => commitFacts(order, { ...facts, recipientCode: "RCP_3" }));
    const noted = { ...order, external: facts };
    await noteProgress(noted, "processing");
    await idly(() => commitFacts(noted, { ...facts, recipientCode: "RCP_3" }));
  });

  it("an arrival is noted once, and takes nothing from what is known of the sending", async () => {
    await keepOrder();
    const sending = await beginSending(transactionId, undefined);
    vi.useFakeTimers({ now: now() + 1_000, toFake: ["Date"] });
    await noteArrival(transactionId, undefined);
    expect(stored()).toContain(sending?.sendId);
    vi.setSystemTime(now() + 1_000);
    await idly(() => noteArrival(transactionId, sending));
    vi.useRealTimers();
    empty();
    if (sending !== undefined) await noteArrival(transactionId, sending);
    expect(stored()).toBe("");
  });

  it("a page's address, and a reference, stay once a top-up was answered", async () => {
    await keepOrder(topup);
    const answer = { url: "https://pay.example/1" };
    await keepAnswer(topup, answer);
    const other = { url: "https://pay.example/2" };
    expect((await idly(() => keepAnswer(topup, other))).response).toEqual(answer);
    expect((await idly(() => commitAttempt(topup, { ...tried, attempt: 2 }, "another"))).response).toEqual(answer);
    expect(await idly(() => keepFirstAnswer(topup, other))).toEqual(answer);
    expect(await idly(() => beginCall(topup, AT))).toBeUndefined();
    const nothing: Journal = { ...topup, transactionId: OTHER };
    await idly(() => keepFirstAnswer(nothing, other));
  });

  it("one caller calls the provider once more, and nobody for what is over", async () => {
    await keepOrder(topup);
    const called = await beginCall(topup, AT + 1);
    expect(called?.external).toMatchObject({ attemptAtMs: AT + 1 });
    expect(await idly(() => beginCall(topup, AT + 2))).toBeUndefined();
    expect((await idly(() => keepAnswer(topup, {}))).response).toBeUndefined();
  });

  it("a beneficiary is the one that was saved first, and is registered anew once", async () => {
    const row: BeneficiaryRow = {
      ...{ userId: PERSON, beneficiaryId: "b", kind: "bank", name: "Mum", verified: true, createdAtMs: AT },
      ...{ recipientCode: "RCP_1", mode: "test" },
    };
    await commitBeneficiary(row, entry());
    const again = await idly(() => commitBeneficiary({ ...row, name: "Mother" }, entry()));
    expect(again).toEqual({ beneficiary: row, added: false });
    const bank = { bankCode: "057", bankName: "Zenith", accountName: "BELLO AMINA", mode: "live" } as const;
    await renewBeneficiary(row, { ...bank, recipientCode: "RCP_2" });
    const late = await idly(() => renewBeneficiary(row, { ...bank, recipientCode: "RCP_3" }));
    expect(late.recipientCode).toBe("RCP_2");
    const tags = await Promise.all([1, 2].map(() => accountTag(PERSON, "0123456789")));
    expect(tags[0]).toBe(tags[1]);
  });

  it("a card is kept by the newest consent only", async () => {
    const card: CardRow = {
      ...{ userId: PERSON, cardId: "c", state: "kept", mode: "test", consentedAtMs: AT, keptAtMs: AT },
      authorization: "first",
    };
    expect(await commitCard(card, entry())).toBe(true);
    for (const consentedAtMs of [AT - 1, AT]) {
      expect(await idly(() => commitCard({ ...card, consentedAtMs, authorization: "late" }, entry()))).toBe(false);
    }
    await write(put(cardItem, { ...card, state: "removed", removedAtMs: AT + HOUR }));
    expect(await idly(() => commitCard({ ...card, consentedAtMs: AT + 1 }, entry()))).toBe(false);
  });

  it("who is identified stays so, since then", async () => {
    const attempt: Identification = {
      ...{ userId: PERSON, mode: "test", state: "pending", customerCode: "CUS_1", maskedAccount: "012*****789" },
      askedAtMs: AT,
    };
    await write(put(identificationItem, attempt));
    expect(await endIdentification(attempt, "verified", undefined, entry())).toBe(true);
    expect(await idly(() => endIdentification(attempt, "verified", undefined, entry()))).toBe(false);
  });

  it("a word about an event is noted once, and of one that is gone never", async () => {
    const event: Webhook = {
      ...{ eventId: "e", event: "transfer.success", state: "waiting", body: "sealed", size: 1, firstId: "1" },
      ...{ receivedAtMs: AT, lastAtMs: AT, deliveries: 1, expiresAtMs: AT + DAY },
    };
    await idly(() => noteOutcome(event, "moved"));
    await write(put(webhookItem, event));
    await noteOutcome(event, "moved");
    vi.useFakeTimers({ now: now() + 1_000, toFake: ["Date"] });
    await idly(() => noteOutcome(event, "moved"));
    vi.useRealTimers();
  });

  it("a notice that went out stays so when its event comes again", async () => {
    const telling: Telling = {
      ...{ userId: PERSON, kind: "transfer", atMs: AT, occasion: "o", title: "Money", body: "It came" },
      topic: "transactions",
    };
    await noteSent(await keep(telling), AT + 1);
    expect((await idly(() => keep(telling))).sentAtMs).toBe(AT + 1);
  });
});

describe("late, in a file of payouts", () => {
  const batch: Batch = {
    ...{ batchId: "b", state: "loading", payerId: PERSON, currency: "NGN", rows: 1, amount: 1n, invalid: 0 },
    ...{ lastLine: 1, uploadedBy: PERSON, createdAtMs: AT },
  };
  const row: Row = { batchId: "b", line: "0001", state: "waiting", amount: 1n };

  it("the file that came first is the one, and goes from state to state once", async () => {
    await commitBatch(batch);
    expect(await idly(() => commitBatch({ ...batch, createdAtMs: AT + 1 }))).toEqual(batch);
    expect((await write(batchChange(batch, "proposed", { proposalId: "p" }))).done).toBe(true);
    expect((await idly(() => write(batchChange(batch, "cancelled", {})))).done).toBe(false);
  });

  it("a row is ordered once, or refused, and loaded before that only", async () => {
    await write(put(batchItem, { ...batch, state: "running" }));
    await commitRows([row]);
    await refuseRow(row, "late");
    await idly(() => commitRows([row]));
    await idly(() => refuseRow(row, "for another reason"));
    expect(await idly(() => isWritten(ordering(row, "t")))).toBe(false);
  });
});

describe("late, with what proves who somebody is", () => {
  const PASSWORD = "Correct-horse-9";
  const actor = { userId: PERSON, epoch: 1 };
  const keepPerson = async (over: Partial<Credentials> = {}) => {
    await transact([credentialsOpening(PERSON, ["rider"], hashSecret("password", PERSON, PASSWORD))]);
    const item = present(await getItem(credentialsItem, { userId: PERSON }), "it was written");
    await write(put(credentialsItem, { ...item, ...over }));
    return { ...item, ...over };
  };

  it("an attempt takes no place for a secret that is locked, is not there, or for a token that ended", async () => {
    await keepPerson();
    expect(await idly(() => codeOf(prove("pin", actor, "4821")))).toBe("pin_not_set");
    expect(await idly(() => codeOf(prove("password", { userId: PERSON, epoch: 2 }, PASSWORD)))).toBe("session_revoked");
    await keepPerson({ passwordLockedUntilMs: now() + HOUR });
    const caller = { userId: PERSON, epoch: undefined };
    expect(await idly(() => codeOf(prove("password", caller, PASSWORD)))).toBe("password_locked");
  });

  it("an attempt takes no place that another one holds", async () => {
    const held = openPlace("other", now());
    await keepPerson({ passwordPlace0: held });
    await prove("password", { userId: PERSON, epoch: undefined }, PASSWORD);
    expect(stored()).toContain(held);
  });

  it("what nobody is compared with is written nowhere", async () => {
    await idly(() => spendAttempt("password", "x"));
    await idly(() => spendAttempt("pin", "x"));
  });

  it("a lock that comes after a right answer locks nothing", async () => {
    const factors = { userId: PERSON, failures: 5, locks: 0 };
    await write(put(factorsItem, { ...factors, failures: 0 }));
    await idly(() => countWrong(factors));
  });

  it("sessions end once by one token, and nobody is blocked, let in or given roles as of before", async () => {
    const { status, roles, epoch } = await keepPerson();
    const standing = { status, roles, epoch, branchId: undefined };
    const { origin } = stranger();
    const customer = { kind: "customer", userId: PERSON, roles, epoch, sessionId: OTHER, origin } as const;
    const signOut = () => codeOf(logOut(customer as Parameters<typeof logOut>[0], true));
    await logOut(customer as Parameters<typeof logOut>[0], true);
    expect(await idly(signOut)).toBe("session_revoked");
    expect(await isWritten([rolesChange(PERSON, standing, { roles: ["driver"], branchId: undefined })])).toBe(true);
    const late = { roles: ["merchant" as const], branchId: undefined };
    expect(await idly(() => isWritten([rolesChange(PERSON, standing, late)]))).toBe(false);
    const driving = { ...standing, roles: ["driver" as const] };
    expect(await isWritten([statusChange(PERSON, "active", "blocked")])).toBe(true);
    expect(await idly(() => isWritten([rolesChange(PERSON, driving, late)]))).toBe(false);
    expect(await idly(() => isWritten([statusChange(PERSON, "active", "closed")]))).toBe(false);
  });

  it("nobody is blocked, or let in again, in the place of a block that was not seen", async () => {
    const block: Block = { userId: PERSON, reason: "seen", by: "staff:ada", atMs: AT };
    await write(blockWrite(block, undefined));
    const other = { ...block, reason: "another", atMs: AT + 1 };
    expect((await idly(() => write(blockWrite(other, undefined)))).done).toBe(false);
    expect((await write(blockWrite(other, block))).done).toBe(true);
    expect((await idly(() => write(blockWrite({ ...block, atMs: AT + 2 }, block)))).done).toBe(false);
    expect((await idly(() => write(blockGone(block)))).done).toBe(false);
  });

  it("a program is seen once an hour, and one that is gone never", async () => {
    const client: Client = {
      ...{ clientId: "c", userId: PERSON, name: "Till", scopes: [], status: "active", slot: "0", version: 1 },
      ...{ secretHash: "h", createdAtMs: AT, expiresAtMs: AT + DAY },
    };
    await idly(() => noteSeen(client, AT));
    await write(put(clientItem, client));
    await noteSeen(client, AT);
    await idly(() => noteSeen(client, AT + SEEN_EVERY_MS));
    await noteSeen(client, AT + SEEN_EVERY_MS + 1);
    expect(stored()).toContain(String(AT + SEEN_EVERY_MS + 1));
  });

  it("a refused sign-in of nobody is noted for nobody", async () => {
    await idly(() => noteRefusalOf(undefined, "password", stranger().origin));
  });
});

describe("late, with a number", () => {
  const PHONE = "+2348031112223";
  const opening = (userId: string) =>
    personOpening({
      ...{ userId, phone: PHONE, firstName: "Amina", lastName: "Bello", email: undefined, roles: ["rider"] },
      ...{ referralCode: `CODE${userId.slice(-2)}`, referrer: undefined, createdAtMs: AT },
    });

  it("whose number is another's by now changes nothing of theirs, and does not take it along", async () => {
    await transact(opening(PERSON));
    const [blocked, left] = [await phoneStatusWrites(PERSON, PHONE, "blocked"), await leavingWrites(PERSON)];
    const row = items().find(({ t }) => t?.S === "phone");
    const phoneHash = row?.["pk"]?.S?.slice(2) ?? "";
    await write(put(phoneItem, { phoneHash, userId: OTHER, status: "active", displayName: "Joseph B." }));
    expect(await idly(() => isWritten(blocked))).toBe(false);
    expect(await idly(() => isWritten(left))).toBe(false);
  });

  it("a number is taken under a key that is replaced, too", async () => {
    const [k1, k2] = ["A".repeat(43), "B".repeat(43)];
    setKeyRing("LOOKUP_KEYS", { current: "k1", keys: { k1 } });
    await transact(opening(PERSON));
    setKeyRing("LOOKUP_KEYS", { current: "k2", keys: { k1, k2 } });
    const outcome = await idly(() => transact(opening(OTHER)));
    expect(openingRefusal(outcome, OTHER)).toBe("phone_taken");
    useTestSecrets();
  });
});
