import type * as z from "zod/mini";
import type { Unknown } from "./outcomes.ts";
import type { Envelope } from "./shapes.ts";

/** Our own names for what callers act on. */
export const CODE = {
  duplicateReference: "duplicate_reference",
  insufficientBalance: "insufficient_balance",
  invalidRecipient: "invalid_transfer_recipient",
  transferNotFound: "transfer_not_found",
  transactionNotFound: "transaction_not_found",
  accountUnresolved: "account_unresolved",
  unknownBank: "unknown_bank",
  notFound: "not_found",
  fullyReversed: "fully_reversed",
  otpRequired: "otp_required",
} as const;

/**
 * Paystack's sentence says more reliably than its code what happened: the same refusal comes with different codes,
 * with none in the older shape, and even with another HTTP status (a duplicate in a bulk transfer is a 404).
 */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/duplicate (transaction )?reference|reference already exists|duplicate charge request/i, CODE.duplicateReference],
  [/balance is not enough|insufficient balance/i, CODE.insufficientBalance],
  [/recipient specified is invalid/i, CODE.invalidRecipient],
  [/transfer (not found|id\/code specified is invalid)/i, CODE.transferNotFound],
  [/transaction (reference )?not found/i, CODE.transactionNotFound],
  [/could not resolve account name/i, CODE.accountUnresolved],
  [/(refund|dispute|customer|recipient|settlement|dedicated account) not found/i, CODE.notFound],
  [/fully reversed|refund amount cannot be more/i, CODE.fullyReversed],
  [/disable the OTP requirement/i, CODE.otpRequired],
  [/unknown bank code|bank code is invalid|bank is invalid/i, CODE.unknownBank],
];

const OWN: readonly string[] = Object.values(CODE);

/** Statuses with which Paystack refuses what it understood. Any other 4xx is not taken for its last word. */
const CONCLUSIVE: ReadonlySet<number> = new Set([400, 403, 422]);

type ReadError = { readonly outcome: "no"; readonly code: string; readonly message: string } | Unknown;

/** A 4xx in either shape. What is not surely a refusal of this very request is unknown. */
export function readError(status: number, error: z.output<typeof Envelope>): ReadError {
  const message = error.message ?? "";
  const known = SENTENCES.find(([sentence]) => sentence.test(message))?.[1] ?? OWN.find((code) => code === error.code);
  if (known !== undefined) return { outcome: "no", code: known, message };
  if (error.type === "api_error" || error.type === "processor_error")
    return { outcome: "unknown", why: "server_error" };
  if (message === "" || !CONCLUSIVE.has(status)) return { outcome: "unknown", why: "bad_answer" };
  return { outcome: "no", code: error.code ?? `http_${status}`, message };
}
