import { describe, expect, it } from "vitest";
import { seal } from "../../local/src/books/check.ts";
import { checkChain } from "./chain.ts";
import type { Entry, Wallet } from "./shapes.ts";

const USER = "018f6d5c-7a10-7000-8000-000000000001";

/** A chain as the proof of the books seals it: by other code than the browser's. */
function chainOf(...amounts: readonly bigint[]): { readonly wallet: Wallet; readonly entries: Entry[] } {
  const entries: Entry[] = [];
  let [before, balance] = ["", 0n];
  for (const [index, amount] of amounts.entries()) {
    balance += amount;
    const line = { seq: BigInt(index + 1), at: 1_700_000_000_000n + BigInt(index), transaction: `t${index}` };
    const sealed = { ...line, wallet: `wallet:${USER}:NGN`, kind: "transfer", amount, after: balance };
    before = seal(before, sealed);
    entries.push({
      ...{ seq: index + 1, at_ms: Number(line.at), transaction_id: line.transaction, kind: "transfer", fee: "0" },
      ...{ amount: amount.toString(), balance_after: balance.toString(), hash: before },
      ...{ counterparty: null, note: null, reversed: false },
    });
  }
  const wallet = { currency: "NGN", available: (balance - 5n).toString(), reserved: "5", status: "active" };
  return { wallet: { ...wallet, entries: entries.length, last_hash: before }, entries };
}

describe("the check of a chain in the browser", () => {
  it("finds nothing wrong in what the ledger's own rule has sealed", async () => {
    const { wallet, entries } = chainOf(500n, -120n, 10n ** 19n);
    expect(await checkChain(USER, wallet, entries)).toEqual({ checked: 3, problems: [] });
    expect(await checkChain(USER, { ...chainOf().wallet, available: "0", reserved: "0" }, [])).toMatchObject({
      problems: [],
    });
  });

  it.each<[string, RegExp, (entries: Entry[], wallet: Wallet) => Wallet]>([
    [
      "an amount that was changed",
      /line 2 does not have the hash/,
      (lines, wallet) => (change(lines, 1, { amount: "-121" }), wallet),
    ],
    ["a line that was taken out", /line 3 follows line 1/, (lines, wallet) => (lines.splice(1, 1), wallet)],
    [
      "a wallet with more than its lines",
      /another balance than its lines/,
      (_, wallet) => ({ ...wallet, available: "377" }),
    ],
    ["a wallet that ends elsewhere", /another hash than its last/, (_, wallet) => ({ ...wallet, last_hash: "x" })],
  ])("sees %s", async (_, says, spoil) => {
    const { wallet, entries } = chainOf(500n, -120n, 1n);
    const spoilt = spoil(entries, wallet);
    expect((await checkChain(USER, spoilt, entries)).problems.join("; ")).toMatch(says);
  });
});

function change(entries: Entry[], index: number, by: Partial<Entry>): void {
  entries[index] = { ...(entries[index] as Entry), ...by };
}
