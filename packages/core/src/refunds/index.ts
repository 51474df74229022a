/**
 * Refunds: money that goes back through the payment provider to whoever paid it in.
 *
 * Words. A **refund** is a part or all of a top-up. One of the staff proposes it, another approves; the money is
 * **reserved** (out of the wallet, into `transit:refunds`), then the provider is asked. It ends **processed** (gone) or
 * **failed** (the customer's again). A refund that the provider made without our order is booked as **taken back**.
 *
 * Invariants. Money is set aside before the provider hears of it, in the transaction that ends the proposal. All refunds
 * of a top-up come to no more than it: the top-up counts them under a condition. The provider makes a second refund of a
 * second order: an order is written down before it is given, and given again only when the provider's own list has not
 * shown it for an hour. An event is a reason to ask, never a fact: the state decides, in whatever order words come.
 *
 * What does not end by itself two of the staff end, never against the provider's plain word; what it cannot bring to the
 * payer's account goes to one that the customer has saved.
 *
 * Not here: reversals inside of the ledger (corrections), disputes, the provider's wire (gateways).
 */
export { receiveRefund, sweepRefunds } from "./arrive.ts";
export { errors } from "./errors.ts";
export { alertsOf, eventsOf, type RefundReserved } from "./events.ts";
export * from "./ports.ts";
export { refundKinds, refundRefusals } from "./kinds.ts";
export { proposeRefund } from "./propose.ts";
export { sendRefund } from "./send.ts";
export {
  type AccountOf,
  askForRefund,
  loadRefund,
  proposeRefundEnd,
  refundEndKinds,
  refundEndRefusals,
  type RefundMeans,
} from "./staff.ts";
export { listOpenRefunds, pageOfRefunds as listRefunds, type Refund } from "./store.ts";
export { bookTakenBack } from "./taken-back.ts";
export {
  AskRequest,
  RefundEndRequest,
  RefundParams,
  RefundQuery,
  RefundRequest,
  RefundShown,
  refundView,
  toConclusionWish,
  TopupParams,
  toRefundWish,
} from "./wire.ts";
