import { getItem } from "@cowry/table";
import type { Limit } from "../auth/index.ts";
import { type AppError, DEFAULT_CURRENCY, isError, MINUTE } from "../kernel/index.ts";
import { readPhone } from "../kernel/phone.ts";
import { findUserByPhone, type Status } from "../users/index.ts";
import { errors } from "./errors.ts";
import { whyUncreditable } from "./status.ts";
import { type Wallet, walletItem } from "./store.ts";

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

export interface Recipient {
  readonly userId: string;
  /** What the phone's row says of the person; undefined for one addressed by id, whose row was not read. */
  readonly status: Status | undefined;
}

/**
 * Who is there. A user id is taken at its word: whether it has a wallet, and one that may be paid, shows when that is
 * read.
 */
export async function findRecipient(address: PlainAddress): Promise<Recipient | undefined> {
  if ("userId" in address) return { userId: address.userId, status: undefined };
  const row = await findUserByPhone(address.phone);
  return row === undefined ? undefined : { userId: row.userId, status: row.status };
}

/** Why this recipient, whose wallet this is, cannot be paid. */
export function whyUnpayable(recipient: Recipient | undefined, wallet: Wallet | undefined): AppError | undefined {
  const status = recipient?.status;
  if (status === "blocked") return errors.recipient_blocked();
  if (status === "closed") return errors.recipient_closed();
  if (wallet !== undefined) return whyUncreditable(wallet);
  return status === undefined ? errors.recipient_not_found() : errors.recipient_currency_mismatch();
}

/**
 * The same to whoever may hear it: somebody who was addressed by id and has no wallet in the order's currency is told from
 * nobody by the wallet that everybody has. One read, of what is refused anyway.
 */
export async function tellUnpayable(refusal: AppError, userId: string | undefined): Promise<AppError> {
  if (userId === undefined || !isError(refusal, errors.recipient_not_found)) return refusal;
  const home = await getItem(walletItem, { userId, currency: DEFAULT_CURRENCY });
  return home === undefined ? refusal : (whyUncreditable(home) ?? errors.recipient_currency_mismatch());
}

/**
 * How often one payer may be told that a recipient cannot be paid: enough for whoever mistypes, too slow for finding out
 * which numbers have an account. Whoever can be paid is not counted: that costs money.
 */
export const REFUSED_RECIPIENTS: Limit = { name: "refused-recipient", burst: 15, everyMs: 4 * MINUTE };
