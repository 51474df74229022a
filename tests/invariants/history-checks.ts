import { unmarshall } from "@aws-sdk/util-dynamodb";
import { compareRebuilt, entryItem, journal, queuedItem, rebuildWallets, walletItem } from "@cowry/core/wallet";
import { type Customer, derivedId, type DomainEvent } from "@cowry/core/kernel";
import { recount } from "@cowry/local/books/check";
import { sortItems } from "@cowry/local/books/items";
import { type AnyEntity, decode, type RawItem, typeOf } from "@cowry/table";
import type { World } from "./history-world.ts";
import type { Change } from "./memory-engine.ts";
import type { Item } from "./memory-expressions.ts";

/** What must hold of the raw items after every step of a history, and at its end. */

/** What the books are made of, by the stored names. */
const LEDGER: ReadonlySet<string | undefined> = new Set(
  "wallet entry journal queued_credit external system_account".split(" "),
);

/** Every invariant, recomputed from the raw items; `seen`: what was not as it must be on the way there. */
export function expectInvariants(all: Iterable<RawItem>, after: string, seen: readonly string[] = []): void {
  const items = [...all].flatMap((item) => (LEDGER.has(item["t"]?.S) ? [plain(item)] : []));
  const problems = [...seen, ...recount(sortItems(items)).problems, ...beyondLimits(items)];
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

/**
 * The bank, at every commit: what one write or transaction puts into wallets and queues is what it takes from others of
 * them, or from accounts of our own.
 */
export function unconserved(changes: readonly Change[]): readonly string[] {
  const made = changes.reduce((sum, { before, after }) => sum + moneyIn(after) - moneyIn(before), 0n);
  if (made === 0n) return [];
  const places = changes.map(({ before, after }) => (after ?? before)?.["pk"]?.S).join(", ");
  return [`${made} came from nowhere with ${places}`];
}

/** What of a wallet is told by nothing but its version: whoever decided on an older image is refused for that alone. */
const VERSIONED = "av rs sq lt lh st sb ln us rp".split(" ");

/** Of these nothing changes without their version. */
const COUNTED: ReadonlySet<string | undefined> = new Set(["refund", "dispute"]);

/** A wallet's balances, state and lane, and all of a refund or dispute, change only with its version, each time by one. */
export function unversioned({ before, after }: Change): readonly string[] {
  const type = before?.["t"]?.S;
  if (before === undefined || (type !== "wallet" && !COUNTED.has(type))) return [];
  if (after === undefined) return [`${type} ${before["pk"]?.S} was removed`];
  const isSame = (name: string) => JSON.stringify(before[name]) === JSON.stringify(after[name]);
  const raised = BigInt(after["v"]?.N ?? 0) - BigInt(before["v"]?.N ?? 0);
  if (type !== "wallet")
    return raised === 1n ? [] : [`${type} ${before["sk"]?.S} changed, and its version by ${raised}`];
  if (raised === 1n || (raised === 0n && VERSIONED.every(isSame))) return [];
  const changed = VERSIONED.filter((name) => !isSame(name)).join(", ");
  return [`${changed} of wallet ${before["pk"]?.S} changed, and its version by ${raised}`];
}

type Leg = Readonly<Record<"M", Readonly<Record<"a" | "m", Item[string]>>>>;

function moneyIn(item: Item | undefined): bigint {
  if (item === undefined) return 0n;
  const number = (name: string) => BigInt(item[name]?.N ?? 0);
  switch (item["t"]?.S) {
    case "wallet":
      return number("av") + number("rs");
    case "queued_credit":
      return number("am");
    case "journal": {
      const legs = (item["lg"]?.["L"] ?? []) as readonly Leg[];
      const own = legs.filter(({ M: { a: account } }) => account.S?.startsWith("wallet:") === false);
      return own.reduce((sum, { M: { m: amount } }) => sum + BigInt(amount.N ?? 0), 0n);
    }
    case undefined:
    default:
      return 0n;
  }
}

/** Everything that happened to money has been told, and every account of our own has been summed. */
export function expectTold(all: Iterable<RawItem>, events: readonly DomainEvent[]): void {
  const told = new Set(events.filter(({ name }) => name === "wallet.transaction_changed").map(({ id }) => id));
  for (const item of all) {
    if (typeOf(item) !== journal.name) continue;
    const { transactionId, systemLegs } = decode(journal, item);
    if (!told.has(transactionId)) throw new Error(`nobody was told of ${transactionId}`);
    if (systemLegs === "pending") throw new Error(`${transactionId} has not been summed`);
  }
}

/**
 * One transfer for each key, whoever asked how often: what somebody was told is there, and nothing is there that nobody
 * ordered.
 */
export function expectOrders(
  all: Iterable<RawItem>,
  { orders, unanswered }: Pick<World, "orders" | "unanswered">,
): void {
  const transfers = new Map<string, bigint>();
  for (const item of all) {
    if (typeOf(item) !== journal.name) continue;
    const { kind, transactionId, amount } = decode(journal, item);
    if (kind === "transfer") transfers.set(transactionId, amount);
  }
  for (const { id, key, amount } of orders) {
    if (transfers.get(id) !== amount) throw new Error(`order ${key} of ${amount} was told and is ${transfers.get(id)}`);
  }
  const ordered = new Set([...orders, ...unanswered].map(({ from, key }) => transferId(from, key)));
  for (const id of transfers.keys()) if (!ordered.has(id)) throw new Error(`nobody ordered ${id}`);
}

/** The id of a transfer, made from who, what and the key. */
const transferId = ({ userId }: Customer, key: string): string => derivedId("wallet/create-transfer", userId, key);

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
