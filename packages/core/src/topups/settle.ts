import {
  alertStaff,
  assert,
  type RailCurrency,
  errors as kernelErrors,
  isError,
  never,
  now,
  present,
} from "../kernel/index.ts";
import {
  CREDITABLE,
  errors as walletErrors,
  type Journal,
  type Leg,
  type Posted,
  postOnWallet,
  type WalletPlan,
} from "../wallet/index.ts";
import { keepCard } from "./cards.ts";
import { type ChargeRoute, publishedFee } from "./charge-fees.ts";
import { type Flaw, grossAmount, readFacts, SETTLEABLE, topupIdOf } from "./model.ts";
import type { Charge } from "./ports.ts";
import { commitFlaw, findOrdered, type Ordered, recounted, settled } from "./store.ts";

/** What became of a charge. Only `credited` moved money into a wallet, and only once per top-up. */
export type Settlement = "credited" | "already" | "flagged" | "suspended" | "not_ours" | "not_paid";

/**
 * Credits a paid charge, once, however often and in whatever order the provider tells of it. What differs from the
 * order is not credited but flagged; what a wallet may not receive goes to suspense: money that arrived is never lost.
 * Staff are told of both by the change of the journal itself: see `alertsOf`.
 * Two round trips: order and wallet, then three items. One more where the charge does not say whose it is; an item more, and
 * a round trip where that does not count, for an order by a saved card that had ended.
 */
export function settleTopup(charge: Charge): Promise<Settlement> {
  return settleFound(charge, settleOrdered);
}

/** The same for a charge that was paid by a transfer: there is no card to be kept. */
export function settleTransferred(charge: Charge): Promise<Settlement> {
  return settleFound(charge, settleCardless);
}

async function settleFound(charge: Charge, settle: typeof settleOrdered): Promise<Settlement> {
  const transactionId = topupIdOf(charge.reference);
  if (transactionId === undefined) return "not_ours";
  if (charge.status !== "success") return "not_paid";
  const found = await findOrdered(transactionId, charge);
  if (found === undefined) {
    // Our reference, yet no order: written down before each call, so this is a lost table or somebody else's stage.
    alertStaff({ alert: "charge_without_topup", transactionId });
    return "not_ours";
  }
  return settle(found.topup, charge, found.wallet);
}

/**
 * The same for a paid charge whose top-up is known. Its card is kept once the money is booked, where its owner wanted
 * that; cut off in between, the next telling keeps it.
 */
export async function settleOrdered(topup: Journal, charge: Charge, wallet?: Ordered["wallet"]): Promise<Settlement> {
  const settlement = await settleCardless(topup, charge, wallet);
  if (settlement === "credited" || settlement === "already") await keepCard(topup, charge.savedCard);
  return settlement;
}

/** The same where its owner wanted no card to be kept: a transfer has none, and a saved card is there already. */
export function settleCardless(topup: Journal, charge: Charge, wallet?: Ordered["wallet"]): Promise<Settlement> {
  return settleAs(decideSettlement(topup, charge), { topup, wallet }, charge);
}

export type Verdict =
  { readonly do: "credit" } | { readonly do: "nothing" } | { readonly do: "flag"; readonly flaw: Flaw };

/** Compares the charge with the order. The write repeats each comparison as a condition. */
export function decideSettlement(topup: Journal, charge: Charge): Verdict {
  if (topup.legs !== undefined || !SETTLEABLE.includes(topup.status)) return { do: "nothing" };
  if (charge.domain !== topup.mode) return { do: "flag", flaw: "mode_differs" };
  if (charge.currency !== topup.currency) return { do: "flag", flaw: "currency_differs" };
  if (charge.amount !== grossAmount(topup)) return { do: "flag", flaw: "amount_differs" };
  return { do: "credit" };
}

async function settleAs(verdict: Verdict, ordered: Ordered, charge: Charge): Promise<Settlement> {
  const { topup } = ordered;
  switch (verdict.do) {
    case "nothing":
      return again(topup, charge);
    case "flag":
      return flag(topup, charge, verdict.flaw);
    case "credit":
      return credit(ordered, charge);
    default:
      return never(verdict, "verdict of a charge");
  }
}

/** The same charge once more is the rule; a paid page of another attempt would be a second payment. */
function again(topup: Journal, charge: Charge): Settlement {
  if (topup.reference !== charge.reference)
    alertStaff({ alert: "topup_paid_twice", transactionId: topup.transactionId });
  return "already";
}

async function flag(topup: Journal, charge: Charge, flaw: Flaw): Promise<Settlement> {
  const { amount, currency, domain: mode, reference } = charge;
  const facts = readFacts(topup.external);
  const stands = await commitFlaw(topup, { ...facts, flaw, told: { amount, currency, mode, reference } });
  return stands !== undefined && hasMovedOn(topup, stands) ? settleCardless(stands, charge) : "flagged";
}

/** It ended, or its charge was flagged, since it was read: what counts of it may be something else. */
function hasMovedOn(before: Journal, topup: Journal): boolean {
  return topup.legs === undefined && topup.status !== before.status;
}

/**
 * Legs of a charge: what was ordered goes to `credited`, what the payer bore on top of it is our revenue, and what the
 * provider keeps of both our expense.
 */
export function chargeLegs(topup: Journal, charge: Charge, credited: Leg): readonly Leg[] {
  const { currency, fee: borne } = topup;
  const fee = charge.fees ?? publishedFee(charge.amount, currency as RailCurrency, routeOf(topup));
  return [
    credited,
    { account: `clearing:paystack:${currency}`, amount: fee - charge.amount },
    { account: `expense:provider_fees:${currency}`, amount: -fee },
    ...(borne > 0n ? [{ account: `revenue:topup_fees:${currency}`, amount: borne }] : []),
  ];
}

function routeOf({ external }: Journal): ChargeRoute {
  return readFacts(external).method === "virtual_account" ? "virtual_account" : "checkout";
}

async function credit({ topup, wallet }: Ordered, charge: Charge): Promise<Settlement> {
  const { transactionId, counterparty, amount } = topup;
  const completed = { status: "completed", completedAtMs: now(), reference: charge.reference } as const;
  try {
    const posted = await postCharge(topup, {
      wallet,
      decide: ({ status }) => {
        if (!CREDITABLE.includes(status)) throw walletErrors.wallet_blocked();
        const entry = { transactionId, kind: "topup", counterparty, external: true } as const;
        return { available: amount, reserved: 0n, entry, whileStatus: CREDITABLE };
      },
      journal: (leg) =>
        settled(topup, charge, chargeLegs(topup, charge, present(leg, "a credit has an entry")), completed),
    });
    return posted.posted ? "credited" : await settledMeanwhile(topup, posted, charge);
  } catch (error) {
    if (!isError(error, walletErrors.wallet_blocked)) throw error;
    return suspend(topup, charge);
  }
}

/** The wallet is blocked or closed: the money is booked where staff find it, and stays there until they decide. */
async function suspend(topup: Journal, charge: Charge): Promise<Settlement> {
  const external = { ...readFacts(topup.external), flaw: "wallet_closed_to_credits" satisfies Flaw };
  const legs = chargeLegs(topup, charge, { account: `suspense:topups:${topup.currency}`, amount: topup.amount });
  const posted = await postCharge(topup, {
    decide: ({ status }) => {
      // Opened again in this very moment: the provider tells us again, and then it can be credited.
      if (CREDITABLE.includes(status)) throw kernelErrors.unavailable();
      return { available: 0n, reserved: 0n, whileStatus: ["blocked", "closed"] };
    },
    journal: () => settled(topup, charge, legs, { status: "held", reference: charge.reference, external }),
  });
  return posted.posted ? "suspended" : settledMeanwhile(topup, posted, charge);
}

/** With what counts again of a new card. A card that counts nothing of it any more is no reason to refuse the money. */
async function postCharge(topup: Journal, how: Pick<WalletPlan, "wallet" | "decide" | "journal">): Promise<Posted> {
  const { transactionId, owner: userId, currency } = topup;
  const isDone = ({ legs }: Journal) => legs !== undefined;
  const plan = { ...how, transactionId, userId, currency: currency as RailCurrency, isDone };
  const posted = await postOnWallet({ ...plan, also: recounted(topup) });
  return posted.posted || posted.by === "journal" ? posted : postOnWallet(plan);
}

/** Another delivery of the event was faster, and the journal as it is now must say so; or it is in another state now. */
async function settledMeanwhile(
  before: Journal,
  posted: Exclude<Posted, { posted: true }>,
  charge: Charge,
): Promise<Settlement> {
  const topup = present(posted.by === "journal" ? posted.journal : undefined, "a journal is never removed");
  if (hasMovedOn(before, topup)) return settleCardless(topup, charge);
  assert(topup.legs !== undefined, "a top-up that cannot be settled has been settled");
  return again(topup, charge);
}
