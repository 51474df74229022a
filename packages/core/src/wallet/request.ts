import type * as z from "zod/mini";
import { parseTime, present, readAmount } from "../kernel/index.ts";
import type { HistoryFilter } from "./history.ts";
import type { Address } from "./recipient.ts";
import type { TransferOrder } from "./transfer.ts";
import type { HistoryQuery, TransferRequest } from "./wire.ts";

/** From the wire's names to ours. */

export function toOrder(body: z.output<typeof TransferRequest>, key: string): TransferOrder {
  const { amount, currency, note, reference, quote } = body;
  return {
    to: toAddress(body),
    amount: present(readAmount(amount, currency), "the schema has read it"),
    currency,
    note,
    reference,
    quote,
    key,
  };
}

function toAddress(body: z.output<typeof TransferRequest>): Address {
  if ("to_user" in body) return { userId: body.to_user };
  return "to_phone" in body ? { phone: body.to_phone } : { accountNumber: body.to_account_number };
}

export function toFilter(query: z.output<typeof HistoryQuery>): HistoryFilter {
  const { currency, type, kind, status, from, to } = query;
  const atMs = (time: string | undefined) => (time === undefined ? undefined : parseTime(time));
  return { currency, type, kind, status, fromMs: atMs(from), toMs: atMs(to) };
}
