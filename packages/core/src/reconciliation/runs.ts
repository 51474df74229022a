import { auditEntry } from "../audit/index.ts";
import { type Actor, actorName, alertStaff, DAY, HOUR, now, type Staff, type System } from "../kernel/index.ts";
import { homeDay } from "../wallet/index.ts";
import { boundsOf } from "./day.ts";
import { errors } from "./errors.ts";
import { foundIn, PROVIDERS, type ProviderName, type RunName, runKey, type Tally } from "./model.ts";
import type { RunStarter } from "./ports.ts";
import { closeGone, commitEnd, commitStart, findNewestRuns, findRun, isAnyOverdue, type Run } from "./store.ts";

/** The life of a run: begun by the night or by staff, ended by its last step. */

/** No execution lives so long: whatever still runs by then was stopped by hand, and the day may be begun again. */
const DEAD_AFTER_MS = 12 * HOUR;
/** So many days back the night looks for days that were not reconciled. */
const CATCH_UP_DAYS = 7;

/**
 * Begins to reconcile a day that is over; one that is being reconciled goes on. A crash between the item and the
 * execution leaves a run that the next call starts, under the same name. Throws `day_not_over`.
 */
export async function startRun(
  actor: Staff | System,
  { provider, day }: Pick<RunName, "provider" | "day">,
  starter: RunStarter,
): Promise<Run> {
  if (day >= homeDay(now())) throw errors.day_not_over();
  const before = await findRun(provider, day);
  const run = before !== undefined && isAlive(before) ? before : await begin(actor, { provider, day }, before);
  const name = { provider, day, attempt: run.attempt };
  await starter.start(runKey(name), name);
  return run;
}

function isAlive({ status, startedAtMs }: Run): boolean {
  return status === "running" && now() - startedAtMs < DEAD_AFTER_MS;
}

async function begin(
  actor: Staff | System,
  { provider, day }: Pick<RunName, "provider" | "day">,
  before: Run | undefined,
): Promise<Run> {
  const attempt = (before?.attempt ?? 0) + 1;
  const run: Run = { provider, day, attempt, status: "running", by: actorName(actor), startedAtMs: now() };
  if (await commitStart(run, before, auditOf(actor, run))) return run;
  // Somebody else began it in this very moment.
  return (await findRun(provider, day)) ?? run;
}

function auditOf(actor: Actor, { provider, day, attempt }: Run) {
  if (actor.kind !== "staff") return [];
  const subject = { kind: "reconciliation", id: `${provider}/${day}` };
  const { userId } = actor;
  return [auditEntry(actor, { action: "reconciliation.started", subject, userId, after: { attempt } })];
}

/**
 * Every night: yesterday, and the days before it of which there is no result: their run failed, or their night never
 * came. Yesterday first, and none waits for another: what cannot be begun is thrown when the others have been.
 */
export async function startNightly(actor: System, starter: RunStarter, atMs: number): Promise<void> {
  const failures: unknown[] = [];
  for (const provider of PROVIDERS) {
    try {
      for (const { day, isLate } of await unreconciledDays(provider, atMs)) {
        if (isLate) alertStaff({ alert: "reconciliation_unfinished" });
        await startRun(actor, { provider, day }, starter).catch((error: unknown) => failures.push(error));
      }
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** The newest first. A day before the first that was ever reconciled needs no run. */
async function unreconciledDays(provider: ProviderName, atMs: number) {
  // One more than may be caught up with: enough to tell a day without a run from one before all of them.
  const runs = await findNewestRuns(provider, CATCH_UP_DAYS + 1);
  const days: { readonly day: string; readonly isLate: boolean }[] = [];
  for (let ago = 1; ago <= CATCH_UP_DAYS; ago++) {
    const day = homeDay(boundsOf(homeDay(atMs)).fromMs + DAY / 2 - ago * DAY);
    const status = runs.find((run) => run.day === day)?.status;
    if (status === "matching" || status === "differing") continue;
    if (ago > 1 && status === undefined && !runs.some((run) => run.day < day)) continue;
    days.push({ day, isLate: ago > 1 });
  }
  return days;
}

/** Ends a run with its result. Told twice is better than never: staff hear of it before it is written down. */
export async function closeRun(run: RunName, tally: Tally): Promise<"matching" | "differing"> {
  const finishedAtMs = now();
  const status = foundIn(tally) > 0 ? "differing" : "matching";
  if (status === "differing") alertStaff({ alert: "reconciliation_differs" });
  if (await isAnyOverdue(finishedAtMs)) alertStaff({ alert: "discrepancies_overdue" });
  await closeGone(run);
  await commitEnd(run, { status, finishedAtMs, tally });
  return status;
}

/** A run that cannot go on. What it found until then stays. */
export async function failRun(run: RunName): Promise<void> {
  alertStaff({ alert: "reconciliation_failed" });
  await commitEnd(run, { status: "failed", finishedAtMs: now() });
}

export async function readRun(provider: ProviderName, day: string): Promise<Run> {
  const run = await findRun(provider, day);
  if (run === undefined) throw errors.reconciliation_not_found();
  return run;
}
