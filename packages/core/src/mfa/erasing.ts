import { removeAll } from "@cowry/table";
import { factorsItem, passkeyItem, pushItem } from "./store.ts";

/** Erases somebody's second factors, once their account is closed. Safe to repeat. */
export async function eraseFactors(userId: string): Promise<void> {
  await Promise.all([
    removeAll(factorsItem, { userId }),
    removeAll(passkeyItem, { userId }),
    removeAll(pushItem, { userId }),
  ]);
}
