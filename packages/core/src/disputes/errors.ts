import { defineErrors } from "../kernel/index.ts";

/** How disputes say no. */
export const errors = defineErrors("disputes", {
  dispute_not_found: {
    kind: "not_found",
    says: "There is no such dispute.",
    remedy: "Take an id from GET /admin/disputes.",
  },
  dispute_not_open: {
    kind: "conflict",
    says: "This dispute has been answered.",
    remedy: "Read it again to see what became of it.",
  },
  dispute_answer_refused: {
    kind: "refused",
    says: "The provider does not take this answer.",
    remedy: "A dispute is declined with evidence or a file; what is given back is at most what was paid.",
  },
});
