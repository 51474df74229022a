import type { Kinds } from "@cowry/core/approvals";
import { correctionKinds } from "@cowry/core/corrections";

/** Everything that staff can approve, from all domains. */
export const KINDS: Kinds = { ...correctionKinds };
