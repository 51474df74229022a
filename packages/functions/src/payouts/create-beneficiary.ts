import { admit } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import {
  addBeneficiary,
  BeneficiaryRequest,
  BeneficiaryShown,
  beneficiaryView,
  errors,
  toBeneficiary,
} from "@cowry/core/payouts";
import { errors as users } from "@cowry/core/users";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/transfer/beneficiary",
    summary: "Save a bank account or a person to pay",
    description: "A bank account is saved once its bank has named the holder. The same one again is the same: 200.",
    caller: "customer",
    body: BeneficiaryRequest,
    example: { body: { account_number: "0123456789", bank_code: "057", name: "Mum" }, needs: "a caller" },
    returns: { 201: BeneficiaryShown, 200: BeneficiaryShown },
    refuses: [
      errors.account_not_resolved,
      errors.bank_unknown,
      errors.beneficiary_is_self,
      errors.beneficiary_unknown,
      users.user_not_found,
    ],
    rateLimits: [
      "20 accounts that are new at once and one more every 2 minutes",
      "20 people at once and one more every 2 minutes",
    ],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 25,
  },
  async ({ actor, body }) => {
    const register = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    const { beneficiary, added } = await addBeneficiary(actor, toBeneficiary(body), register, admit);
    return reply(added ? 201 : 200, beneficiaryView(beneficiary));
  },
);
