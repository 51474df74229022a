import { changeWalletOf } from "@cowry/core/staff";
import { errors as users } from "@cowry/core/users";
import { errors, StatusRequest, WalletParams, WalletStanding } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/users/{id}/wallets/{currency}/close",
    summary: "Close a wallet for good",
    description: "Only while nothing is in it and nothing on its way. Money that arrives later waits in suspense.",
    caller: "staff",
    permission: "wallets.close",
    params: WalletParams,
    body: StatusRequest,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000", currency: "NGN" },
      body: { reason: "The owner left us" },
      needs: "somebody with this id who holds a wallet in this currency",
    },
    returns: { 200: WalletStanding },
    refuses: [errors.wallet_not_empty, errors.wallet_not_found, users.user_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params, body }) => changeWalletOf(actor, { ...params, to: "closed", reason: body.reason }),
);
