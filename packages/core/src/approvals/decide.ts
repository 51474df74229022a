import { equals, transact } from "@cowry/table";
import { assert, errors as kernelErrors, present, type Staff } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { mayDecide, maySee, standing } from "./listing.ts";
import type { Ending, Proposal, ProposalKind, ProposalStatus } from "./model.ts";
import { proposalAudit } from "./propose.ts";
import { decidable, findProposal, proposalChange } from "./store.ts";

/** All kinds that a door knows, by name. */
export type Kinds = Readonly<Record<string, ProposalKind>>;

/** Approves a proposal and carries it out, once. Asked again by the same person it answers as it did. */
export async function approve(actor: Staff, proposalId: string, reason: string, kinds: Kinds): Promise<Proposal> {
  const proposal = await load(actor, proposalId);
  checkDecider(actor, proposal);
  const isMine = proposal.decidedBy === actor.userId;
  if (isMine && proposal.status === "executed") return proposal;
  if (!(isMine && proposal.status === "approved")) checkPending(proposal);

  const kind = present(kinds[proposal.kind], `the kind ${proposal.kind} is known where it is approved`);
  if (kind.mode === "at_once") {
    const ending: Ending = (result) => [
      proposalChange(proposal, { status: "executed", decidedBy: actor.userId, decisionReason: reason, result }, [
        equals("status", "pending"),
        ...decidable(actor.userId),
      ]),
      proposalAudit(actor, "approvals.executed", proposal, reason),
    ];
    await kind.execute(proposal, actor, ending);
    return settledAs(actor, proposalId, ["executed"]);
  }
  if (proposal.status === "pending") await turn(actor, proposal, "approved", reason);
  await carryOut(await settledAs(actor, proposalId, ["approved", "executed"]), kinds);
  return settledAs(actor, proposalId, ["executed"]);
}

/** Takes up what has been approved and is not done. Repeating it changes nothing. */
export async function carryOut(proposal: Proposal, kinds: Kinds): Promise<void> {
  if (proposal.status !== "approved") return;
  const kind = present(kinds[proposal.kind], `the kind ${proposal.kind} is known where it is carried out`);
  assert(kind.mode === "resumable", "what happens at once is never left approved");
  const result = await kind.execute(proposal);
  await transact([proposalChange(proposal, { status: "executed", result }, [equals("status", "approved")])]);
}

export async function reject(actor: Staff, proposalId: string, reason: string): Promise<Proposal> {
  const proposal = await load(actor, proposalId);
  checkDecider(actor, proposal);
  return close(actor, proposal, "rejected", reason);
}

/** Whoever proposed it takes it back. */
export async function withdraw(actor: Staff, proposalId: string, reason: string): Promise<Proposal> {
  const proposal = await load(actor, proposalId);
  if (proposal.proposedBy !== actor.userId) throw errors.not_your_proposal();
  return close(actor, proposal, "withdrawn", reason);
}

async function close(
  actor: Staff,
  proposal: Proposal,
  status: "rejected" | "withdrawn",
  reason: string,
): Promise<Proposal> {
  if (proposal.status === status && proposal.decidedBy === actor.userId) return proposal;
  checkPending(proposal);
  await turn(actor, proposal, status, reason);
  return settledAs(actor, proposal.proposalId, [status]);
}

async function turn(
  actor: Staff,
  proposal: Proposal,
  status: "approved" | "rejected" | "withdrawn",
  reason: string,
): Promise<void> {
  const isOwn = status === "withdrawn";
  const when = [
    equals("status", "pending"),
    ...(isOwn ? [equals("proposedBy", actor.userId)] : decidable(actor.userId)),
  ];
  const change = { status, decidedBy: actor.userId, decisionReason: reason };
  // What became of it shows when it is read again.
  await transact([
    proposalChange(proposal, change, when),
    proposalAudit(actor, `approvals.${status}`, proposal, reason),
  ]);
}

/** The proposal as it is now, if it is as the actor wanted it; else somebody else was faster. */
async function settledAs(actor: Staff, proposalId: string, wanted: readonly ProposalStatus[]): Promise<Proposal> {
  const proposal = await load(actor, proposalId);
  if (wanted.includes(proposal.status) && proposal.decidedBy === actor.userId) return proposal;
  checkPending(proposal);
  throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { proposalId } });
}

async function load(actor: Staff, proposalId: string): Promise<Proposal> {
  const proposal = await findProposal(proposalId);
  if (proposal === undefined || !maySee(actor, proposal)) throw errors.proposal_not_found();
  return proposal;
}

/** Throws unless the actor may decide this at all. Repeated as a condition, but for the permission, which is theirs. */
function checkDecider(actor: Staff, { proposedBy, userId, permission }: Proposal): void {
  if (proposedBy === actor.userId) throw errors.own_proposal();
  if (userId === actor.userId) throw errors.own_affair();
  if (!mayDecide(actor, permission)) throw kernelErrors.forbidden();
}

function checkPending(proposal: Proposal): void {
  const status = standing(proposal);
  if (status === "expired") throw errors.proposal_expired();
  if (status !== "pending") throw errors.proposal_closed();
}
