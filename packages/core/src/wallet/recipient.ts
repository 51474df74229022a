import type { Limit } from "../auth/index.ts";
import { type AppError, MINUTE } from "../kernel/index.ts";
import { readPhone } from "../kernel/phone.ts";
import { findUserByPhone } from "../users/index.ts";
import { errors } from "./errors.ts";
import { CREDITABLE } from "./model.ts";
import type { Wallet } from "./store.ts";

/** Whom to pay: by user id, by phone, or by account number (ten national digits of the phone). */
export type Address = { readonly userId: string } | { readonly phone: string } | { readonly accountNumber: string };

/** An address in its one form: whatever way a number was typed, and by phone or account number, it reads the same. */
export type PlainAddress = { readonly userId: string } | { readonly phone: string };

/** Normalises an address, or refuses it naming its field. Reads nothing. */
export function readAddress(address: Address): PlainAddress {
  if ("userId" in address) return address;
  if ("phone" in address) return { phone: readPhone(address.phone, "to_phone").e164 };
  return { phone: readPhone(address.accountNumber, "to_account_number").e164 };
}

/** `isListed`: found by phone, so that there is such a person whatever wallets they hold. */
export interface Recipient {
  readonly userId: string;
  readonly isListed: boolean;
  readonly isBlocked: boolean;
}

/**
 * Who is there. A user id is taken at its word: whether it has a wallet, and one that may be paid, shows when that is
 * read.
 */
export async function findRecipient(address: PlainAddress): Promise<Recipient | undefined> {
  if ("userId" in address) return { userId: address.userId, isListed: false, isBlocked: false };
  const row = await findUserByPhone(address.phone);
  return row === undefined ? undefined : { userId: row.userId, isListed: true, isBlocked: row.status !== "active" };
}

/** Why this recipient, whose wallet this is, cannot be paid. */
export function whyUnpayable(recipient: Recipient | undefined, wallet: Wallet | undefined): AppError | undefined {
  if (recipient?.isBlocked === true) return errors.recipient_unavailable();
  if (wallet !== undefined) return CREDITABLE.includes(wallet.status) ? undefined : errors.recipient_unavailable();
  return recipient?.isListed === true ? errors.recipient_currency_mismatch() : errors.recipient_not_found();
}

/**
 * How often one payer may be told that a recipient cannot be paid: enough for whoever mistypes, too slow for finding out
 * which numbers have an account. Whoever can be paid is not counted: that costs money.
 */
export const REFUSED_RECIPIENTS: Limit = { name: "refused-recipient", burst: 15, everyMs: 4 * MINUTE };
