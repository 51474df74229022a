import { transact } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { shutChange } from "../auth/index.ts";
import type { Staff } from "../kernel/index.ts";
import { type Access, accessWrite, loadAccess, shutIn } from "../users/index.ts";
import { errors } from "./errors.ts";
import { checkMayChange } from "./model.ts";
import { loadAccount } from "./read.ts";

/** By which ways somebody may come, and which features they have. */
export async function readAccess(actor: Staff, userId: string): Promise<Access> {
  const [, access] = await Promise.all([loadAccount(actor, userId), loadAccess(userId)]);
  return access;
}

/**
 * Opens and shuts platforms and features for somebody: what is named changes, the rest stays. What is shut counts at once
 * where money moves and at every sign-in and refresh.
 */
export async function changeAccess(
  actor: Staff,
  userId: string,
  change: Pick<Access, "platforms" | "features"> & { readonly reason: string },
): Promise<Access> {
  const [{ standing }, before] = await Promise.all([loadAccount(actor, userId), loadAccess(userId)]);
  checkMayChange(actor, userId, standing);
  const after = {
    platforms: { ...before.platforms, ...change.platforms },
    features: { ...before.features, ...change.features },
  };
  const [was, is] = [shutIn(before), shutIn(after)];
  const narrower = is.some((name) => !was.includes(name));
  const outcome = await transact([
    accessWrite(userId, before, after),
    shutChange(userId, is, narrower),
    auditEntry(actor, {
      action: "staff.access_changed",
      subject: { kind: "user", id: userId },
      userId,
      before: { shut: was },
      after: { shut: is },
      reason: change.reason,
    }),
  ]);
  if (!outcome.committed && !outcome.failed.has("audit")) throw errors.account_changed();
  return { ...after, version: before.version + 1 };
}
