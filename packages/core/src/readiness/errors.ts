import * as z from "zod/mini";
import { defineErrors } from "../kernel/index.ts";

export const errors = defineErrors("readiness", {
  not_ready: {
    kind: "unavailable",
    says: "A part that we need does not answer.",
    remedy: "Send no requests here until it does; `details.part` is for whoever runs the stage.",
    details: z.strictObject({ part: z.enum(["table", "secrets"]) }),
  },
});
