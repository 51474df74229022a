import { batchGet, getItem, keyOf } from "@cowry/table";
import type { Discrepancy } from "./audit.ts";
import { checkParts, countedOf, originalOf } from "./parts.ts";
import { type Journal, journal } from "./store.ts";

/**
 * How far the parts of one original are followed: to sum them all, which is done once, and to find one among them, which
 * is done for each. What lies beyond is not judged.
 */
const FOLLOWED = { whole: 10_000, part: 200 } as const;

/** Each of these journals against its parts, and against what it is a part of. One read for each, mostly. */
export async function checkAllParts(journals: readonly Journal[]): Promise<readonly Discrepancy[]> {
  const counting = journals.filter((of) => countedOf(of) > 0n || of.lastPart !== undefined);
  const ofOthers = journals.flatMap((part) => ({ part, originalId: originalOf(part) }));
  const ids = ofOthers.flatMap(({ originalId }) => originalId ?? []);
  const originals = await batchGet(ids.map((transactionId) => keyOf(journal, { transactionId })));
  const found: Discrepancy[] = [];
  for (const original of counting) found.push(...(await checkOriginal(original)));
  for (const { part, originalId } of ofOthers) {
    if (originalId === undefined) continue;
    found.push(...(await checkPart(part, originalId, originals.get(journal, { transactionId: originalId }))));
  }
  return found;
}

async function checkOriginal(original: Journal): Promise<readonly Discrepancy[]> {
  const { parts, isWhole } = await followParts(original);
  return isWhole ? checkParts(original, parts) : [];
}

async function checkPart(part: Journal, originalId: string, original: Journal | undefined) {
  const { transactionId } = part;
  const where = `journal ${transactionId}`;
  if (original === undefined) return [odd(where, `is a part of ${originalId}, which is not there`)];
  if (original.kind === "topup") return [];
  const { parts, isWhole } = await followParts(original, transactionId);
  const isNamed = parts.some((each) => each.transactionId === transactionId);
  return isNamed || !isWhole ? [] : [odd(where, `is a part of ${originalId}, which does not know it`)];
}

const odd = (where: string, says: string): Discrepancy => ({ rule: "parts_are_counted", where, says });

/** From the last one back, as far as they name one another, or to a certain one. */
async function followParts(
  original: Journal,
  until?: string,
): Promise<{ readonly parts: readonly Journal[]; readonly isWhole: boolean }> {
  const most = until === undefined ? FOLLOWED.whole : FOLLOWED.part;
  const parts: Journal[] = [];
  for (let next = original.lastPart; next !== undefined;) {
    if (parts.length === most) return { parts, isWhole: false };
    const part = await getItem(journal, { transactionId: next });
    if (part === undefined || originalOf(part) !== original.transactionId) break;
    parts.push(part);
    next = part.transactionId === until ? undefined : part.previousPart;
  }
  return { parts, isWhole: true };
}
