import * as z from "zod/mini";
import { BalanceMinor, defineErrors } from "../kernel/index.ts";

/** How bulk payouts say no. */
export const errors = defineErrors("bulk", {
  batch_not_found: {
    kind: "not_found",
    says: "There is no such batch.",
    remedy: "Take an id from GET /admin/bulk-payouts.",
  },
  payer_not_merchant: {
    kind: "refused",
    says: "Bulk payouts leave the wallet of a merchant who may make payouts, and this is none.",
  },
  file_not_readable: {
    kind: "refused",
    says: "This file cannot be read.",
    remedy: "Send CSV in UTF-8 whose first line names the columns.",
    details: z.strictObject({
      line: z.int().check(z.minimum(0)),
      why: z.string().check(z.minLength(1), z.maxLength(200)),
    }),
  },
  file_too_large: {
    kind: "refused",
    says: "This file has too many rows, or too much money.",
    remedy: "Split it; keep the references.",
    details: z.strictObject({ rows_max: z.int().check(z.minimum(1)), amount_max: BalanceMinor }),
  },
  file_has_nothing_to_pay: {
    kind: "refused",
    says: "Not one row of this file can be paid.",
    remedy: "Mend the rows that `details.problems` names.",
    details: z.strictObject({
      problems: z
        .array(
          z.strictObject({
            line: z.int().check(z.minimum(1)),
            field: z.string().check(z.minLength(1), z.maxLength(32)),
            why: z.string().check(z.minLength(1), z.maxLength(200)),
          }),
        )
        .check(z.maxLength(500)),
    }),
  },
  batch_ended: {
    kind: "conflict",
    says: "This batch has ended.",
    remedy: "Read it again to see how.",
  },
  batch_not_proposed: {
    kind: "conflict",
    says: "This batch does not wait to be approved.",
    remedy: "Read it again to see how it stands.",
  },
});
