import { remove, removeAll, write } from "@cowry/table";
import { choiceItem } from "./account-store.ts";
import { beneficiaryKeyItem } from "./beneficiary-key-store.ts";
import { beneficiaryItem } from "./store.ts";

/**
 * Erases the accounts and people that somebody saved, once their account is closed. What was paid to them stays in the
 * books. Safe to repeat.
 */
export async function eraseBeneficiaries(userId: string): Promise<void> {
  await Promise.all([
    removeAll(beneficiaryItem, { userId }),
    write(remove(choiceItem, { userId })),
    write(remove(beneficiaryKeyItem, { userId })),
  ]);
}
