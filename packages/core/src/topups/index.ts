/**
 * Top-ups: money from outside into a wallet, through a payment provider's hosted page.
 *
 * Words. A **top-up** is ordered, then paid on a **checkout** page, then **settled** by the provider's **charge**, of
 * which an event tells us, or our own **look**. One that nobody pays ends after a day. A **virtual account** is an account
 * number of a person's own: what is sent to it is a top-up that nobody ordered. An **identification** is the provider's
 * comparison of a person with a bank's records, which some of its banks ask for before they give a number. A **saved card**
 * is one that its owner lets us charge again: the provider's authorization of it, never its number.
 *
 * Invariants. The order is committed before the provider hears of its reference. A charge is credited at most once,
 * and only when its amount, currency and mode are those of the order; everything else is flagged, never dropped.
 * Money that nobody ordered is credited only after the provider was asked. No state refuses money that arrived: what a
 * wallet may not receive, or what is nobody's, stays in suspense. A number is closed with its wallet, and stays its owner's.
 * A card is kept by its owner's consent only, is charged by their order and proof only, and from its removal on by nothing.
 *
 * Not here: wallets and journals (wallet), the provider's wire (gateways), money that leaves (payouts).
 */
export { closeVirtualAccount, ClosingTold, sweepClosings } from "./account-closing.ts";
export { sweepTopups, verifyTopup } from "./ask.ts";
export {
  CardList,
  CardParams,
  CardShown,
  CardTopupRequest,
  CardTopupShown,
  cardTopupView,
  cardView,
  toCardOrder,
} from "./card-wire.ts";
export { eraseCards, listCards, preferCard, removeCard, type SavedCard, sweepCards } from "./cards.ts";
export { type CardOrder, type CardTopup, type Charging, topUpByCard } from "./charge-card.ts";
export { errors } from "./errors.ts";
export { alertsOf } from "./events.ts";
export { type Checkout, type CheckoutPolicy, initiateTopup, type InitiatedTopup } from "./initiate.ts";
export {
  IdentificationRequest,
  IdentificationShown,
  identificationView,
  identifyPerson,
  readIdentification,
  receiveIdentification,
  sweepIdentifications,
  toIdentityProof,
} from "./identification.ts";
export { topupKinds } from "./kinds.ts";
export { bookingOf, isCredited, TOPUP_BOUNDS, topupIdFor, type TopupOrder } from "./model.ts";
export * from "./ports.ts";
export { type ChargeSource, receiveCharge, settleReceived } from "./receive.ts";
export { lookIntoAccount, LookShown, lookView, type ReceivedSource, sweepReceived } from "./received-watch.ts";
export { type Settlement, settleTopup } from "./settle.ts";
export { findTopup, givenBack } from "./store.ts";
export { loadVirtualAccount, openVirtualAccount, VirtualAccountShown, virtualAccountView } from "./virtual-account.ts";
export type { IdentificationTold } from "./virtual-account-model.ts";
export { topupView, TopupRequest, TopupStarted, TopupToVerify, toTopupOrder } from "./wire.ts";
