import { keyRing } from "@cowry/core/kernel";
import { carryOutEvent, sweepWebhooks } from "@cowry/core/webhooks";
import { paystackRefunds, parseEvent } from "@cowry/gateways/paystack";
import { waker } from "@cowry/gateways/workflow";
import { paystackUrl } from "@cowry/platform/config";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Carry out events that were stored and not brought to their end",
    schedule: "cron(27 * * * ? *)",
    refuses: [],
    uses: { table: "write", paystack: true, workflow: "answer", secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 300,
  },
  () => {
    const refunds = paystackRefunds({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    return sweepWebhooks({ read: parseEvent, carryOut: carryOutEvent(waker, refunds) });
  },
);
