import { openCursor, put, queryItems, sealCursor, timeKey, type Write } from "@cowry/table";
import * as z from "zod/mini";
import {
  CurrencyCode,
  currentKey,
  DEFAULT_CURRENCY,
  errors as kernelErrors,
  Id,
  isoTime,
  liveKeys,
  type Page,
  PageQuery,
  showAmount,
  SignedAmount,
  subkey,
  Time,
} from "../kernel/index.ts";
import { accountLineItem } from "./account-lines-store.ts";
import { SYSTEM_ACCOUNTS, TRANSACTION_KINDS, walletOfAccount } from "./model.ts";
import type { Journal } from "./store.ts";

/**
 * Money in suspense, and money that people owe us, line by line: what staff have to clear up. A line is written in the
 * transaction that adds its leg to the account's day, so that the lines of an account sum to its balance. What clears a
 * line (an adjustment against the account) is a line of its own with the other sign.
 */

/** Accounts on which nothing should stay. */
export function isListed(account: string): boolean {
  return account.startsWith("suspense:") || account.startsWith("receivable:");
}

const LISTED = SYSTEM_ACCOUNTS.filter(isListed);

export const AccountLinesQuery = z.strictObject({
  ...PageQuery,
  account: z.enum(LISTED),
  currency: z._default(CurrencyCode, DEFAULT_CURRENCY),
});

export const AccountLine = z.strictObject({
  transaction_id: Id,
  kind: z.enum(TRANSACTION_KINDS),
  /** Positive on the account's credit side: what we owe. Negative: what is owed to us. */
  amount: SignedAmount,
  currency: CurrencyCode,
  booked_at: Time,
});

/** The lines that a journal's legs are. No rule of their own: the journal's flag is what counts them once. */
export function linesOf({ transactionId, kind, legs = [] }: Journal, movedAtMs: number): readonly Write[] {
  const sums = new Map<string, bigint>();
  for (const { account, amount } of legs) {
    if (walletOfAccount(account) === undefined && isListed(account)) {
      sums.set(account, (sums.get(account) ?? 0n) + amount);
    }
  }
  return [...sums].map(([name, amount]) => {
    const cut = name.lastIndexOf(":");
    const place = { account: name.slice(0, cut), currency: name.slice(cut + 1), at: timeKey(movedAtMs), transactionId };
    return put(accountLineItem, { ...place, amount, kind });
  });
}

/** Newest first. A leg shows some seconds after its transaction: when the stream has been summed. */
export async function listAccountLines({
  account,
  currency,
  limit,
  cursor,
}: z.output<typeof AccountLinesQuery>): Promise<Page<z.output<typeof AccountLine>>> {
  const scope = `account-lines:${account}:${currency}`;
  const after = cursor === undefined ? undefined : openPosition(scope, cursor);
  const { items, last } = await queryItems(accountLineItem, { account, currency }, { limit, after, descending: true });
  const key = subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE);
  return {
    items: items.map((line) => ({
      transaction_id: line.transactionId,
      kind: line.kind,
      amount: showAmount(line.amount, currency),
      currency,
      booked_at: isoTime(Number(line.at)),
    })),
    nextCursor: last === undefined ? null : sealCursor(key, scope, last),
  };
}

const CURSOR_PURPOSE = "account-lines";

function openPosition(scope: string, cursor: string): string {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const position = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (position !== undefined) return position;
  }
  throw kernelErrors.invalid_cursor();
}
