import { assert, never } from "../kernel/index.ts";
import { homeDay } from "../wallet/index.ts";
import {
  COMPARED,
  type ComparedStream,
  type Finding,
  type Group,
  type Kind,
  type OurRow,
  type Side,
  type Standing,
  type TheirRow,
} from "./model.ts";
import { type Compared, type Rule, RULES, STANDINGS } from "./rules.ts";

/** Two ordered streams, joined by reference, and judged. Pure, and in constant memory: a reference at a time. */

interface Keyed<Row> {
  readonly key: string;
  readonly row: Row;
}
type Source<Row> = AsyncIterable<Keyed<Row>> | Iterable<Keyed<Row>>;

/** Records of one reference beyond which something is wrong with the source itself. */
const GROUP_MAX = 1_000;

/** Everything of both sides, reference by reference. Both streams come in the order of the table's sort keys. */
export async function* joinByKey(
  ours: Source<OurRow>,
  theirs: Source<TheirRow>,
): AsyncGenerator<Group, void, undefined> {
  const [left, right] = [bundles(ours), bundles(theirs)];
  let [a, b] = [await left.next(), await right.next()];
  while (a.done !== true || b.done !== true) {
    const order = a.done === true ? 1 : b.done === true ? -1 : compareKeys(a.value.key, b.value.key);
    const mine = a.done !== true && order <= 0 ? a.value : undefined;
    const told = b.done !== true && order >= 0 ? b.value : undefined;
    yield { key: mine?.key ?? told?.key ?? "", ours: mine?.rows ?? [], theirs: told?.rows ?? [] };
    if (mine !== undefined) a = await left.next();
    if (told !== undefined) b = await right.next();
  }
}

/** A key ends with the separator where it stands in a sort key. */
function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(`${a}#`), Buffer.from(`${b}#`));
}

async function* bundles<Row>(source: Source<Row>): AsyncGenerator<{ readonly key: string; readonly rows: Row[] }> {
  let bundle: { readonly key: string; readonly rows: Row[] } | undefined;
  for await (const { key, row } of source) {
    if (bundle?.key === key) bundle.rows.push(row);
    else {
      if (bundle !== undefined) {
        assert(compareKeys(bundle.key, key) < 0, "both sides come in the order of their references");
        yield bundle;
      }
      bundle = { key, rows: [row] };
    }
    assert(bundle.rows.length <= GROUP_MAX, "one reference has a few records");
  }
  if (bundle !== undefined) yield bundle;
}

/** What becomes of one stream of one reference. */
export type Verdict =
  | { readonly is: "matched"; readonly amount: bigint }
  /** No money on either side. */
  | { readonly is: "idle" }
  /** The run of another day tells of it. */
  | { readonly is: "elsewhere" }
  /** We have it, and the provider's list has not: ask the provider for it. */
  | { readonly is: "ask_them" }
  /** The provider has it, and our day has not: look into our journals. */
  | { readonly is: "ask_ours" }
  | { readonly is: "different"; readonly finding: Finding };

/** One stream of a reference, both sides. */
export interface Pair {
  readonly stream: ComparedStream;
  readonly reference: string;
  readonly ours: readonly OurRow[];
  readonly theirs: readonly TheirRow[];
}

export function pairsOf({ key, ours, theirs }: Group): readonly Pair[] {
  return COMPARED.flatMap((stream) => {
    const of = <Row extends { readonly stream: ComparedStream }>(rows: readonly Row[]) =>
      rows.filter((row) => row.stream === stream);
    const pair = { stream, reference: decodeURIComponent(key), ours: of(ours), theirs: of(theirs) };
    return pair.ours.length + pair.theirs.length === 0 ? [] : [pair];
  });
}

/** Judges a pair as the run of this day sees it: both sides as far as they were set out. */
export function judge(pair: Pair, day: string): Verdict {
  const { ours, theirs } = pair;
  if (theirs.length === 0) return { is: "ask_them" };
  const [told, standing] = principal(pair);
  const isOfDay = told.atMs === undefined || homeDay(told.atMs) === day;
  if (ours.length === 0) return standing === "moved" && isOfDay ? { is: "ask_ours" } : { is: "idle" };
  // A refund is told of on the day on which it ends here.
  if (standing === "moved" && !isOfDay && pair.stream !== "refunds") return { is: "elsewhere" };
  // On a later day we may have given it back, too: our journal knows.
  if (standing === "returned" && ourStanding(pair) === "moved") return { is: "ask_ours" };
  return compare(pair);
}

/** Both sides are known: the first rule that is broken, or that they agree. */
export function compare(pair: Pair): Verdict {
  const rules = RULES.filter(({ only }) => only === undefined || only.includes(pair.stream));
  const broken = rules.find((rule) => BREAKS[rule.compares](pair, rule));
  if (broken === undefined) return { is: "matched", amount: grossOf(pair.ours) };
  return { is: "different", finding: findingOf(pair, broken.kind) };
}

export function findingOf(pair: Pair, kind: Kind): Finding {
  const { stream, reference, ours, theirs } = pair;
  return {
    kind,
    stream,
    reference,
    transactionId: ours[0]?.transactionId,
    ours: ourSide(ours),
    theirs: theirs.length === 0 ? undefined : theirSide(pair),
  };
}

export function standingOf({ stream, status }: TheirRow): Standing {
  return STANDINGS[stream][status] ?? "open";
}

/** The record that says most: one that moved the money, else one that gave it back, else the first. */
function principal({ theirs }: Pair): readonly [TheirRow, Standing] {
  const [first] = theirs;
  assert(first !== undefined, "there is a record");
  const moved = theirs.find((row) => standingOf(row) === "moved");
  const returned = theirs.find((row) => standingOf(row) === "returned");
  const row = moved ?? returned ?? first;
  return [row, standingOf(row)];
}

/** Ours came back when a later movement took away what the first brought, or the day has the return alone. */
function ourStanding({ stream, ours }: Pair): Standing {
  const gross = grossSigned(ours);
  if (ours.length === 0) return "none";
  switch (stream) {
    case "charges":
      return gross > 0n ? "moved" : "returned";
    case "transfers":
    case "refunds":
      return gross < 0n ? "moved" : "returned";
    default:
      return never(stream, "stream");
  }
}

const grossSigned = (ours: readonly OurRow[]) => ours.reduce((sum, { gross }) => sum + gross, 0n);
const size = (amount: bigint) => (amount < 0n ? -amount : amount);
const grossOf = (ours: readonly OurRow[]) => size(grossSigned(ours));
const feeOf = (ours: readonly OurRow[]) => ours.reduce((sum, { fee }) => sum + fee, 0n);
const firstOf = (ours: readonly OurRow[]) => Math.min(...ours.map(({ movedAtMs }) => movedAtMs));

/** True where the rule is broken. Each sees only pairs that the rules before it found in order. */
const BREAKS: Readonly<Record<Compared, (pair: Pair, rule: Rule) => boolean>> = {
  records: ({ theirs }) => theirs.filter((row) => standingOf(row) === "moved").length > 1,
  return: (pair) => ourStanding(pair) === "moved" && principal(pair)[1] === "returned",
  standing: (pair) => {
    const [, told] = principal(pair);
    return ourStanding(pair) === "moved" ? told !== "moved" : told === "moved" || told === "open";
  },
  currency: (pair) => pair.ours.some(({ currency }) => currency !== principal(pair)[0].currency),
  amount: (pair, { tolerance }) => isMoved(pair) && differ(principal(pair)[0].amount, grossOf(pair.ours), tolerance),
  fee: (pair, { tolerance }) => {
    const { fee } = principal(pair)[0];
    return isMoved(pair) && fee !== undefined && differ(fee, feeOf(pair.ours), tolerance);
  },
  day: (pair, { tolerance }) => {
    const [ours, told] = timesOf(pair);
    return told !== undefined && homeDay(told) !== homeDay(ours) && Math.abs(ours - told) > tolerance;
  },
  delay: (pair, { tolerance }) => {
    const [ours, told] = timesOf(pair);
    return told !== undefined && ours - told > tolerance;
  },
};

const isMoved = (pair: Pair) => ourStanding(pair) === "moved";
const differ = (a: bigint, b: bigint, tolerance: number) => size(a - b) > BigInt(tolerance);

/** Of what came back the times say nothing: the two sides may mean another of the movements. */
function timesOf(pair: Pair): readonly [ours: number, told: number | undefined] {
  return [firstOf(pair.ours), isMoved(pair) ? principal(pair)[0].atMs : undefined];
}

function ourSide(ours: readonly OurRow[]): Side | undefined {
  const [first] = ours;
  if (first === undefined) return undefined;
  const { currency } = first;
  return { amount: grossOf(ours), fee: feeOf(ours), currency, atMs: firstOf(ours), count: ours.length };
}

function theirSide(pair: Pair): Side {
  const [{ amount, fee, currency, status, atMs }] = principal(pair);
  return { amount, fee, currency, status, atMs, count: pair.theirs.length };
}
