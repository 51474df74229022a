import { transact } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { eraseSignIns, loadStanding } from "../auth/index.ts";
import { eraseClients } from "../developers/index.ts";
import { assert, type System } from "../kernel/index.ts";
import { eraseFactors } from "../mfa/index.ts";
import { eraseInbox } from "../notifications/index.ts";
import { eraseBeneficiaries } from "../payouts/index.ts";
import { eraseCards } from "../topups/index.ts";
import { erasedMark } from "../users/index.ts";

/** What goes, as the trail says it; docs/privacy.md says what stays, and why. */
const ERASED = ["sign_ins", "devices", "factors", "inbox", "beneficiaries", "cards", "api_keys"] as const;

/**
 * Erases what the law lets go of somebody whose account is closed: all that is not the books, not the trail, and not the
 * sign that the account existed. Who they were went with the closing itself (`leavingWrites`). Each part is safe to
 * repeat, and the entry in the trail comes last and once, so that it is true whenever it is there.
 */
export async function eraseAccount(actor: System, userId: string): Promise<void> {
  const standing = await loadStanding(userId);
  assert(standing?.status === "closed", "only closed accounts are erased");
  await Promise.all([
    eraseSignIns(userId),
    eraseFactors(userId),
    eraseInbox(userId),
    eraseBeneficiaries(userId),
    eraseCards(userId),
    eraseClients(userId),
  ]);
  // Refused where an earlier run said so already.
  await transact([
    erasedMark(userId),
    auditEntry(actor, {
      action: "users.account_erased",
      subject: { kind: "user", id: userId },
      userId,
      after: { erased: ERASED },
    }),
  ]);
}
