import * as z from "zod/mini";

/** What of the events is read here; they may say more. */

export const Changed = z.object({
  transactionId: z.string(),
  status: z.string(),
  parties: z.array(z.string()),
});

export const Recorded = z.object({ auditId: z.string(), userId: z.string(), action: z.string() });
