import { getItem, type Write } from "@cowry/table";
import * as z from "zod/mini";
import { auditEntry } from "../audit/index.ts";
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
import { errors as walletErrors, walletItem } from "../wallet/index.ts";
import { commitVirtualAccount, findVirtualAccount, type VirtualAccountRow } from "./account-store.ts";
import { errors } from "./errors.ts";
import { payerEmail } from "./initiate.ts";
import type { AccountProvider, ProviderMode } from "./ports.ts";
import { type Admit, admitAs } from "./rates.ts";
import { contextOf, LOOK_PAUSE_MS, maskAccount } from "./virtual-account-model.ts";

/** A bank account number of a person's own: whoever sends money to it tops the wallet up. */

const CURRENCY: RailCurrency = "NGN";

/**
 * The person's account, opened where there is none. Safe to repeat: the provider gives the same one again. One of the
 * provider's other mode (a stage that went live) gives its place to a new one. Throws `rate_limited`.
 */
export async function openVirtualAccount(
  actor: Customer,
  means: {
    readonly provider: Pick<AccountProvider, "mode" | "saveCustomer" | "openVirtualAccount">;
    readonly emailDomain: string;
    readonly admit: Admit;
  },
): Promise<VirtualAccountRow> {
  const { userId } = actor;
  const { provider, emailDomain, admit } = means;
  const known = await findVirtualAccount(userId, CURRENCY);
  if (known?.mode === provider.mode) return checkOpen(known);
  await checkWallet(userId);
  await admitAs("account", admit, userId);
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
    state: "open",
    providerId: opened.id,
    bankSlug: opened.bankSlug,
    accountNumber: seal(opened.accountNumber, context),
    accountName: seal(opened.accountName, context),
    bankName: opened.bankName,
    createdAtMs: now(),
    lookedAtMs: now() - LOOK_PAUSE_MS,
  };
  const entry = openedEntry(actor, account, opened.accountNumber);
  if (await commitVirtualAccount(account, opened.accountNumber, [entry])) return account;
  const stored = await findVirtualAccount(userId, CURRENCY);
  // The number is somebody else's: nothing that is sent to it may be credited here.
  if (stored?.mode !== provider.mode) {
    throw kernelErrors.unavailable(undefined, { context: { virtualAccount: "taken" } });
  }
  return checkOpen(stored);
}

function openedEntry(actor: Customer, { userId, currency, bankName }: VirtualAccountRow, accountNumber: string): Write {
  return auditEntry(actor, {
    action: "topups.account_number_opened",
    subject: { kind: "virtual_account", id: currency },
    userId,
    after: { bank: bankName, account: maskAccount(accountNumber) },
  });
}

function checkOpen(account: VirtualAccountRow): VirtualAccountRow {
  if (account.state !== "open") throw walletErrors.wallet_closed();
  return account;
}

async function checkWallet(userId: string): Promise<void> {
  const wallet = await getItem(walletItem, { userId, currency: CURRENCY });
  if (wallet === undefined) throw walletErrors.wallet_not_found();
  if (wallet.status === "closed") throw walletErrors.wallet_closed();
}

/** One of the provider's other mode is none: nobody could pay into it. Throws `virtual_account_not_found`. */
export async function loadVirtualAccount(actor: Customer, mode: ProviderMode): Promise<VirtualAccountRow> {
  const account = await findVirtualAccount(actor.userId, CURRENCY);
  if (account?.mode !== mode || account.state !== "open") throw errors.virtual_account_not_found();
  return account;
}

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
  const { accountNumber, accountName, bankName, createdAtMs } = account;
  return {
    account_number: unseal(accountNumber, contextOf(account.userId)),
    account_name: accountName === undefined ? "" : unseal(accountName, contextOf(account.userId)),
    bank_name: bankName,
    currency: CURRENCY,
    created_at: isoTime(createdAtMs),
  };
}
