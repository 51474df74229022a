import type { AtOnce } from "../approvals/index.ts";
import type { DeclaredError } from "../kernel/index.ts";
import { adjustment } from "./adjustment.ts";
import { errors } from "./errors.ts";
import type { ADJUSTMENT, REVERSAL } from "./model.ts";
import { reversal } from "./reversal.ts";

/** For the doors of approvals. */
export const correctionKinds: Readonly<Record<typeof ADJUSTMENT | typeof REVERSAL, AtOnce>> = {
  "corrections/adjustment": adjustment,
  "corrections/reversal": reversal,
};

/** Why an approved correction may not be carried out. */
export const correctionRefusals: readonly DeclaredError[] = [
  errors.adjustment_overdraws,
  errors.exceeds_original,
  errors.not_reversible,
  errors.payee_cannot_pay,
  errors.wallet_not_adjustable,
];
