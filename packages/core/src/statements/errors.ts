import * as z from "zod/mini";
import { defineErrors } from "../kernel/index.ts";

const Count = z.int().check(z.minimum(1), z.maximum(1_000_000));

/** How statements say no. */
export const errors = defineErrors("statements", {
  statement_too_long: {
    kind: "refused",
    says: "This is more than one statement holds.",
    remedy: "Ask for a shorter time, one part after the other.",
    details: z.strictObject({ days_max: Count, lines_max: Count }),
  },
});
