import { batchGet, keyOf } from "@cowry/table";
import * as z from "zod/mini";
import {
  alertStaff,
  BalanceMinor,
  CurrencyCode,
  errors as kernelErrors,
  isoTime,
  type Minor,
  now,
  type RailCurrency,
  Time,
  toWire,
} from "../kernel/index.ts";
import { listOpenRefunds, type Refund } from "../refunds/index.ts";
import {
  type Journal,
  journal,
  listOpenJournals,
  readSystemBalance,
  SYSTEM_ACCOUNTS,
  type SystemAccount,
} from "../wallet/index.ts";
import { providerFee } from "./fees.ts";
import { currencyOf, isOpen, OPEN } from "./model.ts";
import { dispatchItem, type PayoutState } from "./store.ts";

/**
 * The float proof: what we owe customers and keep for ourselves is what the provider holds for us, but for payouts and
 * refunds that it has taken from our balance and that have not ended in our books.
 *
 * Accounts of our own are summed from the stream, a moment late, and what is in all wallets is the rest, for everything
 * together comes to zero; the nightly audit counts the wallets themselves. A difference of minutes is money under way (a
 * charge whose event is on its way, a transfer that came back a moment ago): only one that stays is a loss.
 */
export interface Float {
  readonly currency: RailCurrency;
  readonly atMs: number;
  /** What is in all wallets, reserved money included. */
  readonly customers: Minor;
  /** Fees earned and spent, suspense and the like: what else of the provider's balance is spoken for. */
  readonly ours: Minor;
  /** Taken from our balance by the provider, fees included, and not ended in our books. */
  readonly inFlight: Minor;
  /** Sent without an answer: the provider may have taken it, or not. */
  readonly inDoubt: Minor;
  /** Reserved and not sent: what our balance has to cover next. */
  readonly toSend: Minor;
  readonly provider: Minor;
}

export interface FloatSource {
  balance(): Promise<
    | {
        readonly outcome: "known";
        readonly balances: readonly { readonly currency: string; readonly balance: Minor }[];
      }
    | { readonly outcome: "unknown"; readonly why: string }
  >;
}

/** What the provider should hold. Pure. */
export function expectedOf({ customers, ours, inFlight }: Float): Minor {
  return customers + ours - inFlight;
}

/** How much more (+) or less (−) the provider holds than can be explained: 0 is the proof. Pure. */
export function unexplainedOf(of: Float): Minor {
  const difference = of.provider - expectedOf(of);
  if (difference > 0n) return difference;
  return difference < -of.inDoubt ? difference + of.inDoubt : 0n;
}

/** How much our balance at the provider falls short of what waits to be sent. Pure. */
export function shortOf({ toSend, provider }: Float): Minor {
  return toSend > provider ? toSend - provider : 0n;
}

const BEYOND_ALL_DAYS = "9999-12-31";

/** Computes the proof as of now. Throws `unavailable` while the provider does not say what it holds. */
export async function readFloat(source: FloatSource, currency: RailCurrency = "NGN"): Promise<Float> {
  const told = await source.balance();
  if (told.outcome === "unknown") throw kernelErrors.unavailable(undefined, { context: { balance: told.why } });
  const provider = told.balances.find((each) => each.currency === currency)?.balance ?? 0n;
  const [books, payouts, refunds] = await Promise.all([
    readBooks(currency),
    readPayouts(currency),
    readRefunds(currency),
  ]);
  return { currency, atMs: now(), ...books, ...added(payouts, refunds), provider };
}

const CLEARING: SystemAccount = "clearing:paystack";

async function readBooks(currency: RailCurrency): Promise<Pick<Float, "customers" | "ours">> {
  const read = (name: SystemAccount) => readSystemBalance(name, currency, BEYOND_ALL_DAYS);
  const others = SYSTEM_ACCOUNTS.filter((name) => name !== CLEARING);
  const [clearing, ...balances] = await Promise.all([read(CLEARING), ...others.map(read)]);
  const ours = balances.reduce((sum, balance) => sum + balance, 0n);
  return { customers: -clearing - ours, ours };
}

type UnderWay = Pick<Float, "inFlight" | "inDoubt" | "toSend">;
const NOTHING: UnderWay = { inFlight: 0n, inDoubt: 0n, toSend: 0n };

function added(one: UnderWay, other: UnderWay): UnderWay {
  return {
    inFlight: one.inFlight + other.inFlight,
    inDoubt: one.inDoubt + other.inDoubt,
    toSend: one.toSend + other.toSend,
  };
}

async function readPayouts(currency: RailCurrency): Promise<UnderWay> {
  let sum = NOTHING;
  const seen = new Set<string>();
  for await (const ids of listOpenJournals("payout", OPEN, now())) {
    const fresh = ids.filter((id) => !seen.has(id));
    for (const id of fresh) seen.add(id);
    const states = await loadStates(fresh);
    sum = states.filter(({ payout }) => payout.currency === currency).reduce(addPayout, sum);
  }
  return sum;
}

/** The provider takes a refund from our balance when it is ordered; it ends in our books when it has arrived. */
async function readRefunds(currency: RailCurrency): Promise<UnderWay> {
  let sum = NOTHING;
  const seen = new Set<string>();
  for await (const refunds of listOpenRefunds()) {
    for (const refund of refunds) {
      // It may have moved to the next state, and be listed again.
      if (refund.currency !== currency || seen.has(refund.refundId)) continue;
      seen.add(refund.refundId);
      sum = addRefund(sum, refund);
    }
  }
  return sum;
}

/** Where one open refund's money is by now. Pure. */
export function addRefund(sum: UnderWay, { state, amount }: Pick<Refund, "state" | "amount">): UnderWay {
  switch (state) {
    case "reserved":
      return { ...sum, toSend: sum.toSend + amount };
    case "sending":
      return { ...sum, inDoubt: sum.inDoubt + amount };
    case "ordered":
    case "needs_attention":
      return { ...sum, inFlight: sum.inFlight + amount };
    case "processed":
    case "failed":
      return sum;
  }
}

async function loadStates(ids: readonly string[]): Promise<readonly PayoutState[]> {
  const keys = ids.map((transactionId) => ({ transactionId }));
  const found = await batchGet(keys.flatMap((key) => [keyOf(journal, key), keyOf(dispatchItem, key)]));
  return keys.flatMap((key) => {
    const payout = found.get(journal, key);
    return payout === undefined || !isOpen(payout) ? [] : [{ payout, dispatch: found.get(dispatchItem, key) }];
  });
}

/** Where one open payout's money is by now. Pure. */
export function addPayout(sum: UnderWay, { payout, dispatch }: PayoutState): UnderWay {
  const taken = costOf(payout);
  if (dispatch?.arrivedAtMs !== undefined) return { ...sum, inFlight: sum.inFlight + taken };
  if (dispatch?.doubtAtMs !== undefined) return { ...sum, inDoubt: sum.inDoubt + taken };
  return { ...sum, toSend: sum.toSend + taken };
}

function costOf(payout: Journal): Minor {
  return payout.amount + providerFee(payout.amount, currencyOf(payout), null);
}

/** Metrics of one proof: what the dashboard draws, and its alarm hears. In minor units. */
export interface FloatMetrics {
  readonly FloatUnexplained: number;
  readonly FloatProviderBalance: number;
  readonly FloatShort: number;
}

/** Computes the proof for the dashboard. A float that does not cover what waits to be sent is told to staff at once. */
export async function watchFloat(source: FloatSource): Promise<FloatMetrics> {
  const float = await readFloat(source);
  const unexplained = unexplainedOf(float);
  if (shortOf(float) > 0n) alertStaff({ alert: "float_short" });
  return {
    FloatUnexplained: Number(unexplained < 0n ? -unexplained : unexplained),
    FloatProviderBalance: Number(float.provider),
    FloatShort: Number(shortOf(float)),
  };
}

export const FloatShown = z.strictObject({
  currency: CurrencyCode,
  as_of: Time,
  customer_liabilities: BalanceMinor,
  /** Fees, suspense and the like; negative where more was spent than earned. */
  own: z.int(),
  in_flight: BalanceMinor,
  in_doubt: BalanceMinor,
  to_send: BalanceMinor,
  /** Customers' and ours, less what is in flight. */
  expected: z.int(),
  provider_balance: z.int(),
  difference: z.int(),
  /** What neither money in flight nor in doubt explains. 0 is the proof. */
  unexplained: z.int(),
  is_proved: z.boolean(),
  short: BalanceMinor,
});

export function floatView(of: Float): z.infer<typeof FloatShown> {
  const unexplained = unexplainedOf(of);
  return {
    currency: of.currency,
    as_of: isoTime(of.atMs),
    customer_liabilities: toWire(of.customers),
    own: toWire(of.ours),
    in_flight: toWire(of.inFlight),
    in_doubt: toWire(of.inDoubt),
    to_send: toWire(of.toSend),
    expected: toWire(expectedOf(of)),
    provider_balance: toWire(of.provider),
    difference: toWire(of.provider - expectedOf(of)),
    unexplained: toWire(unexplained),
    is_proved: unexplained === 0n,
    short: toWire(shortOf(of)),
  };
}
