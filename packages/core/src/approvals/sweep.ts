import { atMost, equals, transact } from "@cowry/table";
import { alertStaff, now } from "../kernel/index.ts";
import { carryOut } from "./decide.ts";
import { standing } from "./listing.ts";
import type { Proposal, ProposalStatus, Resumable } from "./model.ts";
import { proposalChange, queryProposals } from "./store.ts";

const PAGE = 50;

/**
 * Writes down what has expired, and goes on with what was approved and is not done: what is carried out at once never is
 * that. Repeating it changes nothing.
 */
export async function sweepProposals(kinds: Readonly<Record<string, Resumable>>): Promise<void> {
  await each("pending", async (proposal) => {
    if (standing(proposal) !== "expired") return;
    const when = [equals("status", "pending"), atMost("expiresAtMs", now())];
    await transact([proposalChange(proposal, { status: "expired" }, when)]);
  });
  await each("approved", (proposal) => carryOut(proposal, kinds));
}

/** One that fails must not keep the others waiting. */
async function each(status: ProposalStatus, act: (proposal: Proposal) => Promise<void>): Promise<void> {
  let after: string | undefined;
  do {
    const page = await queryProposals(status, { limit: PAGE, after });
    for (const proposal of page.items) {
      await act(proposal).catch(() => {
        alertStaff({ alert: "proposal_sweep_failed", transactionId: proposal.proposalId });
      });
    }
    after = page.last;
  } while (after !== undefined);
}
