import * as z from "zod/mini";
import { BalanceMinor, CurrencyCode, defineErrors } from "../kernel/index.ts";

/** How banks, beneficiaries and payouts say no. */
export const errors = defineErrors("payouts", {
  bank_unknown: {
    kind: "refused",
    says: "There is no such bank, or it cannot be paid at present.",
    remedy: "Take a code from GET /wallet/banks.",
  },
  account_not_resolved: {
    kind: "refused",
    says: "This bank does not know this account number.",
    remedy: "Check the number and the bank.",
  },
  /** 400 is the no that the provider understands. */
  transfer_not_ordered: {
    kind: "invalid",
    says: "This transfer is none that we have ordered.",
  },
  beneficiary_not_found: {
    kind: "not_found",
    says: "You have no such beneficiary.",
    remedy: "Take an id from GET /wallet/beneficiaries.",
  },
  beneficiary_not_payable: {
    kind: "refused",
    says: "This beneficiary is no verified bank account.",
    remedy: "Add the bank account as a beneficiary; send to a person with POST /wallet/transfer.",
  },
  beneficiary_outdated: {
    kind: "refused",
    says: "This bank account has to be saved again before it can be paid.",
    remedy: "Add the same account again with POST /wallet/transfer/beneficiary; it keeps its id.",
  },
  beneficiary_changed: {
    kind: "conflict",
    says: "This account was removed by another request at the same time.",
    remedy: "Add it again.",
  },
  payout_account_not_own: {
    kind: "refused",
    says: "The bank does not name you as the holder of this account.",
    remedy: "Add an account in your own name, or save this one as a beneficiary.",
  },
  payout_account_not_chosen: {
    kind: "refused",
    says: "The order names no account, and none of yours has been chosen for that.",
    remedy: "Give `beneficiary_id`, or choose one with PUT /users/me/payout-accounts/{id}/default.",
  },
  beneficiary_is_self: {
    kind: "refused",
    says: "You cannot be your own beneficiary.",
  },
  beneficiary_unknown: {
    kind: "refused",
    says: "Nobody with this phone or id has a wallet.",
    remedy: "Check the phone number.",
  },
  payout_not_found: {
    kind: "not_found",
    says: "There is no such payout.",
    remedy: "Take an id from GET /admin/payouts.",
  },
  payout_ended: {
    kind: "conflict",
    says: "The payout does not stand where it could end like this.",
    remedy: "Read it again to see how it ended.",
  },
  payout_accepted: {
    kind: "refused",
    says: "The provider has this payout, or may have it still.",
    remedy: "Wait for its word; an unanswered sending counts for an hour, a lost one for three days.",
  },
  payout_not_paid: {
    kind: "refused",
    says: "The provider has not paid this payout.",
  },
  payout_still_paid: {
    kind: "refused",
    says: "The provider calls this payout paid: the money has not come back.",
  },
  payout_not_flagged: {
    kind: "refused",
    says: "Only a payout that has ended and is flagged can be dismissed.",
  },
  payout_wants_no_code: {
    kind: "refused",
    says: "The provider waits for no code about this payout.",
  },
  payout_code_refused: {
    kind: "refused",
    says: "The provider does not take this code.",
    remedy: "Leave `otp` out to have another one sent.",
  },
  payout_amount_out_of_range: {
    kind: "refused",
    says: "This amount is too small or too large for a payout.",
    details: z.strictObject({ currency: CurrencyCode, min: BalanceMinor, max: BalanceMinor }),
  },
});
