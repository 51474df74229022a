import { keyRing } from "@cowry/core/kernel";
import { carryOutEvent, sweepWebhooks } from "@cowry/core/webhooks";
import { parseEvent, paystack, paystackAccounts, paystackRefunds } from "@cowry/gateways/paystack";
import { waker } from "@cowry/gateways/workflow";
import { paystackUrl } from "@cowry/platform/config";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Carry out events that were stored and not brought to their end",
    schedule: "cron(27 * * * ? *)",
    refuses: [],
    uses: {
      table: "write",
      paystack: true,
      workflow: "answer",
      secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PAYSTACK_KEYS"],
    },
    timeoutSeconds: 300,
  },
  () => {
    const options = { baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") };
    const arms = carryOutEvent(waker, paystackRefunds(options), paystack(options), paystackAccounts(options));
    return sweepWebhooks({ read: parseEvent, carryOut: arms });
  },
);
