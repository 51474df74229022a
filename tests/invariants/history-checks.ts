import { unmarshall } from "@aws-sdk/util-dynamodb";
import { compareRebuilt, entryItem, journal, queuedItem, rebuildWallets, walletItem } from "@cowry/core/wallet";
import { recount } from "@cowry/local/books/check";
import { sortItems } from "@cowry/local/books/items";
import { type AnyEntity, decode, type RawItem, typeOf } from "@cowry/table";

/** What must hold of the raw items after every step of a history, and at its end. */

/** Every invariant, recomputed from the raw items. */
export function expectInvariants(all: Iterable<RawItem>, after: string): void {
  const items = [...all].map(plain);
  const problems = [...recount(sortItems(items)).problems, ...beyondLimits(items)];
  if (problems.length > 0) throw new Error(`after ${after}: ${problems.join("; ")}`);
}

/** What somebody of whom we know nothing, and who is no merchant, may spend and promise within an hour and a day. */
const MOST = { hour: 200_000_000n, day: 300_000_000n } as const;
const HOUR_MS = 3_600_000n;

/** Limits hold in sum, whatever was ordered at once; what came to nothing does not count. By the stored names. */
function* beyondLimits(items: readonly Record<string, unknown>[]): Generator<string> {
  const merchants = new Set(items.filter(({ t, lr }) => t === "wallet" && lr === "merchant").map(({ pk }) => pk));
  const spent = new Map<string, bigint>();
  for (const item of items) {
    if (item["t"] !== "journal" || merchants.has(`W#${String(item["ow"])}`)) continue;
    const amount = spentIn(item);
    const at = (item["ca"] as bigint) + HOUR_MS; // Lagos.
    for (const window of [`hour ${at / HOUR_MS}`, `day ${at / (24n * HOUR_MS)}`]) {
      const place = `${window} of ${String(item["ow"])}`;
      spent.set(place, (spent.get(place) ?? 0n) + amount);
    }
  }
  for (const [place, amount] of spent) {
    const most = MOST[place.startsWith("hour") ? "hour" : "day"];
    if (amount > most) yield `${amount} was spent in ${place}, at most ${most} may be`;
  }
}

function spentIn({ k: kind, st: status, am, cd, lg: legs }: Record<string, unknown>): bigint {
  const [amount, captured = 0n] = [am as bigint, cd as bigint | undefined];
  // What was captured in parts are transactions of their own.
  if (kind === "hold") return legs !== undefined ? amount : status === "held" ? amount - captured : 0n;
  const isSpending = kind === "transfer" || kind === "payout";
  return isSpending && status !== "failed" && status !== "cancelled" ? amount : 0n;
}

/** Wallets and entries made anew from the journals are those that are there. */
export function expectRebuildable(all: Iterable<RawItem>): void {
  const items = [...all];
  const of = <E extends AnyEntity>(entity: E) =>
    items.filter((item) => typeOf(item) === entity.name).map((item) => decode(entity, item));
  const rebuilt = rebuildWallets(of(journal), of(entryItem));
  const problems = compareRebuilt(rebuilt, of(walletItem), of(entryItem), of(queuedItem));
  if (problems.length > 0) throw new Error(`rebuilt otherwise: ${problems.join("; ")}`);
}

/** An item that was not written since is the same object, and read once. */
const seen = new WeakMap<RawItem, Record<string, unknown>>();

function plain(item: RawItem): Record<string, unknown> {
  const before = seen.get(item);
  if (before !== undefined) return before;
  const read = unmarshall(item, EXACT);
  seen.set(item, read);
  return read;
}

const EXACT = { wrapNumbers: (text: string) => BigInt(text) };
