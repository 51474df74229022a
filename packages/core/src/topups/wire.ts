import * as z from "zod/mini";
import { AmountMinor, BalanceMinor, fromWire, Id, RailCurrencyCode, Reference, toWire } from "../kernel/index.ts";
import type { InitiatedTopup } from "./initiate.ts";
import type { TopupOrder } from "./model.ts";
import { PAYMENT_METHODS } from "./ports.ts";

/** Shapes of the wire, and how the domain's values show in them. */

const HttpsUrl = z.string().check(z.maxLength(512), z.regex(/^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[\x21-\x7e]*)?$/));
/** The provider's page; plain http only on one's own machine. */
const PageUrl = z.string().check(z.maxLength(512), z.regex(/^https?:\/\/[\x21-\x7e]+$/));

export const TopupRequest = z
  .strictObject({
    amount: AmountMinor,
    currency: z._default(RailCurrencyCode, "NGN"),
    payment_method: z.enum(PAYMENT_METHODS),
    callback_url: z.optional(HttpsUrl),
    /** The caller's consent: the card that pays is kept, and may be charged again by the caller. */
    save_card: z.optional(z.boolean()),
    reference: z.optional(Reference),
  })
  .check(
    z.refine(({ payment_method, save_card }) => save_card !== true || payment_method === "card", {
      path: ["save_card"],
      error: "only a card can be kept",
    }),
  );

export const TopupStarted = z.strictObject({
  payment_url: PageUrl,
  reference: Reference,
  transaction_id: Id,
  status: z.literal("pending"),
  /** What the payer is charged: above the amount where the payer bears the fee. */
  amount_to_pay: AmountMinor,
  fee: BalanceMinor,
});

export function toTopupOrder(body: z.infer<typeof TopupRequest>, key: string): TopupOrder {
  return {
    amount: fromWire(body.amount),
    currency: body.currency,
    method: body.payment_method,
    callbackUrl: body.callback_url,
    saveCard: body.save_card,
    key,
  };
}

export function topupView(topup: InitiatedTopup): z.infer<typeof TopupStarted> {
  const { paymentUrl, reference, transactionId, charged, fee } = topup;
  const told = { payment_url: paymentUrl, reference, transaction_id: transactionId, status: "pending" } as const;
  return { ...told, amount_to_pay: toWire(charged), fee: toWire(fee) };
}

export const TopupToVerify = z.strictObject({ transaction_id: Id });
