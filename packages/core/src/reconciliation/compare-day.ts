import { behindReference, readClearing } from "../wallet/index.ts";
import { judgeBalance } from "./balance.ts";
import { ourRowOf, lookAtOurs, lookAtTheirs } from "./looks.ts";
import { compare, findingOf, joinByKey, judge, type Pair, pairsOf, type Verdict } from "./match.ts";
import { counted, emptyTally, type Finding, type OurRow, type RunName, type Tally } from "./model.ts";
import type { ProviderLooks } from "./ports.ts";
import { BALANCE_PLACES, behindRecord, readBalanceGroups, readRecords } from "./row-store.ts";
import { saveFinding } from "./store.ts";

/** The second half of a reconciliation: what was set out is joined with our own rows, place by place. */

export type Comparison =
  | { readonly outcome: "more"; readonly after: string; readonly tally: Tally }
  | { readonly outcome: "done"; readonly tally: Tally };

interface Task {
  readonly run: RunName;
  readonly place: string;
  readonly looks: ProviderLooks;
  readonly after: string | undefined;
  readonly budgetMs: number;
}

/**
 * Compares one place until its time is up, and says where it is then. Going over the same references again finds the
 * same, and writes it once. Throws `unavailable` when the provider does not answer a look.
 */
export function comparePlace(
  run: RunName,
  place: string,
  looks: ProviderLooks,
  { after, budgetMs }: { readonly after?: string | undefined; readonly budgetMs: number },
): Promise<Comparison> {
  const task = { run, place, looks, after, budgetMs };
  return BALANCE_PLACES.includes(place) ? compareBalance(task) : compareReferences(task);
}

async function compareReferences({ run, place, looks, after, budgetMs }: Task): Promise<Comparison> {
  const startedAt = performance.now();
  let tally = emptyTally();
  for await (const group of joinByKey(ourRows(run, place, after), readRecords(run, place, after))) {
    for (const pair of pairsOf(group)) {
      tally = countOurs(tally, pair);
      tally = await conclude(run, pair, await settle(run, pair, judge(pair, run.day), looks), tally);
    }
    if (performance.now() - startedAt >= budgetMs) return { outcome: "more", after: behindReference(group.key), tally };
  }
  return { outcome: "done", tally };
}

async function* ourRows({ provider, day }: RunName, place: string, after: string | undefined) {
  for await (const row of readClearing({ provider, day, place }, { after })) {
    yield { key: row.referenceKey, row: ourRowOf(row) satisfies OurRow };
  }
}

/** Asks whoever has to be asked, until the verdict stands by itself. */
async function settle(run: RunName, pair: Pair, verdict: Verdict, looks: ProviderLooks): Promise<Verdict> {
  if (verdict.is === "ask_them") {
    const told = await lookAtTheirs(pair, looks);
    if (told === undefined) return { is: "different", finding: findingOf(pair, "missing_there") };
    const known = { ...pair, theirs: [told] };
    return settle(run, known, judge(known, run.day), looks);
  }
  if (verdict.is !== "ask_ours") return verdict;
  const word = await lookAtOurs(run, pair);
  if (word.is === "unknown") return { is: "different", finding: findingOf(pair, "unknown_reference") };
  if (word.is === "unbooked") {
    const { transactionId } = word;
    return { is: "different", finding: { ...findingOf(pair, "missing_here"), transactionId } };
  }
  const known = { ...pair, ours: word.rows };
  const result = compare(known);
  const isExplained = result.is === "different" && result.finding.kind === "reversed" && word.isGivenBack;
  return isExplained ? { is: "matched", amount: 0n } : result;
}

function countOurs(tally: Tally, { stream, ours }: Pair): Tally {
  const amount = ours.reduce((sum, { gross }) => sum + (gross < 0n ? -gross : gross), 0n);
  return counted(tally, stream, { ours: { count: ours.length, amount } });
}

async function conclude(run: RunName, { stream }: Pair, verdict: Verdict, tally: Tally): Promise<Tally> {
  if (verdict.is === "matched") return counted(tally, stream, { matched: { count: 1, amount: verdict.amount } });
  if (verdict.is === "elsewhere") return counted(tally, stream, { elsewhere: 1 });
  if (verdict.is !== "different") return tally;
  return noteFinding(run, verdict.finding, tally);
}

async function noteFinding(run: RunName, finding: Finding, tally: Tally): Promise<Tally> {
  await saveFinding(run, finding);
  return counted(tally, finding.stream, { found: { [finding.kind]: 1 } });
}

async function compareBalance({ run, place, looks, after, budgetMs }: Task): Promise<Comparison> {
  const startedAt = performance.now();
  let tally = emptyTally();
  for await (const group of readBalanceGroups(run, place, after)) {
    const verdict = await judgeBalance(run, group, looks);
    if (verdict.is === "matched") {
      tally = counted(tally, "balance", { matched: { count: group.movements.length, amount: verdict.amount } });
    } else if (verdict.is === "different") tally = await noteFinding(run, verdict.finding, tally);
    if (performance.now() - startedAt >= budgetMs) return { outcome: "more", after: behindRecord(group), tally };
  }
  return { outcome: "done", tally };
}
