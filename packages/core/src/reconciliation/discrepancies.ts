import { auditEntry, type AuditAction, type MaskedValues } from "../audit/index.ts";
import { loadStanding } from "../auth/index.ts";
import { actorName, isPermitted, type Page, type Staff } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import type { ProviderName, Resolution } from "./model.ts";
import {
  commitOwner,
  commitResolution,
  type Discrepancy,
  findDiscrepancy,
  listOfDay,
  listOpen,
  type ListQuery,
} from "./store.ts";

/** What staff do with discrepancies: somebody takes one on, looks, and says what it was. */

export interface DiscrepancyName {
  readonly provider: ProviderName;
  readonly day: string;
  readonly discrepancyId: string;
}

/** All of a day, or those that are open whatever the day: the oldest first. */
export function listDiscrepancies(
  of: { readonly provider: ProviderName; readonly day?: string | undefined },
  list: ListQuery,
): Promise<Page<Discrepancy>> {
  return of.day === undefined ? listOpen(list) : listOfDay(of.provider, of.day, list);
}

export async function readDiscrepancy({ provider, day, discrepancyId }: DiscrepancyName): Promise<Discrepancy> {
  const found = await findDiscrepancy(provider, day, discrepancyId);
  if (found === undefined) throw errors.discrepancy_not_found();
  return found;
}

/** Gives it to somebody who may work on it. Throws `discrepancy_not_found`, `discrepancy_closed`, `owner_not_found`. */
export async function assignDiscrepancy(actor: Staff, name: DiscrepancyName, owner: string): Promise<Discrepancy> {
  const [of, standing] = await Promise.all([readDiscrepancy(name), loadStanding(owner)]);
  if (standing === undefined || !isPermitted(standing.roles, "reconciliation.read")) throw errors.owner_not_found();
  if (of.state !== "open") throw errors.discrepancy_closed();
  if (of.owner === owner) return of;
  const audit = auditOf(actor, of, "reconciliation.assigned", { owner: of.owner ?? null }, { owner });
  if (await commitOwner(of, owner, audit)) return { ...of, owner };
  // Refused, or done by a call whose answer was lost.
  const after = await readDiscrepancy(name);
  if (after.state !== "open" || after.owner !== owner) throw errors.discrepancy_closed();
  return after;
}

/** Says what it was, for good. The same word of the same person again changes nothing. */
export async function resolveDiscrepancy(
  actor: Staff,
  name: DiscrepancyName,
  { resolution, note }: { readonly resolution: Resolution; readonly note: string },
): Promise<Discrepancy> {
  const of = await readDiscrepancy(name);
  const by = actorName(actor);
  if (of.state === "open") {
    const audit = auditOf(actor, of, "reconciliation.resolved", { state: of.state }, { state: resolution }, note);
    await commitResolution(of, { resolution, note, by }, audit);
  }
  const after = await readDiscrepancy(name);
  const isOurs = after.closedBy === by && after.resolution === resolution && after.note === note;
  if (after.state !== "resolved" || !isOurs) throw errors.discrepancy_closed();
  return after;
}

function auditOf(
  actor: Staff,
  { provider, day, discrepancyId }: Discrepancy,
  action: AuditAction,
  before: MaskedValues,
  after: MaskedValues,
  reason?: string,
) {
  const subject = { kind: "discrepancy", id: `${provider}/${day}/${discrepancyId}` };
  return auditEntry(actor, { action, subject, userId: actor.userId, before, after, reason });
}
