import { decode } from "@cowry/table";
import { scanPage } from "@cowry/table/audit";
import { isoTime, MINUTE, newId, now, present, settings } from "../kernel/index.ts";
import { walletItem } from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { signed } from "./keys.ts";
import { dayRoot, leafOf, NO_DAY_BEFORE, pathOf, rootOf, type WalletHead, walletRef } from "./model.ts";
import { bucketOf, findBucket, findLatest, findPublication, publish, writeBucket } from "./store.ts";
import type { Head, Heads } from "./wire.ts";

const SCAN_PAGE = 1_000;
/** Heads in a bucket, more or less: they are spread by a hash. */
const BUCKET_SIZE = 1_000;

/** A line is dated before it is committed: so much later one may still appear that an earlier run did not see. */
const LATE_MS = MINUTE;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/**
 * Publishes where the chains of all wallets stand that moved since the last time. Once for each day: what is published
 * is never changed, and a run that dies has published nothing.
 */
export async function publishHeads(day: string): Promise<"published" | "was_published"> {
  const latest = await findLatest();
  if (latest !== undefined && latest.day >= day) return "was_published";
  const takenAtMs = now();
  const heads = await movedSince((latest?.takenAtMs ?? 0) - LATE_MS);
  const buckets = inBuckets(heads);
  const run = newId();
  for (const [index, bucket] of buckets.entries()) await writeBucket(day, run, index, bucket);
  const roots = buckets.map((bucket) => rootOf(bucket.map(leafOf)));
  const tree = rootOf(roots);
  const published = await publish({
    day,
    run,
    roots: roots.map(base64),
    wallets: heads.length,
    tree: base64(tree),
    root: dayRoot(day, tree, latest?.root ?? NO_DAY_BEFORE),
    previousDay: latest?.day,
    previousRoot: latest?.root,
    takenAtMs,
  });
  return published ? "published" : "was_published";
}

async function movedSince(sinceMs: number): Promise<readonly WalletHead[]> {
  const heads: WalletHead[] = [];
  let after: Awaited<ReturnType<typeof scanPage>>["last"];
  do {
    const page = await scanPage([walletItem.name], { after, limit: SCAN_PAGE });
    for (const raw of page.items) {
      const { userId, currency, sequence, lastEntryAtMs, lastHash } = decode(walletItem, raw);
      if (sequence === 0 || lastEntryAtMs < sinceMs) continue;
      heads.push({ wallet: walletRef(userId, currency), seq: sequence, hash: lastHash });
    }
    after = page.last;
  } while (after !== undefined);
  return heads;
}

function inBuckets(heads: readonly WalletHead[]): readonly (readonly WalletHead[])[] {
  const buckets = Array.from({ length: Math.max(1, Math.ceil(heads.length / BUCKET_SIZE)) }, (): WalletHead[] => []);
  for (const head of heads) buckets[bucketOf(head.wallet, buckets.length)]?.push(head);
  return buckets.map((bucket) => bucket.toSorted((a, b) => (a.wallet < b.wallet ? -1 : 1)));
}

/** Tells a day's signed root from a receipt. */
export const HEADS_TYPE = "cowry-heads+jws";

/** What a day published. Asks for RECEIPT_KEYS. */
export async function readHeads(day: string): Promise<Heads> {
  const found = await findPublication(day);
  if (found === undefined) throw errors.heads_not_published();
  const { root, tree, previousDay = null, previousRoot = null, wallets, takenAtMs } = found;
  const taken_at = isoTime(takenAtMs);
  const word = await signed(HEADS_TYPE, { iss: settings().tokenIssuer, day, root });
  return { day, root, tree, previous_day: previousDay, previous_root: previousRoot, wallets, taken_at, signed: word };
}

/** One wallet's head of a day, and the path from it to the tree's root. */
export async function readHead(day: string, wallet: string): Promise<Head> {
  const found = await findPublication(day);
  if (found === undefined) throw errors.heads_not_published();
  const bucket = bucketOf(wallet, found.roots.length);
  const { heads } = present(await findBucket(day, found.run, bucket), "a published day has its buckets");
  const index = heads.findIndex((head) => head.wallet === wallet);
  const head = heads[index];
  if (head === undefined) throw errors.heads_not_published();
  const roots = found.roots.map((root) => Buffer.from(root, "base64url"));
  return { day, tree: found.tree, head, path: [...pathOf(heads.map(leafOf), index), ...pathOf(roots, bucket)] };
}
