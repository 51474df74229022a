import { defineErrors } from "../kernel/index.ts";

/** How profiles say no. */
export const errors = defineErrors("users", {
  user_not_found: {
    kind: "not_found",
    says: "There is no such person.",
    remedy: "Check the id.",
  },
  profile_changed: {
    kind: "conflict",
    says: "This was changed by another request since you read it.",
    remedy: "Read it again and decide anew.",
  },
  profile_of_other_role: {
    kind: "not_found",
    says: "You have no such profile.",
    remedy: "Drivers have a driver profile, riders a rider profile.",
  },
  payout_account_unknown: {
    kind: "not_found",
    says: "None of your bank accounts has this id.",
    remedy: "Save the account as a beneficiary first.",
  },
  settings_not_allowed: {
    kind: "refused",
    says: "This setting is not allowed.",
    remedy: "The amount below which no PIN is asked has an upper bound; daily limits count in the wallet's currency.",
  },
});
