import { carryOutEvent } from "@cowry/core/topups";
import { sweepWebhooks } from "@cowry/core/webhooks";
import { parseEvent } from "@cowry/gateways/paystack";
import { waker } from "@cowry/gateways/workflow";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Carry out events that were stored and not brought to their end",
    schedule: "cron(27 * * * ? *)",
    refuses: [],
    uses: { table: "write", workflow: "answer", secrets: ["FIELD_KEYS"] },
    timeoutSeconds: 300,
  },
  () => sweepWebhooks({ read: parseEvent, carryOut: carryOutEvent(waker) }),
);
