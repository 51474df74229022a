import { defineErrors } from "../kernel/index.ts";

/** How webhooks say no, to whoever pretends to be the provider, and to staff. */
export const errors = defineErrors("webhooks", {
  webhook_unsigned: {
    kind: "unauthenticated",
    says: "The signature is missing or wrong.",
  },
  webhook_not_found: {
    kind: "not_found",
    says: "There is no such event.",
    remedy: "Take an id from GET /admin/webhooks; events are kept for 180 days.",
  },
});
