import type { ItemOf } from "@cowry/table";
import { absent, entity, optional, put, text, time, update, write } from "@cowry/table";
import { DAY } from "../kernel/index.ts";
import { noticeId, type Telling } from "./model.ts";

/** How long a notice stays. */
const KEPT_MS = 90 * DAY;

export const noticeItem = entity("notice", {
  version: 1,
  about: "A notice in a person's inbox",
  pk: "U#{userId}",
  sk: "N#{noticeId}",
  expires: "expiresAtMs",
  attributes: {
    kind: text("k"),
    title: text("ti"),
    body: text("bo"),
    transactionId: optional(text("tx")),
    createdAtMs: time("ca"),
    readAtMs: optional(time("ra")),
    /** When it had gone out by every other way that was wanted; without it a repeated event sends again. */
    sentAtMs: optional(time("sa")),
    expiresAtMs: time("ex"),
  },
});
export type NoticeItem = ItemOf<typeof noticeItem>;

export const inboxItem = entity("inbox", {
  version: 1,
  about: "Until when a person has read everything",
  pk: "U#{userId}",
  sk: "INBOX",
  attributes: { readUpToMs: time("ru") },
});

/** Writes the notice, or finds it written. The answer is as it stands in the inbox. */
export async function keep(telling: Telling): Promise<NoticeItem> {
  const { userId, kind, title, body, transactionId, atMs } = telling;
  const notice: NoticeItem = {
    userId,
    noticeId: noticeId(telling),
    kind,
    title,
    body,
    transactionId,
    createdAtMs: atMs,
    expiresAtMs: atMs + KEPT_MS,
  };
  const { done, item } = await write(put(noticeItem, notice, { rule: "notice", when: [absent()] }));
  return done ? notice : (item ?? notice);
}

export async function noteSent({ userId, noticeId: id }: NoticeItem, atMs: number): Promise<void> {
  const key = { userId, noticeId: id };
  await write(update(noticeItem, key, { rule: "notice", when: [], set: { sentAtMs: atMs } }));
}
