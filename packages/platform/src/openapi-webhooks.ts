import type { HttpDoor } from "./door.ts";
import { SIGNATURE } from "./openapi-components.ts";
import type { JsonSchema } from "./schema.ts";

/**
 * What comes to us without having been asked for: Paystack's events. We send none to anybody. Their shape is Paystack's;
 * named here is what we read of it, and the gateway's own tests read these examples.
 */

const text = (maxLength = 200): JsonSchema => ({ type: "string", maxLength });
const amount: JsonSchema = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const mode: JsonSchema = { type: "string", enum: ["test", "live"] };
const id: JsonSchema = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const OURS = "cw-0190c0de00007000800000000000000a";

interface Sent {
  readonly events: readonly string[];
  readonly summary: string;
  readonly means: string;
  readonly fields: Readonly<Record<string, JsonSchema>>;
  readonly example: Readonly<Record<string, unknown>>;
}

const money = { amount, currency: text(3), domain: mode };
const paid = { amount: 150_000, currency: "NGN", domain: "test" };

const SENT: Readonly<Record<string, Sent>> = {
  charge: {
    events: ["charge.success"],
    summary: "Somebody paid",
    means:
      "A top-up is settled by it, or money that came to an account number is credited. The charge is compared with its order.",
    fields: { id, reference: text(), status: text(), ...money, fees: amount, channel: text() },
    example: { id: 4_099_260_516, reference: OURS, status: "success", ...paid, fees: 2_250, channel: "card" },
  },
  transfer: {
    events: ["transfer.success", "transfer.failed", "transfer.reversed"],
    summary: "A payout came to an end",
    means: "Wakes the payout that waits for it. What it ended as is the event's name.",
    fields: { id, reference: text(), status: text(), transfer_code: text(64), ...money },
    example: { id: 37_272_792, reference: OURS, status: "success", transfer_code: "TRF_v5tip3zx8nna9o78", ...paid },
  },
  refund: {
    events: ["refund.pending", "refund.processing", "refund.processed", "refund.failed", "refund.needs-attention"],
    summary: "A refund moved on",
    means: "By the refunded charge's reference. Amounts come as digits or integers.",
    fields: { transaction_reference: text(), status: text(), ...money },
    example: { transaction_reference: OURS, status: "processed", ...paid },
  },
  dispute: {
    events: ["charge.dispute.create", "charge.dispute.remind", "charge.dispute.resolve"],
    summary: "A payer's bank asks for money back",
    means: "Opens our dispute about the top-up, reminds of its end, or closes it.",
    fields: {
      id,
      status: text(),
      refund_amount: amount,
      domain: mode,
      transaction: { type: "object", properties: { reference: text(), currency: text(3) }, additionalProperties: true },
    },
    example: {
      id: 624,
      status: "awaiting-merchant-feedback",
      refund_amount: 150_000,
      domain: "test",
      transaction: { reference: OURS, currency: "NGN" },
    },
  },
  identification: {
    events: ["customeridentification.success", "customeridentification.failed"],
    summary: "Somebody's identity was looked at",
    means: "An account number of one's own is opened, or its person is told why not.",
    fields: { customer_code: text(64) },
    example: { customer_code: "CUS_xnxdt6s1zg1f4nx" },
  },
};

/** The events of each kind with an example body: what tests read them with. */
export const SENT_EVENTS = Object.values(SENT).flatMap(({ events, example }) =>
  events.map((event) => ({ event, data: example })),
);

/** Empty for a product that hears of nobody. */
export function webhooksOf(
  doors: readonly HttpDoor[],
  responses: (door: HttpDoor) => JsonSchema,
): Record<string, unknown> {
  const receiver = doors.find(({ definition }) => definition.raw === true && definition.url === true);
  if (receiver === undefined) return {};
  return Object.fromEntries(
    Object.entries(SENT).map(([kind, sent]) => [
      `paystack.${kind}`,
      { post: operationOf(kind, sent, receiver, responses(receiver)) },
    ]),
  );
}

function operationOf(
  kind: string,
  { events, summary, means, fields, example }: Sent,
  to: HttpDoor,
  responses: unknown,
) {
  return {
    operationId: `paystack/${kind}`,
    tags: ["webhooks"],
    summary,
    description:
      `Paystack sends it to the address of \`${to.id}\` (its own URL in the deployment's outputs, or ` +
      `\`${to.definition.route}\`), from its own networks, again and again until the answer is 200. ${means}`,
    security: [],
    parameters: [SIGNATURE],
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: {
            type: "object",
            properties: {
              event: { type: "string", enum: events },
              data: { type: "object", properties: fields, additionalProperties: true },
            },
            required: ["event", "data"],
            additionalProperties: true,
          },
          example: { event: events[0], data: example },
        },
      },
    },
    responses,
  };
}
