import { auditEntry } from "../audit/index.ts";
import { loadStanding, type Standing, statusChange } from "../auth/index.ts";
import { type Actor, actorName, isoTime, newId, now, type Staff, type System } from "../kernel/index.ts";
import { loadPerson, type Person, phoneStatusWrites, type Status } from "../users/index.ts";
import { setWalletStatus } from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { checkMayChange } from "./model.ts";
import { type Account, loadAccount } from "./read.ts";
import { type Block, blockGone, blockWrite, findBlock, findDueBlocks } from "./store.ts";

export interface BlockOrder {
  readonly reason: string;
  readonly untilMs?: number | undefined;
}

/**
 * Shuts somebody out: credentials, phone row and wallets in one transaction; every session and token of theirs ends. Who
 * is blocked already gets the new reason and end. Asks for FIELD_KEYS and LOOKUP_KEYS.
 */
export async function blockPerson(actor: Staff, userId: string, { reason, untilMs }: BlockOrder): Promise<Account> {
  const atMs = now();
  if (untilMs !== undefined && untilMs <= atMs) throw errors.block_end_past();
  const { person, standing, block: before } = await loadAccount(actor, userId);
  checkMayChange(actor, userId, standing);
  const block: Block = { userId, reason, by: actorName(actor), atMs, untilMs };
  await turn(actor, { person, standing, to: "blocked", reason, also: [blockWrite(block, before)], block });
  return { person, standing: { ...standing, status: "blocked" }, block };
}

/** Lets somebody in again. Who is not blocked stays as they are. */
export async function unblockPerson(actor: Staff, userId: string, reason: string): Promise<Account> {
  const { person, standing, block } = await loadAccount(actor, userId);
  checkMayChange(actor, userId, standing);
  if (standing.status !== "active") {
    await turn(actor, { person, standing, to: "active", reason, also: block === undefined ? [] : [blockGone(block)] });
  }
  return { person, standing: { ...standing, status: "active" }, block: undefined };
}

interface Turn {
  readonly person: Person;
  readonly standing: Standing;
  readonly to: Status;
  readonly reason: string;
  readonly also: readonly ReturnType<typeof blockWrite>[];
  /** The one that is wished. */
  readonly block?: Block;
}

async function turn(actor: Actor, { person, standing, to, reason, also, block }: Turn): Promise<void> {
  const { userId, phone } = person;
  const untilMs = block?.untilMs;
  const entry = auditEntry(actor, {
    action: to === "blocked" ? "staff.person_blocked" : "staff.person_unblocked",
    subject: { kind: "user", id: userId },
    userId,
    before: { status: standing.status },
    after: { status: to, until: untilMs === undefined ? undefined : isoTime(untilMs) },
    reason,
  });
  const changed = await setWalletStatus(actor, {
    userId,
    to: to === "blocked" ? "blocked" : "unblocked",
    reason,
    also: [statusChange(userId, standing.status, to), ...(await phoneStatusWrites(userId, phone, to)), ...also, entry],
  });
  if (changed.done) return;
  // After a lost answer, or beside a twin with the same wish: it is as it should be.
  const [stands, stored] = await Promise.all([loadStanding(userId), findBlock(userId)]);
  if (stands?.status !== to || !isAsWished(stored, block)) throw errors.account_changed();
}

/** Whoever shuts somebody out for good must not be told so where another has done it until tomorrow. */
function isAsWished(stored: Block | undefined, wished: Block | undefined): boolean {
  return stored?.reason === wished?.reason && stored?.untilMs === wished?.untilMs;
}

const SWEPT_MAX = 100;

/** Ends the blocks whose time is over: for a cron. Gives back how many. */
export async function endDueBlocks(): Promise<number> {
  const atMs = now();
  const due = await findDueBlocks(atMs, SWEPT_MAX);
  let ended = 0;
  for (const userId of due) ended += (await endBlock(userId, atMs)) ? 1 : 0;
  return ended;
}

async function endBlock(userId: string, atMs: number): Promise<boolean> {
  const [block, standing] = await Promise.all([findBlock(userId), loadStanding(userId)]);
  if (block?.untilMs === undefined || block.untilMs > atMs || standing?.status !== "blocked") return false;
  const origin = { requestId: newId(), ip: "", deviceId: undefined, userAgent: undefined };
  const actor: System = { kind: "system", name: "end-blocks", origin };
  const person = await loadPerson(userId, { consistent: true });
  await turn(actor, { person, standing, to: "active", reason: "the block's time is over", also: [blockGone(block)] });
  return true;
}
