import { transact } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { sessionsEnd } from "../auth/index.ts";
import type { Staff } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { checkMayChange } from "./model.ts";
import { loadAccount } from "./read.ts";

/**
 * Ends every session of somebody, for whoever lost a phone: they sign in anew, and are told. Access tokens end at once
 * where money moves, elsewhere within their 15 minutes; API keys stay. Safe to repeat.
 * Asks for FIELD_KEYS.
 */
export async function signOutPerson(actor: Staff, userId: string, reason: string): Promise<void> {
  const { standing } = await loadAccount(actor, userId);
  checkMayChange(actor, userId, standing);
  const outcome = await transact([
    sessionsEnd(userId, standing),
    auditEntry(actor, {
      action: "staff.person_signed_out",
      subject: { kind: "user", id: userId },
      userId,
      reason,
    }),
  ]);
  if (!outcome.committed && !outcome.failed.has("audit")) throw errors.account_changed();
}
