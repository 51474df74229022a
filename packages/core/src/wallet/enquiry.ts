import { getItem } from "@cowry/table";
import * as z from "zod/mini";
import type { Claim, Limit } from "../auth/index.ts";
import { type Customer, DEFAULT_CURRENCY, Id, MINUTE, PhoneInput } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { type Address, findRecipient, readAddress, whyUnpayable } from "./recipient.ts";
import { walletItem } from "./store.ts";
import { AccountNumber } from "./wire.ts";

/** Who would be paid at an address: a masked name, so that a mistyped number shows before the money is gone. */

export const RecipientQuery = z
  .strictObject({
    phone: z.optional(PhoneInput),
    account_number: z.optional(AccountNumber),
    user_id: z.optional(Id),
  })
  .check(
    z.refine((query) => Object.values(query).filter((value) => value !== undefined).length === 1, {
      path: ["phone"],
      error: "give one of phone, account_number and user_id",
    }),
  );

export const RecipientShown = z.strictObject({
  user_id: Id,
  /** Masked, e.g. `Joseph B.` */
  name: z.string().check(z.minLength(1), z.maxLength(64)),
});

export function toAddress(query: z.output<typeof RecipientQuery>): Address {
  if (query.phone !== undefined) return { phone: query.phone };
  return query.account_number === undefined ? { userId: query.user_id ?? "" } : { accountNumber: query.account_number };
}

/** Enough for whoever pays many people; too slow for finding out which numbers have an account. */
export const ENQUIRIES: Limit = { name: "name-enquiry", burst: 20, everyMs: 2 * MINUTE };

/** Counted before anything is told, whether there is somebody or not. */
export async function enquireName(
  actor: Customer,
  query: Address,
  admit: (claims: readonly Claim[]) => Promise<void>,
): Promise<z.output<typeof RecipientShown>> {
  const address = readAddress(query);
  await admit([{ limit: ENQUIRIES, key: actor.userId, isId: true }]);
  const recipient = await findRecipient(address);
  const userId = recipient?.userId;
  const wallet = userId === undefined ? undefined : await getItem(walletItem, { userId, currency: DEFAULT_CURRENCY });
  const unpayable = whyUnpayable(recipient, wallet);
  if (unpayable !== undefined || wallet === undefined) throw unpayable ?? errors.recipient_not_found();
  return { user_id: wallet.userId, name: wallet.displayName };
}
