import { queryItems, sortKey } from "@cowry/table";
import { DAY } from "../kernel/index.ts";
import { type Entry, entryItem, homeDay, linkHash } from "../wallet/index.ts";
import { dayRoot, leafOf, NO_DAY_BEFORE, rootOf, type WalletHead, walletRef } from "./model.ts";
import { bucketOf, findBucket, findLatest, findPublication, type Publication } from "./store.ts";

/** Whether a line leads to what was published of its wallet: what docs/receipts.md says, done by us. */

/** The head to which a line's chain leads. */
export interface PublishedHead {
  readonly day: string;
  readonly root: string;
  readonly seq: number;
}

export type Lead =
  | { readonly leads: true; readonly to: PublishedHead }
  /** `not_yet`: nothing was published of the wallet since. `too_far`: too many lines between for one answer. */
  | { readonly leads: false; readonly why: "not_yet" | "too_far" | "differs" };

/** Days after a line's own on which its head is looked for: it comes on the first of them, or when publishing works again. */
const DAYS_AHEAD = 8;
/** Lines between a line and its head that are hashed for one question: as many as a shop has in a busy day. */
const LINES_MAX = 1_000;
const PAGE = 200;

/** Hashes from the line on to the first published head at or behind it, and that head up to the day's root. */
export async function leadToPublished(line: Entry): Promise<Lead> {
  const found = await firstHeadFor(line);
  if (found === undefined) return { leads: false, why: "not_yet" };
  const { publication, head, isUnderRoot } = found;
  if (head.seq - Number(line.seq) > LINES_MAX) return { leads: false, why: "too_far" };
  let hash = await hashAt(line, head.seq, "any_copy");
  // A copy that lags lacks lines: that is no difference.
  if (hash !== head.hash) hash = await hashAt(line, head.seq, "newest");
  if (!isUnderRoot || hash !== head.hash) return { leads: false, why: "differs" };
  return { leads: true, to: { day: publication.day, root: publication.root, seq: head.seq } };
}

interface FoundHead {
  readonly publication: Publication;
  readonly head: WalletHead;
  readonly isUnderRoot: boolean;
}

async function firstHeadFor(line: Entry): Promise<FoundHead | undefined> {
  const atMs = Number(line.at);
  const latest = await findLatest();
  if (latest === undefined || latest.takenAtMs < atMs) return undefined;
  const wallet = walletRef(line.userId, line.currency);
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
    const day = homeDay(atMs + ahead * DAY);
    if (day > latest.day) return undefined;
    const publication = await findPublication(day);
    if (publication === undefined) continue;
    const found = await headIn(publication, wallet);
    // A line that was committed while the heads were taken is under the next ones.
    if (found !== undefined && found.head.seq >= Number(line.seq)) return found;
  }
  return undefined;
}

async function headIn(publication: Publication, wallet: string): Promise<FoundHead | undefined> {
  const { day, run, roots, tree, root, previousRoot = NO_DAY_BEFORE } = publication;
  const place = bucketOf(wallet, roots.length);
  const heads = (await findBucket(day, run, place))?.heads ?? [];
  const head = heads.find((each) => each.wallet === wallet);
  if (head === undefined) return undefined;
  const top = rootOf(roots.map((each) => Buffer.from(each, "base64url")));
  const isUnderRoot =
    rootOf(heads.map(leafOf)).toString("base64url") === roots[place] &&
    top.toString("base64url") === tree &&
    dayRoot(day, top, previousRoot) === root;
  return { publication, head, isUnderRoot };
}

/** The chain's hash at a later position, from this line's own hash on; undefined when the lines do not go on so far. */
async function hashAt(line: Entry, seq: number, reading: Reading): Promise<string | undefined> {
  const { userId, currency } = line;
  let [at, hash] = [Number(line.seq), line.hash];
  let after: string | undefined = sortKey(entryItem, line);
  while (at < seq && after !== undefined) {
    const range = { prefix: sortKey(entryItem, { currency }), after, limit: Math.min(PAGE, seq - at) };
    const page: Awaited<ReturnType<typeof readLines>> = await readLines(userId, range, reading);
    for (const next of page.items) {
      hash = linkHash(hash, { ...next, seq: Number(next.seq), atMs: Number(next.at) });
      at += 1;
      if (Number(next.seq) !== at) return undefined;
    }
    after = page.last;
  }
  return at === seq ? hash : undefined;
}

/** `any_copy` costs half, and may be behind. */
type Reading = "any_copy" | "newest";

const readLines = (userId: string, range: Omit<Parameters<typeof queryItems>[2], "consistent">, reading: Reading) =>
  queryItems(entryItem, { userId }, { ...range, consistent: reading === "newest" });
