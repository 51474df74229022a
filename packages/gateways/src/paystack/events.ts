import type { ProviderDispute } from "@cowry/core/disputes";
import * as z from "zod/mini";
import { readDispute } from "./disputes.ts";
import type { Charge, Transfer } from "./outcomes.ts";
import { readCharge, readTransfer } from "./reading.ts";
import { ChargeData, Code, EventBody, maybeText, parseJson, RefundData, TransferData } from "./shapes.ts";

/** What Paystack tells us of itself. Verify the signature first; believe nothing of it before comparing with the order. */

export const TRANSFER_EVENTS = ["transfer.success", "transfer.failed", "transfer.reversed"] as const;
export const REFUND_EVENTS = [
  "refund.pending",
  "refund.processing",
  "refund.processed",
  "refund.failed",
  "refund.needs-attention",
] as const;
export const IDENTIFICATION_EVENTS = ["customeridentification.success", "customeridentification.failed"] as const;

const IdentificationData = z.object({
  customer_code: Code,
  identification: z.catch(z.optional(z.nullable(z.object({ account_number: maybeText }))), undefined),
});

export interface Refund {
  readonly id: string | undefined;
  /** The refunded charge's. */
  readonly reference: string;
  readonly refundReference: string | undefined;
  readonly amount: bigint;
  readonly currency: string;
  readonly domain: "test" | "live" | undefined;
}

export type PaystackEvent =
  | { readonly kind: "charge"; readonly event: "charge.success"; readonly charge: Charge }
  | {
      readonly kind: "transfer";
      readonly event: (typeof TRANSFER_EVENTS)[number];
      /** Its status is the event's, whatever the body says. */
      readonly transfer: Transfer;
    }
  | { readonly kind: "refund"; readonly event: (typeof REFUND_EVENTS)[number]; readonly refund: Refund }
  | {
      readonly kind: "identification";
      readonly event: (typeof IDENTIFICATION_EVENTS)[number];
      readonly identification: {
        readonly customerCode: string;
        readonly isVerified: boolean;
        /** As Paystack shows it: `012*****789`. */
        readonly maskedAccount: string | undefined;
      };
    }
  | { readonly kind: "dispute"; readonly event: string; readonly dispute: ProviderDispute }
  /** One that we have no use for yet. */
  | { readonly kind: "other"; readonly event: string; readonly data: unknown }
  /** One that we have use for, in a shape that we cannot read: keep it, tell staff. */
  | { readonly kind: "unreadable"; readonly event: string; readonly data: unknown };

/** Undefined when it is no event at all. */
export function parseEvent(rawBody: Uint8Array): PaystackEvent | undefined {
  const body = EventBody.safeParse(parseJson(Buffer.from(rawBody).toString("utf8")));
  if (!body.success) return undefined;
  const { event, data } = body.data;
  return read(event, data) ?? { kind: "unreadable", event, data };
}

function read(event: string, data: unknown): PaystackEvent | undefined {
  if (event === "charge.success") {
    const charge = ChargeData.safeParse(data);
    return charge.success ? { kind: "charge", event, charge: readCharge(charge.data) } : undefined;
  }
  const transferEvent = TRANSFER_EVENTS.find((one) => one === event);
  if (transferEvent !== undefined) {
    const transfer = TransferData.safeParse(data);
    if (!transfer.success) return undefined;
    const status = (
      { "transfer.success": "success", "transfer.failed": "failed", "transfer.reversed": "reversed" } as const
    )[transferEvent];
    return { kind: "transfer", event: transferEvent, transfer: { ...readTransfer(transfer.data), status } };
  }
  if (event.startsWith("charge.dispute.")) {
    const dispute = readDispute(data);
    return dispute === undefined ? undefined : { kind: "dispute", event, dispute };
  }
  const identityEvent = IDENTIFICATION_EVENTS.find((one) => one === event);
  if (identityEvent !== undefined) return readIdentification(identityEvent, data);
  const refundEvent = REFUND_EVENTS.find((one) => one === event);
  if (refundEvent === undefined) return { kind: "other", event, data };
  const refund = RefundData.safeParse(data);
  if (!refund.success) return undefined;
  const { id, transaction_reference, refund_reference, amount, currency, domain } = refund.data;
  return {
    kind: "refund",
    event: refundEvent,
    refund: {
      id: id ?? undefined,
      reference: transaction_reference,
      refundReference: refund_reference,
      amount,
      currency,
      domain: domain ?? undefined,
    },
  };
}

function readIdentification(event: (typeof IDENTIFICATION_EVENTS)[number], data: unknown): PaystackEvent | undefined {
  const told = IdentificationData.safeParse(data);
  if (!told.success) return undefined;
  const { customer_code: customerCode, identification } = told.data;
  const isVerified = event === "customeridentification.success";
  return {
    kind: "identification",
    event,
    identification: { customerCode, isVerified, maskedAccount: identification?.account_number },
  };
}
