import * as z from "zod/mini";
import {
  alertStaff,
  type Customer,
  errors as kernelErrors,
  isoTime,
  MINUTE,
  now,
  Time,
  unseal,
} from "../kernel/index.ts";
import { claimLook, findVirtualAccount, listAccounts, type VirtualAccountRow } from "./account-store.ts";
import { errors } from "./errors.ts";
import { receivedTopupId } from "./model.ts";
import type { AccountProvider, Charge } from "./ports.ts";
import { type Admit, admitAs } from "./rates.ts";
import { type ChargeSource, receiveTransferred } from "./receive.ts";
import { findTopup } from "./store.ts";
import { contextOf, LOOK_PAUSE_MS, LOOKS_IN_A_SWEEP, READ_BACK_MS } from "./virtual-account-model.ts";

/**
 * Money that was sent to virtual accounts and of which no event tells. Either the event was lost: the provider's list of
 * charges has it. Or the provider has not heard of it itself: asked to look, it asks the bank, and then tells by an event.
 */

export type ReceivedSource = AccountProvider & ChargeSource;

export interface LookedInto {
  /** Charges of this account that were booked by this look. */
  readonly found: number;
  /** Whether the bank is asked now; or was so lately that it is not asked again. */
  readonly isAsked: boolean;
  readonly nextAtMs: number;
}

/** Looks for money that its owner misses. Throws `virtual_account_not_found`, `rate_limited`, `unavailable`. */
export async function lookIntoAccount(actor: Customer, source: ReceivedSource, admit: Admit): Promise<LookedInto> {
  const account = await findVirtualAccount(actor.userId, "NGN");
  if (account?.mode !== source.mode || account.state === "closed") throw errors.virtual_account_not_found();
  await admitAs("look", admit, actor.userId);
  const isAsked = await askBank(account, source);
  const lookedAtMs = isAsked ? now() : account.lookedAtMs;
  const accountNumber = unseal(account.accountNumber, contextOf(account.userId));
  const found = await bookUnheard(source, { accountNumber, fromMs: now() - READ_BACK_MS.asked }, () => false);
  if (found === undefined) throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 5 });
  return { found, isAsked, nextAtMs: lookedAtMs + LOOK_PAUSE_MS };
}

/** Has the provider ask the bank, where that was not done within the last minutes. */
export async function askBank(account: VirtualAccountRow, source: AccountProvider): Promise<boolean> {
  if (!(await claimLook(account, LOOK_PAUSE_MS))) return false;
  const accountNumber = unseal(account.accountNumber, contextOf(account.userId));
  const asked = await source.requeryVirtualAccount(accountNumber, account.bankSlug);
  if (asked.outcome === "refused") alertStaff({ alert: "virtual_account_not_looked_into", userId: account.userId });
  return asked.outcome === "accepted";
}

/** A list that never ends is a fault of the other side. */
const PAGES_MAX = 50;

/**
 * Books what the provider's list has and we have not. How many; undefined when it was not all read or booked: one charge
 * that cannot be booked does not keep the others waiting.
 */
async function bookUnheard(
  source: ReceivedSource,
  query: { readonly accountNumber?: string; readonly fromMs: number },
  isLate: () => boolean,
): Promise<number | undefined> {
  let booked = 0;
  let failed = false;
  for (let page = 1, pages = 1; page <= pages; page++) {
    if (page > PAGES_MAX || isLate()) return undefined;
    const listed = await source.listReceived({ ...query, page });
    if (listed.outcome === "unknown") return undefined;
    pages = listed.pages;
    for (const charge of listed.rows) {
      if (isLate()) return undefined;
      if (!isWanted(charge, query.accountNumber)) continue;
      try {
        if (await bookOne(charge, source)) booked += 1;
      } catch {
        failed = true;
      }
    }
  }
  return failed ? undefined : booked;
}

/** Paid, and to this account where one is asked for: that a list keeps to its question is not taken on trust. */
function isWanted({ status, transferred }: Charge, accountNumber: string | undefined): boolean {
  if (status !== "success" || transferred === undefined) return false;
  return accountNumber === undefined || transferred.receiverAccount === accountNumber;
}

/** Whether it was booked by this call. */
async function bookOne(charge: Charge, source: ReceivedSource): Promise<boolean> {
  const known = await findTopup(receivedTopupId(charge.reference));
  if (known?.legs !== undefined) return false;
  // The provider is asked once more for this very one: a list is no proof.
  const became = await receiveTransferred(charge, source);
  return became === "credited" || became === "suspended";
}

/** For how long one sweep begins anything: its door runs longer. */
export const SWEEP_MS = 3 * MINUTE;

/** Books what no event told of, and has the bank asked about the accounts that were looked into longest ago. */
export async function sweepReceived(source: ReceivedSource, budgetMs = SWEEP_MS): Promise<void> {
  const startedAt = performance.now();
  const isLate = () => performance.now() - startedAt >= budgetMs;
  const found = await bookUnheard(source, { fromMs: now() - READ_BACK_MS.swept }, isLate).catch(() => undefined);
  if (found === undefined) alertStaff({ alert: "received_sweep_unfinished" });
  else if (found > 0) alertStaff({ alert: "received_without_event" });
  for (const account of await listAccounts("open", source.mode, LOOKS_IN_A_SWEEP)) {
    if (isLate()) return;
    try {
      await askBank(account, source);
    } catch {
      alertStaff({ alert: "virtual_account_not_looked_into", userId: account.userId });
    }
  }
}

export const LookShown = z.strictObject({
  /** Payments that were found and booked at once. */
  found: z.int().check(z.minimum(0)),
  /** True: the bank is being asked; what it knows arrives within minutes. */
  bank_asked: z.boolean(),
  /** The bank is not asked again before this. */
  next_at: Time,
});

export function lookView({ found, isAsked, nextAtMs }: LookedInto): z.infer<typeof LookShown> {
  return { found, bank_asked: isAsked, next_at: isoTime(nextAtMs) };
}
