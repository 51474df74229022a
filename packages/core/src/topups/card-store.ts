import {
  absent,
  allOf,
  among,
  anyOf,
  atLeast,
  atMost,
  batchGet,
  below,
  check,
  entity,
  equals,
  failedItem,
  type Found,
  getItem,
  int,
  type ItemOf,
  keyOf,
  type KeyRef,
  money,
  missing,
  oneOf,
  optional,
  present as exists,
  put,
  queryIndex,
  queryItems,
  remove,
  text,
  time,
  timeKey,
  transact,
  update,
  type Write,
  write,
} from "@cowry/table";
import {
  externalRow,
  type Journal,
  journal,
  journalPlace,
  type Policy,
  policyReading,
  type Wallet,
  walletItem,
  type WrittenOrigin,
} from "../wallet/index.ts";

/** The keys of saved cards: what may be charged again, and which of them a person prefers. */

export const CARD_STATES = ["kept", "removing", "removed"] as const;

/**
 * Never a card's number or code: the provider has those. One that was removed leaves its empty shell, so that no event
 * of the time before, told once more, brings it back.
 */
export const cardItem = entity("saved_card", {
  version: 1,
  about: "A card that its owner lets us charge again; its id is derived from the provider's signature of it.",
  pk: "U#{userId}",
  sk: "CD#{cardId}",
  index: { pk: "CARD#{state}", sk: "{changedAt}" },
  expires: "shellUntilMs",
  attributes: {
    /** `removing`: its owner has taken it back, and the provider has not confirmed yet. */
    state: oneOf("st", CARD_STATES),
    mode: oneOf("mo", ["test", "live"]),
    /** When the top-up was ordered with which its owner consented. */
    consentedAtMs: time("co"),
    keptAtMs: time("ka"),
    /** What the provider charges it by, sealed for `card:<user id>:<id>`. */
    authorization: optional(text("au")),
    /** The address under which it was authorised: it can be charged under no other. */
    payer: optional(text("pe")),
    last4: optional(text("l4")),
    brand: optional(text("br")),
    bank: optional(text("bk")),
    expiryMonth: optional(int("em")),
    expiryYear: optional(int("ey")),
    /** Ordered by it while it was new, less what ended unpaid and was not found to be paid since, in minor units. */
    newCharged: optional(money("nc")),
    removedAtMs: optional(time("ra")),
    shellUntilMs: optional(time("su")),
  },
});
export type CardRow = ItemOf<typeof cardItem>;

/** What an authorization is sealed for. */
export const cardContext = (userId: string, cardId: string): string => `card:${userId}:${cardId}`;

const defaultCardItem = entity("default_card", {
  version: 1,
  about: "The saved card that is charged where none is named",
  pk: "U#{userId}",
  sk: "CDD",
  attributes: { cardId: text("c") },
});

/** Cards of one person, shells included: each of them was paid with, so that nobody has nearly as many. */
const CARDS_READ = 100;

/** All of them, shells included, and which is preferred. */
export async function loadCards(
  userId: string,
): Promise<{ readonly cards: readonly CardRow[]; readonly preferred: string | undefined }> {
  const [{ items: cards }, preferred] = await Promise.all([
    queryItems(cardItem, { userId }, { limit: CARDS_READ }),
    findPreferred(userId),
  ]);
  return { cards, preferred };
}

export async function findPreferred(userId: string): Promise<string | undefined> {
  return (await getItem(defaultCardItem, { userId }))?.cardId;
}

export function findCard(userId: string, cardId: string): Promise<CardRow | undefined> {
  return getItem(cardItem, { userId, cardId });
}

/** Keeps a card unless a later consent or a later removal is known. True when it was written by this call. */
export async function commitCard(card: CardRow, entry: Write): Promise<boolean> {
  const { consentedAtMs, newCharged } = card;
  const isNewer = allOf([
    among("state", ["kept", "removed"]),
    below("consentedAtMs", consentedAtMs),
    anyOf([missing("removedAtMs"), below("removedAtMs", consentedAtMs)]),
    // What is charged by it in this very moment is not forgotten.
    newCharged === undefined ? missing("newCharged") : equals("newCharged", newCharged),
  ]);
  const outcome = await transact([put(cardItem, card, { rule: "card", when: [anyOf([absent(), isNewer])] }), entry]);
  return outcome.committed || outcome.failed.has("audit");
}

/** Prefers it where nothing is preferred, or only what is there no more; one that is taken back meanwhile is not. */
export async function preferFirst({ userId, cardId }: CardRow, gone: string | undefined): Promise<void> {
  const when = gone === undefined ? [absent()] : [equals("cardId", gone)];
  await transact([
    put(defaultCardItem, { userId, cardId }, { rule: "preferred", when }),
    check(cardItem, { userId, cardId }, { rule: "card", when: [equals("state", "kept")] }),
  ]);
}

/** False when there is no such card any more. */
export async function commitPreferred(userId: string, cardId: string, entry: Write): Promise<boolean> {
  const outcome = await transact([
    put(defaultCardItem, { userId, cardId }, { rule: "preferred" }),
    check(cardItem, { userId, cardId }, { rule: "card", when: [equals("state", "kept")] }),
    entry,
  ]);
  return outcome.committed || outcome.failed.has("audit");
}

/** From here on nothing charges it. Undefined when it was not kept. `also`: what else is written then, with named rules. */
export async function beginRemoval(
  card: CardRow,
  atMs: number,
  also: readonly Write[] = [],
): Promise<CardRow | undefined> {
  const { userId, cardId } = card;
  const outcome = await transact([
    update(
      cardItem,
      { userId, cardId },
      {
        rule: "card",
        when: [exists(), equals("state", "kept")],
        set: { state: "removing", removedAtMs: atMs },
        index: { state: "removing", changedAt: timeKey(atMs) },
      },
    ),
    ...also,
  ]);
  await write(remove(defaultCardItem, { userId }, { rule: "preferred", when: [equals("cardId", cardId)] }));
  if (outcome.committed) return { ...card, state: "removing", removedAtMs: atMs };
  const stored = failedItem(outcome, cardItem, "card");
  return stored?.state === "removing" ? stored : undefined;
}

/** Leaves the shell, once. */
export async function endRemoval(card: CardRow, shellUntilMs: number): Promise<void> {
  const { userId, cardId, mode, consentedAtMs, keptAtMs, removedAtMs } = card;
  const shell: CardRow = { userId, cardId, state: "removed", mode, consentedAtMs, keptAtMs, removedAtMs, shellUntilMs };
  await write(put(cardItem, shell, { rule: "card", when: [equals("state", "removing")] }));
}

/** Those whose removal the provider has not confirmed, oldest first. */
export async function queryRemoving(page: { readonly limit: number; readonly after?: string | undefined }) {
  const { keys, last } = await queryIndex(cardItem, { state: "removing" }, page);
  const found = await batchGet(keys.map((key) => keyOf(cardItem, key)));
  return { items: keys.flatMap((key) => found.get(cardItem, key) ?? []), last };
}

export interface CardFacts {
  readonly wallet: Wallet | undefined;
  readonly card: CardRow | undefined;
  /** This very order, where it was taken before. */
  readonly stored: Journal | undefined;
  readonly policy: Policy;
  /** Everything that was read, for the confirmation. */
  readonly found: Found;
}

/** All that a top-up by card depends on, in one round trip. */
export async function loadCardFacts(
  of: {
    readonly userId: string;
    readonly currency: string;
    readonly cardId: string | undefined;
    readonly transactionId: string;
  },
  also: readonly KeyRef[],
): Promise<CardFacts> {
  const { userId, currency, cardId, transactionId } = of;
  const policy = policyReading();
  const found = await batchGet([
    keyOf(walletItem, { userId, currency }),
    keyOf(journal, { transactionId }),
    ...(cardId === undefined ? [] : [keyOf(cardItem, { userId, cardId })]),
    ...policy.reads,
    ...also,
  ]);
  return {
    wallet: found.get(walletItem, { userId, currency }),
    card: cardId === undefined ? undefined : found.get(cardItem, { userId, cardId }),
    stored: found.get(journal, { transactionId }),
    policy: policy.take(found),
    found,
  };
}

/** What became of an order: it is written down, or had been; or its card, as it is now, does not let it. */
export type CardTaken =
  | { readonly outcome: "taken" }
  | { readonly outcome: "known"; readonly topup: Journal }
  | { readonly outcome: "not_taken"; readonly card: CardRow | undefined };

/**
 * Writes the order down while its card is still kept. `newMax`: while the card is new, what is ordered by it comes to no
 * more than this, whoever orders at the same moment.
 */
export async function commitCardTopup(
  topup: Journal,
  card: CardRow,
  { origin, newMax }: { readonly origin: WrittenOrigin; readonly newMax: bigint | undefined },
): Promise<CardTaken> {
  const { transactionId, owner, currency, kind, createdAtMs } = topup;
  const outcome = await transact([
    put(journal, topup, { rule: "journal", when: [absent()], index: journalPlace(topup) }),
    externalRow({ userId: owner, currency, kind, transactionId, createdAtMs, origin }),
    newMax === undefined
      ? check(cardItem, card, { rule: "card", when: [equals("state", "kept")] })
      : countNew(card, topup.amount + topup.fee, newMax),
  ]);
  if (outcome.committed) return { outcome: "taken" };
  const known = failedItem(outcome, journal, "journal");
  if (known !== undefined) return { outcome: "known", topup: known };
  return { outcome: "not_taken", card: failedItem(outcome, cardItem, "card") };
}

/** Rule: "card". */
function countNew({ userId, cardId, keptAtMs }: CardRow, charged: bigint, max: bigint): Write {
  const hasRoom = anyOf([missing("newCharged"), atMost("newCharged", max - charged)]);
  const when = [equals("state", "kept"), equals("keptAtMs", keptAtMs), hasRoom];
  return update(cardItem, { userId, cardId }, { rule: "card", when, add: { newCharged: charged } });
}

/**
 * What was ordered by a new card and is not charged may be ordered again: written with the order's end. Rule: "card",
 * which does not hold where nothing of it is counted any more.
 */
export function uncountNew({ owner: userId, amount, fee, createdAtMs }: Journal, cardId: string): Write {
  const charged = amount + fee;
  const when = [equals("state", "kept"), atMost("keptAtMs", createdAtMs), atLeast("newCharged", charged)];
  return update(cardItem, { userId, cardId }, { rule: "card", when, add: { newCharged: -charged } });
}

/**
 * What was not counted any more since the order ended, and is charged after all, counts again, past the limit too: it is
 * written with what becomes of the charge. Rule: "card", which holds never again once it does not.
 */
export function recountNew({ owner: userId, amount, fee, createdAtMs }: Journal, cardId: string): Write {
  const when = [equals("state", "kept"), atMost("keptAtMs", createdAtMs)];
  return update(cardItem, { userId, cardId }, { rule: "card", when, add: { newCharged: amount + fee } });
}

/** Keeps what was answered first, for ever; the answer that is kept. */
export async function keepFirstAnswer(
  { transactionId }: Journal,
  response: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const { done, item } = await write(
    update(
      journal,
      { transactionId },
      { rule: "unanswered", set: { response }, when: [exists(), missing("response")] },
    ),
  );
  return done ? response : (item?.response ?? response);
}
