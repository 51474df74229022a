import { sweepDisputes } from "@cowry/core/disputes";
import { keyRing } from "@cowry/core/kernel";
import { paystackDisputes } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Look after disputes that are open",
    description: "Finds those of which no event told, asks what became of our answers, and reminds of deadlines.",
    schedule: "cron(33 * * * ? *)",
    refuses: [],
    uses: { table: "write", paystack: true, secrets: ["PAYSTACK_KEYS"] },
    timeoutSeconds: 300,
  },
  () => sweepDisputes(paystackDisputes({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") })),
);
