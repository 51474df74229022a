import type { AnyEntity, KeyOf, PartitionOf } from "./entity.ts";
import { queryItems } from "./reads.ts";
import { write } from "./transact.ts";
import { remove } from "./writes.ts";

/** Read, and then removed side by side. */
const PAGE = 25;

/**
 * Removes every item of one kind from a partition. No transaction: whoever stops half-way begins again and finds what is
 * left. Gives back how many went this time.
 */
export async function removeAll<E extends AnyEntity>(of: E, partition: PartitionOf<E>): Promise<number> {
  let removed = 0;
  let after: string | undefined;
  do {
    const page = await queryItems(of, partition, { limit: PAGE, after });
    await Promise.all(page.items.map((item) => write(remove(of, item as KeyOf<E>))));
    removed += page.items.length;
    after = page.last;
  } while (after !== undefined);
  return removed;
}
