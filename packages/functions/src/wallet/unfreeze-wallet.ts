import { changeWalletOf } from "@cowry/core/staff";
import { errors as users } from "@cowry/core/users";
import { errors, StatusRequest, WalletParams, WalletStanding } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/users/{id}/wallets/{currency}/unfreeze",
    summary: "Let money leave a frozen wallet again",
    description: "A wallet that is blocked stays so. Repeating it changes nothing.",
    caller: "staff",
    permission: "wallets.freeze",
    params: WalletParams,
    body: StatusRequest,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000", currency: "NGN" },
      body: { reason: "The owner has the phone back" },
      needs: "somebody with this id who holds a wallet in this currency",
    },
    returns: { 200: WalletStanding },
    refuses: [errors.wallet_closed, errors.wallet_not_found, users.user_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params, body }) => changeWalletOf(actor, { ...params, to: "unfrozen", reason: body.reason }),
);
