import { Captured, captureHold, CaptureRequest, captureView, errors, HoldParams, toCapture } from "@cowry/core/holds";
import { errors as wallet } from "@cowry/core/wallet";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/holds/{id}/capture",
    summary: "Take what was promised to the caller, whole or in parts",
    description:
      "Without `amount` all that is left. Each capture is a transaction; `final` releases the rest with it. A hold in " +
      "another currency than NGN wants its `currency` beside the amount. Where there is a fee for holds, it is kept back.",
    caller: "customer",
    scope: "holds:capture",
    idempotent: true,
    params: HoldParams,
    body: CaptureRequest,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      body: { amount: 150_000, final: true },
      needs: "an open hold with this id and at least 1,500.00 NGN left, whose payee is the caller",
    },
    returns: { 201: Captured },
    refuses: [
      errors.capture_exceeds_hold,
      errors.hold_currency_mismatch,
      errors.hold_ended,
      errors.hold_expired,
      errors.hold_not_capturable,
      errors.hold_not_found,
      wallet.balance_max_exceeded,
      wallet.fee_exceeds_amount,
      wallet.wallet_blocked,
      wallet.wallet_closed,
    ],
    uses: { table: "write" },
    timeoutSeconds: 20,
  },
  async ({ actor, body, key, params }) => {
    const captured = await captureHold(actor, params.id, toCapture(body, key));
    return reply(201, captureView(captured, actor.userId), replayed(captured.replayed));
  },
);
