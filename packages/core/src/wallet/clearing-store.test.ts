import { describe, expect, it } from "vitest";
import { derivedId, providerReference } from "../kernel/index.ts";
import {
  behindReference,
  clearingRowOf,
  disputeReference,
  knownAs,
  referenceKeyOf,
  unorderedReference,
} from "./clearing-store.ts";
import type { Leg } from "./model.ts";
import type { Journal } from "./store.ts";

const [ID, OTHER, OWNER] = [derivedId("a"), derivedId("b"), derivedId("c")];

function journalOf(over: Partial<Journal>): Journal {
  const of = { transactionId: ID, kind: "topup", status: "completed", currency: "NGN", owner: OWNER } as const;
  return { ...of, amount: 1_000n, fee: 0n, createdAtMs: 1, ...over };
}

/** Amounts by the beginning of the account's name. */
function legs(amounts: Readonly<Record<string, bigint>>): readonly Leg[] {
  return Object.entries(amounts).map(([account, amount]) => ({ account: `${account}:NGN`, amount }));
}

const [WALLET, CLEARING, FEES] = [`wallet:${OWNER}`, "clearing:paystack", "expense:provider_fees"];
const row = (over: Partial<Journal>) => clearingRowOf(journalOf(over), "2026-01-05", 7);

describe("what a journal moved at a provider", () => {
  it("is the whole of a top-up and the provider's fee, under the charge's reference", () => {
    const moved = legs({ [WALLET]: 1_000n, [CLEARING]: -985n, [FEES]: -15n });
    const expected = { provider: "paystack", referenceKey: "cw-1-2", gross: 1_000n, fee: 15n, movedAtMs: 7 };
    expect(row({ reference: "cw-1-2", legs: moved })).toMatchObject(expected);
  });

  it("is a payout without our own fee, under the reference that was sent, whatever the customer called it", () => {
    const moved = legs({ [WALLET]: -1_050n, [CLEARING]: 1_010n, [FEES]: -10n, "revenue:payout_fees": 50n });
    const expected = { referenceKey: providerReference(ID), gross: -1_000n, fee: 10n };
    expect(row({ kind: "payout", reference: "rent", legs: moved })).toMatchObject(expected);
  });

  it("is, of a payout that came back or was paid after all, under the reference of that payout", () => {
    const back = legs({ [WALLET]: 1_050n, [CLEARING]: -1_010n, [FEES]: 10n, "revenue:payout_fees": -50n });
    const returned = row({ kind: "refund", external: { refunds: OTHER }, legs: back });
    expect(returned).toMatchObject({ about: "transfer", referenceKey: providerReference(OTHER), gross: 1_000n });
    const lost = legs({ "suspense:payouts": -1_000n, [CLEARING]: 1_010n, [FEES]: -10n });
    const paid = row({ kind: "adjustment", external: { paid: OTHER }, legs: lost });
    expect(paid).toMatchObject({ about: "transfer", referenceKey: providerReference(OTHER), gross: -1_000n });
  });

  it("is, of money that goes back to a card, under a reference of its own", () => {
    const moved = legs({ [WALLET]: -400n, [CLEARING]: 400n });
    const refund = row({ kind: "refund", external: { refunds: OTHER }, reference: "x", legs: moved });
    expect(refund).toMatchObject({ about: "refund", referenceKey: providerReference(ID), gross: -400n, fee: 0n });
    const legsOfEnd = legs({ "transit:refunds": -400n, [CLEARING]: 400n });
    const settled = row({ kind: "adjustment", external: { settles: OTHER }, legs: legsOfEnd });
    expect(settled).toMatchObject({ about: "refund", referenceKey: providerReference(OTHER), gross: -400n });
  });

  it("is, of what the provider took back by itself, under what it knows it by", () => {
    const moved = legs({ [WALLET]: -300n, "receivable:disputes": -100n, [CLEARING]: 400n });
    const lost = { kind: "refund", external: { ...knownAs(disputeReference("77")) }, legs: moved } as const;
    expect(row(lost)).toMatchObject({ about: "refund", referenceKey: "dispute-77", gross: -400n, fee: 0n });
    expect(
      [{ disputeId: "77" }, { reference: "cw-1" }, {}].map((of) => unorderedReference({ id: "5", ...of })),
    ).toEqual(["dispute-77", "cw-1", "id-5"]);
  });

  it("is nothing where no provider was touched, or no money has moved", () => {
    expect(row({ kind: "transfer", legs: legs({ [WALLET]: -10n, "revenue:transfers": 10n }) })).toBeUndefined();
    expect(row({})).toBeUndefined();
  });
});

it("takes any reference into a key, and goes on behind all of one", () => {
  for (const reference of ["a#b", "a b", "ä", "a!b", "a~", "a/b=.-_"]) {
    const key = referenceKeyOf(reference);
    expect(key).not.toContain("#");
    expect(decodeURIComponent(key)).toBe(reference);
    expect(`${key}#${ID}` < behindReference(key)).toBe(true);
    expect(behindReference(key) < `${key}-2#${ID}`).toBe(true);
  }
});
