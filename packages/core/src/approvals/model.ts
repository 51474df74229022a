import type { Write } from "@cowry/table";
import type { Permission, Staff } from "../kernel/index.ts";

/** The words of four eyes. No I/O here. */

export const PROPOSAL_STATUSES = ["pending", "approved", "executed", "rejected", "withdrawn", "expired"] as const;
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];

/** What came of it, e.g. the id of the transaction: small and fit to be shown to staff. */
export type ProposalResult = Readonly<Record<string, string>>;

export interface Proposal {
  readonly proposalId: string;
  readonly kind: string;
  /** The order, in the words of the domain that carries it out. Amounts are text. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly status: ProposalStatus;
  /** Whoever decides must have it. */
  readonly permission: string;
  /** Whose affair it is; absent where it is nobody's in particular. */
  readonly userId?: string | undefined;
  readonly proposedBy: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly decidedBy?: string | undefined;
  readonly decidedAtMs?: number | undefined;
  readonly decisionReason?: string | undefined;
  readonly result?: ProposalResult | undefined;
}

export interface NewProposal {
  readonly kind: string;
  /** At most 1 KB as JSON. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly reason: string;
  /** To approve it. The permission to propose is the door's. */
  readonly permission: Permission;
  readonly userId?: string | undefined;
  readonly expiresInMs: number;
  /** The idempotency key. */
  readonly key: string;
}

/**
 * The writes that end a proposal as executed, in the transaction that carries it out. Their rules are "proposal" and
 * "audit": when "proposal" fails, somebody else has decided, or it has expired, and nothing has happened.
 */
export type Ending = (result: ProposalResult) => readonly Write[];

/** `lost`: the ending's conditions did not hold, and nothing was done. */
export type Execution = "executed" | "lost";

/** Carried out in one transaction together with the end of the proposal. A refusal leaves the proposal as it is. */
export interface AtOnce {
  readonly mode: "at_once";
  execute(proposal: Proposal, approver: Staff, ending: Ending): Promise<Execution>;
}

/** Carried out in several transactions: approved first, then taken up until it is done. Must be safe to repeat. */
export interface Resumable {
  readonly mode: "resumable";
  execute(proposal: Proposal): Promise<ProposalResult>;
}

export type ProposalKind = AtOnce | Resumable;
