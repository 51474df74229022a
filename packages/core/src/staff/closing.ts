import { batchGet } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { type Confirmation, loadStanding, statusChange } from "../auth/index.ts";
import type { Customer } from "../kernel/index.ts";
import { leavingWrites } from "../users/index.ts";
import { setWalletStatus } from "../wallet/index.ts";
import { errors } from "./errors.ts";

/**
 * Closes the actor's account, once the PIN has been proved and every wallet is empty: credentials, wallets, number and
 * address in one transaction. What told who this was is erased; the books keep ids and masked names.
 */
export async function closeAccount(
  actor: Customer,
  confirmation: Confirmation,
  reason: string | undefined,
): Promise<void> {
  const { userId, epoch } = actor;
  const { finish } = await confirmation.check(await batchGet(confirmation.reads));
  await finish();
  const entry = auditEntry(actor, {
    action: "users.account_closed",
    subject: { kind: "user", id: userId },
    userId,
    before: { status: "active" },
    after: { status: "closed" },
    reason,
  });
  const changed = await setWalletStatus(actor, {
    userId,
    to: "closed",
    reason: reason ?? "closed by its owner",
    // Another number or address comes with another epoch: closed as they were read before it, it would stay taken for ever.
    also: [statusChange(userId, "active", "closed", epoch), ...(await leavingWrites(userId)), entry],
  });
  if (!changed.done && (await loadStanding(userId))?.status !== "closed") throw errors.account_changed();
}
