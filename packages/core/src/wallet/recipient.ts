import { readPhone } from "../kernel/phone.ts";
import { findUserByPhone } from "../users/index.ts";

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

/** Who is there. A user id is taken at its word: whether it has a wallet shows when that is read. */
export async function findRecipient(address: PlainAddress): Promise<string | undefined> {
  if ("userId" in address) return address.userId;
  return (await findUserByPhone(address.phone))?.userId;
}
