import { getItem, queryItems, sortKey, timeKey } from "@cowry/table";
import { type Currency, type Customer, DAY, now, settings, unseal } from "../kernel/index.ts";
import { loadPerson } from "../users/index.ts";
import { accountNumberContext, dayOf, type Entry, entryItem, errors as wallet, walletItem } from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { DAYS_MAX, LINES_MAX, type Statement, type StatementLine } from "./model.ts";

export interface Period {
  readonly currency: Currency;
  /** Included. */
  readonly fromMs: number;
  /** Excluded; now where nothing is said. */
  readonly toMs?: number | undefined;
}

/**
 * A wallet's statement, whole or not at all: longer than a year or than so many lines is refused. Three reads at once,
 * and as many pages as the lines fill. Asks for FIELD_KEYS.
 */
export async function loadStatement(
  { userId }: Pick<Customer, "userId">,
  { currency, ...period }: Period,
): Promise<Statement> {
  const madeAtMs = now();
  const toMs = Math.min(period.toMs ?? madeAtMs, madeAtMs);
  const fromMs = Math.min(period.fromMs, toMs);
  if (toMs - fromMs > DAYS_MAX * DAY) throw tooLong();
  const [holder, owner, before, page] = await Promise.all([
    getItem(walletItem, { userId, currency }),
    loadPerson(userId),
    entryBefore(userId, currency, fromMs),
    entriesOf(userId, currency, fromMs, toMs),
  ]);
  if (holder === undefined) throw wallet.wallet_not_found();
  if (page.last !== undefined) throw tooLong();
  const lines = page.items.map(lineOf);
  const opening = before?.balanceAfter ?? 0n;
  const sum = (of: readonly StatementLine[]) => of.reduce((total, { amount }) => total + amount, 0n);
  return {
    userId,
    holder: `${owner.firstName} ${owner.lastName}`,
    accountNumber: unseal(holder.accountNumber, accountNumberContext(userId)),
    currency,
    fromMs,
    toMs,
    madeAtMs,
    opening,
    openingHash: before?.hash ?? "",
    closing: lines.at(-1)?.balanceAfter ?? opening,
    credits: sum(lines.filter(({ amount }) => amount > 0n)),
    debits: -sum(lines.filter(({ amount }) => amount < 0n)),
    lines,
  };
}

const tooLong = () => errors.statement_too_long({ days_max: DAYS_MAX, lines_max: LINES_MAX });

async function entryBefore(userId: string, currency: string, atMs: number): Promise<Entry | undefined> {
  if (atMs <= 0) return undefined;
  const from = sortKey(entryItem, { currency });
  const to = sortKey(entryItem, { currency, at: timeKey(atMs - 1) });
  return (await queryItems(entryItem, { userId }, { from, to, descending: true, limit: 1 })).items[0];
}

function entriesOf(userId: string, currency: string, fromMs: number, toMs: number) {
  if (toMs <= fromMs) return { items: [], last: undefined };
  const from = sortKey(entryItem, { currency, at: timeKey(fromMs) });
  const to = sortKey(entryItem, { currency, at: timeKey(toMs - 1) });
  return queryItems(entryItem, { userId }, { from, to, limit: LINES_MAX });
}

function lineOf(of: Entry): StatementLine {
  const { transactionId, kind, amount, fee = 0n, balanceAfter, hash, counterparty, note, reference } = of;
  const place = { atMs: Number(of.at), seq: Number(of.seq), hash };
  return {
    transactionId,
    kind,
    ...place,
    amount,
    fee,
    balanceAfter,
    counterparty: counterparty?.name,
    note,
    reference,
  };
}

/** `statement-8031234567-NGN-2026-11-01-2026-11-30`: of the file, by days at home. */
export function statementName({ accountNumber, currency, fromMs, toMs }: Statement): string {
  const { homeZone } = settings();
  const days = [fromMs, Math.max(fromMs, toMs - 1)].map((atMs) => dayOf(atMs, homeZone));
  return ["statement", accountNumber, currency, ...days].join("-");
}
