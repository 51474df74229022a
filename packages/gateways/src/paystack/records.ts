import type { ProviderRecords, SettlementRow } from "@cowry/core/reconciliation";
import * as z from "zod/mini";
import { connect, type PaystackOptions } from "./client.ts";
import { balance, balanceLedger } from "./ledger.ts";
import { listPage } from "./pages.ts";
import { readCharge, readTransfer, timeOf } from "./reading.ts";
import { readRefund, RefundBody } from "./refunds.ts";
import { Amount, ChargeData, Domain, Id, maybeText, shortText, TransferData } from "./shapes.ts";

/** Paystack's own records, page by page: what our books are compared with. */

const TransferRowData = z.extend(TransferData, {
  createdAt: maybeText,
  created_at: maybeText,
  transferred_at: maybeText,
});

const RefundRowData = z.extend(RefundBody, { createdAt: maybeText, created_at: maybeText });

const SettlementBody = z.object({
  id: Id,
  status: shortText,
  currency: shortText,
  domain: Domain,
  total_amount: Amount,
  total_fees: Amount,
  total_processed: Amount,
  deductions: z.optional(z.nullable(Amount)),
  settlement_date: maybeText,
});

function readSettlement(data: z.output<typeof SettlementBody>): SettlementRow {
  return {
    id: data.id,
    status: data.status,
    currency: data.currency,
    domain: data.domain,
    amount: data.total_amount,
    fees: data.total_fees,
    processed: data.total_processed,
    deductions: data.deductions ?? 0n,
    atMs: timeOf(data.settlement_date),
  };
}

function readTransferRow(data: z.output<typeof TransferRowData>) {
  const createdAtMs = timeOf(data.createdAt ?? data.created_at);
  return { ...readTransfer(data), createdAtMs, transferredAtMs: timeOf(data.transferred_at) };
}

function readRefundRow(data: z.output<typeof RefundRowData>) {
  return { ...readRefund(data), createdAtMs: timeOf(data.createdAt ?? data.created_at) };
}

const CHARGES = { schema: ChargeData, read: readCharge } as const;

/** The part of the client that reads what Paystack has on its books. */
export function paystackRecords(options: PaystackOptions): ProviderRecords {
  const { wire, mode } = connect(options);
  return {
    mode,
    listCharges: (query) => listPage(wire, "/transaction", { ...query }, CHARGES),
    listTransfers: (query) =>
      listPage(wire, "/transfer", { ...query }, { schema: TransferRowData, read: readTransferRow }),
    listRefunds: (query) => listPage(wire, "/refund", { ...query }, { schema: RefundRowData, read: readRefundRow }),
    listSettlements: (query) =>
      listPage(wire, "/settlement", { ...query }, { schema: SettlementBody, read: readSettlement }),
    listSettled: (id, page) => listPage(wire, `/settlement/${encodeURIComponent(id)}/transactions`, { page }, CHARGES),
    balanceLedger: (query) => balanceLedger(wire, query),
    balance: () => balance(wire),
  };
}
