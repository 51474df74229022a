import * as z from "zod/mini";
import {
  Amount,
  amountFits,
  CurrencyCode,
  DEFAULT_CURRENCY,
  Id,
  isoTime,
  NotNegativeAmount,
  Note,
  PageQuery,
  parseTime,
  PhoneInput,
  Reference,
  SignedAmount,
  Time,
} from "../kernel/index.ts";
import { Quote } from "./quotes.ts";
import { TRANSACTION_KINDS, TRANSACTION_STATUSES } from "./model.ts";

/** Shapes that the wallet's doors and the doors of top-ups and payouts show. */

/** A label: masked names, bank names, masked account numbers. */
const Label = z.string().check(z.minLength(1), z.maxLength(64));

export const CounterpartyShown = z.strictObject({
  kind: z.enum(["person", "bank", "provider"]),
  name: Label,
  user_id: z.nullable(Id),
  account_number: z.nullable(Label),
  bank_name: z.nullable(Label),
});

/** Small facts about how the money came or went, e.g. `payment_method`. */
const Metadata = z.record(z.string().check(z.regex(/^[a-z][a-z_]{0,31}$/)), z.string().check(z.maxLength(128)));

export const Transaction = z.strictObject({
  id: Id,
  type: z.enum(["credit", "debit"]),
  kind: z.enum(TRANSACTION_KINDS),
  amount: Amount,
  fee: NotNegativeAmount,
  currency: CurrencyCode,
  counterparty: z.nullable(CounterpartyShown),
  reference: z.nullable(Reference),
  status: z.enum(TRANSACTION_STATUSES),
  balance_after: z.nullable(SignedAmount),
  note: z.nullable(Note),
  metadata: z.nullable(Metadata),
  created_at: Time,
  completed_at: z.nullable(Time),
});
export type Transaction = z.infer<typeof Transaction>;

/** Ten national digits of the owner's phone. */
export const AccountNumber = z.string().check(z.regex(/^\d{10}$/));

export const Balance = z.strictObject({
  /** available + reserved. */
  balance: NotNegativeAmount,
  /** Null for a time that is over: the entries keep the sum. */
  available: z.nullable(NotNegativeAmount),
  reserved: z.nullable(NotNegativeAmount),
  currency: CurrencyCode,
  account_number: AccountNumber,
  as_of: Time,
});
export type Balance = z.infer<typeof Balance>;

/** Of a query: NGN where nothing is said. */
export const Currency = z._default(CurrencyCode, DEFAULT_CURRENCY);

const order = {
  amount: Amount,
  currency: Currency,
  /** The payer's own; serves as the key where there is no Idempotency-Key. */
  reference: z.optional(Reference),
  note: z.optional(Note),
  /** A fee that was quoted for this order. */
  quote: z.optional(Quote),
};

/** Whom to pay is said in exactly one way. */
export const TransferRequest = z.union([
  z.strictObject({ to_user: Id, ...order }).check(amountFits()),
  z.strictObject({ to_phone: PhoneInput, ...order }).check(amountFits()),
  z.strictObject({ to_account_number: AccountNumber, ...order }).check(amountFits()),
]);

export const TransferReceipt = z.strictObject({
  /** `held`: compliance decides; the money is reserved meanwhile. */
  status: z.enum(["completed", "held"]),
  transaction_id: Id,
  transaction: Transaction,
});

export const TransactionParams = z.strictObject({ id: Id });

/** The pattern alone lets the 31st of February pass. */
export const ExistingTime = Time.check(z.refine(exists, "is no time that exists"));

function exists(time: string): boolean {
  if (!Time.safeParse(time).success) return true; // That has been said already.
  const atMs = parseTime(time);
  return atMs !== undefined && isoTime(atMs).slice(0, 19) === time.slice(0, 19);
}

export const WalletQuery = z.strictObject({ currency: Currency });
export const BalanceQuery = z.strictObject({ currency: Currency, at: z.optional(ExistingTime) });

/** Whose wallets staff look at. */
export const OwnerParams = z.strictObject({ id: Id });

export const HistoryQuery = z.strictObject({
  ...PageQuery,
  currency: Currency,
  type: z.optional(z.enum(["credit", "debit"])),
  kind: z.optional(z.enum(TRANSACTION_KINDS)),
  status: z.optional(z.enum(TRANSACTION_STATUSES)),
  from: z.optional(ExistingTime),
  to: z.optional(ExistingTime),
});
