import {
  absent,
  batchGet,
  type ConditionFor,
  equals,
  keyOf,
  missing,
  present as exists,
  put,
  transact,
  update,
  type Write,
} from "@cowry/table";
import * as z from "zod/mini";
import { auditEntry } from "../audit/index.ts";
import {
  Amount,
  type Currency,
  CurrencyCode,
  CURRENCIES,
  type Customer,
  DEFAULT_CURRENCY,
  errors as kernelErrors,
  isoTime,
  jitter,
  type Minor,
  now,
  showAmount,
  unseal,
} from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { changeEveryWallet, walletsOf } from "./every-wallet.ts";
import type { LimitRole, Tier } from "./model.ts";
import { accountNumberContext, emptyWallet } from "./opening.ts";
import { loadPolicy } from "./policy.ts";
import { checkDebit } from "./status.ts";
import { type Wallet, walletItem } from "./store.ts";
import { Balance } from "./wire.ts";

/** The assets there are, and a person's wallets: one for each asset, opened when it is asked for. */

const Short = z.string().check(z.minLength(1), z.maxLength(64));

export const AssetShown = z.strictObject({
  symbol: CurrencyCode,
  name: Short,
  sign: Short,
  asset_type: z.enum(["fiat", "crypto"]),
  decimals: z.int().check(z.minimum(0), z.maximum(18)),
  /** Smallest and largest amount of one order. */
  min_amount: Amount,
  max_amount: Amount,
  is_active: z.boolean(),
  network: z.nullable(Short),
});
export const Assets = z.strictObject({ items: z.array(AssetShown).check(z.maxLength(100)) });
export const Balances = z.strictObject({ items: z.array(Balance).check(z.maxLength(100)) });
export const WalletRequest = z.strictObject({ currency: CurrencyCode });

export async function listAssets(): Promise<z.output<typeof Assets>> {
  const policy = await loadPolicy();
  const items = CURRENCIES.map((symbol) => {
    const { name, symbol: sign, type, decimals, min, max, active, network } = policy.asset(symbol);
    return {
      ...{ symbol, name, sign, asset_type: type, decimals },
      min_amount: showAmount(min, symbol),
      max_amount: showAmount(max, symbol),
      is_active: active,
      network: network ?? null,
    };
  });
  return { items };
}

/** All of the actor's wallets as they stand. Asks for FIELD_KEYS. */
export async function readBalances({ userId }: Pick<Customer, "userId">): Promise<z.output<typeof Balances>> {
  const wallets = await walletsOf(userId);
  return { items: wallets.map(balanceView) };
}

function balanceView(of: Wallet): Balance {
  const currency = CurrencyCode.parse(of.currency);
  return {
    balance: showAmount(of.available + of.reserved, currency),
    available: showAmount(of.available, currency),
    reserved: showAmount(of.reserved, currency),
    currency,
    account_number: unseal(of.accountNumber, accountNumberContext(of.userId)),
    as_of: isoTime(now()),
  };
}

export interface Opened {
  readonly balance: Balance;
  /** The actor had it already. */
  readonly replayed: boolean;
}

/** Money moves in the first wallet, or somebody changes its standing, while another is being opened. */
const TRIES_MAX = 12;

/**
 * Opens the actor's wallet in an asset, once. Its name, number and standing are those of the first one, which is written
 * with it: whoever blocks the person, or gives them another role, at the same moment meets it there and looks again, so
 * that no wallet is opened past them. Asks for FIELD_KEYS.
 */
export async function openWallet(actor: Customer, currency: Currency): Promise<Opened> {
  const { userId } = actor;
  const firstKey = { userId, currency: DEFAULT_CURRENCY };
  const key = { userId, currency };
  const after = { currency };
  const policy = await loadPolicy();
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const found = await batchGet([keyOf(walletItem, firstKey), keyOf(walletItem, key)]);
    const [known, first] = [found.get(walletItem, key), found.get(walletItem, firstKey)];
    if (known !== undefined) return { balance: balanceView(known), replayed: true };
    if (first === undefined) throw errors.wallet_not_found();
    if (!policy.asset(currency).active) throw errors.asset_inactive();
    // Whoever may not spend opens no further wallet either.
    checkDebit(first, 0n);
    const wallet = emptyLike(first, currency);
    const opening = put(walletItem, wallet, { rule: "wallet", when: [absent()] });
    const entry = auditEntry(actor, {
      action: "wallet.opened",
      subject: { kind: "wallet", id: userId },
      userId,
      after,
    });
    const outcome = await transact([opening, unchangedFirst(first), entry]);
    if (outcome.committed) return { balance: balanceView(wallet), replayed: false };
    await new Promise((resolve) => setTimeout(resolve, jitter() * Math.min(200, 10 * 2 ** tries)));
  }
  throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { userId } });
}

/** The first wallet as it was read: active, with the same name, number and standing. */
function unchangedFirst({ userId, currency, version, ...first }: Wallet): Write {
  const { displayName, accountNumber, tier, limitRole } = first;
  const when: ConditionFor<typeof walletItem>[] = [
    equals("version", version),
    equals("status", "active"),
    equals("displayName", displayName),
    equals("accountNumber", accountNumber),
    tier === undefined ? missing("tier") : equals("tier", tier),
    limitRole === undefined ? missing("limitRole") : equals("limitRole", limitRole),
  ];
  return update(walletItem, { userId, currency }, { rule: "first", when, set: { version: version + 1 } });
}

function emptyLike({ userId, displayName, accountNumber, tier, limitRole }: Wallet, currency: Currency): Wallet {
  return emptyWallet({ userId, currency, displayName, accountNumber, tier, limitRole });
}

/**
 * The owner's own cap for a day; undefined takes it away. To be written with what else changes, rule "own_limit". It
 * moves no money, and so no version.
 */
export function setOwnLimit(
  { userId }: Pick<Customer, "userId">,
  dailyLimit: Minor | undefined,
  currency: Currency = DEFAULT_CURRENCY,
): Promise<readonly Write[]> {
  const options = { rule: "own_limit", when: [exists()] };
  const change =
    dailyLimit === undefined
      ? { ...options, remove: ["ownDailyLimit"] as const }
      : { ...options, set: { ownDailyLimit: dailyLimit } };
  return Promise.resolve([update(walletItem, { userId, currency }, change)]);
}

/**
 * Whose limits count for a person: the tier of their identification, and a role that has limits of its own. For the
 * transaction that changes the person. Rules: "standing_<currency>".
 */
export function standingChange(
  userId: string,
  { tier, limitRole }: { readonly tier?: Tier; readonly limitRole?: LimitRole | null },
): Promise<Write[]> {
  const set = {
    ...(tier === undefined ? {} : { tier }),
    ...(limitRole === null || limitRole === undefined ? {} : { limitRole }),
  };
  const remove = limitRole === null ? (["limitRole"] as const) : [];
  return changeEveryWallet(userId, (currency) => `standing_${currency}`, { set, remove });
}
