import type { Standing } from "../auth/index.ts";
import { isStaffRole, type Role, type Staff } from "../kernel/index.ts";
import type { Person } from "../users/index.ts";
import { errors } from "./errors.ts";

/** Roles that only super admins give, take or block. */
const HIGH: ReadonlySet<Role> = new Set(["admin", "super_admin"]);

/** Staff of a branch see its people only; who has no branch sees everybody. */
export function sees({ branchId }: Pick<Staff, "branchId">, person: Pick<Person, "branchId">): boolean {
  return branchId === undefined || person.branchId === branchId;
}

/** Whether an actor may change the account of somebody who stands so. */
export function checkMayChange(actor: Staff, userId: string, { status, roles }: Standing): void {
  if (userId === actor.userId) throw errors.own_account();
  if (status === "closed") throw errors.account_closed();
  if (roles.some((role) => HIGH.has(role))) checkIsSuperAdmin(actor);
}

/** Whether an actor may give these roles in the place of those. */
export function checkMayGive(actor: Staff, before: readonly Role[], after: readonly Role[]): void {
  const changed = [
    ...before.filter((role) => !after.includes(role)),
    ...after.filter((role) => !before.includes(role)),
  ];
  if (changed.some((role) => HIGH.has(role))) checkIsSuperAdmin(actor);
  // Staff of a branch would make somebody who sees more than they do.
  if (actor.branchId !== undefined && changed.some(isStaffRole)) checkIsSuperAdmin(actor);
}

function checkIsSuperAdmin({ roles }: Staff): void {
  if (!roles.includes("super_admin")) throw errors.super_admin_needed();
}
