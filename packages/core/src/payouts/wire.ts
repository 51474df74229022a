import * as z from "zod/mini";
import {
  AmountMinor,
  fromWire,
  Id,
  isoTime,
  PageQuery,
  PersonName,
  PhoneInput,
  RailCurrencyCode,
  Reference,
  Time,
} from "../kernel/index.ts";
import { type Journal, Quote, Transaction, transactionView } from "../wallet/index.ts";
import type { NewBeneficiary } from "./beneficiaries.ts";
import { BANK_CODE, BANK_TEXT_MAX, maskAccount, type PayoutWish } from "./model.ts";
import type { OwnAccount } from "./own-accounts.ts";
import type { Bank } from "./ports.ts";
import type { BeneficiaryRow } from "./store.ts";

/** Shapes of the wire, and how the domain's values show in them. */

/** A Nigerian bank account (NUBAN): ten digits. */
const AccountNumber = z.string().check(z.regex(/^\d{10}$/));
/** As the provider lists them: mostly three digits, not always. */
const BankCode = z.string().check(z.regex(BANK_CODE));
/** Names and codes as banks write them. */
const BankText = z.string().check(z.minLength(1), z.maxLength(64));

export const BankShown = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(BANK_TEXT_MAX)),
  code: BankCode,
});
export const BankList = z.strictObject({ items: z.array(BankShown).check(z.maxLength(1_000)) });

export const ResolveRequest = z.strictObject({ account_number: AccountNumber, bank_code: BankCode });
export const ResolvedAccount = z.strictObject({
  account_name: z.string().check(z.minLength(1), z.maxLength(BANK_TEXT_MAX)),
});

export const BeneficiaryRequest = z.union([
  z.strictObject({ name: z.optional(PersonName), account_number: AccountNumber, bank_code: BankCode }),
  z.strictObject({ name: z.optional(PersonName), user_id: Id }),
  z.strictObject({ name: z.optional(PersonName), phone: PhoneInput }),
]);

export function toBeneficiary(body: z.infer<typeof BeneficiaryRequest>): NewBeneficiary {
  const { name } = body;
  if ("user_id" in body) return { kind: "person", peer: { userId: body.user_id }, name };
  if ("phone" in body) return { kind: "person", peer: { phone: body.phone }, name };
  return { kind: "bank", account: { accountNumber: body.account_number, bankCode: body.bank_code }, name };
}

export const BeneficiaryShown = z.strictObject({
  id: Id,
  kind: z.enum(["bank", "person"]),
  name: BankText,
  verified: z.boolean(),
  account_name: z.nullable(BankText),
  /** Masked: `******6789`. */
  account_number: z.nullable(z.string().check(z.regex(/^\*{6}\d{4}$/))),
  bank_code: z.nullable(BankCode),
  bank_name: z.nullable(BankText),
  user_id: z.nullable(Id),
  created_at: Time,
});

export function beneficiaryView(row: BeneficiaryRow): z.infer<typeof BeneficiaryShown> {
  return {
    id: row.beneficiaryId,
    kind: row.kind,
    name: row.name,
    verified: row.verified,
    account_name: row.accountName ?? null,
    account_number: row.accountLast4 === undefined ? null : maskAccount(row.accountLast4),
    bank_code: row.bankCode ?? null,
    bank_name: row.bankName ?? null,
    user_id: row.peerId ?? null,
    created_at: isoTime(row.createdAtMs),
  };
}

export const BeneficiaryParams = z.strictObject({ id: Id });

export const PayoutAccountRequest = ResolveRequest;
export const PayoutAccountShown = z.strictObject({
  id: Id,
  account_name: BankText,
  /** Masked: `******6789`. */
  account_number: z.string().check(z.regex(/^\*{6}\d{4}$/)),
  bank_code: BankCode,
  bank_name: BankText,
  verified: z.boolean(),
  /** Payouts go there when the order names none. */
  is_default: z.boolean(),
  created_at: Time,
});

export function payoutAccountView({ account, isChosen }: OwnAccount): z.infer<typeof PayoutAccountShown> {
  const { beneficiaryId, accountName = account.name, accountLast4 = "", bankCode = "", bankName = "" } = account;
  return {
    id: beneficiaryId,
    account_name: accountName,
    account_number: maskAccount(accountLast4),
    bank_code: bankCode,
    bank_name: bankName,
    verified: account.verified,
    is_default: isChosen,
    created_at: isoTime(account.createdAtMs),
  };
}

export const PayoutRequest = z.strictObject({
  /** Absent: the account that was chosen. */
  beneficiary_id: z.optional(Id),
  amount: AmountMinor,
  currency: z._default(RailCurrencyCode, "NGN"),
  reference: z.optional(Reference),
  /** A fee that was quoted for this order. */
  quote: z.optional(Quote),
});

export function toPayoutOrder(body: z.infer<typeof PayoutRequest>, key: string): PayoutWish {
  return {
    beneficiaryId: body.beneficiary_id,
    amount: fromWire(body.amount),
    currency: body.currency,
    reference: body.reference,
    quote: body.quote,
    key,
  };
}

export const PayoutOrdered = z.strictObject({
  status: z.literal("pending"),
  transaction_id: Id,
  transaction: Transaction,
});

export function payoutView(payout: Journal): z.infer<typeof PayoutOrdered> {
  const transaction = transactionView(payout, payout.owner);
  return { status: "pending", transaction_id: transaction.id, transaction };
}

export function bankView({ name, code }: Bank): z.infer<typeof BankShown> {
  return { name, code };
}

export const BeneficiaryQuery = z.strictObject(PageQuery);

export const TransferApproved = z.strictObject({ approved: z.literal(true) });
