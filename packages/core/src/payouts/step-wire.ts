import * as z from "zod/mini";
import { Id } from "../kernel/index.ts";
import { FAILURES, type Step } from "./model.ts";

/** What travels through the payout's state machine: ids and words of ours, nothing of the customer. */

export const TransactionInput = z.strictObject({ transactionId: Id });

const Said = z.strictObject({
  status: z.string().check(z.maxLength(32)),
  transferCode: z.nullable(z.string().check(z.maxLength(64))),
  fee: z.nullable(z.int().check(z.minimum(0))),
  failure: z.nullable(z.enum(FAILURES)),
  afterSend: z.nullable(z.int().check(z.minimum(0))),
});

export const ConcludeInput = z.strictObject({
  transactionId: Id,
  outcome: z.enum(["completed", "failed"]),
  said: Said,
});

/** One shape for all steps, so that the machine chooses by `outcome` alone. */
export const StepTaken = z.strictObject({
  transactionId: Id,
  outcome: z.enum([
    "checked",
    "not_checked",
    "completed",
    "failed",
    "awaiting",
    "awaiting_approval",
    "not_sent",
    "no_float",
    "ended",
  ]),
  waitSeconds: z.optional(z.int().check(z.minimum(1), z.maximum(86_400))),
  said: z.optional(Said),
});

export function takenStep(transactionId: string, taken: Step): z.infer<typeof StepTaken> {
  return { transactionId, ...taken };
}

export const AwaitInput = z.strictObject({
  transactionId: Id,
  taskToken: z.string().check(z.minLength(1), z.maxLength(2_048)),
});
export const TokenKept = z.strictObject({ kept: z.literal(true) });
