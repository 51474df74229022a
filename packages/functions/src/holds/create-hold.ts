import { admit, confirmationRefusals, confirmMoney } from "@cowry/core/auth";
import { errors as holds, Hold, HoldRequest, holdView, makeHold, toHoldOrder } from "@cowry/core/holds";
import { errors } from "@cowry/core/wallet";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/holds",
    summary: "Promise money to somebody, for a while",
    description:
      "The money is reserved until the payee captures or releases it, or `expires_in` seconds are over (a day where " +
      "nothing is said, a week at most). It counts towards the limits from now on; what is given back counts no more. " +
      "Above the amount that a token confirms only `pin` does.",
    caller: "customer",
    confirm: "pin",
    idempotent: true,
    body: HoldRequest,
    example: {
      body: {
        payee: "0192d7a0-0000-7000-8000-000000000000",
        amount: 250_000,
        currency: "NGN",
        expires_in: 3_600,
        reason: "Ride to the airport",
        pin: "4826",
      },
      needs: "a caller with this PIN and 2,500.00 NGN, and somebody else with this id",
    },
    returns: { 201: Hold },
    refuses: [
      holds.hold_needs_review,
      errors.amount_out_of_range,
      errors.asset_inactive,
      errors.insufficient_funds,
      errors.limit_exceeded,
      errors.recipient_blocked,
      errors.recipient_closed,
      errors.recipient_currency_mismatch,
      errors.recipient_limit_exceeded,
      errors.recipient_not_found,
      errors.self_transfer,
      errors.wallet_blocked,
      errors.wallet_closed,
      errors.wallet_frozen,
      errors.wallet_not_found,
      ...confirmationRefusals,
    ],
    rateLimits: ["payees who cannot be paid: 15 at once and one more every 4 minutes"],
    uses: { table: "write", secrets: ["LOOKUP_KEYS", "PIN_PEPPERS", "SESSION_KEYS"] },
    timeoutSeconds: 20,
    memoryMb: 1769,
  },
  async ({ actor, body, key, proof }) => {
    const order = toHoldOrder(body, key);
    const confirm = () => confirmMoney(actor, proof, { ...order, feature: "holds" });
    const made = await makeHold(actor, order, { confirm, admit });
    return reply(201, holdView(made.hold, actor.userId), replayed(made.replayed));
  },
);
