import { getItem } from "@cowry/table";
import * as z from "zod/mini";
import { CurrencyCode, DAY, isoTime, now, showAmount, SignedAmount, Time } from "../kernel/index.ts";
import { homeDay } from "./day.ts";
import { errors } from "./errors.ts";
import { SYSTEM_ACCOUNTS, type SystemAccount } from "./model.ts";
import { reconciliationItem } from "./reconcile-store.ts";
import { accountParts, readSystemBalance } from "./system-accounts.ts";

/**
 * The chart of accounts, and the trial balance. In the books `+` is more for whom an account stands for, so that what we
 * owe is a credit and positive, and what is owed to us is a debit and negative: everything sums to zero.
 */

const TYPES = ["asset", "liability", "revenue", "expense"] as const;
const SIDES = ["debit", "credit"] as const;

interface Account {
  readonly type: (typeof TYPES)[number];
  /** The side on which its balance normally is. */
  readonly normal: (typeof SIDES)[number];
}

const OWED_TO_US: Account = { type: "asset", normal: "debit" };
const OWED_BY_US: Account = { type: "liability", normal: "credit" };
const EARNED: Account = { type: "revenue", normal: "credit" };
const SPENT: Account = { type: "expense", normal: "debit" };

const WALLETS = "wallets";

/** Every account there is; customers' wallets stand in it as one. */
export const CHART: Readonly<Record<SystemAccount | typeof WALLETS, Account>> = {
  [WALLETS]: OWED_BY_US,
  "clearing:paystack": OWED_TO_US,
  "expense:provider_fees": SPENT,
  "revenue:payout_fees": EARNED,
  "revenue:transfers": EARNED,
  "revenue:topup_fees": EARNED,
  "suspense:topups": OWED_BY_US,
  "suspense:payouts": OWED_TO_US,
  "suspense:refunds": OWED_BY_US,
  "transit:refunds": OWED_BY_US,
  "suspense:disputes": OWED_BY_US,
  adjustments: SPENT,
  "receivable:corrections": OWED_TO_US,
  "receivable:disputes": OWED_TO_US,
  promotions: SPENT,
  "fx:liquidity": OWED_BY_US,
  "fx:rounding": EARNED,
  "agents:float": OWED_BY_US,
};

const AccountName = z.string().check(z.minLength(1), z.maxLength(64));

export const TrialBalance = z.strictObject({
  /** The balances are those with which this day began. */
  day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  /** When what was in the wallets had been counted. */
  as_of: Time,
  currencies: z
    .array(
      z.strictObject({
        currency: CurrencyCode,
        accounts: z
          .array(
            z.strictObject({
              account: AccountName,
              type: z.enum(TYPES),
              normal: z.enum(SIDES),
              /** Positive on the account's credit side. */
              balance: SignedAmount,
              /** On the other side than it normally is: to be looked at. */
              is_unusual: z.boolean(),
            }),
          )
          .check(z.maxLength(100)),
        debits: SignedAmount,
        credits: SignedAmount,
        is_balanced: z.boolean(),
      }),
    )
    .check(z.maxLength(100)),
});

/** Days back to which the last count of the wallets is looked for. */
const DAYS_BACK = 7;

/**
 * All accounts with which the last audited day began: the wallets as the nightly audit counted them entry by entry, the
 * accounts of our own as the stream summed them, day by day. They come to zero together, or something is wrong.
 */
export async function readTrialBalance(): Promise<z.output<typeof TrialBalance>> {
  const run = await lastCount();
  const inWallets = Object.entries(run.sums).filter(([name]) => name.startsWith(`${WALLETS}:`));
  const currencies = await Promise.all(
    inWallets.map(async ([name, sum]) => tableOf(CurrencyCode.parse(accountParts(name).currency), sum, run.day)),
  );
  return { day: run.day, as_of: isoTime(run.countedAtMs), currencies };
}

async function lastCount() {
  for (let back = 0; back < DAYS_BACK; back++) {
    const day = homeDay(now() - back * DAY);
    const run = await getItem(reconciliationItem, { day, channel: "ledger" });
    if (run?.finishedAtMs !== undefined && run.progress !== undefined) {
      return { day, countedAtMs: run.finishedAtMs, sums: run.progress.sums };
    }
  }
  throw errors.books_not_counted();
}

async function tableOf(currency: CurrencyCode, inWallets: bigint, day: string) {
  const own = await Promise.all(
    SYSTEM_ACCOUNTS.map(async (name) => [name, await readSystemBalance(name, currency, day)] as const),
  );
  const balances = [[WALLETS, inWallets] as const, ...own];
  const sumOf = (side: (balance: bigint) => boolean) =>
    balances.reduce((sum, [, balance]) => (side(balance) ? sum + balance : sum), 0n);
  const [debits, credits] = [-sumOf((balance) => balance < 0n), sumOf((balance) => balance > 0n)];
  const shown = (amount: bigint) => showAmount(amount, currency);
  return {
    currency,
    accounts: balances.map(([account, balance]) => ({
      account,
      ...CHART[account],
      balance: shown(balance),
      is_unusual: CHART[account].normal === "credit" ? balance < 0n : balance > 0n,
    })),
    debits: shown(debits),
    credits: shown(credits),
    is_balanced: debits === credits,
  };
}

type CurrencyCode = z.output<typeof CurrencyCode>;
