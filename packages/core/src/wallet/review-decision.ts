import { above, among, atMost, batchGet, equals, getItem, keyOf, transact, update, type Write } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { type Actor, CurrencyCode, now, present, type Staff } from "../kernel/index.ts";
import { commit, type Committed, type Each } from "./commit.ts";
import { errors } from "./errors.ts";
import { type MovedMoney, movedMoney } from "./journal.ts";
import { givenBack, profileOf } from "./limits.ts";
import {
  CREDITABLE,
  type Movement,
  type ReviewState,
  type TransactionStatus,
  walletOfAccount,
  type WalletLeg,
} from "./model.ts";
import { loadPolicy } from "./policy.ts";
import { shiftOnWallet } from "./post.ts";
import { withPayee } from "./review.ts";
import { checkCredit } from "./status.ts";
import { type Journal, journal, type Wallet, walletItem } from "./store.ts";
import { checkRoom, feeLegs, type Parties, personIn } from "./transfer-decision.ts";

/**
 * What compliance decides. A held transfer is posted (the money goes on) or voided (it is the payer's again, and the
 * limits' counts too); nobody deciding, it expires. A listed one is cleared, or called suspicious: its money has moved,
 * and what follows is done to the wallets. Each decision is made once, with its reason in the payer's trail.
 */

export const DECISIONS = ["post", "void", "clear", "suspicious"] as const;
export type Decision = (typeof DECISIONS)[number];

const ENDS = { post: "posted", void: "voided", clear: "cleared", suspicious: "suspicious" } as const;
const BEGINS = { post: "held", void: "held", clear: "flagged", suspicious: "flagged" } as const;

/** Money has moved, or some of it. */
const ENDED: readonly TransactionStatus[] = ["completed", "reversed"];

export async function loadReviewed(transactionId: string): Promise<Journal> {
  const stored = await getItem(journal, { transactionId });
  // A hold is looked at when it has come to its end: until then nothing may have moved.
  const isOpenHold = stored?.kind === "hold" && !ENDED.includes(stored.status);
  if (stored?.review === undefined || isOpenHold) throw errors.review_not_found();
  return stored;
}

/** Decides, once. The same decision again answers as it did; another one is refused. Nobody decides on their own money. */
export async function decideOnTransfer(
  actor: Staff,
  transactionId: string,
  { decision, reason }: { readonly decision: Decision; readonly reason: string },
): Promise<Journal> {
  const of = await loadReviewed(transactionId);
  if ([of.owner, payeeOf(of)].includes(actor.userId)) throw errors.review_not_found();
  if (stateOf(of) === ENDS[decision]) return of;
  if (stateOf(of) !== BEGINS[decision]) throw errors.review_decided();
  const audit = trailOf(actor, of, ENDS[decision], reason);
  if (decision === "post") await post(of, audit);
  else if (decision === "void") await giveBack(of, "voided", [audit]);
  else await mark(of, ENDS[decision], audit);
  const after = await loadReviewed(transactionId);
  if (stateOf(after) !== ENDS[decision]) throw errors.review_decided();
  return after;
}

/** Gives the money of a held transfer back whose time is over. Repeating it changes nothing. */
export async function expireTransfer(transactionId: string): Promise<void> {
  const of = await getItem(journal, { transactionId });
  if (of?.kind === "transfer" && of.status === "held" && (of.expiresAtMs ?? 0) <= now()) {
    await giveBack(of, "expired", []);
  }
}

const stateOf = ({ review }: Journal): ReviewState | undefined => review?.state;

/** The payee: named by the journal while it is held, by its leg once the money has moved. */
export function payeeOf({ owner, counterparty, legs = [] }: Journal): string {
  const paid = legs
    .map(({ account }) => walletOfAccount(account)?.userId)
    .find((id) => id !== undefined && id !== owner);
  return present(counterparty?.userId ?? paid, "a transfer has a payee");
}

function trailOf(actor: Actor, of: Journal, state: ReviewState, reason: string): Write {
  return auditEntry(actor, {
    action: `reviews.${state}`,
    subject: { kind: "transaction", id: of.transactionId },
    userId: of.owner,
    before: { state: stateOf(of) ?? null },
    after: { state },
    reason,
  });
}

interface End extends Partial<MovedMoney> {
  readonly status: "completed" | "cancelled";
  readonly completedAtMs: number;
}

/** The journal's end as a held transfer, whatever the end is. */
function ending(of: Journal, state: "posted" | "voided" | "expired", set: End): Write {
  const nowMs = now();
  const time = state === "expired" ? atMost("expiresAtMs", nowMs) : above("expiresAtMs", nowMs);
  const review = { state, reasons: of.review?.reasons ?? "" };
  return update(
    journal,
    { transactionId: of.transactionId },
    {
      rule: "journal",
      when: [equals("kind", "transfer"), equals("status", "held"), time],
      set: { ...set, review },
      index: null,
    },
  );
}

/** The fee that is kept back of the payee's money. */
function payeeFee({ external }: Journal): bigint {
  const fee = external?.["payeeFee"];
  return typeof fee === "bigint" ? fee : 0n;
}

async function post(of: Journal, audit: Write): Promise<Committed<"from" | "to">> {
  const { transactionId, amount, fee } = of;
  const currency = CurrencyCode.parse(of.currency);
  const kept = payeeFee(of);
  const [policy, wallets] = await Promise.all([loadPolicy(), loadParties(of)]);
  return commit({
    transactionId,
    wallets,
    decide: ({ from, to }) => {
      const { balanceMax } = policy.limits(profileOf(to), currency);
      checkCredit(to);
      checkRoom(to, amount - kept, balanceMax);
      return postings(of, { from, to }, balanceMax);
    },
    journal: (legs) => {
      const [payer, payee] = [present(legs.from, "the payer's leg"), present(legs.to, "the payee's leg")];
      const moved = movedMoney([payer, payee, ...feeLegs(fee + kept, currency)]);
      return ending(of, "posted", { status: "completed", completedAtMs: payer.atMs, ...moved });
    },
    also: [audit],
    isDone: ({ status }) => status !== "held",
  });
}

function postings(of: Journal, { from, to }: Parties, balanceMax: bigint | undefined): Each<"from" | "to", Movement> {
  const { transactionId, amount, fee, note, reference } = of;
  const kept = payeeFee(of);
  const common = { transactionId, kind: "transfer", note } as const;
  const shown = (borne: bigint) => (borne > 0n ? borne : undefined);
  return {
    from: {
      available: 0n,
      reserved: -(amount + fee),
      recentPayees: withPayee(from.recentPayees, from.userId, to.userId),
      // The history shows the row that has been there since it was ordered.
      entry: { ...common, fee: shown(fee), counterparty: personIn(to), reference, external: true },
    },
    to: {
      available: amount - kept,
      reserved: 0n,
      balanceMax,
      whileStatus: CREDITABLE,
      entry: { ...common, fee: shown(kept), counterparty: personIn(from) },
    },
  };
}

async function loadParties(of: Journal): Promise<Each<"from" | "to", Wallet>> {
  const { owner, currency } = of;
  const [fromKey, toKey] = [
    { userId: owner, currency },
    { userId: payeeOf(of), currency },
  ];
  const found = await batchGet([keyOf(walletItem, fromKey), keyOf(walletItem, toKey)]);
  return {
    from: present(found.get(walletItem, fromKey), "a wallet is never removed"),
    to: present(found.get(walletItem, toKey), "a wallet is never removed"),
  };
}

async function giveBack(of: Journal, state: "voided" | "expired", also: readonly Write[]): Promise<void> {
  const { transactionId, owner, amount, fee, createdAtMs } = of;
  const atMs = now();
  const total = amount + fee;
  await shiftOnWallet({
    transactionId,
    userId: owner,
    currency: CurrencyCode.parse(of.currency),
    decide: ({ usage }) => ({
      available: total,
      reserved: -total,
      usage: givenBack(usage, { amount, orderedAtMs: createdAtMs }, atMs),
    }),
    journal: (_: WalletLeg | undefined) => ending(of, state, { status: "cancelled", completedAtMs: atMs }),
    also,
    isDone: ({ status }) => status !== "held",
  });
}

/** What is listed has happened: only what is thought of it changes, and it leaves the list. */
async function mark(of: Journal, state: "cleared" | "suspicious", audit: Write): Promise<void> {
  const review = { state, reasons: of.review?.reasons ?? "" };
  const isListed = [among("status", ENDED), equals("review", present(of.review, "it is listed"))];
  await transact([
    update(
      journal,
      { transactionId: of.transactionId },
      { rule: "journal", when: isListed, set: { review }, index: null },
    ),
    audit,
  ]);
}
