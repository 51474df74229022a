import type { AtOnce } from "../approvals/index.ts";
import type { DeclaredError } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import type { REFUND } from "./model.ts";
import { refund } from "./propose.ts";

/** For the doors of approvals. In a file of its own: a bundle that approves nothing goes without. */
export const refundKinds: Readonly<Record<typeof REFUND, AtOnce>> = { "refunds/refund": refund };

/** Why an approved refund may not be carried out. */
export const refundRefusals: readonly DeclaredError[] = [
  errors.refund_exceeds_topup,
  errors.refund_not_covered,
  errors.topup_not_refundable,
];
