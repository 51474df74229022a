import type { Found, IndexOf, ItemOf, KeyRef } from "@cowry/table";
import {
  absent,
  among,
  batchGet,
  check,
  entity,
  equals,
  failedItem,
  flag,
  getItem,
  int,
  keyOf,
  missing,
  oneOf,
  openCursor,
  optional,
  present as exists,
  put,
  queryItems,
  sealCursor,
  text,
  time,
  transact,
  update,
  type Write,
  write,
} from "@cowry/table";
import {
  currentKey,
  DEFAULT_CURRENCY,
  errors as kernelErrors,
  liveKeys,
  newId,
  now,
  type Page,
  subkey,
} from "../kernel/index.ts";
import { errors as userErrors, stillHere } from "../users/index.ts";
import {
  type Journal,
  journal,
  journalPlace,
  type Policy,
  policyReading,
  type Wallet,
  walletItem,
} from "../wallet/index.ts";
import { OPEN, type PayoutFacts, type PayoutOrder } from "./model.ts";

/** The keys of this domain. Payouts themselves are journals of the wallet; here is what they need beside it. */

/** Somebody or some account a person pays often. */
export const beneficiaryItem = entity("beneficiary", {
  version: 1,
  about: "A bank account or person that the user pays; its id is derived, so that the same one is there once.",
  pk: "U#{userId}",
  sk: "B#{beneficiaryId}",
  attributes: {
    kind: oneOf("k", ["bank", "person"]),
    /** What the user calls it. */
    name: text("n"),
    /** True once the bank (by name enquiry) or we ourselves know the account. */
    verified: flag("vf"),
    createdAtMs: time("ca"),
    bankCode: optional(text("bc")),
    bankName: optional(text("bn")),
    /** The holder, as the bank says. */
    accountName: optional(text("an")),
    /** Sealed for `beneficiary:<user id>:<id>`. */
    accountNumber: optional(text("ac")),
    accountLast4: optional(text("l4")),
    /** The provider's code of the account. */
    recipientCode: optional(text("rc")),
    /** When the bank named the holder last, after it was saved. */
    checkedAtMs: optional(time("ck")),
    /** Mode of the key that code is good for. */
    mode: optional(oneOf("mo", ["test", "live"])),
    /** The bank names the user as the holder: a payout account of their own. */
    own: optional(flag("ow")),
    /** For a person: whose wallet it is. */
    peerId: optional(text("pu")),
  },
});
export type BeneficiaryRow = ItemOf<typeof beneficiaryItem>;

export interface SavedBeneficiary {
  readonly beneficiary: BeneficiaryRow;
  /** False when it had been there: it is given as it was saved. */
  readonly added: boolean;
}

/** Our side of the conversation about one payout: how often we sent it, and whether an answer is still missing. */
export const dispatchItem = entity("dispatch", {
  version: 1,
  about: "How often a payout was sent to the provider; written before each sending.",
  pk: "T#{transactionId}",
  sk: "DISPATCH",
  attributes: {
    /** Sendings begun. A fence: what one of them concluded holds only while no other has begun since. */
    sends: int("n"),
    /** Id of the newest sending: tells our own write, repeated after a lost answer, from somebody else's. */
    sendId: text("id"),
    sentAtMs: time("at"),
    /** Time of the newest sending whose answer we do not know; absent when every answer is known. */
    doubtAtMs: optional(time("dt")),
    /**
     * When we first knew that the provider has a transfer under our reference. Never taken back: from then on nothing is
     * sent any more, and only what became of that transfer ends the payout.
     */
    arrivedAtMs: optional(time("ar")),
  },
});
export type Dispatch = ItemOf<typeof dispatchItem>;

/** Those of these ids that exist. */
export async function findBeneficiaries(userId: string, ids: readonly string[]): Promise<readonly BeneficiaryRow[]> {
  const found = await batchGet(ids.map((beneficiaryId) => keyOf(beneficiaryItem, { userId, beneficiaryId })));
  return ids.flatMap((beneficiaryId) => found.get(beneficiaryItem, { userId, beneficiaryId }) ?? []);
}

/** Saves it with its entry in the trail, or gives the one that is there. Refuses where the account is closed. */
export async function commitBeneficiary(beneficiary: BeneficiaryRow, audit: Write): Promise<SavedBeneficiary> {
  const outcome = await transact([
    put(beneficiaryItem, beneficiary, { rule: "beneficiary", when: [absent()] }),
    stillHere(beneficiary.userId),
    audit,
  ]);
  // The entry in the way is our own: it was committed, and only the answer got lost.
  if (outcome.committed || outcome.failed.has("audit")) return { beneficiary, added: true };
  if (outcome.failed.has("here")) throw userErrors.user_not_found();
  return { beneficiary: failedItem(outcome, beneficiaryItem, "beneficiary") ?? beneficiary, added: false };
}

/** What the bank and the provider say of an account. */
export interface RegisteredAccount {
  readonly bankCode: string;
  readonly bankName: string;
  readonly accountName: string;
  readonly recipientCode: string;
  readonly mode: "test" | "live";
  /** Where the holder was compared with the user: they are the same. */
  readonly own?: true;
}

/** Registered anew, unless a twin was faster: the row as it is then. What the user calls it stays. */
export async function renewBeneficiary(known: BeneficiaryRow, set: RegisteredAccount): Promise<BeneficiaryRow> {
  const { userId, beneficiaryId, recipientCode = "" } = known;
  const when = [equals("recipientCode", recipientCode)];
  const renewal = update(beneficiaryItem, { userId, beneficiaryId }, { rule: "known", when, set });
  const { done, item } = await write(renewal);
  return done ? { ...known, ...set } : (item ?? known);
}

/** The bank has named the same holder again, and the provider has the account under this code. */
export async function noteChecked({ userId, beneficiaryId }: BeneficiaryRow, recipientCode: string): Promise<void> {
  const set = { checkedAtMs: now(), recipientCode };
  await write(update(beneficiaryItem, { userId, beneficiaryId }, { rule: "known", when: [exists()], set }));
}

/** Somebody's wallet, whose display name is what others may see of its owner. */
export async function findPeer(userId: string): Promise<Wallet | undefined> {
  return getItem(walletItem, { userId, currency: DEFAULT_CURRENCY }, { consistent: false });
}

const CURSOR_PURPOSE = "beneficiaries";

export async function queryBeneficiaries(
  userId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<BeneficiaryRow>> {
  const { items, last } = await queryItems(beneficiaryItem, { userId }, { limit, after: openPosition(userId, cursor) });
  const key = subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE);
  return { items, nextCursor: last === undefined ? null : sealCursor(key, scopeOf(userId), last) };
}

const scopeOf = (userId: string) => `beneficiaries:${userId}`;

/** Throws `invalid_cursor` for one that is not of this list: before anything is read. */
export function openPosition(userId: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const opened = liveKeys("CURSOR_KEYS").map((key) => openCursor(subkey(key, CURSOR_PURPOSE), scopeOf(userId), cursor));
  const position = opened.find((candidate) => candidate !== undefined);
  if (position === undefined) throw kernelErrors.invalid_cursor();
  return position;
}

export interface PayoutFactsFound {
  readonly wallet: Wallet | undefined;
  readonly beneficiary: BeneficiaryRow | undefined;
  readonly policy: Policy;
  /** Everything that was read, for the confirmation. */
  readonly found: Found;
}

/** All that an order of a payout depends on, in one round trip. */
export async function loadFacts(
  userId: string,
  { beneficiaryId, currency }: PayoutOrder,
  also: readonly KeyRef[],
): Promise<PayoutFactsFound> {
  const policy = policyReading();
  const found = await batchGet([
    keyOf(walletItem, { userId, currency }),
    keyOf(beneficiaryItem, { userId, beneficiaryId }),
    ...policy.reads,
    ...also,
  ]);
  return {
    wallet: found.get(walletItem, { userId, currency }),
    beneficiary: found.get(beneficiaryItem, { userId, beneficiaryId }),
    policy: policy.take(found),
    found,
  };
}

/** A payout with what we know of its sendings. */
export interface PayoutState {
  readonly payout: Journal;
  readonly dispatch: Dispatch | undefined;
}

export async function findPayout(transactionId: string): Promise<PayoutState | undefined> {
  const found = await batchGet([keyOf(journal, { transactionId }), keyOf(dispatchItem, { transactionId })]);
  const payout = found.get(journal, { transactionId });
  if (payout?.kind !== "payout") return undefined;
  return { payout, dispatch: found.get(dispatchItem, { transactionId }) };
}

/**
 * Writes down that a sending begins, before it does: only for a payout that is still open, and of which no transfer is
 * known to have arrived. Undefined when it has ended, or another sending has begun since `before` was read.
 */
export async function beginSending(transactionId: string, before: Dispatch | undefined): Promise<Dispatch | undefined> {
  const sentAtMs = now();
  const sends = (before?.sends ?? 0) + 1;
  const sending: Dispatch = { transactionId, sends, sendId: newId(), sentAtMs, doubtAtMs: sentAtMs };
  const when = before === undefined ? [absent()] : [equals("sends", before.sends), missing("arrivedAtMs")];
  const outcome = await transact([
    put(dispatchItem, sending, { rule: "send", when }),
    check(journal, { transactionId }, { rule: "open", when: [equals("kind", "payout"), among("status", OPEN)] }),
  ]);
  if (outcome.committed) return sending;
  if (outcome.failed.has("open")) return undefined;
  // A write that went through and whose answer was lost comes back as a refusal that shows our own id.
  return failedItem(outcome, dispatchItem, "send")?.sendId === sending.sendId ? sending : undefined;
}

/** Notes, once and for ever, that the provider has a transfer under our reference. */
export async function noteArrival(transactionId: string, known: Dispatch | undefined): Promise<void> {
  if (known?.arrivedAtMs !== undefined) return;
  const arrivedAtMs = now();
  if (known === undefined) {
    // A table that was restored to an earlier time may know nothing of what it sent.
    const unsent: Dispatch = { transactionId, sends: 0, sendId: newId(), sentAtMs: arrivedAtMs, arrivedAtMs };
    const { done } = await write(put(dispatchItem, unsent, { rule: "first", when: [absent()] }));
    if (done) return;
  }
  const noted = { set: { arrivedAtMs }, remove: ["doubtAtMs" as const] };
  const when = [exists(), missing("arrivedAtMs")];
  await write(update(dispatchItem, { transactionId }, { rule: "arrival", when, ...noted }));
}

/** Notes what is left of the doubt after an answer: nothing, or that of an earlier sending. */
export async function settleDoubt({ transactionId, sends }: Dispatch, doubtAtMs: number | undefined): Promise<void> {
  const change = doubtAtMs === undefined ? { remove: ["doubtAtMs" as const] } : { set: { doubtAtMs } };
  await write(update(dispatchItem, { transactionId }, { rule: "send", when: [equals("sends", sends)], ...change }));
}

/** Moves an open payout between the open statuses; a concluded one stays as it is. */
export async function noteProgress(payout: Journal, status: "processing" | "awaiting_confirmation"): Promise<void> {
  if (payout.status === status) return;
  const { transactionId } = payout;
  await write(
    update(
      journal,
      { transactionId },
      {
        rule: "open",
        set: { status },
        index: journalPlace({ ...payout, status }),
        when: [equals("kind", "payout"), among("status", OPEN)],
      },
    ),
  );
}

/** Where a payout stands that has ended and that a person must look at. */
export function flaggedPlace(payout: Journal): IndexOf<typeof journal> {
  return { ...journalPlace(payout), status: "flagged" };
}

/** Keeps these facts in the place of those that were read, the status as it is, or does nothing when either has changed. */
export async function commitFacts(payout: Journal, facts: PayoutFacts, index?: IndexOf<typeof journal>): Promise<void> {
  const { transactionId, status, external = {} } = payout;
  const when = [equals("status", status), equals("external", external)];
  const set = { external: { ...facts } };
  await write(update(journal, { transactionId }, { rule: "unchanged", when, set, index }));
}
