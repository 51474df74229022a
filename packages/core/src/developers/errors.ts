import { defineErrors } from "../kernel/index.ts";

/** How programs of third parties are told no. */
export const errors = defineErrors("developers", {
  api_key_not_found: {
    kind: "not_found",
    says: "There is no such API key.",
    remedy: "List your keys.",
  },
  api_keys_full: {
    kind: "refused",
    says: "You have as many API keys as one person may have.",
    remedy: "Revoke one that is no longer used.",
  },
  api_key_changed: {
    kind: "conflict",
    says: "This API key was changed by another request at the same time.",
    remedy: "List your keys and decide again.",
  },
  scope_unknown: {
    kind: "refused",
    says: "This program may not ask for that scope.",
    remedy: "Ask for scopes that its key was given, or for none to have all of them.",
  },
});
