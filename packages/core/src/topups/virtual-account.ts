import * as z from "zod/mini";
import {
  type Customer,
  errors as kernelErrors,
  isoTime,
  now,
  type RailCurrency,
  RailCurrencyCode,
  seal,
  Time,
  unseal,
} from "../kernel/index.ts";
import { loadPerson } from "../users/index.ts";
import { errors as walletErrors, readBalances } from "../wallet/index.ts";
import { commitVirtualAccount, findVirtualAccount, type VirtualAccountRow } from "./account-store.ts";
import { errors } from "./errors.ts";
import { payerEmail } from "./initiate.ts";
import type { AccountProvider } from "./ports.ts";

/** A bank account number of a person's own: whoever sends money to it tops the wallet up. */

const CURRENCY: RailCurrency = "NGN";

/** The person's account, opened where there is none. Safe to repeat: the provider gives the same one again. */
export async function openVirtualAccount(
  actor: Customer,
  provider: AccountProvider,
  emailDomain: string,
): Promise<VirtualAccountRow> {
  const { userId } = actor;
  const known = await findVirtualAccount(userId, CURRENCY);
  if (known !== undefined) return known;
  const { items } = await readBalances(actor);
  if (!items.some(({ currency }) => currency === CURRENCY)) throw walletErrors.wallet_not_found();
  const { firstName, lastName, phone } = await loadPerson(userId);
  const email = payerEmail(userId, emailDomain);
  const customer = await provider.saveCustomer({ email, firstName, lastName, phone });
  if (customer.outcome !== "known") throw refusal(customer);
  const opened = await provider.openVirtualAccount({ customerCode: customer.customerCode });
  if (opened.outcome !== "ready") throw refusal(opened);
  const context = contextOf(userId);
  const account: VirtualAccountRow = {
    userId,
    currency: CURRENCY,
    mode: provider.mode,
    accountNumber: seal(opened.accountNumber, context),
    accountName: seal(opened.accountName, context),
    bankName: opened.bankName,
    createdAtMs: now(),
  };
  if (await commitVirtualAccount(account, opened.accountNumber)) return account;
  const stored = await findVirtualAccount(userId, CURRENCY);
  // The number is somebody else's: nothing that is sent to it may be credited here.
  if (stored === undefined) throw kernelErrors.unavailable(undefined, { context: { virtualAccount: "taken" } });
  return stored;
}

/** Throws `virtual_account_not_found`. */
export async function loadVirtualAccount(actor: Customer): Promise<VirtualAccountRow> {
  const account = await findVirtualAccount(actor.userId, CURRENCY);
  if (account === undefined) throw errors.virtual_account_not_found();
  return account;
}

/** What a virtual account is sealed for. */
export const contextOf = (userId: string): string => `virtual-account:${userId}`;

function refusal(answer: {
  readonly outcome: string;
  readonly code?: string;
  readonly retryAfterSeconds?: number | undefined;
}) {
  if (answer.outcome === "refused") {
    return errors.virtual_account_refused(undefined, { context: { provider: answer.code } });
  }
  return kernelErrors.unavailable(undefined, { retryAfterSeconds: answer.retryAfterSeconds ?? 5 });
}

export const VirtualAccountShown = z.strictObject({
  account_number: z.string().check(z.regex(/^\d{10}$/)),
  account_name: z.string().check(z.maxLength(200)),
  bank_name: z.string().check(z.maxLength(200)),
  currency: RailCurrencyCode,
  created_at: Time,
});

/** For its owner's eyes. Asks for FIELD_KEYS. */
export function virtualAccountView(account: VirtualAccountRow): z.infer<typeof VirtualAccountShown> {
  const { userId, accountNumber, accountName, bankName, createdAtMs } = account;
  return {
    account_number: unseal(accountNumber, contextOf(userId)),
    account_name: unseal(accountName, contextOf(userId)),
    bank_name: bankName,
    currency: CURRENCY,
    created_at: isoTime(createdAtMs),
  };
}
