import { batchGet, getItem, keyOf } from "@cowry/table";
import type { Discrepancy } from "./audit.ts";
import { checkParts, countedOf, originalOf } from "./parts.ts";
import type { Pace } from "./reconcile-pace.ts";
import { type Journal, journal } from "./store.ts";

/**
 * How far the parts of one original are followed: to sum them all, and to find one among them. What lies beyond is not
 * judged: a part that is far back and missing shows in the sum.
 */
const FOLLOWED = { whole: 10_000, part: 20 } as const;
/** Parts that are read, one after the other, between two looks at the time. */
const UNTIMED = 100;

/**
 * Each of these journals against its parts, and against what it is a part of. One read for each, mostly: whatever is read
 * of an original is read once for all of them. "unfinished": the time was up before.
 */
export async function checkAllParts(
  journals: readonly Journal[],
  { isTimeUp }: Pick<Pace, "isTimeUp">,
): Promise<readonly Discrepancy[] | "unfinished"> {
  const counting = journals.filter((of) => countedOf(of) > 0n || of.lastPart !== undefined);
  const ofOthers = journals.flatMap((part) => ({ part, originalId: originalOf(part) }));
  const ids = new Set(ofOthers.flatMap(({ originalId }) => originalId ?? []));
  const originals = await batchGet([...ids].map((transactionId) => keyOf(journal, { transactionId })));
  const chains = new Chains(isTimeUp);
  const found: Discrepancy[] = [];
  for (const original of counting) found.push(...(await checkOriginal(original, chains)));
  for (const { part, originalId } of ofOthers) {
    if (originalId === undefined) continue;
    const original = originals.get(journal, { transactionId: originalId });
    found.push(...(await checkPart(part, originalId, original, chains)));
  }
  return chains.isCutOff ? "unfinished" : found;
}

async function checkOriginal(original: Journal, chains: Chains): Promise<readonly Discrepancy[]> {
  const { parts, next } = await chains.follow(original, FOLLOWED.whole);
  return next === undefined ? checkParts(original, parts) : [];
}

async function checkPart(part: Journal, originalId: string, original: Journal | undefined, chains: Chains) {
  const { transactionId } = part;
  const where = `journal ${transactionId}`;
  if (original === undefined) return [odd(where, `is a part of ${originalId}, which is not there`)];
  if (original.kind === "topup") return [];
  const { ids, next } = await chains.follow(original, FOLLOWED.part, transactionId);
  return ids.has(transactionId) || next !== undefined
    ? []
    : [odd(where, `is a part of ${originalId}, which does not know it`)];
}

const odd = (where: string, says: string): Discrepancy => ({ rule: "parts_are_counted", where, says });

/** The parts of one original, from its last one back, as far as they were read, and the one that would come next. */
interface Chain {
  readonly parts: Journal[];
  readonly ids: Set<string>;
  next: string | undefined;
}

/** What was read of the originals of one unit of the audit, by their last part: one that has a new one begins anew. */
class Chains {
  isCutOff = false;
  private readonly chains = new Map<string, Chain>();
  private readonly isTimeUp: Pace["isTimeUp"];
  private reads = 0;

  constructor(isTimeUp: Pace["isTimeUp"]) {
    this.isTimeUp = isTimeUp;
  }

  /** From where it was followed to until now, as far as the parts name one another, or to a certain one. */
  async follow({ transactionId, lastPart }: Journal, most: number, until?: string): Promise<Readonly<Chain>> {
    const name = `${transactionId} ${lastPart ?? ""}`;
    const chain: Chain = this.chains.get(name) ?? { parts: [], ids: new Set(), next: lastPart };
    this.chains.set(name, chain);
    const isFound = () => until !== undefined && (chain.ids.has(until) || chain.next === until);
    while (chain.next !== undefined && chain.parts.length < most && !isFound()) {
      if (this.isOver()) break;
      const part = await getItem(journal, { transactionId: chain.next });
      const isPart = part !== undefined && originalOf(part) === transactionId;
      chain.next = isPart ? part.previousPart : undefined;
      if (!isPart) break;
      chain.parts.push(part);
      chain.ids.add(part.transactionId);
    }
    return chain;
  }

  private isOver(): boolean {
    this.reads += 1;
    this.isCutOff ||= this.reads % UNTIMED === 0 && this.isTimeUp();
    return this.isCutOff;
  }
}
