import { describe, expect, it } from "vitest";
import { recount, seal } from "./check.ts";
import type { RawEntry, RawJournal, RawLedger, RawLeg, RawWallet } from "./items.ts";

/** Amina topped up 5,000.00 (fee 175.00), sent Joseph 1,200.00, and 1,010.00 are on their way to her bank. */
class Books {
  readonly wallets: RawWallet[] = [];
  readonly entries: RawEntry[] = [];
  readonly waiting: RawLedger["waiting"] = [];
  rows: RawLedger["rows"] = [];
  readonly journals: RawJournal[] = [];
  readonly kept = new Map([
    ["clearing:paystack:NGN", -482_500n],
    ["expense:provider_fees:NGN", -17_500n],
  ]);

  constructor() {
    const [amina, joseph] = ["wallet:amina:NGN", "wallet:joseph:NGN"];
    this.post(
      "topup",
      [[amina, 500_000n]],
      [
        { account: "clearing:paystack:NGN", amount: -482_500n },
        { account: "expense:provider_fees:NGN", amount: -17_500n },
      ],
    );
    this.post("transfer", [
      [amina, -120_000n],
      [joseph, 120_000n],
    ]);
    this.journals.push({
      ...this.journal(0),
      id: "t2",
      kind: "payout",
      status: "pending",
      legs: undefined,
      summed: undefined,
      amount: 100_000n,
      fee: 1_000n,
    });
    for (const account of [amina, joseph]) {
      const chain = this.entries.filter(({ wallet }) => wallet === account);
      const total = chain.reduce((sum, { amount }) => sum + amount, 0n);
      const reserved = account === amina ? 101_000n : 0n;
      const lastHash = chain.at(-1)?.hash ?? "";
      this.wallets.push({ account, available: total - reserved, reserved, entries: BigInt(chain.length), lastHash });
    }
  }

  post(
    kind: string,
    lines: readonly (readonly [string, bigint])[],
    own: readonly Pick<RawLeg, "account" | "amount">[] = [],
  ) {
    const id = `t${this.journals.length}`;
    const [[, ownAmount] = ["", 0n]] = lines;
    const at = BigInt(1_000 + this.journals.length);
    const none = { seq: undefined, at: undefined, after: undefined };
    const legs = lines.map(([wallet, amount]): RawLeg => {
      const before = this.entries.findLast((entry) => entry.wallet === wallet);
      const place = { wallet, seq: (before?.seq ?? 0n) + 1n, at, after: (before?.after ?? 0n) + amount };
      const entry = { ...place, transaction: id, kind, amount };
      this.entries.push({ ...entry, hash: seal(before?.hash ?? "", entry) });
      return { account: wallet, amount, seq: place.seq, at, after: place.after };
    });
    this.journals.push({
      id,
      kind,
      status: "completed",
      currency: "NGN",
      amount: ownAmount < 0n ? -ownAmount : ownAmount,
      fee: 0n,
      captured: 0n,
      refunded: 0n,
      partOf: {},
      owner: "amina",
      legs: [...legs, ...own.map((leg) => ({ ...none, ...leg }))],
      summed: own.length > 0 ? "done" : undefined,
    });
  }

  journal(index: number): RawJournal {
    const found = this.journals[index];
    if (found === undefined) throw new Error("there is no such journal");
    return found;
  }

  change(index: number, by: Partial<RawJournal>): void {
    this.journals[index] = { ...this.journal(index), ...by };
  }

  changeEntry(index: number, by: Partial<RawEntry>): void {
    this.entries[index] = { ...(this.entries[index] as RawEntry), ...by };
  }

  changeWallet(index: number, by: Partial<RawWallet>): void {
    this.wallets[index] = { ...(this.wallets[index] as RawWallet), ...by };
  }
}

describe("the proof of the books", () => {
  it("finds nothing wrong in right ones", () => {
    const { problems, accounts, inFlight } = recount(new Books());
    expect(problems).toEqual([]);
    expect(inFlight).toBe(1);
    expect(Object.fromEntries(accounts)).toEqual({
      "wallet:amina:NGN": 380_000n,
      "wallet:joseph:NGN": 120_000n,
      "clearing:paystack:NGN": -482_500n,
      "expense:provider_fees:NGN": -17_500n,
    });
  });

  it.each<[string, RegExp, (books: Books) => void]>([
    [
      "a leg that is missing",
      /legs of transaction t1 sum to|has no leg/,
      (b) => b.change(1, { legs: b.journal(1).legs?.slice(1) }),
    ],
    ["money that failed to move and did", /is failed and moved money/, (b) => b.change(1, { status: "failed" })],
    ["money that moved and did not", /is completed and moved nothing/, (b) => b.change(2, { status: "completed" })],
    ["an entry that is missing", /leg .* has no entry/, (b) => b.entries.splice(1, 1)],
    ["an entry without a transaction", /has no leg/, (b) => b.journals.splice(1, 1)],
    ["another amount", /differs from its leg/, (b) => b.changeEntry(1, { amount: -1n })],
    ["another hash", /is not sealed/, (b) => b.changeEntry(0, { hash: "x" })],
    ["a chain that goes back in time", /is older than/, (b) => b.changeEntry(1, { at: 1n })],
    ["a wallet with more than its entries", /holds 380001/, (b) => b.changeWallet(0, { available: 279_001n })],
    ["a wallet below nothing", /has -1 available/, (b) => b.changeWallet(1, { available: -1n })],
    [
      "a reservation without a payout",
      /has 1 reserved/,
      (b) => b.changeWallet(1, { available: 119_999n, reserved: 1n }),
    ],
    [
      "a payout without its reservation",
      /open promises come to 101000/,
      (b) => b.changeWallet(0, { available: 380_000n, reserved: 0n }),
    ],
    ["a wrong count", /counts 3 entries/, (b) => b.changeWallet(0, { entries: 3n })],
    ["a mark of nothing", /t1 is marked reversed/, (b) => b.changeEntry(1, { reversed: true })],
    ["a reversal without its mark", /t1 is not marked reversed/, (b) => b.change(1, { status: "reversed" })],
    ["a row of nothing", /has a row of t9/, (b) => (b.rows = [{ wallet: "wallet:amina:NGN", transaction: "t9" }])],
    ["more credited than was ordered", /of 500001 moves 500000/, (b) => b.change(0, { amount: 500_001n })],
    ["another end of the chain", /ends in another hash/, (b) => b.changeWallet(0, { lastHash: "x" })],
    ["a sum that the aggregator lost", /the aggregator keeps 0/, (b) => b.kept.delete("clearing:paystack:NGN")],
    ["a sum counted twice", /the aggregator keeps -965000/, (b) => b.kept.set("clearing:paystack:NGN", -965_000n)],
    ["a transaction kept from the aggregator", /is not marked/, (b) => b.change(0, { summed: undefined })],
    [
      "a leg in another currency",
      /has a leg on wallet:joseph:USD/,
      (b) =>
        b.change(1, {
          legs: b.journal(1).legs?.map((leg) => ({ ...leg, account: leg.account.replace("joseph:NGN", "joseph:USD") })),
        }),
    ],
  ])("sees %s", (_, says, spoil) => {
    const books = new Books();
    spoil(books);
    expect(recount(books).problems.join("\n")).toMatch(says);
  });

  it("holds captures in part against their hold, and refunds against their original", () => {
    const books = new Books();
    const hold = { ...books.journal(2), kind: "hold", status: "cancelled", amount: 5n };
    const part = { ...hold, captured: 0n };
    const held = { ...hold, id: "h", captured: 3n, lastPart: "h2" };
    books.journals.push(held, { ...part, id: "h1", amount: 1n, partOf: { hold: "h" } });
    books.journals.push({ ...part, id: "h2", amount: 2n, partOf: { hold: "h" }, previousPart: "h1" });
    const original = { ...hold, kind: "transfer", amount: 9n, refunded: 9n };
    const refund = { ...part, kind: "refund" };
    books.journals.push({ ...original, id: "o", lastPart: "r2" });
    books.journals.push({ ...refund, id: "r1", amount: 4n, partOf: { refund: "o" } });
    books.journals.push({ ...refund, id: "r2", amount: 5n, partOf: { reversal: "o" }, previousPart: "r1" });
    // One that was reversed whole, with its fee.
    books.journals.push({ ...original, id: "w", lastPart: "r3" });
    books.journals.push({ ...refund, id: "r3", amount: 10n, partOf: { reversal: "w" } });
    expect(recount(books).problems).toEqual([]);
    const { wallets, entries, waiting, kept, journals } = books;
    const torn = journals.filter(({ id }) => !["h2", "r1", "w"].includes(id));
    expect(recount({ wallets, entries, waiting, kept, journals: torn }).problems).toEqual([
      "transaction r3 is part of w, which is not there",
      "hold h counts 3 as captured, its captures come to 1",
      "the parts of h are not in one row",
      "transaction o counts 9 as given back, its refunds come to 5",
      "the parts of o are not in one row",
    ]);
    const beyond = { ...held, amount: 2n, id: "b", captured: 2n, lastPart: undefined };
    const many = [...journals, { ...beyond, captured: 3n }, { ...part, id: "b1", amount: 3n, partOf: { hold: "b" } }];
    expect(recount({ wallets, entries, waiting, kept, journals: many }).problems).toContain(
      "transaction b of 2 counts more than that",
    );
  });

  it("sees one transaction counted as two entries' leg", () => {
    const books = new Books();
    books.journals.push({ ...books.journal(1), id: "t9" });
    expect(recount(books).problems.join("\n")).toMatch(/two legs stand for entry/);
  });
});
