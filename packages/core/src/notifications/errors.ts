import { defineErrors } from "../kernel/index.ts";

/** How the inbox says no. */
export const errors = defineErrors("notifications", {
  notice_not_found: {
    kind: "not_found",
    says: "You have no such notice.",
    remedy: "Take the id from the list of your notices; they are kept for 90 days.",
  },
});
