import { type AnyEntity, batchGet, type ItemOf, type KeyOf, keyOf } from "@cowry/table";

/**
 * The row that stands in one of these places, the first one first. While a row moves from one to the other it may be
 * seen in neither: the two are not read at one instant. So where there are several it is looked for once more; it
 * moves once.
 */
export async function findMoving<E extends AnyEntity>(
  of: E,
  places: readonly KeyOf<E>[],
): Promise<ItemOf<E> | undefined> {
  const looks = places.length > 1 ? 2 : 1;
  for (let look = 1; look <= looks; look++) {
    const found = await batchGet(places.map((place) => keyOf(of, place)));
    const row = places.map((place) => found.get(of, place)).find((each) => each !== undefined);
    if (row !== undefined) return row;
  }
  return undefined;
}
