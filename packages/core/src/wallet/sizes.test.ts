import { encode, itemSizeOf } from "@cowry/table";
import { describe, expect, it } from "vitest";
import { newId } from "../kernel/index.ts";
import { walletOpening } from "./opening.ts";
import { postMovement } from "./posting.ts";
import { entryItem, externalItem, journal, type Journal, systemItem, type Wallet, walletItem } from "./store.ts";
import { decideTransfer, transferJournal } from "./transfer.ts";
import { useTestSettings, walletOf } from "./wallet.testkit.ts";

/** Three bytes each in UTF-8, which is the most that one unit of a JavaScript string can take. */
const wide = (length: number) => "₦".repeat(length);
const MOST = BigInt(Number.MAX_SAFE_INTEGER);
const LATE = 9_999_999_999_999;
const UNIT = 1_024;

/** A wallet in which everything is as long as it can get. */
function fullWallet(): Wallet {
  const { item } = walletOpening({
    userId: newId(),
    currency: "NGN",
    accountNumber: "8031234567",
    displayName: wide(64),
  });
  return {
    ...(item as Wallet),
    available: MOST,
    reserved: MOST,
    version: 1_000_000_000_000,
    sequence: 999_999_999_998,
    lastEntryAtMs: LATE,
    lastHash: "h".repeat(43),
  };
}

describe("items of a transfer with every cap reached", () => {
  useTestSettings();
  const [from, to] = [fullWallet(), { ...fullWallet(), available: 0n, reserved: 0n }];
  const transfer = {
    transactionId: newId(),
    hash: "x".repeat(22),
    origin: { requestId: "r".repeat(64) },
    order: {
      to: { userId: to.userId },
      amount: MOST,
      currency: "NGN" as const,
      note: wide(140),
      reference: "~".repeat(64),
      key: "k".repeat(255),
    },
  };
  const movements = decideTransfer(transfer, { from, to });
  const postings = {
    from: postMovement(from, movements.from, "from", LATE),
    to: postMovement(to, movements.to, "to", LATE),
  };
  const entries = [postings.from, postings.to].flatMap(({ writes }) => writes.filter(({ kind }) => kind === "put"));
  const legs = { from: postings.from.leg, to: postings.to.leg };

  it("are at most 1 KB each: one unit to write, two in a transaction", () => {
    const sizes = {
      journal: itemSizeOf(journal, transferJournal(transfer, { from, to }, legs)),
      payersEntry: itemSizeOf(entryItem, entries[0]?.item as never),
      payeesEntry: itemSizeOf(entryItem, entries[1]?.item as never),
      payer: itemSizeOf(walletItem, postings.from.after),
      payee: itemSizeOf(walletItem, postings.to.after),
    };
    for (const [name, size] of Object.entries(sizes)) expect(size, name).toBeLessThanOrEqual(UNIT);
    expect(entries).toHaveLength(2);
  });

  it("leave the journal room for a fee's leg", () => {
    const fee = { account: "revenue:transfer_fees:NGN", amount: MOST };
    const of: Journal = transferJournal(transfer, { from, to }, legs);
    const withFee: Journal = {
      ...of,
      fee: MOST,
      legs: [...(of.legs ?? []), fee],
      systemLegs: "pending",
      movedAtMs: LATE,
    };
    expect(itemSizeOf(journal, withFee)).toBeLessThanOrEqual(UNIT);
  });

  it("are small too beside them: a history row and a day of an account", () => {
    const row = { userId: newId(), currency: "NGN", at: String(LATE), transactionId: newId(), kind: "payout" as const };
    expect(itemSizeOf(externalItem, { ...row, origin: transfer.origin })).toBeLessThanOrEqual(UNIT);
    const day = { account: "expense:provider_fees", currency: "NGN", day: "2026-11-21" };
    expect(itemSizeOf(systemItem, { ...day, balance: -MOST, journals: 10 ** 12, watermarkMs: LATE })).toBeLessThan(200);
  });

  it("hold no name longer than 40 bytes and no phone number in the open", () => {
    const stored = JSON.stringify(encode(walletItem, from));
    expect(Buffer.byteLength(from.displayName)).toBeLessThanOrEqual(40);
    expect(from.displayName).toBe(wide(13));
    expect(stored).not.toContain("8031234567");
  });
});

describe("an ordinary wallet", () => {
  it("is a fraction of that", () => {
    expect(itemSizeOf(walletItem, walletOf({ available: 500_000n }))).toBeLessThan(300);
  });
});
