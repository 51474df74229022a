/**
 * Four eyes: one of the staff proposes, another approves, and only then it happens.
 *
 * Words. A **proposal** is an order in the words of a domain (its `kind` and `payload`); its **kind** says who may
 * approve it and how it is carried out. A proposal ends executed, rejected, withdrawn or expired.
 *
 * Invariants. Who proposes does not approve, and neither of them is the person it is about. Both had the permission when
 * they acted. An expired proposal is never carried out. What is approved is carried out exactly once: either in the very
 * transaction that ends the proposal (`at_once`), or as a state that is taken up again until it is done (`resumable`).
 * Each step is in the audit trail, in its own transaction.
 *
 * Not here: what is proposed. A domain exports its kinds, and the doors hand them in.
 */
export { approve, type Kinds, reject, withdraw } from "./decide.ts";
export { errors } from "./errors.ts";
export { closedAs, listProposals, readProposal } from "./listing.ts";
export {
  type AtOnce,
  type Ending,
  type Execution,
  type NewProposal,
  type Proposal,
  PROPOSAL_STATUSES,
  type ProposalKind,
  type ProposalResult,
  type ProposalStatus,
  type Resumable,
} from "./model.ts";
export { propose, proposeChecked, type Proposed } from "./propose.ts";
export { sweepProposals } from "./sweep.ts";
export { DecisionRequest, ProposalParams, ProposalQuery, ProposalShown, proposalView, Reason } from "./wire.ts";
