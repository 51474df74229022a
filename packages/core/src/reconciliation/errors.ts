import { defineErrors } from "../kernel/index.ts";

/** How reconciliation says no. */
export const errors = defineErrors("reconciliation", {
  reconciliation_not_found: {
    kind: "not_found",
    says: "This day has not been reconciled.",
    remedy: "Take a day from GET /admin/reconciliations, or start one.",
  },
  day_not_over: {
    kind: "refused",
    says: "Only a day that is over can be reconciled.",
    remedy: "Name an earlier day.",
  },
  discrepancy_not_found: {
    kind: "not_found",
    says: "There is no such discrepancy.",
    remedy: "Take provider, day and id from GET /admin/discrepancies.",
  },
  discrepancy_closed: {
    kind: "conflict",
    says: "This discrepancy has been resolved already, or is gone.",
    remedy: "Read it again to see what became of it.",
  },
  owner_not_found: {
    kind: "not_found",
    says: "Nobody with this id may work on discrepancies.",
    remedy: "Name a member of staff who may read reconciliations.",
  },
});
