import { errors as kernelErrors } from "../kernel/index.ts";
import { type Bounds, boundsOf } from "./day.ts";
import { COMPARED, type ComparedStream, type Finding, type RunName, type Standing } from "./model.ts";
import type { ProviderLooks } from "./ports.ts";
import type { BalanceGroup, BalanceRow } from "./row-store.ts";
import { AROUND_MS, STANDINGS } from "./rules.ts";

/** Every movement of the provider's balance is explained by a record, and every record that moved money shows there. */

/** What we need to know of a record to explain what it did to the balance. */
interface Explained {
  readonly amount: bigint;
  readonly fee?: bigint | undefined;
  readonly status?: string | undefined;
  readonly atMs?: number | undefined;
}

export type BalanceVerdict =
  | { readonly is: "matched"; readonly amount: bigint }
  | { readonly is: "idle" }
  | { readonly is: "different"; readonly finding: Finding };

/** Judges what was set out under one of the provider's ids, as the run of this day sees it. */
export async function judgeBalance(run: RunName, group: BalanceGroup, looks: ProviderLooks): Promise<BalanceVerdict> {
  const bounds = boundsOf(run.day);
  const ofDay = group.movements.filter(({ atMs = 0 }) => atMs >= bounds.fromMs && atMs < bounds.toMs);
  const record = group.record ?? (ofDay.length === 0 ? undefined : await lookAt(group, looks));
  return decideBalance({ ...group, movements: ofDay, isNear: group.movements.length > ofDay.length }, record, bounds);
}

/** The provider's own word on an id that its lists of these days do not have: a transfer may come back weeks later. */
async function lookAt({ stream, recordId }: BalanceGroup, looks: ProviderLooks): Promise<Explained | undefined> {
  const known = COMPARED.find((one) => one === stream);
  if (known === undefined) return undefined;
  const answer = await looks.findById(known, recordId);
  if (answer.outcome === "unknown") throw kernelErrors.unavailable();
  return answer.outcome === "not_found" ? undefined : { ...answer, atMs: undefined };
}

export interface DayGroup {
  readonly stream: string;
  readonly recordId: string;
  readonly movements: readonly Pick<BalanceRow, "amount" | "rowId" | "atMs">[];
  /** Further movements lie just outside the day. */
  readonly isNear: boolean;
}

/** Pure. */
export function decideBalance(group: DayGroup, record: Explained | undefined, bounds: Bounds): BalanceVerdict {
  const { movements, stream, recordId } = group;
  const difference = movements.reduce((sum, { amount }) => sum + amount, 0n);
  const theirs = { amount: difference, count: movements.length, atMs: movements[0]?.atMs };
  const finding = (kind: Finding["kind"]): BalanceVerdict => ({
    is: "different",
    finding: {
      kind,
      stream: "balance",
      reference: `${stream}/${recordId}`,
      ...(record === undefined ? {} : { ours: { amount: record.amount, fee: record.fee, status: record.status } }),
      ...(movements.length === 0 ? {} : { theirs }),
    },
  });
  if (movements.length === 0) return isOwed(group, record, bounds) ? finding("missing_there") : { is: "idle" };
  const known = COMPARED.find((one) => one === stream);
  if (record === undefined || known === undefined) return finding("unknown_reference");
  const effects = EFFECTS[known](record);
  if (effects.includes(difference)) return { is: "matched", amount: difference };
  const each = movements.map(({ amount }) => amount);
  const isRepeated = new Set(each).size < each.length && each.every((amount) => effects.includes(amount));
  return finding(isRepeated ? "duplicate" : "amount");
}

/** The record says that it moved on this day, not near its edges, and the balance did not. */
function isOwed({ stream, isNear }: DayGroup, record: Explained | undefined, { fromMs, toMs }: Bounds): boolean {
  const known = COMPARED.find((one) => one === stream);
  if (record?.atMs === undefined || known === undefined || isNear) return false;
  const isInside = record.atMs >= fromMs + AROUND_MS && record.atMs < toMs - AROUND_MS;
  // Of a transfer the time may be that of its end, days after its money was taken.
  return isInside && known === "charges" && standingIn(known, record) === "moved";
}

function standingIn(stream: ComparedStream, { status = "" }: Explained): Standing {
  return STANDINGS[stream][status] ?? "open";
}

/** What a record can do to the balance in one day: what it takes, what it gives back, or both. */
const EFFECTS: Readonly<Record<ComparedStream, (record: Explained) => readonly bigint[]>> = {
  charges: ({ amount, fee = 0n }) => [amount - fee],
  transfers: ({ amount, fee = 0n }) => [-(amount + fee), amount + fee, 0n],
  refunds: ({ amount }) => [-amount, amount, 0n],
};
