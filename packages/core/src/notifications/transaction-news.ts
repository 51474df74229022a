import { type Currency, CurrencyCode, formatMoney, readAmount, settings, showAmount } from "../kernel/index.ts";
import { type Journal, promisedTo, type Transaction, transactionView, walletAccount } from "../wallet/index.ts";
import { emailOf, smsOf } from "./messages.ts";
import type { NoticeText, Telling } from "./model.ts";
import { moment } from "./moment.ts";
import { fill, TRANSACTION_TEXTS } from "./texts.ts";

/** What a transaction's change means to one of those whom it concerns, in words. No I/O here. */

export interface Change {
  readonly status: string;
  readonly atMs: number;
}

export type News = Required<Pick<Telling, "kind" | "title" | "body" | "sms" | "email" | "inboxOnly">>;

/**
 * What is merely promised to a payee. Anybody can promise a kobo to anybody, and take it back, as often as they like: that
 * shall not ring on other people's phones. Money that came does.
 */
const PROMISES: readonly string[] = ["hold.credit.held", "hold.credit.ended", "hold.credit.cancelled"];

/** For the inbox, and as a receipt by SMS and by e-mail; undefined where it is no news to this person. */
export function newsFor(of: Journal, userId: string, change: Change): News | undefined {
  if (isRefundedElsewhere(of, userId)) return undefined;
  const seen = seenBy(of, userId);
  const kind = kindOf(of, seen.type, change.status);
  const text = kind === undefined ? undefined : TRANSACTION_TEXTS[kind];
  if (kind === undefined || text === undefined) return undefined;
  return { kind, ...wordsOf(text, of, seen, change), inboxOnly: PROMISES.includes(kind) };
}

/** Money of a refund that its owner may not receive stands on an account of ours, with staff: a receipt would be untrue. */
function isRefundedElsewhere({ kind, legs, currency }: Journal, userId: string): boolean {
  const own = walletAccount(userId, currency);
  return kind === "refund" && legs !== undefined && legs.every(({ account }) => account !== own);
}

/**
 * What kind of news a status is to somebody; undefined where it is none. Each part of a hold that was captured in parts
 * has been told by itself: at the end only what is left of it is news, and not to a payee who gave it back with the last
 * part.
 */
export function kindOf(
  { kind, amount, captured = 0n, legs, metadata }: Pick<Journal, "kind" | "amount" | "captured" | "legs" | "metadata">,
  type: Transaction["type"],
  status: string,
): string | undefined {
  const isInParts = kind === "hold" && status === "completed" && legs === undefined;
  if (!isInParts) return `${kind}.${type}.${status}`;
  const isOwnWill = type === "credit" && metadata?.["end"] === undefined;
  return captured < amount && !isOwnWill ? `${kind}.${type}.ended` : undefined;
}

type Seen = Pick<Transaction, "type" | "amount" | "fee" | "currency" | "reference" | "balance_after"> & {
  /** The other side, masked. */
  readonly name: string | undefined;
};

/** To the payee of a hold it is a credit that may come: he is no party of a transaction before he has captured it. */
function seenBy(of: Journal, userId: string): Seen {
  if (promisedTo(of) !== userId) {
    const seen = transactionView(of, userId);
    return { ...seen, name: nameOf(seen.counterparty) };
  }
  const currency = CurrencyCode.parse(of.currency);
  const shown = (amount: bigint) => showAmount(amount, currency);
  const promised = { type: "credit", amount: shown(of.amount), fee: shown(0n), currency } as const;
  return { ...promised, reference: null, balance_after: null, name: of.ownerName };
}

/** A person or a provider by the name, a bank account by its bank and last digits: whose it is is nobody's business. */
function nameOf(of: Transaction["counterparty"]): string | undefined {
  if (of?.kind !== "bank") return of?.name;
  return [of.bank_name ?? "a bank", of.account_number].filter((part) => part !== null).join(" ");
}

function wordsOf(
  text: NoticeText,
  of: Journal,
  seen: Seen,
  { status, atMs }: Change,
): Omit<News, "kind" | "inboxOnly"> {
  const values = valuesOf(of, seen, status);
  const { transactionId } = of;
  const filled = fill(text, values);
  const when = moment(atMs);
  const email = emailOf(filled.body, [
    ["Amount", values.amount],
    ["Fee", values.fee],
    [seen.type === "credit" ? "From" : "To", values.name],
    ["Time", `${when} (${settings().homeZone})`],
    ["Transaction", transactionId],
    ["Reference", seen.reference ?? undefined],
    ["Status", status],
    ["Balance", values.balance],
  ]);
  return { ...filled, sms: smsOf(text.body, values, { transactionId, when }), email };
}

function valuesOf(of: Journal, { amount, fee, currency, name, balance_after: balance }: Seen, status: string) {
  const charged = status === "completed" ? (readAmount(fee, currency) ?? 0n) : 0n;
  return {
    name,
    amount: money(amount, currency),
    fee: charged > 0n ? formatMoney(charged, currency) : undefined,
    balance: balance === null ? undefined : money(balance, currency),
    left: formatMoney(of.amount - (of.captured ?? 0n), currency),
    until: of.expiresAtMs === undefined ? undefined : moment(of.expiresAtMs),
  };
}

function money(wire: number | string, currency: Currency): string | undefined {
  const amount = readAmount(wire, currency);
  return amount === undefined ? undefined : formatMoney(amount, currency);
}
