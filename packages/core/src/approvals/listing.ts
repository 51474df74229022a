import { openCursor, sealCursor } from "@cowry/table";
import {
  currentKey,
  errors as kernelErrors,
  isPermitted,
  liveKeys,
  now,
  type Page,
  type Permission,
  PERMISSIONS,
  type Staff,
  subkey,
} from "../kernel/index.ts";
import { errors } from "./errors.ts";
import type { Proposal, ProposalStatus } from "./model.ts";
import { findProposal, queryProposals } from "./store.ts";

/** As it stands now: what has expired is so before anybody has written it down. */
export function standing({ status, expiresAtMs }: Proposal): ProposalStatus {
  return status === "pending" && expiresAtMs <= now() ? "expired" : status;
}

/** Staff see what they proposed themselves and what they may decide; the rest does not exist for them. */
export function maySee(actor: Staff, { proposedBy, permission }: Proposal): boolean {
  return proposedBy === actor.userId || mayDecide(actor, permission);
}

/** A permission that is no longer known is nobody's. */
export function mayDecide(actor: Staff, permission: string): boolean {
  return isPermission(permission) && isPermitted(actor.roles, permission);
}

function isPermission(word: string): word is Permission {
  return (PERMISSIONS as readonly string[]).includes(word);
}

export async function readProposal(actor: Staff, proposalId: string): Promise<Proposal> {
  const proposal = await findProposal(proposalId);
  if (proposal === undefined || !maySee(actor, proposal)) throw errors.proposal_not_found();
  return proposal;
}

/** How a proposal ended without being carried out; undefined while it may still be, or has been. For whoever waits for it. */
export async function closedAs(proposalId: string): Promise<"rejected" | "withdrawn" | "expired" | undefined> {
  const proposal = await findProposal(proposalId);
  const now = proposal === undefined ? undefined : standing(proposal);
  return now === "rejected" || now === "withdrawn" || now === "expired" ? now : undefined;
}

/** Newest first. Pages may be short: what the actor may not see, and what has expired unnoticed, is left out. */
export async function listProposals(
  actor: Staff,
  { status, limit, cursor }: { status: ProposalStatus; limit: number; cursor?: string | undefined },
): Promise<Page<Proposal>> {
  const scope = `proposals:${actor.userId}:${status}`;
  const after = cursor === undefined ? undefined : openPosition(scope, cursor);
  const { items, last } = await queryProposals(status, { limit, after });
  const shown = items.filter((item) => maySee(actor, item) && standing(item) === status);
  const key = subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE);
  return { items: shown, nextCursor: last === undefined ? null : sealCursor(key, scope, last) };
}

const CURSOR_PURPOSE = "proposals";

function openPosition(scope: string, cursor: string): string {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const position = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (position !== undefined) return position;
  }
  throw kernelErrors.invalid_cursor();
}
