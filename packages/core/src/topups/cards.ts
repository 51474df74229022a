import { batchGet, type Write } from "@cowry/table";
import { type AuditFacts, auditEntry } from "../audit/index.ts";
import {
  type Actor,
  alertStaff,
  type Customer,
  DAY,
  derivedId,
  isoTime,
  type Minor,
  now,
  type RailCurrency,
  seal,
  SECOND,
  toWire,
  unseal,
} from "../kernel/index.ts";
import { personIn, personKey, wordsOf } from "../users/index.ts";
import type { Journal } from "../wallet/index.ts";
import {
  beginRemoval,
  cardContext,
  type CardRow,
  commitCard,
  commitPreferred,
  endRemoval,
  findCard,
  findPreferred,
  loadCards,
  preferFirst,
  queryRemoving,
} from "./card-store.ts";
import { bookkeeper } from "./bookkeeper.ts";
import { errors } from "./errors.ts";
import { readFacts } from "./model.ts";
import type { CardRemover, ChargeableCard } from "./ports.ts";

/** Cards that their owners let us keep: by a top-up that they paid with one, and until they take it back. */

/** A card as its owner sees it. */
export interface SavedCard {
  readonly card: CardRow;
  readonly isDefault: boolean;
}

/** What is kept of a card beside its authorization. */
export interface CardFace {
  readonly last4: string;
  readonly brand: string | undefined;
  readonly bank: string | undefined;
  readonly expiryMonth: number;
  readonly expiryYear: number;
}

/** As much as we pass on of a brand or a bank. */
const LABEL_MAX = 32;

/** Undefined where it cannot be shown or its end is not known: such a card is not kept. Pure. */
export function readFace(told: ChargeableCard): CardFace | undefined {
  const month = Number(/^(0?[1-9]|1[0-2])$/.exec(told.expiryMonth ?? "")?.[1]);
  const year = Number(/^(20\d{2}|\d{2})$/.exec(told.expiryYear ?? "")?.[1]);
  if (!/^\d{4}$/.test(told.last4) || Number.isNaN(month) || Number.isNaN(year)) return undefined;
  const label = (text: string | undefined) => {
    const kept = text
      ?.replace(/[^\x20-\x7e]/g, "")
      .trim()
      .slice(0, LABEL_MAX);
    return kept === "" ? undefined : kept;
  };
  return {
    last4: told.last4,
    brand: label(told.brand),
    bank: label(told.bank),
    expiryMonth: month,
    expiryYear: year < 100 ? 2_000 + year : year,
  };
}

/** A card is good to the end of its month. Pure. */
export function isExpired({ expiryMonth = 1, expiryYear = 1970 }: CardRow, atMs: number): boolean {
  return Date.UTC(expiryYear, expiryMonth, 1) <= atMs;
}

/** So long a card is new after it was kept, and charged at most so much in all, in kobo, what the payer bears included. */
export const NEW_CARD: { readonly forMs: number; readonly chargeMax: Readonly<Record<RailCurrency, Minor>> } = {
  forMs: 3 * DAY,
  chargeMax: { NGN: 5_000_000n },
};

export function isNew({ keptAtMs }: CardRow, atMs: number): boolean {
  return atMs < keptAtMs + NEW_CARD.forMs;
}

/**
 * Whoever orders a top-up consents to the keeping, and somebody else may pay it: that one has some days to find out before
 * much is charged. The write repeats it, and counts. Throws `card_new`. Pure.
 */
export function checkNewCard(card: CardRow, charged: Minor, currency: RailCurrency, atMs: number): void {
  const { keptAtMs, newCharged = 0n } = card;
  const max = NEW_CARD.chargeMax[currency];
  const left = max - newCharged;
  if (!isNew(card, atMs) || charged <= left) return;
  const until = isoTime(keptAtMs + NEW_CARD.forMs);
  // What was found to be paid after its end counts, and may have come to more.
  throw errors.card_new({ currency, max: toWire(max), left: toWire(left < 0n ? 0n : left), until });
}

/** True where the card names somebody else: a name that has not one word of this person's. Pure. */
export function isPlainlyAnothers({ firstName, lastName }: Names, holder: string): boolean {
  const told = new Set(wordsOf(holder));
  return told.size > 0 && !wordsOf(firstName, lastName).some((word) => told.has(word));
}

interface Names {
  readonly firstName: string;
  readonly lastName: string;
}

/**
 * Keeps the card with which a top-up was paid, if whoever ordered it said so and it does not name somebody else. Told
 * again it changes nothing, and a card that was removed since does not come back. Asks for FIELD_KEYS when there is one
 * to keep.
 */
export async function keepCard(topup: Journal, told: ChargeableCard | undefined): Promise<void> {
  const { owner: userId, mode, createdAtMs: consentedAtMs, transactionId } = topup;
  const { keepFor: payer } = readFacts(topup.external);
  if (payer === undefined || told === undefined || mode === undefined) return;
  const face = readFace(told);
  if (face === undefined) {
    alertStaff({ alert: "card_unreadable", transactionId });
    return;
  }
  if (told.holder !== undefined && !(await mayBeOf(userId, told.holder))) return;
  const cardId = derivedId("topups/card", userId, mode, told.signature ?? told.authorizationCode);
  const authorization = seal(told.authorizationCode, cardContext(userId, cardId));
  const consent = { userId, cardId, state: "kept", mode, consentedAtMs, authorization, payer, ...face } as const;
  for (let tries = 1; tries <= KEEPS_MAX; tries++) {
    const known = await findCard(userId, cardId);
    if (known !== undefined && !isNewer(consentedAtMs, known)) return;
    // Consented to again, it is no newer than it was, and what was charged by it counts.
    const before = known?.state === "kept" ? known : undefined;
    const card: CardRow = { ...consent, keptAtMs: before?.keptAtMs ?? now(), newCharged: before?.newCharged };
    const entry = entryOf(bookkeeper(transactionId), card, "topups.card_kept", { after: shownOf(face) });
    if (await commitCard(card, entry)) {
      await preferWhereNone(card);
      return;
    }
  }
}

/** A charge may be counted between the reading of a card and its writing; the next telling keeps it at the latest. */
const KEEPS_MAX = 3;

/** Whether nothing is known of later than this consent. The write repeats it. */
function isNewer(consentedAtMs: number, known: CardRow): boolean {
  const { state, consentedAtMs: before, removedAtMs = -Infinity } = known;
  return state !== "removing" && before < consentedAtMs && removedAtMs < consentedAtMs;
}

/** What may be charged from now on, or no longer, is in its owner's trail. Asks for FIELD_KEYS. */
function entryOf(
  actor: Actor,
  { userId, cardId }: Pick<CardRow, "userId" | "cardId">,
  action: AuditFacts["action"],
  values: Pick<AuditFacts, "before" | "after"> = {},
): Write {
  return auditEntry(actor, { action, subject: { kind: "card", id: cardId }, userId, ...values });
}

function shownOf({ brand, bank, last4 }: Pick<CardRow, "brand" | "bank" | "last4">) {
  return { brand, bank, card: `•••• ${last4 ?? ""}` };
}

/** Somebody who is gone keeps nothing. */
async function mayBeOf(userId: string, holder: string): Promise<boolean> {
  const person = personIn(await batchGet([personKey(userId)]), userId);
  return person !== undefined && !isPlainlyAnothers(person, holder);
}

async function preferWhereNone(card: CardRow): Promise<void> {
  const { cards, preferred } = await loadCards(card.userId);
  const stands = cards.some(({ cardId, state }) => cardId === preferred && state === "kept");
  if (!stands) await preferFirst(card, preferred);
}

/** What the provider charges it by. Asks for FIELD_KEYS. */
export function authorizationOf({ userId, cardId, authorization = "" }: CardRow): string {
  return unseal(authorization, cardContext(userId, cardId));
}

/** The cards that can be charged, the preferred one first, then by when they were kept. */
export async function listCards({ userId }: Customer): Promise<readonly SavedCard[]> {
  const { cards, preferred } = await loadCards(userId);
  return cards
    .filter(({ state }) => state === "kept")
    .map((card) => ({ card, isDefault: card.cardId === preferred }))
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault) || b.card.keptAtMs - a.card.keptAtMs);
}

/** From now on this one is charged where none is named. Throws `card_not_found`. Asks for FIELD_KEYS. */
export async function preferCard(actor: Customer, cardId: string): Promise<SavedCard> {
  const { userId } = actor;
  const [card, before] = await Promise.all([findCard(userId, cardId), findPreferred(userId)]);
  if (card?.state !== "kept") throw errors.card_not_found();
  if (before === cardId) return { card, isDefault: true };
  const values = { before: { card: before ?? null }, after: { card: cardId } };
  if (!(await commitPreferred(userId, cardId, entryOf(actor, card, "topups.card_chosen", values)))) {
    throw errors.card_not_found();
  }
  return { card, isDefault: true };
}

/**
 * Takes a card back: nothing charges it from this moment on, whatever the provider says. Where the provider does not
 * answer, the sweep goes on. Throws `card_not_found`; repeated while the provider is silent it asks again.
 */
export async function removeCard(actor: Customer, cardId: string, provider: CardRemover): Promise<void> {
  const card = await findCard(actor.userId, cardId);
  if (card === undefined || card.state === "removed") throw errors.card_not_found();
  const entry = entryOf(actor, card, "topups.card_removed", { before: shownOf(card) });
  const removing = await beginRemoval(card, now(), [entry]);
  if (removing === undefined) throw errors.card_not_found();
  await finishRemoval(removing, provider);
}

/** The empty shell outlives every event that may still be told of the card. */
const SHELL_MS = 400 * DAY;

async function finishRemoval(card: CardRow, provider: CardRemover): Promise<void> {
  if (card.mode === provider.mode) {
    const answer = await provider.forgetSavedCard(authorizationOf(card));
    if (answer.outcome === "unknown") return;
    // Refused: it is no authorization there, or not any more. What we can forget ourselves, we do.
    if (answer.outcome === "refused")
      alertStaff({ alert: "card_not_deactivated", transactionId: card.cardId, userId: card.userId });
  }
  await endRemoval(card, now() + SHELL_MS);
}

const SWEEP_PAGE = 50;
/** For how long one sweep begins anything: top-ups are swept before it, and its door runs longer than both together. */
export const SWEEP_MS = 30 * SECOND;

/**
 * Goes on with removals that the provider has not confirmed, the longest waiting first. One that fails does not keep the
 * others waiting; what is left when the time is over is the next sweep's.
 */
export async function sweepCards(provider: CardRemover, budgetMs = SWEEP_MS): Promise<void> {
  const startedAt = performance.now();
  const isLate = () => performance.now() - startedAt >= budgetMs;
  let after: string | undefined;
  do {
    const page = await queryRemoving({ limit: SWEEP_PAGE, after });
    for (const card of page.items.filter(({ state }) => state === "removing")) {
      if (isLate()) {
        alertStaff({ alert: "card_sweep_unfinished" });
        return;
      }
      await finishRemoval(card, provider).catch(() => {
        alertStaff({ alert: "card_removal_failed", transactionId: card.cardId, userId: card.userId });
      });
    }
    after = page.last;
  } while (after !== undefined);
}

/** Takes back every card of somebody whose account is closed; the sweep has the provider forget them. Safe to repeat. */
export async function eraseCards(userId: string): Promise<void> {
  const { cards } = await loadCards(userId);
  const kept = cards.filter(({ state }) => state === "kept");
  await Promise.all(kept.map((card) => beginRemoval(card, now())));
}
