import { getItem, openCursor, present, put, queryItems, sealCursor, update, write } from "@cowry/table";
import {
  currentKey,
  type Customer,
  errors as kernelErrors,
  liveKeys,
  now,
  type Page,
  subkey,
} from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { inboxItem, noticeItem, type NoticeItem } from "./store.ts";

export interface Shown extends NoticeItem {
  readonly isRead: boolean;
}

/** As many unread notices as are counted: beyond it is many. */
const COUNTED_MAX = 99;

/** The actor's notices, newest first, in full pages. */
export async function listNotices(
  { userId }: Customer,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Shown>> {
  const after = page.cursor === undefined ? undefined : openPosition(userId, page.cursor);
  const [{ items, last }, readUpToMs] = await Promise.all([
    queryItems(noticeItem, { userId }, { descending: true, limit: page.limit, after, consistent: false }),
    readUpTo(userId),
  ]);
  return {
    items: items.map((notice) => ({ ...notice, isRead: isRead(notice, readUpToMs) })),
    nextCursor: last === undefined ? null : sealPosition(userId, last),
  };
}

/** How many notices wait. Nothing is counted when they are written: what is newer than everything read is looked at. */
export async function countUnread({ userId }: Customer): Promise<{ unread: number; isMore: boolean }> {
  const [{ items }, readUpToMs] = await Promise.all([
    queryItems(noticeItem, { userId }, { descending: true, limit: COUNTED_MAX + 1, consistent: false }),
    readUpTo(userId),
  ]);
  const unread = items.filter((notice) => !isRead(notice, readUpToMs)).length;
  return { unread: Math.min(unread, COUNTED_MAX), isMore: unread > COUNTED_MAX };
}

async function readUpTo(userId: string): Promise<number> {
  return (await getItem(inboxItem, { userId }, { consistent: false }))?.readUpToMs ?? 0;
}

const isRead = ({ readAtMs, createdAtMs }: NoticeItem, readUpToMs: number): boolean =>
  readAtMs !== undefined || createdAtMs <= readUpToMs;

/** Reading twice is reading once. */
export async function markRead({ userId }: Customer, noticeId: string): Promise<void> {
  const set = { readAtMs: now() };
  const { done } = await write(update(noticeItem, { userId, noticeId }, { rule: "notice", when: [present()], set }));
  if (!done) throw errors.notice_not_found();
}

/** All that has come by now. */
export async function markAllRead({ userId }: Customer): Promise<void> {
  await write(put(inboxItem, { userId, readUpToMs: now() }));
}

const CURSOR_PURPOSE = "notices";

function sealPosition(userId: string, last: string): string {
  return sealCursor(subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE), `notices:${userId}`, last);
}

function openPosition(userId: string, cursor: string): string {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const position = openCursor(subkey(key, CURSOR_PURPOSE), `notices:${userId}`, cursor);
    if (position !== undefined) return position;
  }
  throw kernelErrors.invalid_cursor();
}
