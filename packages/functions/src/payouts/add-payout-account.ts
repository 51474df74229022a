import { admit } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import {
  addOwnAccount,
  errors,
  PayoutAccountRequest,
  PayoutAccountShown,
  payoutAccountView,
} from "@cowry/core/payouts";
import { errors as users } from "@cowry/core/users";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/users/me/payout-accounts",
    summary: "Save a bank account of the caller's own",
    description:
      "The bank has to name the caller as the holder. It is a beneficiary like others, with the same id; the same one " +
      "again is the same: 200.",
    caller: "customer",
    body: PayoutAccountRequest,
    example: {
      body: { account_number: "0123456789", bank_code: "057" },
      needs: "a caller whom the bank names as the holder of this account",
    },
    returns: { 201: PayoutAccountShown, 200: PayoutAccountShown },
    refuses: [
      errors.account_not_resolved,
      errors.bank_unknown,
      errors.beneficiary_changed,
      errors.payout_account_not_own,
      users.user_not_found,
    ],
    rateLimits: ["20 accounts that are new at once and one more every 2 minutes"],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 25,
  },
  async ({ actor, body }) => {
    const register = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    const account = { accountNumber: body.account_number, bankCode: body.bank_code };
    const saved = await addOwnAccount(actor, account, register, admit);
    return reply(saved.added ? 201 : 200, payoutAccountView(saved));
  },
);
