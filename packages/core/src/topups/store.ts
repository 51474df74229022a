import {
  absent,
  among,
  batchGet,
  equals,
  failedItem,
  getItem,
  has,
  keyOf,
  missing,
  put,
  transact,
  update,
  write,
  type Write,
} from "@cowry/table";
import { RailCurrencyCode } from "../kernel/index.ts";
import {
  externalRow,
  type Journal,
  journal,
  journalPlace,
  type Leg,
  movedMoney,
  type Wallet,
  walletItem,
  type WrittenOrigin,
} from "../wallet/index.ts";
import { recountNew, uncountNew } from "./card-store.ts";
import { hasEndedUnpaid, readFacts, SETTLEABLE, type TopupFacts } from "./model.ts";
import { openHint } from "./owner-hint.ts";
import type { Charge } from "./ports.ts";

/** A top-up is a journal of the wallet; this file says how this domain reads and writes it. */

/** Writes the order and its row in the history, or gives the one that is there already. */
export async function commitTopup(topup: Journal, origin: WrittenOrigin): Promise<Journal | undefined> {
  const { transactionId, owner, currency, kind, createdAtMs } = topup;
  const outcome = await transact([
    put(journal, topup, { rule: "journal", when: [absent()], index: journalPlace(topup) }),
    externalRow({ userId: owner, currency, kind, transactionId, createdAtMs, origin }),
  ]);
  return failedItem(outcome, journal, "journal");
}

export async function findTopup(transactionId: string): Promise<Journal | undefined> {
  const found = await getItem(journal, { transactionId });
  return found?.kind === "topup" ? found : undefined;
}

/** A top-up, and its wallet where that was known before. */
export interface Ordered {
  readonly topup: Journal;
  readonly wallet: Wallet | undefined;
}

/** The top-up of a charge, and its wallet in the same read where the charge says whose it is. */
export async function findOrdered(
  transactionId: string,
  { owner, currency }: Pick<Charge, "owner" | "currency">,
): Promise<Ordered | undefined> {
  const userId = openHint(transactionId, owner);
  const place = userId !== undefined && RailCurrencyCode.safeParse(currency).success ? { userId, currency } : undefined;
  const wanted = place === undefined ? [] : [keyOf(walletItem, place)];
  const found = await batchGet([keyOf(journal, { transactionId }), ...wanted]);
  const topup = found.get(journal, { transactionId });
  if (topup?.kind !== "topup") return undefined;
  const isIts = place !== undefined && topup.owner === userId && topup.currency === currency;
  return { topup, wallet: isIts ? found.get(walletItem, place) : undefined };
}

/** Keeps the page's address as the answer for ever, unless another call was faster: the journal as it is then. */
export async function keepAnswer(topup: Journal, response: NonNullable<Journal["response"]>): Promise<Journal> {
  const { transactionId, external = {} } = topup;
  const { done, item } = await write(
    update(
      journal,
      { transactionId },
      {
        rule: "unanswered",
        set: { response },
        when: [missing("response"), equals("external", external)],
      },
    ),
  );
  return done ? { ...topup, response } : (item ?? topup);
}

/**
 * Gives up on a reference whose answer was lost, for one caller only, and while the order stands: the journal as it is
 * then.
 */
export async function commitAttempt(topup: Journal, facts: TopupFacts, reference: string): Promise<Journal> {
  const { transactionId, external = {} } = topup;
  const next = { ...topup, external: { ...facts }, reference };
  const { done, item } = await write(
    update(
      journal,
      { transactionId },
      {
        rule: "attempt",
        set: { external: { ...facts }, reference },
        when: [equals("status", "pending"), missing("response"), equals("external", external)],
      },
    ),
  );
  return done ? next : (item ?? topup);
}

/**
 * Says, before it is made, that the provider is called once more for an order that was never answered; one caller alone
 * may. Undefined: another does, or it is over.
 */
export async function beginCall(topup: Journal, attemptAtMs: number): Promise<Journal | undefined> {
  const { transactionId, external = {} } = topup;
  const next = { ...readFacts(external), attemptAtMs };
  const when = [equals("status", "pending"), missing("response"), equals("external", external)];
  const { done } = await write(update(journal, { transactionId }, { rule: "uncalled", set: { external: next }, when }));
  return done ? { ...topup, external: next } : undefined;
}

/** What a paid charge of this order changes beside it: a new card is charged what its end had given back to it. */
export function recounted(topup: Journal): readonly Write[] {
  const { cardId } = readFacts(topup.external);
  return cardId === undefined || !hasEndedUnpaid(topup) ? [] : [recountNew(topup, cardId)];
}

/**
 * What a charge does to a top-up it does in any state, for money that arrives is never refused by one. One by a saved card
 * counts towards the limit of a new one but where it ended unpaid: who saw it otherwise than it is has to look again.
 */
function settleableAs({ external, status }: Journal) {
  return readFacts(external).cardId === undefined ? among("status", SETTLEABLE) : equals("status", status);
}

/** What a settlement sets beside the legs: credited, or booked into suspense. */
type Settled = Pick<Journal, "status"> & {
  readonly reference: string;
  readonly completedAtMs?: number;
  readonly external?: NonNullable<Journal["external"]>;
};

/**
 * The journal's side of a settlement. Every comparison of the charge with the order is a condition of its own, beside
 * the one that no money has moved yet: the same event ten times in parallel moves it once.
 */
export function settled(topup: Journal, charge: Charge, legs: readonly Leg[], set: Settled): Write {
  const { transactionId } = topup;
  return update(
    journal,
    { transactionId },
    {
      rule: "journal",
      set: { ...movedMoney(legs), ...set },
      index: set.status === "completed" ? null : journalPlace({ ...topup, ...set }),
      when: [
        equals("kind", "topup"),
        settleableAs(topup),
        missing("legs"),
        equals("amount", charge.amount - topup.fee),
        equals("fee", topup.fee),
        equals("currency", charge.currency),
        equals("mode", charge.domain),
      ],
    },
  );
}

/**
 * Of a top-up whose money is booked: what is ordered to go back, or not any more, and what has gone for good. It rests on
 * the counts that were read; when all of it has gone the top-up is reversed. Rule: "original".
 */
export function givenBack(topup: Journal, by: { readonly ordered: bigint; readonly returned: bigint }): Write {
  const { transactionId, refunded, external = {}, status } = topup;
  const facts = readFacts(external);
  const returned = (facts.returned ?? 0n) + by.returned;
  const isAll = status === "completed" && returned >= topup.amount;
  return update(
    journal,
    { transactionId },
    {
      rule: "original",
      set: {
        refunded: (refunded ?? 0n) + by.ordered,
        external: { ...facts, returned },
        ...(isAll ? { status: "reversed" as const } : {}),
      },
      when: [
        equals("kind", "topup"),
        equals("status", status),
        has("legs"),
        refunded === undefined ? missing("refunded") : equals("refunded", refunded),
        equals("external", external),
      ],
    },
  );
}

/**
 * Notes a charge that must not be credited. No money moves; staff find the top-up among those that are held. Undefined, or
 * the top-up as it is where that does not let it.
 */
export async function commitFlaw(topup: Journal, facts: TopupFacts): Promise<Journal | undefined> {
  const { transactionId } = topup;
  const flaw = update(
    journal,
    { transactionId },
    {
      rule: "flawed",
      set: { status: "held", external: { ...facts } },
      index: journalPlace({ ...topup, status: "held" }),
      when: [equals("kind", "topup"), settleableAs(topup), missing("legs")],
    },
  );
  const also = recounted(topup);
  if (also.length > 0) {
    const outcome = await transact([flaw, ...also]);
    if (outcome.committed) return undefined;
    if (outcome.failed.has("flawed")) return failedItem(outcome, journal, "flawed");
  }
  const { done, item } = await write(flaw);
  return done ? undefined : item;
}

/**
 * Ends a top-up that nobody paid, and gives back what it took of its new card. False also where the provider was called
 * once more since it was read. Money that arrives all the same is credited: see `SETTLEABLE`.
 */
export async function commitEnd(
  topup: Journal,
  status: "failed" | "cancelled",
  endedAtMs: number,
  failure?: string,
): Promise<boolean> {
  const { transactionId, metadata, external = {} } = topup;
  const why = failure === undefined ? {} : { metadata: { ...metadata, failure } };
  const end = update(
    journal,
    { transactionId },
    {
      rule: "unpaid",
      set: { status, completedAtMs: endedAtMs, ...why },
      index: null,
      when: [equals("kind", "topup"), equals("status", "pending"), missing("legs"), equals("external", external)],
    },
  );
  const { cardId } = readFacts(external);
  if (cardId !== undefined) {
    const outcome = await transact([end, uncountNew(topup, cardId)]);
    if (outcome.committed || outcome.failed.has("unpaid")) return outcome.committed;
  }
  return (await write(end)).done;
}
