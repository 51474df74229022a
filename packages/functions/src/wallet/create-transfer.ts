import { admit, confirmationRefusals, confirmMoney } from "@cowry/core/auth";
import { sendMoney, toOrder, TransferReceipt, transferRefusals, TransferRequest } from "@cowry/core/wallet";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/transfer",
    aliases: ["POST /api/v1/transactions/send", "POST /transactions/send", "POST /api/v1/wallet/transaction/transfer"],
    summary: "Send money to another wallet",
    description:
      "At once and whole. An account number is a phone's ten national digits. Above 100,000.00 NGN only `pin` confirms; below " +
      "the amount that the person set for it (at most 5,000.00 NGN, a few times an hour) neither it nor `confirmation` is asked. " +
      "202: held, because compliance decides on it; the money is reserved until then. Assets with more than 3 decimals " +
      "take decimal strings as amounts.",
    caller: "customer",
    confirm: "pin_unless_small",
    idempotent: true,
    body: TransferRequest,
    example: {
      body: {
        to_phone: "+2348031234567",
        amount: 120_000,
        currency: "NGN",
        pin: "4826",
        reference: "ride-12345",
        note: "Airport",
      },
      needs: "a caller with this PIN and 1,200.00 NGN, and somebody else with this phone",
    },
    returns: { 201: TransferReceipt, 202: TransferReceipt },
    refuses: [...transferRefusals, ...confirmationRefusals],
    rateLimits: ["recipients who cannot be paid: 15 at once and one more every 4 minutes"],
    uses: { table: "write", secrets: ["CURSOR_KEYS", "LOOKUP_KEYS", "PIN_PEPPERS", "SESSION_KEYS"] },
    timeoutSeconds: 20,
    memoryMb: 1769,
  },
  async ({ actor, body, key, proof }) => {
    const order = toOrder(body, key);
    const {
      status,
      transaction,
      replayed: again,
    } = await sendMoney(actor, order, {
      confirm: () => confirmMoney(actor, proof, { ...order, feature: "transfers" }),
      admit,
    });
    const receipt = { status, transaction_id: transaction.id, transaction } as const;
    return reply(status === "held" ? 202 : 201, receipt, replayed(again));
  },
);
