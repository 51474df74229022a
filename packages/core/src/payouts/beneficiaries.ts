import type { Write } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { type Customer, derivedId, now, type Page, seal, unseal, type System } from "../kernel/index.ts";
import { readPhone } from "../kernel/phone.ts";
import { findUserByPhone } from "../users/index.ts";
import { clipBytes, ENQUIRIES } from "../wallet/index.ts";
import { commitOwn } from "./account-store.ts";
import { accountTag } from "./beneficiary-key-store.ts";
import { errors } from "./errors.ts";
import { loadBank, resolveAccount, silence } from "./banks.ts";
import { isHeldBy, NAME_BYTES_MAX, type Owner } from "./holder.ts";
import { maskAccount } from "./model.ts";
import type { BankAccount, RecipientRegister } from "./ports.ts";
import { type Admit, admitBankEnquiry } from "./rates.ts";
import {
  type BeneficiaryRow,
  commitBeneficiary,
  findBeneficiaries,
  findPeer,
  queryBeneficiaries,
  type RegisteredAccount,
  renewBeneficiary,
  type SavedBeneficiary,
} from "./store.ts";

/** A bank account is paid by payouts, a person by transfers. */
export type NewBeneficiary =
  | { readonly kind: "bank"; readonly account: BankAccount; readonly name: string | undefined }
  | { readonly kind: "person"; readonly peer: Peer; readonly name: string | undefined };
type Peer = { readonly userId: string } | { readonly phone: string };

/** Whose beneficiary it is, and who says so: the customer, or a batch of payouts out of a merchant's wallet. */
type Saver = Customer | (System & { readonly userId: string });

/**
 * Saves whom the customer pays often. The same account or person twice is the same beneficiary. It tells a name, and so
 * counts as asking for one: throws `rate_limited`.
 */
export async function addBeneficiary(
  actor: Saver,
  order: NewBeneficiary,
  register: RecipientRegister,
  admit: Admit,
): Promise<SavedBeneficiary> {
  if (order.kind === "bank") return addAccount(actor, order, register, admit);
  await admit([{ limit: ENQUIRIES, key: actor.userId, isId: true }]);
  return addPerson(actor, order.peer, order.name);
}

interface AccountOrder {
  readonly account: BankAccount;
  readonly name: string | undefined;
  /** Where the account has to be the actor's own: who they are. */
  readonly owner?: Owner;
}

/**
 * The bank itself names the holder before the account counts as verified, and the provider registers it at once: so a
 * payout later needs one call only, and never the number itself.
 */
export async function addAccount(
  actor: Saver,
  order: AccountOrder,
  register: RecipientRegister,
  admit: Admit,
): Promise<SavedBeneficiary> {
  const saved = await saveAccount(actor, order, register, admit);
  const { owner } = order;
  // It was there before, or a twin that asked for less was faster.
  return owner === undefined || saved.beneficiary.own === true ? saved : makeOwn(actor, saved.beneficiary, owner);
}

async function saveAccount(
  actor: Saver,
  { account, name, owner }: AccountOrder,
  register: RecipientRegister,
  admit: Admit,
): Promise<SavedBeneficiary> {
  const { userId } = actor;
  const beneficiaryId = await accountId(userId, account);
  const [known] = await findBeneficiaries(userId, [beneficiaryId]);
  if (known?.mode === register.mode) return { beneficiary: known, added: false };
  await admitBankEnquiry(admit, userId);
  const registered = await askFor(account, register, owner);
  // Saved with a key of the other mode: no payout of ours could ever reach it under that code.
  if (known !== undefined) return { beneficiary: await renewBeneficiary(known, registered), added: false };
  const beneficiary = {
    userId,
    beneficiaryId,
    kind: "bank" as const,
    name: name ?? registered.accountName,
    verified: true,
    createdAtMs: now(),
    accountNumber: seal(account.accountNumber, accountContext(userId, beneficiaryId)),
    accountLast4: account.accountNumber.slice(-4),
    ...registered,
  };
  return commitBeneficiary(beneficiary, addedEntry(actor, beneficiary));
}

/** One that was saved as somebody's, and is the actor's own. `added`: it counts as such from now on. */
async function makeOwn(actor: Saver, known: BeneficiaryRow, owner: Owner): Promise<SavedBeneficiary> {
  if (!isHeldBy(owner, known.accountName ?? "")) throw errors.payout_account_not_own();
  const beneficiary = { ...known, own: true };
  if (!(await commitOwn(known, addedEntry(actor, beneficiary)))) throw errors.beneficiary_changed();
  return { beneficiary, added: true };
}

/** The account as its bank and the provider know it today; refused where it has to be the owner's and is not. */
async function askFor(account: BankAccount, register: RecipientRegister, owner?: Owner): Promise<RegisteredAccount> {
  const [bank, holder] = await Promise.all([loadBank(account.bankCode, register), resolveAccount(account, register)]);
  if (owner !== undefined && !isHeldBy(owner, holder)) throw errors.payout_account_not_own();
  const accountName = clipBytes(holder, NAME_BYTES_MAX);
  return {
    bankCode: bank.code,
    bankName: clipBytes(bank.name, NAME_BYTES_MAX),
    accountName,
    recipientCode: await registerAccount(account, accountName, register),
    mode: register.mode,
    ...(owner === undefined ? {} : { own: true as const }),
  };
}

/** Where money may go from now on is what a thief changes first: it stands in the trail, and of one's own one is told. */
function addedEntry(
  actor: Saver,
  added: Pick<BeneficiaryRow, "beneficiaryId" | "kind"> & Partial<BeneficiaryRow>,
): Write {
  const { beneficiaryId, kind, bankName, accountLast4, peerId } = added;
  const action = added.own === true ? "payouts.account_added" : "payouts.beneficiary_added";
  return auditEntry(actor, {
    action,
    subject: { kind: "beneficiary", id: beneficiaryId },
    userId: actor.userId,
    after: kind === "bank" ? { bank: bankName, account: maskAccount(accountLast4 ?? "") } : { person: peerId },
  });
}

async function registerAccount(account: BankAccount, name: string, register: RecipientRegister): Promise<string> {
  const answer = await register.createRecipient({ ...account, name, currency: "NGN" });
  switch (answer.outcome) {
    case "created":
      return answer.recipientCode;
    case "refused":
      throw errors.account_not_resolved(undefined, { context: { provider: answer.code } });
    case "unknown":
      throw silence("recipient", answer);
  }
}

/** The same for the same account for ever, whichever keys are replaced. */
async function accountId(userId: string, { bankCode, accountNumber }: BankAccount): Promise<string> {
  return derivedId("beneficiary", userId, await accountTag(userId, `${bankCode}:${accountNumber}`));
}

/** What a beneficiary's account number is sealed for: a value moved to another row does not open. */
export function accountContext(userId: string, beneficiaryId: string): string {
  return `beneficiary:${userId}:${beneficiaryId}`;
}

async function addPerson(actor: Saver, peer: Peer, name: string | undefined): Promise<SavedBeneficiary> {
  const { userId } = actor;
  const peerId = "userId" in peer ? peer.userId : (await findUserByPhone(readPhone(peer.phone).e164))?.userId;
  if (peerId === userId) throw errors.beneficiary_is_self();
  const wallet = peerId === undefined ? undefined : await findPeer(peerId);
  if (wallet === undefined) throw errors.beneficiary_unknown();
  const beneficiary = {
    userId,
    beneficiaryId: derivedId("beneficiary", userId, wallet.userId),
    kind: "person" as const,
    name: name ?? wallet.displayName,
    verified: true,
    createdAtMs: now(),
    peerId: wallet.userId,
  };
  return commitBeneficiary(beneficiary, addedEntry(actor, beneficiary));
}

/** The customer's beneficiaries, in no particular order that would tell when they were added. */
export async function listBeneficiaries(
  { userId }: Customer,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<BeneficiaryRow>> {
  return queryBeneficiaries(userId, page);
}

/** The bank account that somebody has saved under this id; undefined: none. Asks for FIELD_KEYS. */
export async function savedAccount(userId: string, beneficiaryId: string): Promise<BankAccount | undefined> {
  const [saved] = await findBeneficiaries(userId, [beneficiaryId]);
  if (saved?.bankCode === undefined || saved.accountNumber === undefined) return undefined;
  const accountNumber = unseal(saved.accountNumber, accountContext(userId, beneficiaryId));
  return { accountNumber, bankCode: saved.bankCode };
}

/** Whether somebody has saved a bank account under this id. */
export async function hasBankAccount(userId: string, beneficiaryId: string): Promise<boolean> {
  const [saved] = await findBeneficiaries(userId, [beneficiaryId]);
  return saved?.kind === "bank";
}
