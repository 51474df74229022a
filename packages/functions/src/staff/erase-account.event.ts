import { AccountClosed, eraseAccount } from "@cowry/core/staff";
import { event } from "@cowry/platform/event";

export const handler = event(
  {
    summary: "Erase what the law lets go of whoever closed their account",
    description:
      "The books, the audit trail and the sign that the account is closed stay. The same event again finds nothing.",
    on: ["audit.recorded"],
    where: { action: ["users.account_closed"] },
    refuses: [],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
    timeoutSeconds: 60,
  },
  ({ actor, event: { data } }) => eraseAccount(actor, AccountClosed.parse(data).userId),
);
