import { toWire } from "@cowry/core/kernel/money";
import * as z from "zod/mini";
import { connect, type PaystackOptions } from "./client.ts";
import type { RecipientOrder, Refused, TransferOrder, TransferStatus, Unknown } from "./outcomes.ts";
import { TRANSFER_STATUSES } from "./outcomes.ts";
import { badAnswer, known } from "./reading.ts";
import { CODE } from "./refusals.ts";
import { Code, Positive, shortText } from "./shapes.ts";
import type { Reply } from "./wire.ts";

/** Many payouts at once, and the one-time code that may stand before each of them. */

/** Paystack takes a hundred at a time; more is the caller's loop. */
export const BULK_MAX = 100;

export interface BulkTransfer {
  readonly reference: string;
  readonly transferCode: string;
  readonly status: TransferStatus | "unrecognised";
  readonly amount: bigint;
}

export type BulkTransfersOutcome =
  | { readonly outcome: "accepted"; readonly transfers: readonly BulkTransfer[] }
  /** Some references are on transfers already, and none of the batch was taken: ask verifyTransfer for each. */
  | { readonly outcome: "exists"; readonly references: readonly string[] }
  | Refused
  | Unknown;

export type BulkRecipientsOutcome =
  | {
      readonly outcome: "created";
      /** By account, as ordered; undefined where it was refused. */
      readonly codes: readonly (string | undefined)[];
    }
  | Refused
  | Unknown;

export type Done = { readonly outcome: "accepted" } | Refused | Unknown;

export interface PaystackBulk {
  readonly mode: "test" | "live";
  createRecipients(orders: readonly RecipientOrder[]): Promise<BulkRecipientsOutcome>;
  /** All of them are taken on, or none. Each is asked after by its own reference. */
  startTransfers(orders: readonly TransferOrder[]): Promise<BulkTransfersOutcome>;
  finalizeTransfer(transferCode: string, otp: string): Promise<Done>;
  resendOtp(transferCode: string): Promise<Done>;
  enableOtp(): Promise<Done>;
  /** Sends a code to the owner's phone; `finishDisablingOtp` takes it. */
  disableOtp(): Promise<Done>;
  finishDisablingOtp(otp: string): Promise<Done>;
}

const RecipientsBody = z.object({
  success: z.array(
    z.object({
      recipient_code: Code,
      details: z.object({ account_number: z.nullable(z.string()), bank_code: z.nullable(z.string()) }),
    }),
  ),
  errors: z.optional(z.array(z.unknown())),
});

const TransfersBody = z.array(
  z.object({ reference: shortText, transfer_code: Code, status: shortText, amount: Positive }),
);

type No = Exclude<Reply, { readonly outcome: "yes" }>;

const no = (reply: No): Refused | Unknown =>
  reply.outcome === "unknown" ? reply : { outcome: "refused", code: reply.code, message: reply.message };

const done = (reply: Reply): Done => (reply.outcome === "yes" ? { outcome: "accepted" } : no(reply));

function sizeChecked<T>(orders: readonly T[]): readonly T[] {
  if (orders.length === 0 || orders.length > BULK_MAX) throw new RangeError(`a batch has 1 to ${BULK_MAX} orders`);
  return orders;
}

function readTransfers(reply: Reply, orders: readonly TransferOrder[]): BulkTransfersOutcome {
  if (reply.outcome === "no" && reply.code === CODE.duplicateReference) {
    const named = /found:\s*(.+)$/.exec(reply.message)?.[1] ?? "";
    const references = named.split(",").map((one) => one.trim());
    return { outcome: "exists", references: references.filter((one) => orders.some((o) => o.reference === one)) };
  }
  if (reply.outcome !== "yes") return no(reply);
  const body = TransfersBody.safeParse(reply.data);
  if (!body.success) return badAnswer;
  const byReference = new Map(body.data.map((one) => [one.reference, one]));
  const whole = orders.every(({ reference, amount }) => byReference.get(reference)?.amount === amount);
  if (!whole || byReference.size !== orders.length) return badAnswer;
  const transfers = body.data.map(({ reference, transfer_code: transferCode, status, amount }) => {
    return { reference, transferCode, amount, status: known(TRANSFER_STATUSES, status) };
  });
  return { outcome: "accepted", transfers };
}

/** The part of the client for staff's batches. */
export function paystackBulk(options: PaystackOptions): PaystackBulk {
  const { wire, mode } = connect(options);
  return {
    mode,
    async createRecipients(orders) {
      const batch = sizeChecked(orders).map(({ name, accountNumber, bankCode, currency }) => {
        return { type: "nuban", name, account_number: accountNumber, bank_code: bankCode, currency };
      });
      const reply = await wire.put("/transferrecipient/bulk", { batch });
      if (reply.outcome !== "yes") return no(reply);
      const body = RecipientsBody.safeParse(reply.data);
      if (!body.success) return badAnswer;
      const made = new Map(
        body.data.success.map((one) => [`${one.details.bank_code}/${one.details.account_number}`, one.recipient_code]),
      );
      return { outcome: "created", codes: orders.map((one) => made.get(`${one.bankCode}/${one.accountNumber}`)) };
    },
    async startTransfers(orders) {
      const transfers = sizeChecked(orders).map(({ amount, recipientCode, reference, reason }) => {
        return { amount: toWire(amount), recipient: recipientCode, reference, reason };
      });
      const currency = orders[0]?.currency;
      return readTransfers(await wire.send("/transfer/bulk", { source: "balance", currency, transfers }), orders);
    },
    async finalizeTransfer(transfer_code, otp) {
      return done(await wire.send("/transfer/finalize_transfer", { transfer_code, otp }));
    },
    async resendOtp(transfer_code) {
      return done(await wire.send("/transfer/resend_otp", { transfer_code, reason: "transfer" }));
    },
    enableOtp: async () => done(await wire.put("/transfer/enable_otp", {})),
    disableOtp: async () => done(await wire.send("/transfer/disable_otp", {})),
    finishDisablingOtp: async (otp) => done(await wire.send("/transfer/disable_otp_finalize", { otp })),
  };
}
