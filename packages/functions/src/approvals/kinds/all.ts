import type { Kinds } from "@cowry/core/approvals";
import { correctionKinds } from "@cowry/core/corrections";
import { policyKinds } from "@cowry/core/wallet";

/** Everything that staff can approve, from all domains. */
export const KINDS: Kinds = { ...correctionKinds, ...policyKinds };
