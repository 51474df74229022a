import type { ItemOf } from "@cowry/table";
import { absent, entity, equals, getItem, int, json, optional, put, text, time, transact, write } from "@cowry/table";
import type { WalletHead } from "./model.ts";

/** What a day published. Written once, when all of its buckets are there. */
export const publicationItem = entity("publication", {
  version: 1,
  about: "The heads of all wallets' chains on one day, under one root",
  pk: "KH#{day}",
  sk: "#",
  attributes: {
    /** Names the buckets: a run that died leaves some behind, and they must not be taken for those of this one. */
    run: text("rn"),
    /** Root of each bucket: the leaves of the tree. */
    roots: json<readonly string[]>("rs"),
    wallets: int("wn"),
    tree: text("tr"),
    root: text("rt"),
    previousDay: optional(text("pd")),
    previousRoot: optional(text("pr")),
    takenAtMs: time("ta"),
  },
});
export type Publication = ItemOf<typeof publicationItem>;

/** Some of a day's heads, sorted by wallet: at most about 100 KB. */
export const bucketItem = entity("publication_bucket", {
  version: 1,
  about: "Some of a day's published heads",
  pk: "KH#{day}",
  sk: "B#{run}#{bucket}",
  attributes: {
    heads: json<readonly WalletHead[]>("hd"),
  },
});

/** Which day was published last. */
export const latestItem = entity("publication_latest", {
  version: 1,
  about: "Which day's heads were published last",
  pk: "KH",
  sk: "#",
  attributes: { day: text("dy"), root: text("rt"), takenAtMs: time("ta") },
});

export const bucketKey = (bucket: number): string => String(bucket).padStart(5, "0");

/** The bucket that a wallet stands in; its name is a hash already. */
export function bucketOf(wallet: string, buckets: number): number {
  return Buffer.from(wallet, "base64url").readUInt32BE(0) % buckets;
}

export async function writeBucket(day: string, run: string, bucket: number, heads: readonly WalletHead[]) {
  await write(put(bucketItem, { day, run, bucket: bucketKey(bucket), heads }));
}

/** The day's word, behind the one before: of two runs at once only one is heard. */
export async function publish(of: Publication): Promise<boolean> {
  const { day, root, takenAtMs, previousDay } = of;
  const outcome = await transact([
    put(publicationItem, of, { rule: "publication", when: [absent()] }),
    put(
      latestItem,
      { day, root, takenAtMs },
      { rule: "latest", when: [previousDay === undefined ? absent() : equals("day", previousDay)] },
    ),
  ]);
  return outcome.committed;
}

export const findPublication = (day: string) => getItem(publicationItem, { day });
export const findLatest = () => getItem(latestItem, {});
export const findBucket = (day: string, run: string, bucket: number) =>
  getItem(bucketItem, { day, run, bucket: bucketKey(bucket) });
