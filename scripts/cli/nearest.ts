/** How many letters must be put in, left out, changed or swapped with the next one to make one word of the other. */
export function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, at) => at)];
  const cost = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= one.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const least = Math.min(
        cost(row - 1, column) + 1,
        cost(row, column - 1) + 1,
        cost(row - 1, column - 1) + (same ? 0 : 1),
        swapped ? cost(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
      rows[row]?.push(least);
    }
  }
  return cost(one.length, other.length);
}

/** The known word that was probably meant; undefined when none is near. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  const begun = known.filter((word) => wanted.length >= 3 && word.startsWith(wanted));
  if (begun.length === 1) return begun[0];
  const far = known.map((word) => ({ word, away: distance(wanted, word) })).sort((a, b) => a.away - b.away);
  const best = far[0];
  return best !== undefined && best.away <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : undefined;
}
