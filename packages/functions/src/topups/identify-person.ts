import { admit } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import {
  errors,
  IdentificationRequest,
  IdentificationShown,
  identificationView,
  identifyPerson,
  toIdentityProof,
} from "@cowry/core/topups";
import { paystackAccounts } from "@cowry/gateways/paystack";
import { checkoutPolicy, paystackUrl } from "@cowry/platform/config";
import { endpoint, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/virtual-account/identification",
    summary: "Let the payment provider compare who the caller is with a bank's records",
    description:
      "Some banks give an account number only to people whose BVN and bank account have been compared. It takes minutes: " +
      "follow it at GET. The BVN goes to the provider and is kept nowhere here. While one is under way, and once it has " +
      "succeeded, that one is answered; a failed one may be tried again.",
    caller: "customer",
    body: IdentificationRequest,
    example: {
      body: { bvn: "22222222222", account_number: "0111111111", bank_code: "007" },
      needs: "a caller",
    },
    returns: { 202: IdentificationShown },
    refuses: [errors.identification_not_taken],
    rateLimits: ["3 at once and one more every 8 hours"],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 25,
  },
  async ({ actor, body }) => {
    const provider = paystackAccounts({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    const means = { provider, emailDomain: checkoutPolicy().payerEmailDomain, admit };
    return reply(202, identificationView(await identifyPerson(actor, toIdentityProof(body), means)));
  },
);
