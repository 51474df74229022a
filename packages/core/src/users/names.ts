import { batchGet, keyOf, put, queryItems, remove, type Write } from "@cowry/table";
import { lookupHashes } from "../kernel/index.ts";
import { nameWordItem } from "./name-store.ts";

/**
 * Finding people by the words of their names: one row per word and person, under the word's keyed hash. Written and
 * removed with the names themselves, so that a search misses nobody and finds nobody who is gone.
 */

/** More words than a name honestly has. */
const WORDS_MAX = 6;

/** The words of names as they are searched for: no case, no accents, two letters at least, each once. */
export function wordsOf(...names: readonly string[]): readonly string[] {
  const plain = names.join(" ").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => Array.from(word).length >= 2);
  return [...new Set(words)].slice(0, WORDS_MAX);
}

/** Makes a person findable by these words. Blind: the same row again is the same row. */
export function nameRows(userId: string, words: readonly string[]): Write[] {
  return words.flatMap((word) => {
    const [wordHash] = lookupHashes("name", word);
    return wordHash === undefined ? [] : [put(nameWordItem, { wordHash, userId })];
  });
}

/** And no longer by these, under whichever key their rows were made. */
export function nameRowsGone(userId: string, words: readonly string[]): Write[] {
  return words.flatMap((word) =>
    lookupHashes("name", word).map((wordHash) => remove(nameWordItem, { wordHash, userId })),
  );
}

/** How many people of the first word are looked at; who has a common name is found by more of its words. */
const LOOKED_AT_MAX = 200;

/** Ids of people whose names have all of these words. */
export async function findByWords(words: readonly string[]): Promise<readonly string[]> {
  const [first, ...others] = words.map((word) => lookupHashes("name", word));
  if (first === undefined) return [];
  const pages = await Promise.all(
    first.map((wordHash) => queryItems(nameWordItem, { wordHash }, { limit: LOOKED_AT_MAX, consistent: false })),
  );
  const ids = [...new Set(pages.flatMap(({ items }) => items.map(({ userId }) => userId)))];
  if (others.length === 0) return ids;
  const places = ids.flatMap((userId) => others.flat().map((wordHash) => ({ wordHash, userId })));
  const found = await batchGet(places.map((place) => keyOf(nameWordItem, place)));
  const has = (userId: string, hashes: readonly string[]) =>
    hashes.some((wordHash) => found.get(nameWordItem, { wordHash, userId }) !== undefined);
  return ids.filter((userId) => others.every((hashes) => has(userId, hashes)));
}
