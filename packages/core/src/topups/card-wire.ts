import * as z from "zod/mini";
import {
  AmountMinor,
  BalanceMinor,
  fromWire,
  Id,
  isoTime,
  now,
  RailCurrencyCode,
  Reference,
  Time,
  toWire,
} from "../kernel/index.ts";
import { isExpired, type SavedCard } from "./cards.ts";
import { CARD_ANSWERS, type CardOrder, type CardTopup } from "./charge-card.ts";

/** Shapes of the wire: cards as their owners see them, and top-ups by them. */

const Label = z.string().check(z.minLength(1), z.maxLength(32));
/** The provider's page; plain http only on one's own machine. */
const PageUrl = z.string().check(z.maxLength(512), z.regex(/^https?:\/\/[\x21-\x7e]+$/));

export const CardParams = z.strictObject({ id: Id });

export const CardShown = z.strictObject({
  id: Id,
  last4: z.string().check(z.regex(/^\d{4}$/)),
  brand: z.nullable(Label),
  bank: z.nullable(Label),
  expiry_month: z.int().check(z.minimum(1), z.maximum(12)),
  expiry_year: z.int().check(z.minimum(2000), z.maximum(2099)),
  expired: z.boolean(),
  is_default: z.boolean(),
  created_at: Time,
});

export const CardList = z.strictObject({ items: z.array(CardShown).check(z.maxLength(100)) });

export function cardView({ card, isDefault }: SavedCard): z.infer<typeof CardShown> {
  return {
    id: card.cardId,
    last4: card.last4 ?? "",
    brand: card.brand ?? null,
    bank: card.bank ?? null,
    expiry_month: card.expiryMonth ?? 1,
    expiry_year: card.expiryYear ?? 2000,
    expired: isExpired(card, now()),
    is_default: isDefault,
    created_at: isoTime(card.keptAtMs),
  };
}

export const CardTopupRequest = z.strictObject({
  amount: AmountMinor,
  currency: z._default(RailCurrencyCode, "NGN"),
  /** Left out: the default one. */
  card_id: z.optional(Id),
  reference: z.optional(Reference),
});

export const CardTopupShown = z.strictObject({
  transaction_id: Id,
  reference: Reference,
  /** `held`: what was charged is not what was ordered, or the wallet takes nothing: staff look after it. */
  status: z.enum(CARD_ANSWERS),
  /** Pending, and its owner must confirm there before anything is charged. */
  payment_url: z.nullable(PageUrl),
  /** What the card is charged: above the amount where the payer bears the fee. */
  amount_to_pay: AmountMinor,
  fee: BalanceMinor,
});

export function toCardOrder(body: z.infer<typeof CardTopupRequest>, key: string): CardOrder {
  return { amount: fromWire(body.amount), currency: body.currency, cardId: body.card_id, key };
}

export function cardTopupView(of: CardTopup): z.infer<typeof CardTopupShown> {
  return {
    transaction_id: of.transactionId,
    reference: of.reference,
    status: of.status,
    payment_url: of.paymentUrl ?? null,
    amount_to_pay: toWire(of.charged),
    fee: toWire(of.fee),
  };
}
