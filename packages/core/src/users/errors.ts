import { defineErrors } from "../kernel/index.ts";

/** How profiles say no. */
export const errors = defineErrors("users", {
  user_not_found: {
    kind: "not_found",
    says: "There is no such person.",
    remedy: "Check the id.",
  },
});
