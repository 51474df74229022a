import type { ProviderRefund, RefundOrdered, RefundProvider, RefundsListed } from "@cowry/core/refunds";
import { REFUND_STATUSES } from "@cowry/core/refunds";
import { toWire } from "@cowry/core/kernel/money";
import * as z from "zod/mini";
import { listBanks } from "./banks.ts";
import { connect, type PaystackOptions } from "./client.ts";
import { listPage } from "./pages.ts";
import { badAnswer, known } from "./reading.ts";
import { CODE } from "./refusals.ts";
import { Domain, Id, maybeText, Positive, shortText } from "./shapes.ts";
import type { Wire, Reply } from "./wire.ts";

/** Money back. Paystack has no reference of ours for a refund: the note carries it, and the list tells of it again. */

const MARK = /^(?:refund )?([a-z0-9-]{16,50})(?:\b|$)/;
/** So many refunds of one charge are none of ours. */
const MOST = 100;

export const RefundBody = z.object({
  id: Id,
  status: shortText,
  amount: Positive,
  currency: shortText,
  domain: Domain,
  merchant_note: maybeText,
  transaction_reference: maybeText,
  dispute: z.catch(z.optional(z.nullable(z.union([Id, z.object({ id: Id })]))), undefined),
});

export function readRefund(data: z.output<typeof RefundBody>): ProviderRefund {
  const { dispute } = data;
  return {
    id: data.id,
    status: known(REFUND_STATUSES, data.status),
    reference: MARK.exec(data.merchant_note ?? "")?.[1],
    chargeReference: data.transaction_reference,
    amount: data.amount,
    currency: data.currency,
    domain: data.domain,
    disputeId: typeof dispute === "object" ? dispute?.id : dispute,
  };
}

function ordered(reply: Reply): RefundOrdered {
  if (reply.outcome === "unknown") return reply;
  if (reply.outcome === "no") return { outcome: "refused", code: reply.code };
  const refund = RefundBody.safeParse(reply.data);
  return refund.success ? { outcome: "accepted", ...readRefund(refund.data) } : badAnswer;
}

async function listOf(wire: Wire, transaction: string): Promise<RefundsListed> {
  const page = await listPage(
    wire,
    "/refund",
    { perPage: MOST, transaction },
    { schema: RefundBody, read: readRefund },
  );
  if (page.outcome === "unknown") return page;
  if (page.pages > 1) return badAnswer;
  // A filter that the other side did not know would show us the refunds of everybody.
  return { outcome: "listed", refunds: page.rows.filter((one) => one.chargeReference === transaction) };
}

/** The part of the client that gives money back. */
export function paystackRefunds(options: PaystackOptions): RefundProvider {
  const { wire, mode } = connect(options);
  return {
    mode,
    async createRefund({ reference, chargeReference, amount, currency }) {
      const note = { merchant_note: reference, customer_note: `Refund of ${chargeReference}` };
      const order = { transaction: chargeReference, amount: toWire(amount), currency, ...note };
      const made = ordered(await wire.send("/refund", order));
      return made.outcome === "accepted" && made.amount !== amount ? badAnswer : made;
    },
    async findRefund(id) {
      const reply = await wire.ask(`/refund/${encodeURIComponent(id)}`);
      if (reply.outcome === "unknown") return reply;
      if (reply.outcome === "no") return reply.code === CODE.notFound ? { outcome: "not_found" } : badAnswer;
      const refund = RefundBody.safeParse(reply.data);
      if (!refund.success || refund.data.id !== id) return badAnswer;
      return { outcome: "found", ...readRefund(refund.data) };
    },
    listRefunds: (chargeReference) => listOf(wire, chargeReference),
    async retryRefund(id, { accountNumber, bankCode }) {
      const listed = await listBanks(wire);
      if (listed.outcome === "unknown") return listed;
      // Here, and nowhere else, Paystack wants a bank by its own number.
      const bank = listed.banks.find(({ code }) => code === bankCode);
      if (bank?.id === undefined) return { outcome: "refused", code: CODE.unknownBank };
      const details = { currency: "NGN", account_number: accountNumber, bank_id: bank.id };
      const path = `/refund/retry_with_customer_details/${encodeURIComponent(id)}`;
      return ordered(await wire.send(path, { refund_account_details: details }));
    },
  };
}
