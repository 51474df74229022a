import * as z from "zod/mini";
import {
  AmountMinor,
  BalanceMinor,
  CurrencyCode,
  fromWire,
  Id,
  isoTime,
  PageQuery,
  PersonName,
  Reference,
  text,
  Time,
  toWire,
} from "../kernel/index.ts";
import { DISPUTE_STATES } from "./model.ts";
import type { DisputeEvidence } from "./ports.ts";
import type { Dispute } from "./store.ts";

/** Shapes of the wire. */

const DisputeId = z.string().check(z.regex(/^\d{1,20}$/));
const Word = z.string().check(z.minLength(1), z.maxLength(200));
/** As the provider names files: letters, digits, dashes, and what kind it is. */
const FileName = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}\.(pdf|png|jpg|jpeg)$/));

export const DisputeParams = z.strictObject({ id: DisputeId });
export const DisputeQuery = z.strictObject({ ...PageQuery, state: z._default(z.enum(DISPUTE_STATES), "open") });

export const AnswerRequest = z.strictObject({
  resolution: z.enum(["accept", "decline"]),
  message: text(500),
  /** When it is accepted: all of it where nothing is said. */
  refund_amount: z.optional(AmountMinor),
  /** Of a file that was put to the upload address. */
  file_name: z.optional(FileName),
});

export function toAnswer(body: z.output<typeof AnswerRequest>) {
  const { resolution, message, refund_amount, file_name } = body;
  return {
    resolution: resolution === "accept" ? ("merchant-accepted" as const) : ("declined" as const),
    message,
    refundAmount: refund_amount === undefined ? undefined : fromWire(refund_amount),
    uploadedFileName: file_name,
  };
}

export const EvidenceRequest = z.strictObject({
  customer_name: PersonName,
  customer_email: z.string().check(z.maxLength(254), z.regex(/^[^\s@]{1,64}@[A-Za-z0-9.-]{1,189}$/)),
  customer_phone: z.string().check(z.regex(/^\+?[0-9]{7,15}$/)),
  service_details: text(500),
});

export function toEvidence(body: z.output<typeof EvidenceRequest>): DisputeEvidence {
  return {
    customerName: body.customer_name,
    customerEmail: body.customer_email,
    customerPhone: body.customer_phone,
    serviceDetails: body.service_details,
  };
}

export const UploadRequest = z.strictObject({ file_name: FileName });
export const UploadShown = z.strictObject({
  /** Put the file here, as it is, within minutes. */
  url: z.string().check(z.maxLength(2_048)),
  file_name: Word,
});

export const DisputeShown = z.strictObject({
  id: DisputeId,
  state: z.enum(DISPUTE_STATES),
  topup_id: z.nullable(Id),
  user_id: z.nullable(Id),
  reference: Reference,
  amount: AmountMinor,
  /** Set aside of the wallet when it was opened. */
  kept: BalanceMinor,
  currency: CurrencyCode,
  category: z.nullable(Word),
  provider_status: Word,
  resolution: z.nullable(Word),
  /** After it the provider decides against us. */
  due_at: Time,
  has_evidence: z.boolean(),
  answered_by: z.nullable(Id),
  created_at: Time,
  changed_at: Time,
});

export function disputeView(dispute: Dispute): z.infer<typeof DisputeShown> {
  return {
    id: dispute.disputeId,
    state: dispute.state,
    topup_id: dispute.topupId ?? null,
    user_id: dispute.owner ?? null,
    reference: dispute.chargeReference,
    amount: toWire(dispute.amount),
    kept: toWire(dispute.kept),
    currency: CurrencyCode.parse(dispute.currency),
    category: dispute.category ?? null,
    provider_status: dispute.providerStatus,
    resolution: dispute.resolution ?? null,
    due_at: isoTime(dispute.dueAtMs),
    has_evidence: dispute.evidenceId !== undefined,
    answered_by: dispute.answeredBy ?? null,
    created_at: isoTime(dispute.createdAtMs),
    changed_at: isoTime(dispute.changedAtMs),
  };
}
