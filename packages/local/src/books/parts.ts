import type { RawJournal } from "./items.ts";

/**
 * A capture in part and its hold, a refund and its original are two journals of one write: what one counts, the others
 * come to, and they name one another in a row. Of a top-up the count is of what was ordered from the provider, and is not
 * held against them.
 */
export function* checkParts(journals: readonly RawJournal[]): Generator<string> {
  const originals = new Map(journals.map((each) => [each.id, each]));
  const parts = Map.groupBy(
    journals.filter((each) => originalOf(each) !== undefined),
    (each) => originalOf(each) ?? "",
  );
  for (const [of, all] of parts) {
    if (originals.has(of)) continue;
    for (const { id } of all) yield `transaction ${id} is part of ${of}, which is not there`;
  }
  for (const original of journals) {
    if (original.kind !== "topup") yield* checkOriginal(original, parts.get(original.id) ?? []);
  }
}

function originalOf({ kind, partOf }: RawJournal): string | undefined {
  if (kind === "hold") return partOf.hold;
  return kind === "refund" ? (partOf.refund ?? partOf.reversal) : undefined;
}

function* checkOriginal(original: RawJournal, parts: readonly RawJournal[]): Generator<string> {
  const { id, amount, captured, refunded, lastPart } = original;
  const sum = (kind: string, most?: bigint) =>
    parts
      .filter((part) => part.kind === kind)
      .reduce((total, part) => total + (most !== undefined && part.amount > most ? most : part.amount), 0n);
  // A whole reversal gives the fee back as well, which does not count.
  const [captures, refunds] = [sum("hold"), sum("refund", amount)];
  if (captured !== captures) yield `hold ${id} counts ${captured} as captured, its captures come to ${captures}`;
  if (refunded !== refunds) {
    yield `transaction ${id} counts ${refunded} as given back, its refunds come to ${refunds}`;
  }
  if (captured > amount || refunded > amount) yield `transaction ${id} of ${amount} counts more than that`;
  const named = [lastPart, ...parts.map(({ previousPart }) => previousPart)].filter((each) => each !== undefined);
  const there = parts.map((part) => part.id);
  if (named.toSorted().join() !== there.toSorted().join()) yield `the parts of ${id} are not in one row`;
}
