import type { ApiClient, Customer, Page, Staff } from "../kernel/index.ts";
import type { Entry, TrailFilter } from "./model.ts";
import { entryOf, findEntry, openPlace, placeOf, queryTrail, sealPlace } from "./store.ts";

/** A filter that nothing meets must not read a whole life: past this many rows the page ends as it is. */
const FILTERED_ROWS_MAX = 300;

interface PageAsked {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One entry, for whoever heard of it by `audit.recorded`. Asks for FIELD_KEYS. */
export const loadEntry: (userId: string, auditId: string) => Promise<Entry | undefined> = findEntry;

/** What happened to the actor's own account, newest first. Asks for FIELD_KEYS and CURSOR_KEYS. */
export async function readOwnTrail(
  { userId }: Customer | ApiClient,
  filter: TrailFilter,
  page: PageAsked,
): Promise<Page<Entry>> {
  return pageOfTrail(userId, userId, filter, page);
}

/** Somebody's trail, for staff: whose it may be is the door's permission and the branch's business. */
export async function readTrail(actor: Staff, userId: string, filter: TrailFilter, page: PageAsked) {
  return pageOfTrail(actor.userId, userId, filter, page);
}

/** Throws `invalid_cursor` for one that is not of this list: before anything is read. */
export function checkTrailCursor(actor: Staff, userId: string, filter: TrailFilter, cursor: string | undefined): void {
  openPlace(scopeOf(actor.userId, userId, filter), cursor);
}

const scopeOf = (readerId: string, userId: string, { action }: TrailFilter) =>
  ["audit", readerId, userId, action ?? ""].join(":");

async function pageOfTrail(
  readerId: string,
  userId: string,
  filter: TrailFilter,
  { limit, cursor }: PageAsked,
): Promise<Page<Entry>> {
  const { action } = filter;
  const scope = scopeOf(readerId, userId, filter);
  const after = openPlace(scope, cursor);
  if (action === undefined) {
    const { rows, last } = await queryTrail(userId, { limit, after });
    return { items: rows.map(entryOf), nextCursor: last === undefined ? null : sealPlace(scope, last) };
  }
  const { rows, last } = await queryTrail(userId, { limit: FILTERED_ROWS_MAX, after });
  const matching = rows.filter((row) => row.action === action);
  const shown = matching.slice(0, limit);
  // More of the same in hand: the next page begins behind the last one shown. Else behind all that was looked at.
  const lastShown = matching.length > limit ? shown.at(-1) : undefined;
  const place = lastShown === undefined ? last : placeOf(lastShown);
  return { items: shown.map(entryOf), nextCursor: place === undefined ? null : sealPlace(scope, place) };
}
