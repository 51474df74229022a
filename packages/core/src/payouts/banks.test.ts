import { describe, expect, it } from "vitest";
import { payable, resolveAccount } from "./banks.ts";
import type { AccountOutcome, BankDirectory } from "./ports.ts";
import { BankList, bankView } from "./wire.ts";

const bank = { name: "Zenith Bank", code: "057", active: true, currency: "NGN" };

describe("payable", () => {
  it("keeps codes of every shape that banks have, each once, by name", () => {
    const listed = ["MFB50094", "035A", "50211", "044", "50211"].map((code) => ({
      ...bank,
      code,
      name: `Bank ${code}`,
    }));
    expect(payable(listed).map(({ code }) => code)).toEqual(["035A", "044", "50211", "MFB50094"]);
  });

  it.each([
    ["a code that we could not take back", { code: "a b" }],
    ["no name", { name: "  " }],
    ["another currency", { currency: "GHS" }],
    ["that is closed", { active: false }],
  ])("leaves out a bank with %s, and keeps the others", (_, over) => {
    expect(payable([{ ...bank, code: "044", ...over }, bank])).toEqual([bank]);
  });

  it("clips names, so that the list is always one that we can show", () => {
    const items = payable([{ ...bank, name: "Ọ".repeat(200) }]).map(bankView);
    expect(BankList.safeParse({ items }).success).toBe(true);
  });
});

describe("resolveAccount", () => {
  const directory = (answer: AccountOutcome): BankDirectory => ({
    listBanks: () => Promise.resolve({ outcome: "listed", banks: [bank] }),
    resolveAccount: () => Promise.resolve(answer),
  });
  const account = { accountNumber: "0123456789", bankCode: "057" };
  const resolve = (accountName: string) => resolveAccount(account, directory({ outcome: "resolved", accountName }));

  it("takes an account without a holder for one that is not there", async () => {
    await expect(resolve("  ")).rejects.toMatchObject({ code: "account_not_resolved" });
  });

  it("clips the holder's name", async () => {
    expect(await resolve(` ${"N".repeat(200)} `)).toBe("N".repeat(128));
  });
});
