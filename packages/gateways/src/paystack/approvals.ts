import * as z from "zod/mini";
import { Code, Domain, parseJson, Positive, shortText } from "./shapes.ts";

/** What Paystack asks our approval address before a transfer goes out. */

const Asked = z.object({
  reference: shortText,
  amount: Positive,
  currency: z.optional(shortText),
  domain: z.catch(z.optional(Domain), undefined),
  recipient: z.catch(z.optional(z.nullable(z.union([Code, z.object({ recipient_code: Code })]))), undefined),
});

export interface ApprovalAsked {
  readonly reference: string;
  readonly amount: bigint;
  readonly currency: string | undefined;
  readonly mode: "test" | "live" | undefined;
  /** Undefined where it is told by a number only. */
  readonly recipientCode: string | undefined;
}

/** The transfer itself, or one wrapped in `data`. Undefined when it is neither. */
export function parseApproval(rawBody: Uint8Array): ApprovalAsked | undefined {
  const body = parseJson(Buffer.from(rawBody).toString("utf8"));
  const wrapped = z.object({ data: z.unknown() }).safeParse(body);
  const asked = Asked.safeParse(wrapped.success ? wrapped.data.data : body);
  if (!asked.success) return undefined;
  const { reference, amount, currency, domain, recipient } = asked.data;
  const recipientCode = typeof recipient === "string" ? recipient : recipient?.recipient_code;
  return { reference, amount, currency, mode: domain, recipientCode };
}
