import { now, unseal } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { accountContext } from "./beneficiaries.ts";
import { isSameHolder } from "./holder.ts";
import { readFacts, type Step } from "./model.ts";
import type { AccountCheck, BankAccount } from "./ports.ts";
import { type BeneficiaryRow, commitFacts, findBeneficiaries, noteChecked } from "./store.ts";
import { openPayout, released } from "./submit.ts";
import { NAME_ASK_SECONDS, NAME_FRESH_MS, NAME_SILENCE_PATIENCE_MS, NAME_UNKNOWN_PATIENCE_MS } from "./waits.ts";

/**
 * The last look at an account before its first payment of the day: the bank names the holder again, and the provider
 * gives its code of the account. What was sent once is past this.
 */
export async function checkAccount(transactionId: string, provider: AccountCheck): Promise<Step> {
  const state = await openPayout(transactionId);
  if (state === undefined) return { outcome: "ended" };
  const { payout, dispatch } = state;
  const [account] = await findBeneficiaries(payout.owner, [readFacts(payout).beneficiaryId]);
  const isPast = dispatch !== undefined || payout.mode !== provider.mode;
  if (isPast || account?.bankCode === undefined || account.accountNumber === undefined || isFresh(account))
    return CHECKED;
  const number = unseal(account.accountNumber, accountContext(account.userId, account.beneficiaryId));
  return check(payout, account, { accountNumber: number, bankCode: account.bankCode }, provider);
}

const CHECKED: Step = { outcome: "checked" };
const ASK_AGAIN: Step = { outcome: "not_checked", waitSeconds: NAME_ASK_SECONDS };

function isFresh({ createdAtMs, checkedAtMs = createdAtMs }: BeneficiaryRow): boolean {
  return now() - checkedAtMs < NAME_FRESH_MS;
}

async function check(
  payout: Journal,
  saved: BeneficiaryRow,
  account: BankAccount,
  provider: AccountCheck,
): Promise<Step> {
  const ageMs = now() - payout.createdAtMs;
  const answer = await provider.resolveAccount(account);
  switch (answer.outcome) {
    case "unknown":
      // It was verified when it was saved: a bank's silence does not keep people's money for ever.
      return ageMs < NAME_SILENCE_PATIENCE_MS ? ASK_AGAIN : CHECKED;
    case "not_found":
    case "unknown_bank":
    case "refused":
      return ageMs < NAME_UNKNOWN_PATIENCE_MS ? ASK_AGAIN : released(0, "account_not_found");
    case "resolved":
      if (!isSameHolder(saved.accountName ?? "", answer.accountName)) return released(0, "account_name_differs");
      await takeCode(payout, saved, account, provider);
      return CHECKED;
  }
}

/** The provider's code of the account; where it has another one by now, the payout is sent under that. */
async function takeCode(
  payout: Journal,
  saved: BeneficiaryRow,
  account: BankAccount,
  provider: AccountCheck,
): Promise<void> {
  const { accountName: name = "", recipientCode: known = "" } = saved;
  const answer = await provider.createRecipient({ ...account, name, currency: "NGN" });
  // Without an answer the code that we have is as good as before, and the sending itself will tell.
  if (answer.outcome !== "created") return;
  const { recipientCode } = answer;
  const facts = readFacts(payout);
  if (facts.recipientCode !== recipientCode) await commitFacts(payout, { ...facts, recipientCode });
  if (recipientCode !== known || !isFresh(saved)) await noteChecked(saved, recipientCode);
}
