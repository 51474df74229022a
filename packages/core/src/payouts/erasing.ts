import { removeAll } from "@cowry/table";
import { beneficiaryItem } from "./store.ts";

/**
 * Erases the accounts and people that somebody saved, once their account is closed. What was paid to them stays in the
 * books. Safe to repeat.
 */
export async function eraseBeneficiaries(userId: string): Promise<void> {
  await removeAll(beneficiaryItem, { userId });
}
