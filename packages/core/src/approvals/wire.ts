import * as z from "zod/mini";
import { Id, isoTime, PageQuery, text, Time } from "../kernel/index.ts";
import { standing } from "./listing.ts";
import { type Proposal, PROPOSAL_STATUSES } from "./model.ts";
import { texts } from "./propose.ts";

/** Shapes of the wire. */

/** Why: it is in the audit trail for ever. */
export const Reason = text(140);

export const ProposalParams = z.strictObject({ id: Id });
export const ProposalQuery = z.strictObject({
  ...PageQuery,
  status: z._default(z.enum(PROPOSAL_STATUSES), "pending"),
});
export const DecisionRequest = z.strictObject({ reason: Reason });

const Word = z.string().check(z.minLength(1), z.maxLength(64));
const Facts = z.record(Word, z.string().check(z.maxLength(256)));

export const ProposalShown = z.strictObject({
  id: Id,
  kind: Word,
  /** The order as it was proposed, each value as text. */
  payload: Facts,
  reason: Reason,
  status: z.enum(PROPOSAL_STATUSES),
  user_id: z.nullable(Id),
  proposed_by: Id,
  created_at: Time,
  expires_at: Time,
  decided_by: z.nullable(Id),
  decided_at: z.nullable(Time),
  decision_reason: z.nullable(Reason),
  result: z.nullable(Facts),
});
export type ProposalShown = z.infer<typeof ProposalShown>;

export function proposalView(of: Proposal): ProposalShown {
  return {
    id: of.proposalId,
    kind: of.kind,
    payload: texts(of.payload),
    reason: of.reason,
    status: standing(of),
    user_id: of.userId ?? null,
    proposed_by: of.proposedBy,
    created_at: isoTime(of.createdAtMs),
    expires_at: isoTime(of.expiresAtMs),
    decided_by: of.decidedBy ?? null,
    decided_at: of.decidedAtMs === undefined ? null : isoTime(of.decidedAtMs),
    decision_reason: of.decisionReason ?? null,
    result: of.result ?? null,
  };
}
