import { describe, expect, it } from "vitest";
import { present, SECOND } from "@cowry/core/kernel";
import { getItem, put, remove, seqKey, timeKey, write } from "@cowry/table";
import { codeOf } from "../../packages/core/src/kernel/callers.testkit.ts";
import { type CardRow, cardItem, commitCardTopup } from "../../packages/core/src/topups/card-store.ts";
import { SEQUENCE_DIGITS } from "../../packages/core/src/wallet/posting.ts";
import { foldWrites } from "../../packages/core/src/wallet/queue-drain.ts";
import {
  entryItem,
  type Journal,
  journal,
  type QueuedCredit,
  queuedItem,
  walletItem,
} from "../../packages/core/src/wallet/store.ts";
import { sumJournals } from "../../packages/core/src/wallet/system-accounts.ts";
import { walletOf } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { isWritten, useMeetingTable } from "./meeting-table.ts";
import { reversal, send, settle, two } from "./rivals-acts.ts";
import { SimulatedTime, takeTime } from "./simulated-time.ts";

/** Whoever acts on books that are not as they were read writes nothing into them. */
const { idly } = useMeetingTable("books");

const [PERSON, ORDER] = ["01c07c7e-4a80-7adb-bc1a-cb6a1076b439", "0252c668-9954-89aa-9dc5-ca60840c5156"];
const AT = Date.UTC(2031, 0, 15, 9);
const order: Journal = {
  ...{ transactionId: ORDER, kind: "topup", status: "pending", currency: "NGN", amount: 100_000n, fee: 0n },
  ...{ owner: PERSON, createdAtMs: AT },
};

describe("the sums of accounts of our own", () => {
  it.each([
    ["a fee", [["revenue:transfers:NGN", 50n] as const]],
    [
      "what came in for nobody",
      [["clearing:paystack:NGN", -100_000n] as const, ["suspense:topups:NGN", 100_000n] as const],
    ],
  ])("have %s once, whoever read its journal before it was counted", async (_, legs) => {
    const moved = legs.map(([account, amount]) => ({ account, amount }));
    const read: Journal = { ...order, status: "completed", completedAtMs: AT, systemLegs: "pending", legs: moved };
    await write(put(journal, read));
    await sumJournals([read]);
    await idly(() => sumJournals([read]));
  });
});

describe("an order by a card", () => {
  it("is the one that was written down first", async () => {
    const card: CardRow = {
      ...{ userId: PERSON, cardId: "c", state: "kept", mode: "test", consentedAtMs: AT, keptAtMs: AT },
      authorization: "AUTH_1",
    };
    await write(put(cardItem, card));
    const by = { origin: { requestId: "r" }, newMax: undefined };
    expect(await commitCardTopup(order, card, by)).toEqual({ outcome: "taken" });
    const twin = { ...order, amount: 200_000n, createdAtMs: AT + 1 };
    expect(await idly(() => commitCardTopup(twin, card, by))).toEqual({ outcome: "known", topup: order });
  });
});

describe("a credit that waited and was given back", () => {
  it("is folded in once", async () => {
    const wallet = walletOf({ userId: PERSON });
    const credit: QueuedCredit = {
      ...{ userId: PERSON, currency: "NGN", at: timeKey(AT), transactionId: ORDER },
      ...{ kind: "transfer", amount: 700n, reversed: true },
    };
    await write(put(walletItem, wallet));
    await write(put(queuedItem, credit));
    expect(await isWritten(foldWrites(wallet, [credit], AT))).toBe(true);
    const after = present(await getItem(walletItem, wallet), "it was made");
    expect(after.available).toBe(700n);
    expect(await idly(() => isWritten(foldWrites(after, [credit], AT)))).toBe(false);
  });
});

describe("a reversal", () => {
  /** As a table has it that was restored to the midst of a transaction. */
  it("makes no line that is not there", async () => {
    const { amina, joseph } = await two();
    const { id } = (await send(amina, joseph, 4_000n, "transfer")).transaction;
    const proposalId = await reversal(id, "reversal", 4_000n, "whole");
    const { legs = [] } = present(await getItem(journal, { transactionId: id }), "it was made");
    const { seq = 0, atMs = 0 } = legs[0] ?? {};
    const place = { currency: "NGN", at: timeKey(atMs), seq: seqKey(seq, SEQUENCE_DIGITS) };
    expect((await write(remove(entryItem, { userId: amina.userId, ...place }))).done).toBe(true);
    // It is tried again for a while: others may have folded a credit in.
    const undo = takeTime();
    const told = await idly(() => new SimulatedTime(1, atMs + SECOND).play(() => codeOf(settle(proposalId)))).finally(
      undo,
    );
    expect(told).toBe("unavailable");
  });
});
