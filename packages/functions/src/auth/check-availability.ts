import { AvailabilityBody, AvailabilityView, isAvailable, toWanted } from "@cowry/core/auth";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/check-availability",
    aliases: ["POST /auth/check-availability"],
    summary: "See whether a phone or e-mail address is free",
    description: "It tells who is a customer, for people who type: machines meet the limits.",
    caller: "anyone",
    body: AvailabilityBody,
    example: { body: { phone: "+2348031234567" } },
    returns: { 200: AvailabilityView },
    refuses: [],
    rateLimits: [
      "a device (X-Device-Id; those without one share one per network block): 5, and one more every 10 minutes",
      "a network block: 20, and one more every 3 minutes",
    ],
    uses: { table: "read", notes: ["rate_limit"], secrets: ["LOOKUP_KEYS", "OTP_KEYS"] },
  },
  async ({ actor, body }) => ({ available: await isAvailable(actor, toWanted(body)) }),
);
