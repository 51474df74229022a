import { beforeEach, describe, expect, it, vi } from "vitest";
import { DAY, HOUR, newId, seal } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { useTestSettings } from "../wallet/wallet.testkit.ts";
import { checkAccount } from "./account-check.ts";
import { accountContext } from "./beneficiaries.ts";
import { isSameHolder } from "./holder.ts";
import type { PayoutFacts } from "./model.ts";
import type { AccountCheck, AccountOutcome } from "./ports.ts";
import type { BeneficiaryRow, Dispatch } from "./store.ts";

/** The store is a few variables; what is asked and what follows from it is the matter here. */
interface Table {
  payout?: Journal;
  dispatch?: Dispatch | undefined;
  account?: BeneficiaryRow;
  facts?: PayoutFacts | undefined;
  checked: string[];
}
const table = vi.hoisted((): Table => ({ checked: [] }));

vi.mock("./store.ts", () => ({
  findPayout: () => Promise.resolve({ payout: table.payout, dispatch: table.dispatch }),
  findBeneficiaries: () => Promise.resolve([table.account]),
  noteChecked: (_: BeneficiaryRow, code: string) => Promise.resolve(void table.checked.push(code)),
  commitFacts: (_: Journal, facts: PayoutFacts) => Promise.resolve(void (table.facts = facts)),
}));

const NOW = Date.UTC(2026, 0, 5);
const [transactionId, owner, beneficiaryId] = [newId(), newId(), newId()];
const asked: string[] = [];

function bank(answer: AccountOutcome, recipientCode = "RCP_1"): AccountCheck {
  return {
    mode: "test",
    resolveAccount: ({ accountNumber }) => Promise.resolve((asked.push(accountNumber), answer)),
    createRecipient: () => Promise.resolve({ outcome: "created", recipientCode }),
  };
}
const named = (accountName: string): AccountOutcome => ({ outcome: "resolved", accountName });
const unknown: AccountOutcome = { outcome: "unknown", why: "timeout" };

function given({ ageMs = 0, savedMs = 2 * DAY }: { ageMs?: number; savedMs?: number } = {}): void {
  table.payout = {
    transactionId,
    kind: "payout",
    status: "pending",
    currency: "NGN",
    amount: 100_000n,
    fee: 1_000n,
    owner,
    mode: "test",
    createdAtMs: NOW - ageMs,
    external: { beneficiaryId, recipientCode: "RCP_1" },
  };
  table.account = {
    userId: owner,
    beneficiaryId,
    kind: "bank",
    name: "Mum",
    verified: true,
    createdAtMs: NOW - savedMs,
    bankCode: "057",
    accountName: "BELLO AMINA",
    accountNumber: seal("0123456789", accountContext(owner, beneficiaryId)),
    recipientCode: "RCP_1",
    mode: "test",
  };
}

beforeEach(() => {
  useTestSettings();
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  asked.length = 0;
  table.checked = [];
  table.dispatch = undefined;
  table.facts = undefined;
  given();
});

describe("the last look at an account before it is paid", () => {
  it("asks nobody on the day on which the bank named the holder, nor about what was sent", async () => {
    given({ savedMs: DAY - 1 });
    expect(await checkAccount(transactionId, bank(named("EVE A")))).toEqual({ outcome: "checked" });
    given();
    table.dispatch = { transactionId, sends: 1, sendId: "s", sentAtMs: NOW };
    expect(await checkAccount(transactionId, bank(named("EVE A")))).toEqual({ outcome: "checked" });
    expect(asked).toEqual([]);
  });

  it("goes on when the bank names the same holder, under the code that the provider has for it now", async () => {
    expect(await checkAccount(transactionId, bank(named("Amina  BELLO"), "RCP_2"))).toEqual({ outcome: "checked" });
    expect(asked).toEqual(["0123456789"]);
    expect(table.facts).toMatchObject({ recipientCode: "RCP_2" });
    expect(table.checked).toEqual(["RCP_2"]);
  });

  it("gives the money back when the account is somebody else's by now", async () => {
    expect(await checkAccount(transactionId, bank(named("EVE ADEYEMI")))).toMatchObject({
      outcome: "failed",
      said: { failure: "account_name_differs", afterSend: 0 },
    });
  });

  it.each([
    ["asks a bank again that does not know the account", { outcome: "not_found" }, HOUR - 1, "not_checked"],
    ["gives the money back after an hour of that", { outcome: "not_found" }, HOUR, "failed"],
    ["asks a silent bank again", unknown, 6 * HOUR - 1, "not_checked"],
    ["pays an account that was verified once when its bank stays silent", unknown, 6 * HOUR, "checked"],
  ] as const)("%s", async (_, answer, ageMs, outcome) => {
    given({ ageMs });
    expect(await checkAccount(transactionId, bank(answer))).toMatchObject({ outcome });
    expect(table.checked).toEqual([]);
  });

  it("does nothing for a payout that has ended", async () => {
    if (table.payout !== undefined) table.payout = { ...table.payout, status: "failed" };
    expect(await checkAccount(transactionId, bank(named("EVE A")))).toEqual({ outcome: "ended" });
  });
});

describe("the same holder", () => {
  it.each([
    ["BELLO AMINA", "Amina Bello", true],
    ["O'NEIL-ADE JOHN", "JOHN O NEIL ADE", true],
    ["BELLO AMINA", "BELLO AMINA T", false],
    ["", "BELLO AMINA", false],
    ["Ọ̀ṢÚN ADÉ", "adé ọ̀ṣún", true],
    ["Ọ̀ṣun Adé", "ADE OSUN", true],
  ])("%s and %s: %s", (saved, told, same) => {
    expect(isSameHolder(saved, told)).toBe(same);
  });

  it("is known by as much of a long name as is kept", () => {
    const long = "A".repeat(80);
    expect(isSameHolder(long.slice(0, 64), long)).toBe(true);
  });
});
