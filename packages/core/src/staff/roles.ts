import { transact } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { rolesChange } from "../auth/index.ts";
import type { Role, Staff } from "../kernel/index.ts";
import { roleCopyWrite } from "../users/index.ts";
import { standingChange } from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { checkMayChange, checkMayGive } from "./model.ts";
import { type Account, loadAccount } from "./read.ts";

/** Roles with limits of their own; the wider ones first. */
const LIMIT_ROLES = ["merchant", "agent"] as const;

export interface RoleOrder {
  /** All roles from now on. */
  readonly roles: readonly Role[];
  /** Absent: as it is; null: none. */
  readonly branchId?: string | null | undefined;
  readonly reason: string;
}

/** Gives somebody these roles in the place of theirs, and perhaps a branch; their tokens end at once. */
export async function assignRoles(
  actor: Staff,
  userId: string,
  { roles, branchId: wanted, reason }: RoleOrder,
): Promise<Account> {
  const account = await loadAccount(actor, userId);
  const { standing, person } = account;
  checkMayChange(actor, userId, standing);
  checkMayGive(actor, standing.roles, roles);
  const branchId = wanted === undefined ? standing.branchId : (wanted ?? undefined);
  // Staff of a branch neither take its people out of it nor bring in those of others.
  if (actor.branchId !== undefined && branchId !== actor.branchId) throw errors.super_admin_needed();
  const limitRole = LIMIT_ROLES.find((role) => roles.includes(role)) ?? null;
  const outcome = await transact([
    rolesChange(userId, standing, { roles, branchId }),
    roleCopyWrite(userId, roles, branchId),
    ...(await standingChange(userId, { limitRole })),
    auditEntry(actor, {
      action: "staff.roles_assigned",
      subject: { kind: "user", id: userId },
      userId,
      before: { roles: standing.roles, branch: standing.branchId },
      after: { roles, branch: branchId },
      reason,
    }),
  ]);
  if (!outcome.committed && !outcome.failed.has("audit")) throw errors.account_changed();
  return { ...account, person: { ...person, roles, branchId }, standing: { ...standing, roles, branchId } };
}
