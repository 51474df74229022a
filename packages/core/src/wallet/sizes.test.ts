import { encode, itemSizeOf } from "@cowry/table";
import { describe, expect, it } from "vitest";
import { newId, present } from "../kernel/index.ts";
import { walletOpening } from "./opening.ts";
import { postMovement } from "./posting.ts";
import type { WalletLeg } from "./model.ts";
import { entryItem, externalItem, journal, systemItem, type Wallet, walletItem } from "./store.ts";
import { usageAt } from "./limits.ts";
import { Policy } from "./policy.ts";
import { withPayee } from "./review.ts";
import { decideTransfer, transferJournal } from "./transfer-decision.ts";
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
    tier: "enhanced",
    limitRole: "merchant",
    ownDailyLimit: 10n ** 20n,
    usage: usageAt(undefined, LATE).map(({ at }) => ({ at, count: 999_999_998, amount: 10n ** 19n })),
    recentPayees: Array.from({ length: 20 }, newId).reduce((recent, id) => withPayee(recent, "me", id), ""),
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
  // Nothing is refused and nothing held: no cap and no threshold but those that flag.
  const caps = { minute: {}, hour: {}, day: {}, month: {} };
  const policy = new Policy({
    limits: { "merchant:NGN": caps },
    review: { NGN: { flag_amount: "1", flag_day_count: 1 } },
  });
  const terms = { policy, isReduced: false, atMs: LATE, quoted: () => undefined };
  const decision = decideTransfer(transfer, { from, to }, terms);
  const { movements } = decision;
  const postings = {
    from: postMovement(from, present(movements.from, "it is not held"), "from", LATE),
    to: postMovement(to, present(movements.to, "it is not held"), "to", LATE),
  };
  const entries = [postings.from, postings.to].flatMap(({ writes }) => writes.filter(({ kind }) => kind === "put"));
  const legs = { from: postings.from.leg, to: postings.to.leg };

  it("are at most 1 KB each: one unit to write, two in a transaction", () => {
    const sizes = {
      journal: itemSizeOf(journal, transferJournal(transfer, { from, to }, decision, legs)),
      payersEntry: itemSizeOf(entryItem, { ...entries[0]?.item, reversed: true } as never),
      payeesEntry: itemSizeOf(entryItem, { ...entries[1]?.item, reversed: true } as never),
      payer: itemSizeOf(walletItem, postings.from.after),
      payee: itemSizeOf(walletItem, postings.to.after),
    };
    for (const [name, size] of Object.entries(sizes)) expect(size, name).toBeLessThanOrEqual(UNIT);
    expect(entries).toHaveLength(2);
  });

  it("have room for a fee, and for an asset with large amounts", () => {
    const wide = 10n ** 20n - 1n;
    const btc = { ...transfer, order: { ...transfer.order, amount: wide, currency: "USDT" as const } };
    const legsOf = (leg: WalletLeg | undefined) => ({
      ...present(leg, "moved"),
      account: `wallet:${from.userId}:USDT`,
    });
    const widest = { from: { ...legsOf(legs.from), amount: -2n * wide }, to: { ...legsOf(legs.to), amount: wide } };
    const fee = { amount: wide, bearer: "payer" } as const;
    const passed = { outcome: "pass", reasons: [], isNear: false } as const;
    const of = transferJournal(btc, { from, to }, { fee, verdict: passed }, widest);
    expect(itemSizeOf(journal, of)).toBeLessThanOrEqual(UNIT);
    expect(of).toMatchObject({ systemLegs: "pending", fee: wide });
  });

  it("take a second unit only where one is flagged, with every text of it in three-byte letters and a fee", () => {
    const flagged = transferJournal(
      transfer,
      { from, to },
      { ...decision, fee: { amount: MOST, bearer: "payer" } },
      {
        from: { ...present(legs.from, "moved"), amount: -2n * MOST },
        to: legs.to,
      },
    );
    expect(flagged.review).toEqual({ state: "flagged", reasons: "amount velocity" });
    expect(itemSizeOf(journal, flagged)).toBeLessThanOrEqual(UNIT + 100);
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
