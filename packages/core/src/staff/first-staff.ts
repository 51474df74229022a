import { transact } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { loadStanding, rolesChange } from "../auth/index.ts";
import { present, type StaffRole, type System } from "../kernel/index.ts";
import { readPhone } from "../kernel/phone.ts";
import { errors as userErrors, findUserByPhone, roleCopyWrite } from "../users/index.ts";
import { errors } from "./errors.ts";

/**
 * Gives a staff role to somebody who has an account: how the first of a stage come in. Only for whoever holds the keys
 * of the table: no door leads here. Twice is once.
 */
export async function makeStaff(actor: System, phone: string, role: StaffRole): Promise<{ readonly userId: string }> {
  const row = await findUserByPhone(readPhone(phone).e164);
  if (row === undefined) throw userErrors.user_not_found();
  const { userId } = row;
  const standing = present(await loadStanding(userId), "a person has credentials");
  if (standing.roles.includes(role)) return { userId };
  const roles = [...standing.roles, role];
  const outcome = await transact([
    rolesChange(userId, standing, { roles, branchId: standing.branchId }),
    roleCopyWrite(userId, roles, standing.branchId),
    auditEntry(actor, {
      action: "staff.roles_assigned",
      subject: { kind: "user", id: userId },
      userId,
      before: { roles: standing.roles },
      after: { roles },
    }),
  ]);
  if (!outcome.committed && !outcome.failed.has("audit")) throw errors.account_changed();
  return { userId };
}
