import type { Discrepancy } from "./audit.ts";
import type { Journal } from "./store.ts";

/**
 * Transactions that are a part of another one: what a payee captures of a hold, what staff give back of a transfer. Both
 * journals are written at once, and the original counts; a restore may tear them apart. Therefore the original names its
 * last part and each part the one before it: one original can be held against its parts while money moves.
 */

/** The transaction that this one captured or gave back a part of. */
export function originalOf({ kind, metadata = {} }: Journal): string | undefined {
  if (kind === "hold") return metadata["hold_id"];
  return kind === "refund" ? (metadata["refund_of"] ?? metadata["reversal_of"]) : undefined;
}

/** What the transaction counts of its parts. A top-up counts what was ordered from the provider, and names none. */
export function countedOf({ kind, captured = 0n, refunded = 0n }: Journal): bigint {
  return kind === "topup" ? 0n : captured + refunded;
}

/** An original against its parts. A whole reversal gives a fee back as well, which does not count. */
export function checkParts(original: Journal, parts: readonly Journal[]): readonly Discrepancy[] {
  const where = `journal ${original.transactionId}`;
  const counted = countedOf(original);
  const share = ({ kind, amount }: Journal) =>
    kind === "refund" && amount > original.amount ? original.amount : amount;
  const sum = parts.reduce((total, part) => total + share(part), 0n);
  const found: Discrepancy[] = [];
  if (counted > original.amount) {
    found.push({ rule: "parts_are_counted", where, says: `${counted} of ${original.amount} taken or given back` });
  }
  if (counted !== sum) found.push({ rule: "parts_are_counted", where, says: `counts ${counted}, its parts ${sum}` });
  return found;
}
