import { defineErrors } from "../kernel/index.ts";

/** How four eyes say no. */
export const errors = defineErrors("approvals", {
  proposal_not_found: {
    kind: "not_found",
    says: "There is no such proposal.",
    remedy: "Take an id from GET /admin/approvals.",
  },
  own_proposal: {
    kind: "refused",
    says: "Whoever proposes does not decide.",
    remedy: "Ask a colleague with the permission; to take it back, withdraw it.",
  },
  own_affair: {
    kind: "refused",
    says: "This is about your own wallet: colleagues must propose and decide.",
    remedy: "Ask two colleagues.",
  },
  not_your_proposal: {
    kind: "forbidden",
    says: "Only who proposed it may withdraw it.",
    remedy: "Reject it instead.",
  },
  proposal_closed: {
    kind: "conflict",
    says: "This proposal has been decided already.",
    remedy: "Read it again to see how.",
  },
  proposal_expired: {
    kind: "conflict",
    says: "This proposal has expired.",
    remedy: "Propose it again.",
  },
});
