import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { walk, checkEnd, checkJournal, startWalk } from "./audit.ts";
import { AppError } from "../kernel/index.ts";
import { movedMoney } from "./journal.ts";
import type { Movement } from "./model.ts";
import { postMovement, shiftMovement } from "./posting.ts";
import { checkCredit, checkDebit } from "./status.ts";
import type { Entry, Journal, Wallet } from "./store.ts";
import { walletOf } from "./wallet.testkit.ts";

const entry = { transactionId: "t1", kind: "transfer" } as const;

describe("a movement of one wallet", () => {
  const wallet = walletOf({ available: 500n, reserved: 100n, version: 7, sequence: 3, lastEntryAtMs: 1_000 });

  it("repeats in its conditions the version, the allowed statuses and enough of what is taken", () => {
    const { writes } = postMovement(
      wallet,
      { available: -300n, reserved: 0n, whileStatus: ["active"], entry },
      "from",
      2_000,
    );
    const [update, put] = writes;
    expect(update?.rule).toBe("from");
    expect(update?.when).toEqual([
      { is: "equals", attribute: "version", values: [7] },
      { is: "among", attribute: "status", values: ["active"] },
      { is: "atLeast", attribute: "available", values: [300n] },
    ]);
    expect(put?.rule).toBe("from.entry");
    expect(put?.when).toEqual([{ is: "absent" }]);
  });

  it("asks for enough reserved money when that is what it takes", () => {
    const { writes, after } = postMovement(wallet, { available: 0n, reserved: -100n, entry }, "wallet", 2_000);
    expect(writes[0]?.when).toContainEqual({ is: "atLeast", attribute: "reserved", values: [100n] });
    expect(after).toMatchObject({ available: 500n, reserved: 0n, version: 8, sequence: 4 });
  });

  it("writes no entry when money only changes between available and reserved", () => {
    const { writes, leg, after } = postMovement(wallet, { available: -50n, reserved: 50n }, "wallet", 2_000);
    expect(writes).toHaveLength(1);
    expect(leg).toBeUndefined();
    expect(after).toMatchObject({ available: 450n, reserved: 150n, version: 8, sequence: 3, lastEntryAtMs: 1_000 });
  });

  it("gives the leg the entry's place and the balance after it", () => {
    const { leg } = postMovement(wallet, { available: -300n, reserved: 0n, entry }, "from", 2_000);
    expect(leg).toEqual({
      account: `wallet:${wallet.userId}:NGN`,
      amount: -300n,
      seq: 4,
      atMs: 2_000,
      after: 300n,
    });
  });

  it("never dates an entry before the one it follows, whatever the clock says", () => {
    const { leg, after } = postMovement(wallet, { available: 1n, reserved: 0n, entry }, "to", 400);
    expect(leg?.atMs).toBe(1_000);
    expect(after.lastEntryAtMs).toBe(1_000);
  });

  it.each<[string, Movement]>([
    ["more than is available", { available: -501n, reserved: 0n, entry }],
    ["more than is reserved", { available: 0n, reserved: -101n, entry }],
    ["a balance that changes without an entry", { available: 1n, reserved: 0n }],
    ["an entry that changes nothing", { available: -1n, reserved: 1n, entry }],
  ])("takes as our own mistake %s", (_, movement) => {
    expect(() => postMovement(wallet, movement, "wallet", 2_000)).toThrow(AppError);
  });
});

describe("a shift", () => {
  const wallet = walletOf({ available: 500n, reserved: 100n });

  it("is a movement without an entry, and nothing else", () => {
    const released = { available: 100n, reserved: -100n };
    expect(shiftMovement(wallet, released, "wallet")).toEqual(postMovement(wallet, released, "wallet", 2_000));
    for (const movement of [
      { ...released, entry },
      { available: 101n, reserved: -100n },
      { available: 1n, reserved: 0n, entry },
    ]) {
      expect(() => shiftMovement(wallet, movement, "wallet")).toThrow(AppError);
    }
  });
});

describe("what a wallet's status allows", () => {
  it.each([
    ["active", undefined, undefined],
    ["frozen", "wallet_frozen", undefined],
    ["blocked", "wallet_blocked", "recipient_blocked"],
    ["closed", "wallet_closed", "recipient_closed"],
  ] as const)("%s: debit %s, credit %s", (status, debit, credit) => {
    const wallet = walletOf({ status, available: 10n });
    expect(codeOf(() => checkDebit(wallet, 10n))).toBe(debit);
    expect(codeOf(() => checkCredit(wallet))).toBe(credit);
  });

  it("says how much is missing, not how much there is", () => {
    expect(() => checkDebit(walletOf({ available: 70n }), 100n)).toThrow(
      expect.objectContaining({ code: "insufficient_funds", details: { missing: 30, currency: "NGN" } }),
    );
  });

  it("spends nothing that is reserved", () => {
    expect(codeOf(() => checkDebit(walletOf({ available: 99n, reserved: 1_000n }), 100n))).toBe("insufficient_funds");
  });
});

function codeOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.code : "not a refusal";
  }
}

/** One step of a random history: who, to whom, what, how much, by which clock. */
const step = fc.record({
  kind: fc.constantFrom("topup", "transfer", "reserve", "release", "settle"),
  who: fc.nat(3),
  whom: fc.nat(3),
  amount: fc.bigInt({ min: 1n, max: 10_000n }),
  nowMs: fc.nat(1_000_000),
});

describe("postings, against a model of plain balances", () => {
  it("sum to zero, never go below nothing, and make gapless sealed chains", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 120 }), (steps) => {
        const world = new World();
        for (const [index, each] of steps.entries()) world.play(`t${index}`, each);
        world.verify();
      }),
      { numRuns: 200 },
    );
  });
});

/** Four wallets moved by the real postings, and beside them the plainest model there is. */
class World {
  readonly wallets: Wallet[] = Array.from({ length: 4 }, () => walletOf());
  readonly model = this.wallets.map(() => ({ available: 0n, reserved: 0n }));
  readonly entries: Entry[][] = this.wallets.map(() => []);
  readonly journals = new Map<string, Journal>();
  clearing = 0n;

  play(
    transactionId: string,
    { kind, who, whom, amount, nowMs }: typeof step extends fc.Arbitrary<infer T> ? T : never,
  ) {
    const mine = this.model[who] ?? { available: 0n, reserved: 0n };
    const theirs = this.model[whom] ?? mine;
    const line = { transactionId, kind: "transfer" } as const;
    switch (kind) {
      case "topup":
        this.post(transactionId, [[who, { available: amount, reserved: 0n, entry: line }]], nowMs);
        mine.available += amount;
        this.clearing -= amount;
        return;
      case "transfer":
        if (who === whom || mine.available < amount) return;
        this.post(
          transactionId,
          [
            [who, { available: -amount, reserved: 0n, entry: line }],
            [whom, { available: amount, reserved: 0n, entry: line }],
          ],
          nowMs,
        );
        mine.available -= amount;
        theirs.available += amount;
        return;
      case "reserve":
        if (mine.available < amount) return;
        this.post(transactionId, [[who, { available: -amount, reserved: amount }]], nowMs);
        mine.available -= amount;
        mine.reserved += amount;
        return;
      case "release":
        if (mine.reserved < amount) return;
        this.post(transactionId, [[who, { available: amount, reserved: -amount }]], nowMs);
        mine.available += amount;
        mine.reserved -= amount;
        return;
      case "settle":
        if (mine.reserved < amount) return;
        this.post(transactionId, [[who, { available: 0n, reserved: -amount, entry: line }]], nowMs);
        mine.reserved -= amount;
        this.clearing += amount;
    }
  }

  post(transactionId: string, movements: readonly (readonly [number, Movement])[], nowMs: number): void {
    const legs = movements.flatMap(([index, movement]) => {
      const wallet = this.wallets[index] ?? walletOf();
      const { after, leg, writes } = postMovement(wallet, movement, `w${index}`, nowMs);
      this.wallets[index] = after;
      this.entries[index]?.push(...writes.flatMap(({ kind, item }) => (kind === "put" ? [item as Entry] : [])));
      return leg === undefined ? [] : [leg];
    });
    const moved = legs.reduce((sum, { amount }) => sum + amount, 0n);
    if (legs.length === 0) return;
    const outside = moved === 0n ? [] : [{ account: "clearing:paystack:NGN", amount: -moved }];
    this.journals.set(transactionId, {
      transactionId,
      kind: "transfer",
      status: "completed",
      currency: "NGN",
      amount: 1n,
      fee: 0n,
      owner: "u",
      createdAtMs: nowMs,
      ...movedMoney([...legs, ...outside]),
    });
  }

  verify(): void {
    for (const [index, wallet] of this.wallets.entries()) {
      expect({ available: wallet.available, reserved: wallet.reserved }).toEqual(this.model[index]);
      expect(wallet.available >= 0n && wallet.reserved >= 0n).toBe(true);
      let chain = startWalk(wallet);
      for (const entry of this.entries[index] ?? []) {
        const [next, found] = walk(chain, entry, this.journals.get(entry.transactionId));
        expect(found).toEqual([]);
        chain = next;
      }
      expect(checkEnd(chain)).toEqual([]);
    }
    for (const journal of this.journals.values()) expect(checkJournal(journal)).toEqual([]);
    const total = this.wallets.reduce((sum, { available, reserved }) => sum + available + reserved, 0n);
    expect(total + this.clearing).toBe(0n);
  }
}
