import { keyRing } from "@cowry/core/kernel";
import { Changed, tellOfTransaction } from "@cowry/core/notifications";
import { sesEmail } from "@cowry/gateways/email";
import { smsSender } from "@cowry/gateways/sms";
import { emailFrom, smsSettings } from "@cowry/platform/config";
import { event } from "@cowry/platform/event";

export const handler = event(
  {
    summary: "Tell everybody who takes part what became of a transaction",
    description: "The same event again writes no second notice.",
    on: ["wallet.transaction_changed"],
    refuses: [],
    uses: { table: "write", secrets: ["FIELD_KEYS", "SMS_KEYS"], sms: true, email: true },
    timeoutSeconds: 30,
  },
  ({ event: { data, atMs } }) =>
    tellOfTransaction(
      { ...Changed.parse(data), atMs },
      {
        sms: smsSender(smsSettings(), keyRing("SMS_KEYS")),
        email: sesEmail(emailFrom()),
      },
    ),
);
