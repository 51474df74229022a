import type { Write } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { CurrencyCode, errors as kernelErrors, jitter, now, type Staff } from "../kernel/index.ts";
import { countBack, shiftOnWallet } from "../wallet/index.ts";
import { errors } from "./errors.ts";
import {
  type Capturer,
  capturedOf,
  HOLD_POLICY,
  type HoldEnd,
  type HoldJournal,
  leftOf,
  payeeOf,
  statusOf,
} from "./model.ts";
import { endWrite, findHold } from "./store.ts";

/** Captures may come between. */
const TRIES_MAX = 12;

/** Gives back what is left of a hold: its payee at any time, its payer as the policy allows. Repeating it changes nothing. */
export async function releaseHold(actor: Capturer, holdId: string): Promise<HoldJournal> {
  const hold = await findHold(holdId);
  if (hold === undefined) throw errors.hold_not_found();
  if (payeeOf(hold) === actor.userId) return end(hold, "released_by_payee");
  // A program may act for the payee only.
  if (hold.owner !== actor.userId || actor.kind !== "customer") throw errors.hold_not_found();
  if (statusOf(hold) === "open" && now() - hold.createdAtMs < HOLD_POLICY.payerReleasesAfterMs) {
    throw errors.hold_not_releasable();
  }
  return end(hold, "released_by_payer");
}

/** Staff give it back, with a reason in the audit trail. */
export async function releaseByStaff(actor: Staff, holdId: string, reason: string): Promise<HoldJournal> {
  const hold = await findHold(holdId);
  if (hold === undefined) throw errors.hold_not_found();
  const audit = auditEntry(actor, {
    action: "holds.released",
    subject: { kind: "transaction", id: holdId },
    userId: hold.owner,
    after: { amount: String(leftOf(hold)), currency: hold.currency, payee: payeeOf(hold) },
    reason,
  });
  return end(hold, "released_by_staff", [audit]);
}

/** The sweep's end: only of what is past its time. */
export async function expireHold(holdId: string): Promise<void> {
  const hold = await findHold(holdId);
  if (hold !== undefined && statusOf(hold) === "expired" && hold.status === "held") await end(hold, "expired");
}

/**
 * Two items: the hold and its payer's wallet, whatever the wallet's status is. A hold that has been released stays so,
 * captured in part or not; one that ended by a capture cannot be.
 */
async function end(read: HoldJournal, how: HoldEnd, also: readonly Write[] = []): Promise<HoldJournal> {
  let hold: HoldJournal | undefined = read;
  for (let tries = 1; tries <= TRIES_MAX && hold !== undefined; tries++) {
    if (isReleased(hold)) return hold;
    if (hold.status !== "held") throw errors.hold_ended();
    await give(hold, how, also);
    hold = await findHold(hold.transactionId);
    if (hold !== undefined && isReleased(hold)) return hold;
    await new Promise((resolve) => setTimeout(resolve, jitter() * Math.min(200, 10 * 2 ** tries)));
  }
  throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { holdId: read.transactionId } });
}

/** Released or expired, whatever was captured of it before: a capture leaves no such word. */
const isReleased = ({ status, metadata }: HoldJournal): boolean =>
  status === "cancelled" || metadata?.["end"] !== undefined;

/** Thrown where the wallet shows that the hold is not as it was read. */
const STALE = new Error("the hold has changed");

/** Does nothing when the hold has changed since it was read: it is read again either way. */
async function give(hold: HoldJournal, how: HoldEnd, also: readonly Write[]): Promise<void> {
  const left = leftOf(hold);
  const atMs = now();
  const uncounted = { amount: left, orderedAtMs: hold.createdAtMs, isPart: capturedOf(hold) > 0n };
  try {
    await shiftOnWallet({
      transactionId: hold.transactionId,
      userId: hold.owner,
      currency: CurrencyCode.parse(hold.currency),
      decide: (wallet) => {
        if (wallet.reserved < left) throw STALE;
        return { available: left, reserved: -left, usage: countBack(wallet, uncounted, atMs) };
      },
      journal: () => endWrite(hold, how),
      also,
      isDone: ({ status }) => status !== "held",
    });
  } catch (error) {
    if (error !== STALE) throw error;
  }
}
