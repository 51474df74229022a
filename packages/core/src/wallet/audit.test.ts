import { describe, expect, it } from "vitest";
import { newId } from "../kernel/index.ts";
import { checkEnd, checkJournal, checkLeg, checkReserved, type Discrepancy, startWalk, walk } from "./audit.ts";
import { movedMoney } from "./journal.ts";
import { postMovement } from "./posting.ts";
import type { Entry, Journal, Wallet } from "./store.ts";
import { walletOf } from "./wallet.testkit.ts";

/** A chain of three credits of 100, with their journals. */
function history(): { wallet: Wallet; entries: Entry[]; journals: Journal[] } {
  let wallet = walletOf();
  const entries: Entry[] = [];
  const journals: Journal[] = [];
  for (const transactionId of [newId(), newId(), newId()]) {
    const entry = { transactionId, kind: "topup" } as const;
    const { after, leg, writes } = postMovement(wallet, { available: 100n, reserved: 0n, entry }, "w", 1_000);
    wallet = after;
    entries.push(...writes.flatMap(({ kind, item }) => (kind === "put" ? [item as Entry] : [])));
    journals.push({
      transactionId,
      kind: "topup",
      status: "completed",
      currency: "NGN",
      amount: 100n,
      fee: 0n,
      owner: wallet.userId,
      createdAtMs: 1_000,
      ...movedMoney([...(leg === undefined ? [] : [leg]), { account: "clearing:paystack:NGN", amount: -100n }]),
    });
  }
  return { wallet, entries, journals };
}

function auditChain({ wallet, entries, journals }: ReturnType<typeof history>): readonly string[] {
  let chain = startWalk(wallet);
  const found: Discrepancy[] = [];
  for (const entry of entries) {
    const [next, odd] = walk(
      chain,
      entry,
      journals.find(({ transactionId }) => transactionId === entry.transactionId),
    );
    chain = next;
    found.push(...odd);
  }
  return [...found, ...checkEnd(chain)].map(({ rule }) => rule);
}

describe("the audit of a chain", () => {
  it("finds nothing wrong in what the postings made", () => {
    expect(auditChain(history())).toEqual([]);
  });

  const tampered: readonly (readonly [string, string, (of: ReturnType<typeof history>) => void])[] = [
    ["a missing entry", "chain_is_gapless", ({ entries }) => entries.splice(1, 1)],
    ["a missing last entry", "chain_is_gapless", ({ entries }) => entries.pop()],
    ["another amount", "balance_is_sum_of_entries", ({ entries }) => change(entries, 1, { amount: 101n })],
    ["another balance after", "balance_is_sum_of_entries", ({ entries }) => change(entries, 2, { balanceAfter: 1n })],
    ["another transaction", "chain_is_sealed", ({ entries }) => change(entries, 1, { transactionId: newId() })],
    ["another kind", "chain_is_sealed", ({ entries }) => change(entries, 0, { kind: "refund" })],
    ["a negative balance", "nothing_negative", ({ entries }) => change(entries, 0, { balanceAfter: -1n })],
    ["a missing journal", "leg_for_each_entry", ({ journals }) => journals.shift()],
    ["a journal without the leg", "leg_for_each_entry", ({ journals }) => change(journals, 0, { legs: [] })],
    ["a mark of nothing", "reversed_is_marked", ({ entries }) => change(entries, 1, { reversed: true })],
    [
      "a reversal without its mark",
      "reversed_is_marked",
      ({ entries, journals }) => {
        const by = { kind: "transfer", status: "reversed" } as const;
        change(journals, 2, by);
        change(entries, 2, by);
      },
    ],
    ["a wallet that says more", "balance_is_sum_of_entries", (of) => (of.wallet = { ...of.wallet, available: 301n })],
    ["a wallet with another hash", "chain_is_sealed", (of) => (of.wallet = { ...of.wallet, lastHash: "x" })],
  ];
  it.each(tampered)("sees %s", (_, rule, tamper) => {
    const of = history();
    tamper(of);
    expect(auditChain(of)).toContain(rule);
  });

  it("sees a line that was rewritten together with its own hash, by the next one", () => {
    const of = history();
    const { wallet, entries } = of;
    const [first] = entries;
    const forged = postMovement(
      walletOf({ userId: wallet.userId }),
      { available: 90n, reserved: 0n, entry: { transactionId: first?.transactionId ?? "", kind: "topup" } },
      "w",
      1_000,
    );
    entries[0] = forged.writes[1]?.item as Entry;
    expect(auditChain(of)).toContain("chain_is_sealed");
  });
});

function change<T>(list: T[], index: number, by: Partial<T>): void {
  list[index] = { ...(list[index] as T), ...by };
}

describe("the audit of a journal", () => {
  const [journal] = history().journals as [Journal];

  it.each<[string, string[], Partial<Journal>]>([
    ["legs that sum to something", ["legs_sum_to_zero"], { legs: [{ account: "clearing:paystack:NGN", amount: 1n }] }],
    ["legs while pending", ["legs_fit_status"], { status: "pending" }],
    ["legs after a failure", ["legs_fit_status"], { status: "failed" }],
    ["completion without legs", ["legs_fit_status"], { legs: undefined, systemLegs: undefined }],
    ["legs of ours that the aggregator is not told of", ["legs_are_marked_for_sums"], { systemLegs: undefined }],
    ["a leg in another currency", ["legs_in_its_currency"], { currency: "USD" }],
    ["nothing in one that is held either way", [], { status: "held" }],
    ["nothing in one that was reversed", [], { status: "reversed" }],
  ])("sees %s", (_, rules, by) => {
    expect(checkJournal({ ...journal, ...by }).map(({ rule }) => rule)).toEqual(rules);
  });

  it.each<[string, string[], Partial<Journal>]>([
    ["more credited than arrived", ["leg_is_amount"], { amount: 99n }],
    ["less credited than arrived", ["leg_is_amount"], { amount: 101n }],
    ["a credit that should have been a debit", ["leg_is_amount"], { kind: "payout" }],
    ["nothing in an adjustment of either direction", [], { kind: "adjustment" }],
  ])("sees %s", (_, rules, by) => {
    expect(checkJournal({ ...journal, ...by }).map(({ rule }) => rule)).toEqual(rules);
  });

  it("wants amount and fee of whoever pays", () => {
    const [own, other] = [`wallet:${journal.owner}:NGN`, "clearing:paystack:NGN"];
    const legs = [
      { account: own, amount: -110n },
      { account: other, amount: 110n },
    ];
    const payout: Journal = { ...journal, kind: "payout", amount: 100n, fee: 10n, legs };
    expect(checkJournal(payout)).toEqual([]);
    expect(checkJournal({ ...payout, fee: 9n }).map(({ rule }) => rule)).toEqual(["leg_is_amount"]);
  });

  it("sees a leg without its entry, and one with another's", () => {
    const { journals, entries } = history();
    const [of] = journals as [Journal];
    const [leg] = of.legs ?? [];
    if (leg === undefined) throw new Error("the journal has a leg");
    expect(checkLeg(of, leg, entries[0])).toBeUndefined();
    expect(checkLeg(of, leg, undefined)?.rule).toBe("entry_for_each_leg");
    expect(checkLeg(of, leg, entries[1])?.rule).toBe("entry_for_each_leg");
  });
});

describe("the audit of what is reserved", () => {
  const payout = (status: Journal["status"], over: Partial<Journal> = {}): Journal => ({
    transactionId: newId(),
    kind: "payout",
    status,
    currency: "NGN",
    amount: 1_000n,
    fee: 10n,
    owner: "u",
    createdAtMs: 0,
    ...over,
  });

  it("wants exactly amount and fee of each payout in flight", () => {
    const payouts = [
      payout("pending"),
      payout("awaiting_confirmation"),
      payout("failed"),
      payout("completed", { legs: [] }),
    ];
    expect(checkReserved(walletOf({ reserved: 2_020n }), payouts)).toEqual([]);
    expect(checkReserved(walletOf({ reserved: 2_019n }), payouts).map(({ rule }) => rule)).toEqual([
      "reserved_is_what_is_open",
    ]);
  });

  it("sees negative balances", () => {
    expect(checkReserved(walletOf({ available: -1n }), []).map(({ rule }) => rule)).toEqual(["nothing_negative"]);
  });
});
