import type { ById, Found, ProviderLooks } from "@cowry/core/reconciliation";
import type * as z from "zod/mini";
import { verifyCharge } from "./charges.ts";
import { connect, type PaystackOptions } from "./client.ts";
import { badAnswer, readCharge, readTransfer } from "./reading.ts";
import { readRefund, RefundBody } from "./refunds.ts";
import { CODE } from "./refusals.ts";
import { ChargeData, TransferData } from "./shapes.ts";
import { verifyTransfer } from "./transfers.ts";
import type { Wire } from "./wire.ts";

/** Single records of Paystack's: for what the lists of a day do not have. */

async function findOne<Schema extends z.ZodMiniType>(
  wire: Wire,
  path: string,
  schema: Schema,
  read: (data: z.output<Schema>) => ById,
): Promise<Found<ById>> {
  const reply = await wire.ask(path);
  if (reply.outcome === "unknown") return reply;
  if (reply.outcome === "no") return NOT_FOUND.includes(reply.code) ? { outcome: "not_found" } : badAnswer;
  const data = schema.safeParse(reply.data);
  return data.success ? { outcome: "found", ...read(data.data) } : badAnswer;
}

const NOT_FOUND: readonly string[] = [CODE.notFound, CODE.transactionNotFound, CODE.transferNotFound];

/** The part of the client that looks at one record. */
export function paystackLooks(options: PaystackOptions): ProviderLooks {
  const { wire } = connect(options);
  return {
    verifyCharge: (reference) => verifyCharge(wire, reference),
    verifyTransfer: (reference) => verifyTransfer(wire, reference),
    findById(stream, id) {
      switch (stream) {
        case "charges":
          return findOne(wire, `/transaction/${encodeURIComponent(id)}`, ChargeData, (data) => {
            const { status, amount, fees: fee } = readCharge(data);
            return { status, amount, fee };
          });
        case "transfers":
          return findOne(wire, `/transfer/${encodeURIComponent(id)}`, TransferData, (data) => {
            const { status, amount, fee } = readTransfer(data);
            return { status, amount, fee };
          });
        case "refunds":
          return findOne(wire, `/refund/${encodeURIComponent(id)}`, RefundBody, (data) => {
            const { status, amount } = readRefund(data);
            return { status, amount, fee: undefined };
          });
      }
    },
  };
}
