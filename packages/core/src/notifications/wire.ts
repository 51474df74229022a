import * as z from "zod/mini";
import { Id, isoTime, PageQuery, Time } from "../kernel/index.ts";
import type { Shown } from "./inbox.ts";

/** Shapes of the inbox's doors. */

export const NoticesQuery = z.strictObject(PageQuery);
export const NoticeParams = z.strictObject({ id: Id });

export const Notice = z.strictObject({
  id: Id,
  /** What happened: `transfer.credit.completed`, `auth.pin_changed`, … */
  kind: z.string().check(z.regex(/^[a-z0-9_.]{1,64}$/)),
  title: z.string().check(z.minLength(1), z.maxLength(64)),
  body: z.string().check(z.minLength(1), z.maxLength(320)),
  transaction_id: z.nullable(Id),
  /** Where the receipt of the transaction is. */
  receipt: z.nullable(z.string().check(z.maxLength(128))),
  read: z.boolean(),
  created_at: Time,
});
export type Notice = z.infer<typeof Notice>;

export const UnreadCount = z.strictObject({
  unread: z.int().check(z.minimum(0), z.maximum(99)),
  /** There are more than that. */
  more: z.boolean(),
});

const RECEIPTED = /\.completed$/;

export function noticeView({ noticeId, kind, title, body, transactionId, createdAtMs, isRead }: Shown): Notice {
  const hasReceipt = transactionId !== undefined && RECEIPTED.test(kind);
  return {
    id: noticeId,
    kind,
    title,
    body,
    transaction_id: transactionId ?? null,
    receipt: hasReceipt ? `/api/v1/wallet/transactions/${transactionId}/receipt` : null,
    read: isRead,
    created_at: isoTime(createdAtMs),
  };
}
