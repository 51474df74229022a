/**
 * Corrections: staff put right what went wrong, under four eyes.
 *
 * Words. A **refund** gives a payer back a part or all of one transaction, out of the payee's wallet; a **reversal** does
 * the same whatever the payee still has. An **adjustment** credits or debits one wallet against an account of our own:
 * `adjustments`, or one where money waits that came late or for nobody (suspense), or that somebody owes us (receivable).
 *
 * Policy. A reversal of the whole gives the fees back, a part or a refund does not. What a reversal takes beyond what the
 * payee has is owed to us: `receivable:corrections`. What a payer may not receive (blocked, closed) waits in
 * `suspense:refunds`. An adjustment never overdraws. Corrections reach frozen and blocked wallets; closed ones only
 * through the accounts of our own. Whoever is a party decides nothing.
 *
 * Invariants. All refunds and reversals of a transaction come to no more than its amount: the original counts them under
 * a condition. Each is one transaction with mirrored legs, written with the end of its proposal: once.
 *
 * Not here: proposals (approvals), the provider's own refunds and disputes.
 */
export { ADJUSTMENT_ACCOUNTS, proposeAdjustment } from "./adjustment.ts";
export { errors } from "./errors.ts";
export { alertsOf } from "./events.ts";
export { correctionKinds, correctionRefusals } from "./kinds.ts";
export { proposeReversal } from "./reversal.ts";
export { AdjustmentRequest, OriginalParams, ReversalRequest, toAdjustment, toReversal } from "./wire.ts";
