import { iso } from "./answer.ts";
import type { DisputeRecord, TransactionRecord } from "./records.ts";
import { filledCustomerView, listedView } from "./transaction-view.ts";
import type { World } from "./world.ts";

type View = Record<string, unknown>;

const maybe = (ms: number | null): string | null => (ms === null ? null : iso(ms));

/** A dispute in Paystack's words, with the charge that it is about. */
export function disputeView(world: World, dispute: DisputeRecord): View {
  const transaction = world.store.transactions.get(dispute.reference);
  const email = transaction?.email ?? "";
  return {
    ...headView(world, dispute),
    transaction: chargeView(world, transaction),
    transaction_reference: null,
    customer: filledCustomerView(world.store.customers.get(email), email),
    bin: transaction?.authorization?.bin ?? "",
    last4: transaction?.authorization?.last4 ?? "",
    evidence: dispute.evidence?.id ?? null,
    attachments: dispute.uploadedFilename,
    note: null,
    history: dispute.history.map(({ status, by, at }) => ({ status, by, createdAt: iso(at) })),
    messages: dispute.messages.map(({ sender, body, at }) => ({ sender, body, createdAt: iso(at) })),
  };
}

function headView(world: World, dispute: DisputeRecord): View {
  return {
    id: dispute.id,
    refund_amount: dispute.refundAmount,
    currency: "NGN",
    status: dispute.status,
    resolution: dispute.resolution,
    domain: world.domain,
    category: dispute.category,
    dueAt: iso(dispute.dueAt),
    resolvedAt: maybe(dispute.resolvedAt),
    createdAt: iso(dispute.createdAt),
    updatedAt: iso(dispute.updatedAt),
  };
}

function chargeView(world: World, transaction: TransactionRecord | undefined): View {
  if (transaction === undefined) return {};
  const shown = listedView(world, transaction);
  const metadata = typeof shown["metadata"] === "object" ? shown["metadata"] : {};
  return {
    ...shown,
    metadata: { custom_fields: [], ...metadata },
    customer: { international_format_phone: null },
  };
}

/** As GET /dispute/transaction/:id tells it. */
export function disputeOfChargeView(world: World, dispute: DisputeRecord): View {
  const { customer: _, ...shown } = disputeView(world, dispute);
  return {
    ...shown,
    merchant_transaction_reference: dispute.reference,
    integration: world.integration,
    created_by: world.integration,
  };
}

/** As the answer of PUT /dispute/:id/resolve tells it. */
export function resolvedView(world: World, dispute: DisputeRecord): View {
  const transaction = world.store.transactions.get(dispute.reference);
  const last = dispute.messages.at(-1);
  return {
    ...headView(world, dispute),
    last4: transaction?.authorization?.last4 ?? "",
    bin: transaction?.authorization?.bin ?? "",
    transaction_reference: null,
    merchant_transaction_reference: dispute.reference,
    note: null,
    attachments: dispute.uploadedFilename ?? "",
    integration: world.integration,
    transaction: transaction?.id ?? 0,
    created_by: world.integration,
    evidence: dispute.evidence?.id ?? 0,
    message: {
      dispute: dispute.id,
      sender: last?.sender ?? "",
      body: last?.body ?? "",
      id: dispute.id + dispute.messages.length,
      createdAt: iso(last?.at ?? dispute.updatedAt),
      updatedAt: iso(last?.at ?? dispute.updatedAt),
    },
  };
}
