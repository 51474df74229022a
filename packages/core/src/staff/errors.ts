import { defineErrors } from "../kernel/index.ts";

/** How staff and people who leave are told no. */
export const errors = defineErrors("staff", {
  own_account: {
    kind: "refused",
    says: "Nobody does this to their own account.",
    remedy: "Ask a colleague.",
  },
  super_admin_needed: {
    kind: "forbidden",
    says: "Only a super admin may do this to an admin, or make one.",
    remedy: "Ask a super admin.",
  },
  account_closed: {
    kind: "conflict",
    says: "This account has been closed.",
    remedy: "Nothing is left to change.",
  },
  account_changed: {
    kind: "conflict",
    says: "This account was changed by somebody else at the same time.",
    remedy: "Read it again and decide anew.",
  },
  block_end_past: {
    kind: "refused",
    says: "A block ends in the future.",
    remedy: "Give a later time, or none for a block without an end.",
  },
});
