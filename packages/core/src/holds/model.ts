import { type ApiClient, assert, type Customer, DAY, MINUTE, now } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";

/** The words of holds, and their policy. No I/O here. */

export const HOLD_POLICY = {
  lifeMinMs: MINUTE,
  lifeMaxMs: 7 * DAY,
  lifeDefaultMs: DAY,
  /** Before that, only the payee and staff release: the payee may rely on the money. */
  payerReleasesAfterMs: DAY,
} as const;

/** A person, or a program that acts for the person with `holds:capture`. */
export type Capturer = Customer | ApiClient;

/** A journal that is a hold; captures in parts are journals of the same kind, and have no end. */
export interface HoldJournal extends Journal {
  readonly kind: "hold";
  readonly expiresAtMs: number;
}

export function isHold(of: Journal | undefined): of is HoldJournal {
  return of?.kind === "hold" && of.expiresAtMs !== undefined;
}

/** How it came to its end, kept in the journal's metadata. */
export type HoldEnd = "released_by_payee" | "released_by_payer" | "released_by_staff" | "expired";

export type HoldStatus = "open" | "captured" | "released" | "expired";

/** As it stands now: what is past its end is expired before the sweep comes by. */
export function statusOf(hold: HoldJournal): HoldStatus {
  if (hold.status === "held") return hold.expiresAtMs <= now() ? "expired" : "open";
  if (hold.status !== "cancelled") return "captured"; // Or given back since.
  return hold.metadata?.["end"] === "expired" ? "expired" : "released";
}

/** What has been captured of it, at once or in parts. */
export function capturedOf({ legs, captured = 0n, amount }: HoldJournal): bigint {
  return legs === undefined ? captured : amount;
}

/** What is reserved for it. */
export function leftOf(hold: HoldJournal): bigint {
  return hold.status === "held" ? hold.amount - capturedOf(hold) : 0n;
}

/** Until it is captured whole, the hold itself says for whom it is; then its legs do. */
export function payeeOf({ counterparty, legs = [], owner }: HoldJournal): string {
  if (counterparty?.userId !== undefined) return counterparty.userId;
  const [payee] = legs.flatMap(({ account }) => {
    const [kind, userId] = account.split(":");
    return kind === "wallet" && userId !== undefined && userId !== owner ? [userId] : [];
  });
  assert(payee !== undefined, "a hold names its payee");
  return payee;
}

/** What a whole capture leaves in the hold, so that it can be answered again. */
export interface WholeCapture {
  readonly capture?: string;
  readonly captureHash?: string;
}

export function wholeCapture({ external }: Pick<Journal, "external">): WholeCapture {
  return external ?? {};
}
