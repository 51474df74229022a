import { DAY, errors as kernelErrors, transactionIdOf } from "../kernel/index.ts";
import {
  bookingDay,
  clearingRowOf,
  type ClearingRow,
  findClearing,
  findJournal,
  homeDay,
  movedAt,
  referenceKeyOf,
} from "../wallet/index.ts";
import { boundsOf } from "./day.ts";
import type { Pair } from "./match.ts";
import type { ComparedStream, OurRow, RunName, TheirRow } from "./model.ts";
import type { ProviderLooks } from "./ports.ts";
import { REFUND_DAYS } from "./rules.ts";

/** Single looks, for the few references that one side's day has and the other's has not. */

/** Which of the provider's books a movement of ours belongs to. */
export function ourRowOf({ transactionId, about, gross, fee, currency, movedAtMs }: ClearingRow): OurRow {
  return { transactionId, stream: `${about}s`, gross, fee, currency, movedAtMs };
}

/** Before the day, and after it as long as an operation of this kind may take to be booked. */
const DAYS_AFTER: Readonly<Record<ComparedStream, number>> = { charges: 1, transfers: 1, refunds: REFUND_DAYS };

/** What our books know of a reference, whatever the day. */
export type OurWord =
  | { readonly is: "booked"; readonly rows: readonly OurRow[]; readonly isGivenBack: boolean }
  /** Ordered, and no money was booked. */
  | { readonly is: "unbooked"; readonly transactionId: string }
  | { readonly is: "unknown" };

export async function lookAtOurs({ provider, day }: RunName, { reference, stream, ours }: Pair): Promise<OurWord> {
  const key = referenceKeyOf(reference);
  const { fromMs, toMs } = boundsOf(day);
  const after = Array.from({ length: DAYS_AFTER[stream] }, (_, days) => homeDay(toMs + (days + 0.5) * DAY));
  const around = [homeDay(fromMs - DAY / 2), ...after];
  const others = (await Promise.all(around.map((other) => findClearing(provider, other, key)))).flat();
  // A checkout page that was opened again has the same order behind it.
  const transactionId = transactionIdOf(reference.replace(/-[2-9]$/, ""));
  const of = transactionId === undefined ? undefined : await findJournal(transactionId);
  const itself = of?.legs === undefined ? undefined : clearingRowOf(of, bookingDay(of), movedAt(of));
  const rows = new Map(ours.map((row) => [row.transactionId, row]));
  for (const row of [...others, ...(itself?.referenceKey === key ? [itself] : [])]) {
    const ourRow = ourRowOf(row);
    if (ourRow.stream === stream) rows.set(row.transactionId, ourRow);
  }
  const isGivenBack = of?.status === "reversed" || (of?.refunded ?? 0n) > 0n;
  if (rows.size > 0) return { is: "booked", rows: [...rows.values()], isGivenBack };
  return of === undefined ? { is: "unknown" } : { is: "unbooked", transactionId: of.transactionId };
}

/** What the provider answers when it is asked for this reference by itself. Undefined: it knows none. */
export async function lookAtTheirs({ reference, stream }: Pair, looks: ProviderLooks): Promise<TheirRow | undefined> {
  if (stream === "refunds") return undefined;
  const answer = stream === "charges" ? await looks.verifyCharge(reference) : await looks.verifyTransfer(reference);
  if (answer.outcome === "unknown") throw kernelErrors.unavailable();
  if (answer.outcome === "not_found") return undefined;
  const { id, status, amount, currency } = answer;
  const fee = "fees" in answer ? answer.fees : answer.fee;
  return { stream, id, status, amount, fee, currency, atMs: "paidAtMs" in answer ? answer.paidAtMs : undefined };
}
