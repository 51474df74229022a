import { absent, getItem, put, transact, type Write } from "@cowry/table";
import { CurrencyCode, errors as kernelErrors, jitter, now } from "../kernel/index.ts";
import { bookingOf, findTopup, givenBack } from "../topups/index.ts";
import {
  CREDITABLE,
  type Journal,
  journal,
  knownAs,
  type Leg,
  movedMoney,
  postOnWallet,
  systemAccount,
  type SystemAccount,
  SYSTEM_OWNER,
  type Wallet,
  walletAccount,
  walletItem,
} from "../wallet/index.ts";

/**
 * Money of a charge that the provider took back from us though we did not order it: a refund that was made elsewhere, a
 * dispute that was lost. It is taken from the wallet as far as it is there; the rest is owed to us.
 */

export interface TakenBack {
  /** Derived from what took it, so that it is booked once. */
  readonly transactionId: string;
  /** Under which the provider's own books have it: what they are compared by. */
  readonly reference: string;
  /** Whose charge it was; undefined where we know none. */
  readonly topupId: string | undefined;
  readonly chargeReference: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly mode: "test" | "live";
  /** Whether the provider takes no more of the charge than has not gone back yet. */
  readonly isCapped: boolean;
  /** What was set aside for it, in `suspense:disputes`. */
  readonly kept: bigint;
  /** Where the rest is owed. */
  readonly owedOn: SystemAccount;
  readonly metadata: Readonly<Record<string, string>>;
  /** Written with it, each with a rule of its own. */
  readonly also: readonly Write[];
}

/** `owed`: what nobody had. Undefined: it had been booked before, or one of `also` did not hold. */
export type Taken = { readonly owed: bigint } | undefined;

const TRIES_MAX = 12;

export async function bookTakenBack(told: TakenBack): Promise<Taken> {
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const topup = told.topupId === undefined ? undefined : await findTopup(told.topupId);
    const booked = await book(told, topup);
    if (booked !== "again") return booked;
    await new Promise((resolve) => setTimeout(resolve, jitter() * Math.min(200, 10 * 2 ** tries)));
  }
  throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { taken: told.transactionId } });
}

/** The write rests on what had gone back when this was decided. */
function capped(amount: bigint, { amount: credited, fee, refunded = 0n }: Journal): bigint {
  const left = credited + fee - refunded;
  if (left <= 0n) return 0n;
  return left < amount ? left : amount;
}

/** Throws `unavailable` where the charge was not booked yet: what goes back waits for what came in. */
async function book(told: TakenBack, topup: Journal | undefined): Promise<Taken | "again"> {
  const charge = { reference: told.chargeReference, mode: told.mode };
  const booking = topup === undefined ? "never" : bookingOf(topup, charge);
  const isPartOf = topup !== undefined && booking === "booked";
  const taken = told.isCapped && isPartOf ? { ...told, amount: capped(told.amount, topup) } : told;
  if (taken.amount > 0n || taken.kept > 0n) {
    if (booking === "awaited") throw kernelErrors.unavailable(undefined, { context: { charge: "not_booked" } });
    return isPartOf ? bookWith(taken, topup) : bookAlone(taken, topup, []);
  }
  // No money moves by it.
  if (taken.also.length === 0) return undefined;
  return (await transact(taken.also)).committed ? { owed: 0n } : undefined;
}

async function bookWith(taken: TakenBack, topup: Journal): Promise<Taken | "again"> {
  const { owner: userId, currency } = topup;
  const account = walletAccount(userId, currency);
  const isOnWallet = topup.legs?.some((leg) => leg.account === account) === true;
  const wallet = isOnWallet ? await getItem(walletItem, { userId, currency }) : undefined;
  // What never reached a wallet is not taken from one.
  return wallet === undefined ? bookAlone(taken, topup, [gone(taken, topup)]) : bookOnWallet(taken, topup, wallet);
}

/** What goes out, and where it comes from: what was kept, then the wallet, then nobody. What is too much kept is back. Pure. */
export function takenLegs({ amount, currency, kept, owedOn }: TakenBack, wallet: Leg | undefined): readonly Leg[] {
  const missing = amount - kept + (wallet?.amount ?? 0n);
  const leg = (name: SystemAccount, value: bigint) =>
    value === 0n ? [] : [{ account: systemAccount(name, currency), amount: value }];
  return [
    ...(wallet === undefined ? [] : [wallet]),
    ...leg("suspense:disputes", -kept),
    ...leg(missing > 0n ? owedOn : "suspense:refunds", -missing),
    ...leg("clearing:paystack", amount),
  ];
}

async function bookOnWallet(taken: TakenBack, topup: Journal, wallet: Wallet): Promise<Taken | "again"> {
  const { transactionId, amount, kept } = taken;
  const wanted = amount - kept;
  const counterparty = topup.counterparty;
  let owed = 0n;
  const posted = await postOnWallet({
    transactionId,
    userId: topup.owner,
    currency: CurrencyCode.parse(topup.currency),
    wallet,
    decide: ({ available, status }) => {
      // Less than nothing is wanted where too much was kept: that is credited, unless the wallet may not have it.
      const isBack = wanted < 0n;
      const part = isBack ? (CREDITABLE.includes(status) ? wanted : 0n) : available < wanted ? available : wanted;
      owed = isBack ? 0n : wanted - part;
      if (part === 0n) return { available: 0n, reserved: 0n };
      const entry = { transactionId, kind: "refund", counterparty } as const;
      return { available: -part, reserved: 0n, entry, ...(isBack ? { whileStatus: CREDITABLE } : {}) };
    },
    journal: (leg) => {
      const atMs = leg?.atMs ?? now();
      const of = journalOf(taken, topup, leg === undefined ? "adjustment" : "refund", leg?.amount ?? 0n, atMs);
      return put(journal, { ...of, ...movedMoney(takenLegs(taken, leg)) }, { rule: "journal", when: [absent()] });
    },
    also: [gone(taken, topup), ...taken.also],
  });
  if (posted.posted) return { owed };
  return posted.by === "also" && posted.rule === "original" ? "again" : undefined;
}

/** The top-up counts what has gone of it. */
function gone({ amount }: TakenBack, topup: Journal): Write {
  return givenBack(topup, { ordered: amount, returned: amount });
}

/** No wallet has a part in it; `counts`: the top-up has. */
async function bookAlone(
  taken: TakenBack,
  topup: Journal | undefined,
  counts: readonly Write[],
): Promise<Taken | "again"> {
  const { amount, kept } = taken;
  const of = journalOf(taken, topup, "adjustment", 0n, now());
  const outcome = await transact([
    put(journal, { ...of, ...movedMoney(takenLegs(taken, undefined)) }, { rule: "journal", when: [absent()] }),
    ...counts,
    ...taken.also,
  ]);
  if (outcome.committed) return { owed: amount > kept ? amount - kept : 0n };
  if (outcome.failed.has("journal")) return undefined;
  return outcome.failed.has("original") ? "again" : undefined;
}

/** One without a leg of the wallet is between accounts of our own, and nobody's transaction. */
function journalOf(
  { transactionId, reference, currency, mode, amount, kept, metadata }: TakenBack,
  topup: Journal | undefined,
  kind: "refund" | "adjustment",
  taken: bigint,
  atMs: number,
): Journal {
  const isTheirs = kind === "refund" && topup !== undefined;
  return {
    transactionId,
    kind,
    status: "completed",
    currency,
    amount: isTheirs ? (taken < 0n ? -taken : taken) : amount > 0n ? amount : kept,
    fee: 0n,
    owner: isTheirs ? topup.owner : SYSTEM_OWNER,
    ...(isTheirs ? { counterparty: topup.counterparty } : {}),
    by: "provider:paystack",
    mode,
    createdAtMs: atMs,
    completedAtMs: atMs,
    external: { ...knownAs(reference) },
    metadata: { ...metadata, ...(topup === undefined ? {} : { refund_of: topup.transactionId }) },
  };
}
