import { beforeEach, describe, expect, it, vi } from "vitest";
import { approve, propose } from "@cowry/core/approvals";
import { auditEntry } from "@cowry/core/audit";
import { bulkKinds, cancelBatch, closeBatch } from "@cowry/core/bulk";
import { captureHold } from "@cowry/core/holds";
import { DAY, derivedId, HOUR, lookupHashes, MINUTE, now, present, seal, SECOND, setKeyRing } from "@cowry/core/kernel";
import { chooseAccount, removeBeneficiary } from "@cowry/core/payouts";
import { publishHeads } from "@cowry/core/receipts";
import { initiateTopup } from "@cowry/core/topups";
import { journal, policyKinds, proposePolicy, readPolicy } from "@cowry/core/wallet";
import { getItem, put, write } from "@cowry/table";
import { useTestSecrets } from "../../packages/core/src/auth/secrets.testkit.ts";
import { BULK } from "../../packages/core/src/bulk/model.ts";
import { type Batch, batchItem, findBatch, findRow, ordering, rowItem } from "../../packages/core/src/bulk/store.ts";
import { codeOf } from "../../packages/core/src/kernel/callers.testkit.ts";
import { commitOwn, findChoice } from "../../packages/core/src/payouts/account-store.ts";
import { type BeneficiaryRow, beneficiaryItem, noteChecked } from "../../packages/core/src/payouts/store.ts";
import { findLatest, findPublication } from "../../packages/core/src/receipts/store.ts";
import type { Finding } from "../../packages/core/src/reconciliation/model.ts";
import {
  closeGone,
  commitResolution,
  discrepancyIdOf,
  findDiscrepancy,
  saveFinding,
} from "../../packages/core/src/reconciliation/store.ts";
import { openRound, type Round, saveRound } from "../../packages/core/src/rotation/store.ts";
import { findReceiver, type Receiver, receiverItem } from "../../packages/core/src/topups/account-store.ts";
import { beginRemoval, type CardRow, cardItem, commitCard } from "../../packages/core/src/topups/card-store.ts";
import { topupKinds } from "../../packages/core/src/topups/kinds.ts";
import { commitEnd, findTopup } from "../../packages/core/src/topups/store.ts";
import { contextOf } from "../../packages/core/src/topups/virtual-account-model.ts";
import { openRebuild, saveRebuild } from "../../packages/core/src/wallet/rebuild-store.ts";
import { closeRun, openRun, saveRun } from "../../packages/core/src/wallet/reconcile-store.ts";
import { customerOf, person } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { noteReplay, noteTold, type Webhook } from "../../packages/core/src/webhooks/store.ts";
import { APPROVER, PROPOSER } from "./history-world.ts";
import { isWritten, useMeetingTable } from "./meeting-table.ts";
import { later as pause, NGN } from "./rivals-acts.ts";
import { HOLD, PART_CAPTURED } from "./rivals-money.ts";
import { policy } from "./rivals-provider.ts";
import { SimulatedTime, takeTime } from "./simulated-time.ts";

/** Who comes between what somebody reads and what they write, in a table in memory: where no stage of the rivals has them. */
const { beside, idly, meeting } = useMeetingTable("between");
beforeEach(() => {
  vi.useRealTimers();
});

const [PERSON, OTHER] = ["01c07c7e-4a80-7adb-bc1a-cb6a1076b439", "01c07c7e-4a80-7adb-bc1a-cb6a1076b440"];
const REASON = "As the story says";
const AT = Date.UTC(2031, 0, 15, 9);
const actor = customerOf(PERSON);

const entry = () =>
  auditEntry(PROPOSER, { action: "test.between", subject: { kind: "user", id: PERSON }, userId: PERSON });
const later = (ms: number) => vi.useFakeTimers({ now: now() + ms, toFake: ["Date"] });

describe("an account that somebody has saved", () => {
  const row = (beneficiaryId: string): BeneficiaryRow => ({
    ...{ userId: PERSON, beneficiaryId, kind: "bank", name: "Mine", verified: true, own: true, createdAtMs: AT },
    ...{ recipientCode: "RCP_1", mode: "test" },
  });

  it("takes no choice along that has come meanwhile", async () => {
    for (const id of ["a", "b"]) await write(put(beneficiaryItem, row(id)));
    await chooseAccount(actor, "a");
    await beside(
      () => chooseAccount(actor, "b"),
      () => removeBeneficiary(actor, "a"),
    );
    expect(await findChoice(PERSON)).toBe("b");
  });

  it("that is gone is neither marked as one's own nor noted as looked at", async () => {
    expect(await idly(() => commitOwn(row("a"), entry()))).toBe(false);
    await idly(() => noteChecked(row("a"), "RCP_2"));
  });
});

describe("a rule that two colleagues change at once", () => {
  const changeOf = async (key: "NGN" | "USD") => {
    const wanted = { policy: "assets", key, value: { active: false }, reason: REASON } as const;
    return (await proposePolicy(PROPOSER, wanted, key)).proposal.proposalId;
  };
  const settle = (id: string) => approve(APPROVER, id, REASON, policyKinds);

  it("keeps what each of them has said, from the first change on", async () => {
    const [naira, dollar] = [await changeOf("NGN"), await changeOf("USD")];
    expect(
      await codeOf(
        beside(
          () => settle(naira),
          () => settle(dollar),
        ),
      ),
    ).toBe("unavailable");
    const back = { policy: "assets", key: "NGN", value: null, reason: REASON } as const;
    const taken = (await proposePolicy(PROPOSER, back, "back")).proposal.proposalId;
    expect(
      await codeOf(
        beside(
          () => settle(dollar),
          () => settle(taken),
        ),
      ),
    ).toBe("unavailable");
    const { version, overrides } = await readPolicy();
    expect([version, overrides.assets]).toEqual([2, { NGN: { active: false }, USD: { active: false } }]);
  });
});

describe("the heads of a day", () => {
  it("are published behind the newest day alone, from the first one on", async () => {
    const publish = (day: string) => publishHeads(`2031-01-${day}`);
    for (const [early, late] of [
      ["14", "15"],
      ["16", "17"],
    ] as const) {
      expect(
        await beside(
          () => publish(late),
          () => publish(early),
        ),
      ).toBe("was_published");
      expect(await findPublication(`2031-01-${early}`)).toBeUndefined();
      expect((await findLatest())?.day).toBe(`2031-01-${late}`);
    }
  });
});

describe("work that goes on from where it was put down", () => {
  it("a rebuild has one runner", async () => {
    const open = () => openRebuild("another");
    await saveRebuild(await open(), "rests");
    expect(await codeOf(beside(open, open))).toBe("unavailable");
  });

  it("an audit of the ledger has one runner, while its lease lasts, and has one end", async () => {
    const open = () => openRun("2031-01-14");
    const first = await open();
    expect(await idly(open)).toBeUndefined();
    later(HOUR);
    const second = await open();
    await idly(() => expect(saveRun(present(first, "it was free"))).rejects.toMatchObject({ kind: "bug" }));
    await closeRun(present(second, "its lease was over"));
    later(HOUR);
    expect(await idly(open)).toBeUndefined();
  });

  it("a round of the keys has one runner", async () => {
    const open = () => openRound("FIELD_KEYS k2,k1", true);
    await open();
    later(HOUR);
    const first = await open();
    later(HOUR);
    const second = await open();
    const save = (round: Round | undefined) => saveRound(present(round, "it was free"), { putDown: false });
    await idly(() => expect(save(first)).rejects.toMatchObject({ kind: "bug" }));
    expect(await save(second)).toMatchObject({
      status: "running",
      version: present(second, "it was free").version + 1,
    });
  });
});

describe("a difference from the provider's books", () => {
  const [provider, day] = ["paystack", "2031-01-14"] as const;
  const finding: Finding = { kind: "missing_here", stream: "charges", reference: "cw-1" };
  const run = (attempt: number) => ({ provider, day, attempt });
  const find = () => findDiscrepancy(provider, day, discrepancyIdOf(provider, day, finding));
  const resolve = async () => {
    const seen = present(await find(), "it was found");
    await commitResolution(seen, { resolution: "timing", note: "It came late", by: "staff:ada" }, entry());
  };

  it("that is found again is not open once more, where it is dealt with meanwhile", async () => {
    await saveFinding(run(1), finding);
    await closeGone(run(2));
    const again = () => saveFinding(run(3), finding);
    // The first of its writes finds it there.
    await beside(() => again().then(resolve), again, { at: 2 });
    expect((await find())?.state).toBe("resolved");
  });

  it("is not gone where it is found, or dealt with, meanwhile", async () => {
    await saveFinding(run(1), finding);
    await beside(
      () => saveFinding(run(2), finding),
      () => closeGone(run(2)),
    );
    expect(await find()).toMatchObject({ state: "open", seenIn: 2 });
    await beside(resolve, () => closeGone(run(3)));
    expect((await find())?.state).toBe("resolved");
  });
});

describe("a card", () => {
  const card: CardRow = {
    ...{ userId: PERSON, cardId: "c", state: "kept", mode: "test", consentedAtMs: AT, keptAtMs: AT },
    authorization: "first",
  };

  it("that was charged is not kept by an older consent, and one that was taken back not by one of that moment", async () => {
    const charged = { ...card, newCharged: 5n };
    await write(put(cardItem, charged));
    for (const consentedAtMs of [AT - 1, AT]) {
      expect(await idly(() => commitCard({ ...charged, consentedAtMs, authorization: "late" }, entry()))).toBe(false);
    }
    await write(put(cardItem, { ...card, state: "removed", removedAtMs: AT + HOUR }));
    expect(await idly(() => commitCard({ ...card, consentedAtMs: AT + HOUR }, entry()))).toBe(false);
  });

  it("that is taken back, or was, is not taken back anew", async () => {
    for (const state of ["removing", "removed"] as const) {
      const seen = { ...card, state, removedAtMs: AT + HOUR };
      await write(put(cardItem, seen));
      const said = await idly(() => beginRemoval(card, AT + DAY));
      expect(said).toEqual(state === "removing" ? seen : undefined);
    }
  });
});

describe("an order of a top-up", () => {
  it("that ends while the lost answer of its first page is waited for gets no new page", async () => {
    const asked: string[] = [];
    const play = async () => {
      const amina = await person();
      const order = { amount: 500_000n, currency: "NGN", method: "card", callbackUrl: undefined, key: "k" } as const;
      const initiate = (outcome: "unknown" | "duplicate") => {
        const initialize = ({ reference }: { readonly reference: string }) => {
          asked.push(reference);
          return Promise.resolve({ outcome });
        };
        const checkout = { payments: { mode: "test", initialize }, policy, admit: () => Promise.resolve() } as const;
        return codeOf(initiateTopup(amina, order, checkout));
      };
      const find = () => findTopup(derivedId("topups/initiate-topup", amina.userId, order.key));
      expect(await initiate("unknown")).toBe("unavailable");
      await pause(MINUTE);
      const giveUp = async () => {
        await pause(SECOND / 2);
        expect(await commitEnd(present(await find(), "it was ordered"), "cancelled", now())).toBe(true);
      };
      const [said] = await Promise.all([initiate("duplicate"), giveUp()]);
      return [said, (await find())?.reference];
    };
    const undo = takeTime();
    const [said, reference] = await new SimulatedTime(20_310_115, AT).play(play).finally(undo);
    // Twice for the one page, and for no other.
    expect([said, asked]).toEqual(["topup_ended", [reference, reference]]);
  });
});

describe("an account number of somebody's own", () => {
  it("that is noted as somebody else's under the new key is theirs, whoever it was under the old one", async () => {
    const [k1, k2] = ["A".repeat(43), "B".repeat(43)];
    setKeyRing("LOOKUP_KEYS", { current: "k2", keys: { k1, k2 } });
    const [fresh = "", old = ""] = lookupHashes("bank_account", "9812345678");
    const row = (userId: string, numberHash: string): Receiver => ({
      ...{ numberHash, userId, currency: "NGN", mode: "test" },
      accountNumber: seal("9812345678", contextOf(userId)),
    });
    const noted = put(receiverItem, row(PERSON, old));
    await write(noted);
    await write(put(receiverItem, row(OTHER, fresh)));
    for (const { type, ring, look } of topupKinds) {
      if (type !== receiverItem.name || ring !== "LOOKUP_KEYS") continue;
      const { renewal } = await look(noted.wire.Item ?? {});
      expect(await idly(() => isWritten(renewal))).toBe(false);
    }
    expect((await findReceiver("9812345678"))?.userId).toBe(OTHER);
    useTestSecrets();
  });
});

describe("a hold that is read a moment before its end", () => {
  it.each([
    ["in whole", HOLD, undefined],
    ["in part", HOLD, 500n],
    ["in part once more", PART_CAPTURED, 500n],
  ])("is not captured %s in the moment of its end", async (_, stage, amount) => {
    const { joseph, id } = await stage.set();
    const { expiresAtMs = 0 } = present(await getItem(journal, { transactionId: id }), "it was placed");
    vi.useFakeTimers({ now: expiresAtMs - 1, toFake: ["Date"] });
    const capture = () => captureHold(joseph, id, { ...NGN, amount, final: amount === undefined, key: "late" });
    const ends = () => vi.setSystemTime(expiresAtMs);
    // The hold is read first, then both wallets.
    expect(await idly(() => meeting("BatchGetItem", ends, () => codeOf(capture()), { at: 2 }))).toBe("hold_expired");
  });
});

describe("a file of payouts", () => {
  const batch: Batch = {
    ...{ batchId: "b", state: "running", payerId: PERSON, currency: "NGN", rows: 1, amount: 1n, invalid: 0 },
    ...{ lastLine: 1, uploadedBy: PROPOSER.userId, createdAtMs: AT },
  };
  const cancel = () => cancelBatch(PROPOSER, "b", REASON);

  it("that was stopped pays no row that waits, and is not over", async () => {
    await write(put(batchItem, batch));
    await beside(cancel, () => closeBatch("b"));
    expect(await findBatch("b")).toMatchObject({ state: "cancelled", cancelledBy: PROPOSER.userId });
    const row = { batchId: "b", line: "0001" };
    await write(put(rowItem, { ...row, state: "waiting", amount: 1n }));
    expect(await idly(() => isWritten(ordering({ ...row, state: "waiting" }, "t")))).toBe(false);
    expect((await findRow("b", "0001"))?.state).toBe("waiting");
  });

  it("that is stopped while it is approved is not paid", async () => {
    const { proposal } = await propose(PROPOSER, {
      ...{ kind: BULK, payload: { batch_id: "b" }, reason: REASON, permission: "bulk_payouts.approve" },
      ...{ userId: PERSON, expiresInMs: DAY, key: "b" },
    });
    const { proposalId } = proposal;
    await write(put(batchItem, { ...batch, state: "proposed", proposalId }));
    const approved = () => codeOf(approve(APPROVER, proposalId, REASON, bulkKinds));
    expect(await beside(cancel, approved)).toBe("unavailable");
    expect((await findBatch("b"))?.state).toBe("cancelled");
    expect(await approved()).toBe("batch_not_proposed");
  });
});

it("of an event that is gone nothing is noted", async () => {
  const event: Webhook = {
    ...{ eventId: "e", event: "transfer.success", state: "waiting", body: "sealed", size: 1, firstId: "1" },
    ...{ receivedAtMs: AT, lastAtMs: AT, deliveries: 1, expiresAtMs: AT + 5 * MINUTE },
  };
  await idly(() => noteTold(event));
  await idly(() => noteReplay(event, entry()));
});
