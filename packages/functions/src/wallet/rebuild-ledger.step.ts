import { rebuildInto, RebuildOrder, RebuildState } from "@cowry/core/wallet";
import { putMetrics } from "@cowry/platform/metrics";
import { step } from "@cowry/platform/step";

/** Leaves time to write down where it was. */
const TIMEOUT_SECONDS = 600;
const BUDGET_MS = (TIMEOUT_SECONDS - 60) * 1_000;

export const handler = step(
  {
    summary: "Make the ledger anew from its journals into another table, and compare",
    description: "Called again with the same order until it is done: docs/runbooks/restore.md.",
    input: RebuildOrder,
    output: RebuildState,
    refuses: [],
    uses: { table: "rebuild" },
    timeoutSeconds: TIMEOUT_SECONDS,
    memoryMb: 1024,
  },
  async ({ input }) => {
    const state = await rebuildInto(input, BUDGET_MS);
    putMetrics({ RebuildDifferences: state.differences, RebuildWalletsMoved: state.moved });
    return state;
  },
);
