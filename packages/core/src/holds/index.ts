/**
 * Holds: money that its owner promises to somebody, for a while.
 *
 * Words. The **payer** makes a hold for a **payee**; the money is his still, but reserved. The payee (or a program with
 * his `holds:capture`) **captures** all of it, or parts up to the whole, or **releases** what is left; at its end a hold
 * **expires** and the rest is the payer's again.
 *
 * A hold is a journal of kind `hold`: `held` while it is open, and found in the index by its end. Captured whole at
 * once, it gets its legs and is the transaction (five items). Captured in parts, each part is a transaction of its own,
 * and the hold counts them in `captured`; it ends `completed` without legs, or `cancelled` when nothing was captured.
 *
 * Invariants. What is reserved for it is amount − captured, until it ends. Never more is captured than was held, never
 * after its end or from a wallet that may not be debited: all of it is repeated as conditions. Capture, release and
 * expiry happen once, whoever comes first.
 *
 * Rules. A hold counts towards its payer's limits when it is made, and no more, in the windows that still run, for what
 * is given back; a capture counts nothing further. What compliance hears of is listed when the hold has ended with money
 * moved; what it would decide on first cannot be promised. The policy's fee for holds is the payee's, kept back of each
 * capture; the payee's maximum balance is a condition of the capture.
 *
 * Not here: wallets and journals (wallet), PINs (auth).
 */
export { captureHold, type CaptureOrder } from "./capture.ts";
export { errors } from "./errors.ts";
export { listHolds, readHold } from "./listing.ts";
export { type HoldOrder, makeHold, type Made } from "./make.ts";
export { type Capturer, HOLD_POLICY } from "./model.ts";
export { releaseByStaff, releaseHold } from "./release.ts";
export { sweepHolds } from "./sweep.ts";
export {
  Captured,
  CaptureRequest,
  captureView,
  Hold,
  HoldParams,
  HoldQuery,
  HoldRequest,
  holdView,
  ReleaseRequest,
  toCapture,
  toHoldOrder,
} from "./wire.ts";
