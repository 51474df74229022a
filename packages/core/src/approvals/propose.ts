import { failedItem, transact, type Write } from "@cowry/table";
import { type AuditAction, auditEntry } from "../audit/index.ts";
import { AppError, assert, derivedId, errors as kernelErrors, now, present, type Staff } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import type { NewProposal, Proposal } from "./model.ts";
import { findProposal, proposalItem, proposalOpening } from "./store.ts";

const PAYLOAD_MAX_BYTES = 1_024;
const TEXT_MAX = 256;

export interface Proposed {
  readonly proposal: Proposal;
  /** It was proposed before, with the same key. */
  readonly replayed: boolean;
}

/** Puts a proposal before colleagues, once for each key. */
export function propose(actor: Staff, wanted: NewProposal): Promise<Proposed> {
  return open(actor, proposalOf(actor, wanted));
}

/** The same, unless `check` refuses it; what was proposed before is answered as it was, whatever has come since. */
export async function proposeChecked(actor: Staff, wanted: NewProposal, check: () => void): Promise<Proposed> {
  const proposal = proposalOf(actor, wanted);
  const refusal = refusalOf(check);
  if (refusal !== undefined) return replayed(await findProposal(proposal.proposalId), proposal, refusal);
  return open(actor, proposal);
}

function proposalOf(actor: Staff, wanted: NewProposal): Proposal {
  const { kind, payload, reason, permission, userId, expiresInMs, key } = wanted;
  if (userId === actor.userId) throw errors.own_affair();
  const size = Buffer.byteLength(JSON.stringify(payload));
  assert(size <= PAYLOAD_MAX_BYTES, `the payload of ${kind} is small, not ${size} bytes`);
  const createdAtMs = now();
  return {
    proposalId: derivedId("approvals/propose", actor.userId, kind, key),
    kind,
    payload,
    reason,
    status: "pending",
    permission,
    userId,
    proposedBy: actor.userId,
    createdAtMs,
    expiresAtMs: createdAtMs + expiresInMs,
  };
}

async function open(actor: Staff, proposal: Proposal): Promise<Proposed> {
  const outcome = await transact([proposalOpening(proposal), proposalAudit(actor, "approvals.proposed", proposal)]);
  if (outcome.committed) return { proposal, replayed: false };
  return replayed(failedItem(outcome, proposalItem, "proposal"), proposal);
}

function refusalOf(check: () => void): AppError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function replayed(stored: Proposal | undefined, wanted: Proposal, otherwise?: AppError): Proposed {
  if (stored === undefined && otherwise !== undefined) throw otherwise;
  const before = present(stored, "only an older proposal is in the way");
  if (!isSame(before, wanted)) throw kernelErrors.idempotency_key_reused();
  return { proposal: before, replayed: true };
}

/** As it was asked for. What JSON does not tell apart is the same. */
function isSame(a: Proposal, b: Proposal): boolean {
  return a.reason === b.reason && a.userId === b.userId && inOrder(a.payload) === inOrder(b.payload);
}

/** The table keeps no order of names. */
function inOrder(payload: Proposal["payload"]): string {
  const names = Object.keys(payload).toSorted();
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, payload[name]])));
}

/** One line of the audit trail, of whoever it is about or else of who acts. */
export function proposalAudit(actor: Staff, action: AuditAction, proposal: Proposal, reason = proposal.reason): Write {
  const { proposalId, userId, kind, payload } = proposal;
  return auditEntry(actor, {
    action,
    subject: { kind: "proposal", id: proposalId },
    userId: userId ?? actor.userId,
    after: { kind, ...texts(payload) },
    reason,
  });
}

/** A picture of the payload: each value as text. */
export function texts(payload: Proposal["payload"]): Readonly<Record<string, string>> {
  const entries = Object.entries(payload).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, inText(value)]));
}

function inText(value: unknown): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, TEXT_MAX);
}
