import * as z from "zod/mini";

/**
 * Paystack's answers, read with the tolerance that they need: fields that we do not use are not looked at, numbers come
 * as integers or as their digits, what is absent may be null. What we do use is checked to the last digit.
 */

/** Paystack's ids are unsigned 64-bit: beyond 2^53 a plain parse would round them. Those stay text here. */
export function parseJson(text: string): unknown {
  try {
    return /\d{16}/.test(text) ? parseWithSource(text, keepDigits) : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** The third argument of a reviver is in the runtime and not yet in the type library. */
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

const keepDigits: Reviver = (_, value, { source }) =>
  typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? "") ? source : value;

/** `status` says whether the call was understood; it has been seen as text. */
export const Envelope = z.object({
  status: z.pipe(
    z.union([z.boolean(), z.string()]),
    z.transform((status) => status === true || status === "true" || status === "success"),
  ),
  message: z.optional(z.string()),
  data: z.optional(z.unknown()),
  meta: z.optional(z.unknown()),
  type: z.optional(z.nullable(z.string())),
  code: z.optional(z.string()),
});

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** Money on the wire: a whole number of kobo, or its digits. */
export const Amount = z
  .pipe(
    z.union([z.int(), z.string().check(z.regex(/^-?\d{1,16}$/))]),
    z.transform((amount) => BigInt(amount)),
  )
  .check(z.refine((amount) => amount >= -LARGEST && amount <= LARGEST));

/** Credits nothing, debits nothing: amounts of charges and transfers are above zero or nothing at all. */
export const Positive = Amount.check(z.refine((amount) => amount >= 0n));

export const Id = z.pipe(z.union([z.int(), z.string().check(z.regex(/^\d{1,20}$/))]), z.transform(String));

export const Domain = z.enum(["test", "live"]);

/** Absent, null and "" are the same. */
export const maybeText = z.pipe(
  z.optional(z.nullable(z.string())),
  z.transform((text) => (text === null || text === "" ? undefined : text)),
);

/** Digits that have been seen as a number, too. */
const maybeDigits = z.pipe(
  z.optional(z.nullable(z.union([z.string(), z.int()]))),
  z.transform((digits) => (digits === null || digits === undefined || digits === "" ? undefined : String(digits))),
);

export const maybeAmount = z.pipe(
  z.optional(z.nullable(Positive)),
  z.transform((amount) => amount ?? undefined),
);

export const shortText = z.string().check(z.minLength(1), z.maxLength(200));

/** Codes that are kept and travel on; theirs have some twenty characters. */
export const Code = z.string().check(z.minLength(1), z.maxLength(64));
/** `057`, `035A`, `MFB50094`. */
const BankCode = z.string().check(z.regex(/^[0-9A-Za-z]{2,16}$/));
/** Answered to the customer as it is. */
const PageUrl = z.url().check(z.maxLength(512), z.regex(/^https?:\/\/[\x21-\x7e]+$/));

export const InitializeData = z.object({ authorization_url: PageUrl, access_code: shortText, reference: shortText });

/** Read as far as it can be: who paid, and with what, decides nothing about the charge itself. */
const ChargeCustomer = z.catch(
  z.optional(z.nullable(z.object({ customer_code: maybeText, email: maybeText }))),
  undefined,
);

const Ours = z.object({ owner: shortText });

/** What we sent along comes back as it was, as its JSON, or not at all: "", null, 0 and {} have been seen for nothing. */
const ChargeMetadata = z.pipe(
  z.optional(z.unknown()),
  z.transform((told) => Ours.safeParse(typeof told === "string" ? parseJson(told) : told).data?.owner),
);

const ChargeAuthorization = z.catch(
  z.optional(
    z.nullable(
      z.object({
        authorization_code: maybeText,
        reusable: z.optional(z.nullable(z.boolean())),
        channel: maybeText,
        last4: maybeDigits,
        exp_month: maybeDigits,
        exp_year: maybeDigits,
        brand: maybeText,
        bank: maybeText,
        signature: maybeText,
        account_name: maybeText,
        receiver_bank_account_number: maybeText,
        sender_name: maybeText,
        sender_bank: maybeText,
        narration: maybeText,
      }),
    ),
  ),
  undefined,
);

export const ChargeData = z.object({
  id: Id,
  reference: shortText,
  status: shortText,
  amount: Positive,
  requested_amount: maybeAmount,
  fees: maybeAmount,
  currency: shortText,
  domain: Domain,
  channel: maybeText,
  gateway_response: maybeText,
  paid_at: maybeText,
  paidAt: maybeText,
  created_at: maybeText,
  createdAt: maybeText,
  customer: ChargeCustomer,
  metadata: ChargeMetadata,
  authorization: ChargeAuthorization,
});

/** A number in the answer of POST /transfer, an object elsewhere. */
const RecipientOfTransfer = z.pipe(
  z.optional(z.nullable(z.union([z.int(), z.string(), z.object({ recipient_code: maybeText })]))),
  z.transform((recipient) => (typeof recipient === "object" ? recipient?.recipient_code : undefined)),
);

const SessionId = z.pipe(
  z.optional(
    z.nullable(
      z.union([z.object({ id: z.optional(z.nullable(z.union([z.string(), z.int()]))) }), z.array(z.unknown())]),
    ),
  ),
  z.transform((session) =>
    session === null || session === undefined || Array.isArray(session)
      ? undefined
      : (session.id?.toString() ?? undefined),
  ),
);

export const TransferData = z.object({
  id: Id,
  reference: shortText,
  status: shortText,
  transfer_code: Code,
  amount: Positive,
  currency: shortText,
  domain: Domain,
  fee_charged: maybeAmount,
  recipient: RecipientOfTransfer,
  session: SessionId,
  gateway_response: maybeText,
});

export const BankData = z.object({
  id: z.catch(z.optional(Id), undefined),
  code: BankCode,
  name: shortText,
  slug: maybeText,
  active: z.optional(z.nullable(z.boolean())),
  is_deleted: z.optional(z.nullable(z.boolean())),
  currency: shortText,
});

export const CursorMeta = z.object({ next: maybeText });

export const ResolveData = z.object({ account_number: shortText, account_name: z.string().check(z.maxLength(200)) });

export const RecipientData = z.object({
  recipient_code: Code,
  name: shortText,
  active: z.optional(z.nullable(z.boolean())),
  is_deleted: z.optional(z.nullable(z.boolean())),
  isDeleted: z.optional(z.nullable(z.boolean())),
  details: z.optional(z.nullable(z.object({ account_name: maybeText }))),
});

export const BalanceData = z.array(z.object({ currency: shortText, balance: Amount }));

export const LedgerData = z.array(
  z.object({
    id: Id,
    balance: Amount,
    difference: Amount,
    currency: shortText,
    domain: Domain,
    reason: maybeText,
    model_responsible: shortText,
    model_row: Id,
    createdAt: shortText,
  }),
);

export const PageMeta = z.object({ page: z.coerce.number(), pageCount: z.coerce.number() });

/** Keyed by the charge's reference; the refund's own may be null. Amounts come as digits or integers. */
export const RefundData = z.object({
  id: z.optional(z.nullable(Id)),
  status: maybeText,
  transaction_reference: shortText,
  refund_reference: maybeText,
  amount: Positive,
  currency: shortText,
  domain: z.optional(z.nullable(Domain)),
});

export const EventBody = z.object({ event: shortText, data: z.optional(z.unknown()) });
