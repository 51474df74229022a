import { Balance, errors, openWallet, WalletRequest } from "@cowry/core/wallet";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/wallets",
    aliases: ["POST /api/v1/wallet/wallet/create"],
    summary: "Open the caller's wallet in another asset",
    description: "Once for each asset; asked again, the wallet is shown as it stands.",
    caller: "customer",
    body: WalletRequest,
    example: { body: { currency: "USD" }, needs: "a caller" },
    returns: { 200: Balance, 201: Balance },
    refuses: [
      errors.asset_inactive,
      errors.wallet_blocked,
      errors.wallet_closed,
      errors.wallet_frozen,
      errors.wallet_not_found,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  async ({ actor, body }) => {
    const opened = await openWallet(actor, body.currency);
    return reply(opened.replayed ? 200 : 201, opened.balance, replayed(opened.replayed));
  },
);
