import {
  above,
  absent,
  batchGet,
  type ConditionFor,
  differs,
  entity,
  getItem,
  type IndexOf,
  type ItemOf,
  json,
  keyOf,
  oneOf,
  optional,
  put,
  queryIndex,
  text,
  time,
  timeKey,
  update,
  type Write,
} from "@cowry/table";
import { now } from "../kernel/index.ts";
import { type Proposal, PROPOSAL_STATUSES, type ProposalResult, type ProposalStatus } from "./model.ts";

/** The keys of this domain. */

export const proposalItem = entity("proposal", {
  version: 1,
  about: "What one of the staff proposes and another decides",
  pk: "AP#{proposalId}",
  sk: "#",
  index: { pk: "AP#{status}", sk: "{createdAt}" },
  attributes: {
    kind: text("k"),
    status: oneOf("st", PROPOSAL_STATUSES),
    payload: json<Readonly<Record<string, unknown>>>("pl"),
    reason: text("rs"),
    permission: text("pm"),
    userId: optional(text("u")),
    proposedBy: text("pb"),
    createdAtMs: time("ca"),
    expiresAtMs: time("ex"),
    decidedBy: optional(text("db")),
    decidedAtMs: optional(time("da")),
    decisionReason: optional(text("dr")),
    result: optional(json<ProposalResult>("re")),
  },
});
type Row = ItemOf<typeof proposalItem>;

function placeOf({ createdAtMs }: Proposal, status: ProposalStatus): IndexOf<typeof proposalItem> {
  return { status, createdAt: timeKey(createdAtMs) };
}

/** Rule: "proposal". */
export function proposalOpening(proposal: Proposal): Write<typeof proposalItem> {
  const index = placeOf(proposal, proposal.status);
  return put(proposalItem, proposal satisfies Row, { rule: "proposal", when: [absent()], index });
}

export interface Change {
  readonly status: ProposalStatus;
  readonly decidedBy?: string;
  readonly decisionReason?: string | undefined;
  readonly result?: ProposalResult;
}

/** From one status to another, once. Rule: "proposal". */
export function proposalChange(
  proposal: Proposal,
  { status, decidedBy, decisionReason, result }: Change,
  when: readonly ConditionFor<typeof proposalItem>[],
): Write<typeof proposalItem> {
  return update(
    proposalItem,
    { proposalId: proposal.proposalId },
    {
      rule: "proposal",
      when,
      set: {
        status,
        ...(decidedBy === undefined ? {} : { decidedBy, decidedAtMs: now() }),
        ...(decisionReason === undefined ? {} : { decisionReason }),
        ...(result === undefined ? {} : { result }),
      },
      index: placeOf(proposal, status),
    },
  );
}

/** It has not expired, and this is not who proposed it. */
export function decidable(by: string): readonly ConditionFor<typeof proposalItem>[] {
  return [above("expiresAtMs", now()), differs("proposedBy", by)];
}

export function findProposal(proposalId: string): Promise<Proposal | undefined> {
  return getItem(proposalItem, { proposalId });
}

/** Proposals in a status, newest first. The index is a moment old: what has moved on meanwhile is left out. */
export async function queryProposals(
  status: ProposalStatus,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ readonly items: readonly Proposal[]; readonly last?: string | undefined }> {
  const { keys, last } = await queryIndex(proposalItem, { status }, { ...page, descending: true });
  const found = await batchGet(keys.map((key) => keyOf(proposalItem, key)));
  const items = keys.flatMap((key) => found.get(proposalItem, key) ?? []);
  return { items: items.filter((item) => item.status === status), last };
}
