import { auditEntry } from "../audit/index.ts";
import { type Customer, errors as kernelErrors, type Page } from "../kernel/index.ts";
import { loadPerson } from "../users/index.ts";
import { commitChoice, commitRemoval, findChoice, findOwn } from "./account-store.ts";
import { addAccount } from "./beneficiaries.ts";
import { errors } from "./errors.ts";
import type { BankAccount, RecipientRegister } from "./ports.ts";
import type { Admit } from "./rates.ts";
import { type BeneficiaryRow, openPosition, queryBeneficiaries, type SavedBeneficiary } from "./store.ts";

/**
 * A person's own bank accounts: beneficiaries of which the bank names the person as the holder. One of them may be
 * chosen: payouts go there when the order names none.
 */
export interface OwnAccount {
  readonly account: BeneficiaryRow;
  readonly isChosen: boolean;
}

/** Saves an account of the actor's own. `added`: it was none until now. Asks for FIELD_KEYS. */
export async function addOwnAccount(
  actor: Customer,
  account: BankAccount,
  register: RecipientRegister,
  admit: Admit,
): Promise<SavedBeneficiary & OwnAccount> {
  const [owner, chosen] = await Promise.all([loadPerson(actor.userId), findChoice(actor.userId)]);
  const saved = await addAccount(actor, { account, name: undefined, owner }, register, admit);
  const { beneficiary } = saved;
  return { ...saved, account: beneficiary, isChosen: beneficiary.beneficiaryId === chosen };
}

/** The actor's own among their beneficiaries; a page may be short. Asks for CURSOR_KEYS. */
export async function listOwnAccounts(
  { userId }: Customer,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<OwnAccount>> {
  openPosition(userId, page.cursor);
  const [{ items, nextCursor }, chosen] = await Promise.all([queryBeneficiaries(userId, page), findChoice(userId)]);
  const own = items.filter((account) => account.own === true);
  return { items: own.map((account) => ({ account, isChosen: account.beneficiaryId === chosen })), nextCursor };
}

/** From now on payouts go there when the order names no account. Repeating it changes nothing. */
export async function chooseAccount(actor: Customer, beneficiaryId: string): Promise<OwnAccount> {
  const { userId } = actor;
  const [account, before] = await Promise.all([findOwn(userId, beneficiaryId), findChoice(userId)]);
  if (account === undefined) throw errors.beneficiary_not_found();
  if (before === beneficiaryId) return { account, isChosen: true };
  const entry = auditEntry(actor, {
    action: "payouts.account_chosen",
    subject: { kind: "beneficiary", id: beneficiaryId },
    userId,
    before: { account: before ?? null },
    after: { account: beneficiaryId },
  });
  if (!(await commitChoice(userId, beneficiaryId, entry))) throw errors.beneficiary_not_found();
  return { account, isChosen: true };
}

const TRIES_MAX = 3;

/** Removes a beneficiary of the actor's; payouts on their way are not touched by it. */
export async function removeBeneficiary(actor: Customer, beneficiaryId: string): Promise<void> {
  const { userId } = actor;
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const subject = { kind: "beneficiary", id: beneficiaryId };
    const entry = auditEntry(actor, { action: "payouts.beneficiary_removed", subject, userId });
    const outcome = await commitRemoval(userId, beneficiaryId, entry);
    if (outcome === "removed") return;
    if (outcome === "gone") throw errors.beneficiary_not_found();
  }
  throw kernelErrors.unavailable();
}
