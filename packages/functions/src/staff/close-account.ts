import { confirmMoney, errors as auth } from "@cowry/core/auth";
import { DEFAULT_CURRENCY } from "@cowry/core/kernel";
import { closeAccount, ClosingRequest, errors } from "@cowry/core/staff";
import { errors as users } from "@cowry/core/users";
import { errors as wallet } from "@cowry/core/wallet";
import { endpoint, nothing } from "@cowry/platform/endpoint";

const NO_MONEY = { amount: 0n, currency: DEFAULT_CURRENCY };

export const handler = endpoint(
  {
    route: "POST /api/v1/users/me/close",
    summary: "Close the caller's account for ever",
    description:
      "Every wallet has to be empty. All sessions and API keys end; the number and the address are free for a new " +
      "account; whatever told who this was is erased. The books keep ids and masked names.",
    caller: "customer",
    confirm: "pin",
    body: ClosingRequest,
    example: {
      body: { confirmation: "c2VhbGVkLWNvbmZpcm1hdGlvbg", reason: "moving away" },
      needs: "a caller with empty wallets and this confirmation",
    },
    returns: { 204: nothing },
    refuses: [
      auth.account_blocked,
      auth.confirmation_invalid,
      auth.pin_busy,
      auth.pin_incorrect,
      auth.pin_locked,
      auth.pin_not_set,
      auth.pin_required,
      auth.session_revoked,
      errors.account_changed,
      users.user_not_found,
      wallet.wallet_not_empty,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PIN_PEPPERS", "SESSION_KEYS"] },
    timeoutSeconds: 20,
    memoryMb: 1769,
  },
  ({ actor, body, proof }) => closeAccount(actor, confirmMoney(actor, proof, NO_MONEY), body.reason),
);
