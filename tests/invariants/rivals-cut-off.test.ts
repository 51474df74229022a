import { describe, expect, it } from "vitest";
import { approve } from "@cowry/core/approvals";
import { present } from "@cowry/core/kernel";
import { payoutKinds, proposeConclusion, receiveTransfer } from "@cowry/core/payouts";
import { journal } from "@cowry/core/wallet";
import { getItem } from "@cowry/table";
import { concludePayout } from "../../packages/core/src/payouts/execution.ts";
import { flawed } from "../../packages/core/src/payouts/flaws.ts";
import { isOpen, readFacts } from "../../packages/core/src/payouts/model.ts";
import { commitFacts, findPayout, flaggedPlace } from "../../packages/core/src/payouts/store.ts";
import { APPROVER, PROPOSER } from "./history-world.ts";
import { useMeetingTable } from "./meeting-table.ts";
import { reason, turn } from "./rivals-acts.ts";
import { bank, PAYOUT, transferOf, waker } from "./rivals-provider.ts";

/**
 * Somebody notes in a payout what a person must look at, and is cut off before staff hear of it. Whoever ends the payout
 * had read it a moment before that: the note is told first, and not written over.
 */
const table = useMeetingTable("cut-off");

async function noteAndVanish(transactionId: string): Promise<void> {
  const { payout } = present(await findPayout(transactionId), "it was ordered");
  const facts = flawed(readFacts(payout), "differs_from_order");
  await commitFacts(payout, facts, isOpen(payout) ? undefined : flaggedPlace(payout));
}

/** What becomes of the payout by this act when the note comes just before its write, and of what staff hear. */
async function ends(id: string, act: () => Promise<unknown>): Promise<readonly unknown[]> {
  const before = table.rung.length;
  await table.beside(() => noteAndVanish(id), act);
  const { status } = present(await getItem(journal, { transactionId: id }), "it was ordered");
  return [status, ...new Set(table.rung.slice(before))];
}

const hear = (id: string, status: string) => receiveTransfer(transferOf(id, status), waker);

describe("what nobody has told staff yet", () => {
  it("is told before a payout is given back that was never sent", async () => {
    const { id } = await PAYOUT.set();
    const failure = "account_not_found";
    const said = { status: "not_sent", transferCode: null, fee: null, failure, afterSend: 0 } as const;
    expect(await ends(id, () => concludePayout(id, "failed", said))).toEqual(["failed", "payout_differs_from_order"]);
  });

  it("is told before money is booked that left after it was given back", async () => {
    const { id } = await PAYOUT.set();
    await hear(id, "failed");
    expect(await ends(id, () => hear(id, "success"))).toEqual([
      "failed",
      "payout_differs_from_order",
      "payout_paid_after_release",
    ]);
  });

  it("is told before staff book what came back for a wallet that is blocked", async () => {
    const { id, amina } = await PAYOUT.set();
    await hear(id, "success");
    await turn(amina, "blocked");
    const kinds = payoutKinds(bank(undefined, id));
    const wish = { transactionId: id, wish: "reverse", reason, key: "reverse" } as const;
    const { proposal } = await proposeConclusion(PROPOSER, wish, bank(undefined, id));
    expect(await ends(id, () => approve(APPROVER, proposal.proposalId, reason, kinds))).toEqual([
      "reversed",
      "payout_differs_from_order",
      "payout_wallet_closed_to_credits",
    ]);
  });
});
