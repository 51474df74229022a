import { createHash } from "node:crypto";
import {
  entity,
  getItem,
  type ItemOf,
  money,
  oneOf,
  put,
  queryItems,
  sortKey,
  text,
  time,
  type Write,
} from "@cowry/table";
import { providerReference } from "../kernel/index.ts";
import { TRANSACTION_KINDS } from "./model.ts";
import { type Journal, journal } from "./store.ts";

/**
 * What our books say of a provider's, day by day, in the order of the references: a row for each journal with a leg on
 * that provider's clearing account. Written by the aggregator in the very transaction that counts the journal, so that
 * there is one for each, and none for a transfer between people, which pays nothing for it.
 */

const CLEARING = "clearing:";
const FEES = "expense:provider_fees:";

export const clearingItem = entity("clearing_movement", {
  version: 1,
  about: "What one transaction moved at a provider, for the comparison with the provider's own books",
  pk: "CL#{provider}#{day}#{place}",
  sk: "{referenceKey}#{transactionId}",
  attributes: {
    kind: oneOf("k", TRANSACTION_KINDS),
    /** What it is at the provider. */
    about: oneOf("ab", ["charge", "transfer", "refund"]),
    /** What the provider has more of ours, before its fee; negative when it paid out. */
    gross: money("g"),
    /** What the provider kept of it; negative when it gave a fee back. */
    fee: money("f"),
    currency: text("cu"),
    movedAtMs: time("ma"),
  },
});
export type ClearingRow = ItemOf<typeof clearingItem>;

/** A day's rows are spread over this many partitions, by reference. */
export const CLEARING_PLACES = 8;

export function clearingPlace(referenceKey: string): string {
  return String(createHash("sha256").update(referenceKey).digest().readUInt8(0) % CLEARING_PLACES);
}

/** A provider's reference as part of a key: any text, in an alphabet that sorts the same everywhere. Injective. */
export function referenceKeyOf(reference: string): string {
  return encodeURIComponent(reference.toWellFormed());
}

/** What a journal moved at a provider; undefined for one that moved nothing there. Pure. */
export function clearingRowOf(of: Journal, day: string, movedAtMs: number): ClearingRow | undefined {
  const legs = of.legs ?? [];
  const clearing = legs.filter(({ account }) => account.startsWith(CLEARING));
  const [first] = clearing;
  if (first === undefined) return undefined;
  const [, provider = ""] = first.account.split(":");
  const sumOf = (some: typeof legs) => some.reduce((sum, { amount }) => sum + amount, 0n);
  const fee = -sumOf(legs.filter(({ account }) => account.startsWith(FEES)));
  const referenceKey = referenceKeyOf(referenceAtProvider(of));
  const { transactionId, kind, currency } = of;
  const gross = fee - sumOf(clearing);
  const place = clearingPlace(referenceKey);
  const about = aboutOf(of, gross);
  return { provider, day, place, referenceKey, transactionId, kind, about, gross, fee, currency, movedAtMs };
}

/** Money out is a transfer where a payout has to do with it, and else goes back to whoever once paid. */
function aboutOf({ kind, external = {} }: Journal, gross: bigint): ClearingRow["about"] {
  if (kind === "topup") return "charge";
  if (kind === "payout" || external["paid"] !== undefined) return "transfer";
  if (gross < 0n) return "refund";
  return kind === "refund" ? "transfer" : "charge";
}

/** What stands in `external` of a journal that ends what another began, or undoes it: its reference is that one's. */
const LINKS = ["refunds", "paid", "settles"] as const;

/**
 * What the provider took back without an order of ours has no reference of ours: it is known by its dispute, or by the
 * provider's own id. Stands in `external` of the journal that books it.
 */
export function unorderedReference(of: {
  readonly id: string;
  readonly reference?: string | undefined;
  readonly disputeId?: string | undefined;
}): string {
  return of.disputeId === undefined ? (of.reference ?? `id-${of.id}`) : disputeReference(of.disputeId);
}

/** What pays for a dispute, whatever the provider calls it. */
export function disputeReference(disputeId: string): string {
  return `dispute-${disputeId}`;
}

const AT_PROVIDER = "at_provider";

/** For `external` of a journal whose reference at the provider does not follow from its id. */
export function knownAs(reference: string): Readonly<Record<string, string>> {
  return { [AT_PROVIDER]: reference };
}

/**
 * Under which reference the provider has it. A top-up has that of its charge; a payout's own `reference` is the
 * customer's, and what we sent is derived from its id; a payout that came back has that of the payout.
 */
function referenceAtProvider({ kind, transactionId, reference, external = {}, legs = [] }: Journal): string {
  if (kind === "topup") return reference ?? providerReference(transactionId);
  const known = external[AT_PROVIDER];
  if (typeof known === "string") return known;
  const linked = LINKS.map((name) => external[name]).find((id) => typeof id === "string");
  const paysOut = legs.some(({ account, amount }) => account.startsWith(CLEARING) && amount > 0n);
  // Money that goes back to a card is an operation of its own at the provider.
  const isOwn = kind === "refund" && paysOut;
  return providerReference(typeof linked === "string" && !isOwn ? linked : transactionId);
}

/** No condition: it is written with the flag that says that it has not been, or once more with the same content. */
export function clearingWrite(row: ClearingRow): Write {
  return put(clearingItem, row);
}

export interface ClearingRange {
  readonly provider: string;
  readonly day: string;
  readonly place: string;
}

/** One place of a day, page by page, in the order of the keys of the references. */
export async function* readClearing(
  range: ClearingRange,
  { after, pageSize = 200 }: { readonly after?: string | undefined; readonly pageSize?: number } = {},
): AsyncGenerator<ClearingRow, void, undefined> {
  let last = after;
  do {
    const page = await queryItems(clearingItem, range, { limit: pageSize, after: last });
    yield* page.items;
    last = page.last;
  } while (last !== undefined);
}

/** Where reading goes on behind everything of this reference. */
export function behindReference(referenceKey: string): string {
  // No key of a reference has a character behind a tilde.
  return `${referenceKey}#~`;
}

/** What a day has under one reference: hardly ever more than two. */
export async function findClearing(
  provider: string,
  day: string,
  referenceKey: string,
): Promise<readonly ClearingRow[]> {
  const range = { prefix: sortKey(clearingItem, { referenceKey }), limit: 20 };
  return (await queryItems(clearingItem, { provider, day, place: clearingPlace(referenceKey) }, range)).items;
}

/** The journal of a transaction as far as a provider's books are concerned; undefined: there is none. */
export async function findJournal(transactionId: string): Promise<Journal | undefined> {
  return getItem(journal, { transactionId });
}
