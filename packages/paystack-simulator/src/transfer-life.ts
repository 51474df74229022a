import type { TransferMove, TransferStatus } from "./accounts.ts";
import { behaviourOf, RETURNED } from "./accounts.ts";
import { BOOK } from "./books.ts";
import type { FaultRecord } from "./fault-plan.ts";
import { digits, idNumber } from "./random.ts";
import type { MovementRecord, PlannedMove, TransferRecord } from "./records.ts";
import { recipientView } from "./recipients.ts";
import { iso } from "./answer.ts";
import type { News } from "./webhooks.ts";
import type { World } from "./world.ts";

/** What becomes of a transfer after it was taken on: by itself on the clock, or by hand (`POST /_sim/transfers/…`). */

type Legs = MovementRecord["legs"];

/** Only these three tell of themselves; the others are found by asking. */
const TOLD: ReadonlySet<TransferStatus> = new Set(["success", "failed", "reversed"]);

/** Taking it on takes amount and fee from the balance at once. */
export function takenLegs(amount: number, fee: number): Legs {
  return [
    { account: BOOK.balance, amount: -(amount + fee) },
    { account: BOOK.inTransit, amount },
    { account: BOOK.fees, amount: fee },
  ];
}

export function movementOf(world: World, transfer: TransferRecord, reason: string, legs: Legs): MovementRecord {
  const id = idNumber(world.seed, "movement", world.store.movements.size);
  return { id, at: world.clock.now(), reason, model: "Transfer", modelId: transfer.id, legs };
}

/** Where the money goes when the status changes; undefined where the change cannot be. */
function legsOf(transfer: TransferRecord, to: TransferStatus): Legs | undefined {
  const { amount, fee, status } = transfer;
  if (status === to || RETURNED.has(status)) return undefined;
  if (status === "success" && to !== "reversed") return undefined;
  const from = status === "success" ? BOOK.banks : BOOK.inTransit;
  if (to === "success") {
    return [
      { account: BOOK.inTransit, amount: -amount },
      { account: BOOK.banks, amount },
    ];
  }
  if (!RETURNED.has(to)) return [];
  return [
    { account: from, amount: -amount },
    { account: BOOK.fees, amount: -fee },
    { account: BOOK.balance, amount: amount + fee },
  ];
}

/**
 * Moves the transfer to a status, with its money and its event. False when it cannot go there from where it is.
 * `rest` is what will happen after that: by hand, nothing that contradicts the hand.
 */
export function moveTransfer(
  world: World,
  reference: string,
  to: TransferStatus,
  reason: string | null,
  rest?: readonly PlannedMove[],
): boolean {
  const transfer = world.store.transfers.get(reference);
  const legs = transfer === undefined ? undefined : legsOf(transfer, to);
  if (transfer === undefined || legs === undefined) return false;
  const paidOut = to === "success";
  const moved: TransferRecord = {
    ...transfer,
    status: to,
    sessionId: paidOut ? digits(30, world.seed, "session", reference) : transfer.sessionId,
    gatewayResponse: reason ?? (paidOut ? "Approved" : null),
    updatedAt: world.clock.now(),
    moves: rest ?? transfer.moves.filter((move) => paidOut && move.to === "reversed"),
  };
  const movement = movementOf(world, transfer, `${RETURNED.has(to) ? "Return of" : "Payment of"} ${reference}`, legs);
  world.commit(
    [world.store.transfers.change(moved), ...(legs.length === 0 ? [] : [world.store.movements.change(movement)])],
    TOLD.has(to) ? [newsOf(world, moved)] : [],
  );
  return true;
}

/** What the account number (or a fault) will make of a transfer. */
export function planOf(world: World, accountNumber: string, faults: readonly FaultRecord[]) {
  const usual = behaviourOf(accountNumber);
  const ends = faults.find((fault) => fault.do === "transfer_outcome");
  const reversal = faults.find((fault) => fault.do === "reverse_after_success");
  const end = ends?.outcome as TransferStatus | null | undefined;
  const moves: TransferMove[] = [...usual.moves];
  if (end !== null && end !== undefined) moves.splice(0, moves.length, ...(end === "pending" ? [] : [{ to: end }]));
  if (reversal !== undefined)
    moves.splice(0, moves.length, { to: "success" }, { to: "reversed", afterMs: reversal.ms });
  const overridden = ends !== undefined || reversal !== undefined;
  let at = world.clock.now();
  const planned = moves.map((move): PlannedMove => {
    const afterMs = move.afterMs ?? world.transferDelayMs;
    at += afterMs;
    return { to: move.to, at, afterMs, reason: move.reason ?? null };
  });
  return { first: overridden ? ("pending" as const) : usual.first, moves: planned };
}

const OTP_LASTS_MS = 30 * 60_000;

/** The merchant asks for an OTP: without it the transfer is abandoned. */
export function otpPlan(world: World): { readonly first: "otp"; readonly moves: readonly PlannedMove[] } {
  const at = world.clock.now() + OTP_LASTS_MS;
  return { first: "otp", moves: [{ to: "abandoned", at, afterMs: OTP_LASTS_MS, reason: null }] };
}

/** Has the clock make the transfer's next move. */
export function awaitMove(world: World, reference: string): void {
  const next = world.store.transfers.get(reference)?.moves[0];
  if (next === undefined) return;
  world.schedule(next.at, () => {
    const transfer = world.store.transfers.get(reference);
    const due = transfer?.moves[0];
    if (transfer === undefined || due?.at !== next.at || due.to !== next.to) return Promise.resolve();
    const rest = transfer.moves.slice(1);
    if (!moveTransfer(world, reference, due.to, due.reason, rest)) {
      world.commit([world.store.transfers.change({ ...transfer, moves: rest })]);
    }
    awaitMove(world, reference);
    return Promise.resolve();
  });
}

export function newsOf(world: World, transfer: TransferRecord): News {
  const recipient = world.store.recipients.get(transfer.recipient);
  const data = {
    ...transferView(world, transfer),
    integration: { id: world.integration, is_live: world.domain === "live", business_name: "Simulated business" },
    recipient: recipient === undefined ? null : recipientView(world, recipient, "created_at"),
  };
  return {
    event: `transfer.${transfer.status}`,
    reference: transfer.reference,
    amount: transfer.amount,
    accountNumber: recipient?.accountNumber ?? "",
    data,
  };
}

/** A transfer in Paystack's words, but for the recipient, which every answer shows in its own way. */
export function transferView(world: World, transfer: TransferRecord): Record<string, unknown> {
  return {
    amount: transfer.amount,
    createdAt: iso(transfer.createdAt),
    currency: transfer.currency,
    domain: world.domain,
    failures: null,
    id: transfer.id,
    integration: world.integration,
    reason: transfer.reason,
    reference: transfer.reference,
    request: transfer.id + 1,
    source: "balance",
    source_details: null,
    status: transfer.status,
    titan_code: null,
    transfer_code: transfer.code,
    transferred_at: transfer.status === "success" ? iso(transfer.updatedAt) : null,
    updatedAt: iso(transfer.updatedAt),
    session: { provider: transfer.sessionId === null ? null : "nip", id: transfer.sessionId },
    fee_charged: transfer.fee,
    fees_breakdown: null,
    gateway_response: transfer.gatewayResponse,
  };
}
