import { keyRing } from "@cowry/core/kernel";
import { Recorded, tellOfAction } from "@cowry/core/notifications";
import { sesEmail } from "@cowry/gateways/email";
import { smsSender } from "@cowry/gateways/sms";
import { emailFrom, smsSettings } from "@cowry/platform/config";
import { event } from "@cowry/platform/event";

export const handler = event(
  {
    summary: "Tell a person of what was changed in their account",
    description: "The same event again writes no second notice.",
    on: ["audit.recorded"],
    refuses: [],
    uses: { table: "write", secrets: ["FIELD_KEYS", "SMS_KEYS"], sms: true, email: true },
    timeoutSeconds: 30,
  },
  ({ event: { data, atMs } }) =>
    tellOfAction(
      { ...Recorded.parse(data), atMs },
      {
        sms: smsSender(smsSettings(), keyRing("SMS_KEYS")),
        email: sesEmail(emailFrom()),
      },
    ),
);
