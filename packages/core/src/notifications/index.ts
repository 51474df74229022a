/**
 * Notices: people hear of what happens to their money and their account.
 *
 * Words. A **notice** is a text in a person's **inbox**; it may go out by SMS and e-mail as well, as their settings say,
 * but for what anybody may promise anybody.
 * A **kind** names what happened (`transfer.credit.completed`, `auth.pin_changed`); its texts are data (`texts.ts`).
 *
 * Invariants. One notice per person and thing that happened, however often the event comes: its id is made of both.
 * Nothing waits for a notice, and no notice fails what it tells of. The inbox is never counted up: what is unread is
 * what is newer than the last time everything was read, and was not read by itself. Notices are kept for 90 days.
 *
 * Not here: the settings (users), one-time codes (auth), how messages travel (gateways).
 */
export { eraseInbox } from "./erasing.ts";
export { errors } from "./errors.ts";
export { countUnread, listNotices, markAllRead, markRead } from "./inbox.ts";
export type { Messengers } from "./ports.ts";
export { tellOfAction } from "./tell-action.ts";
export { tellOfTransaction } from "./tell-transaction.ts";
export { Changed, Recorded } from "./heard.ts";
export { Notice, NoticeParams, NoticesQuery, noticeView, UnreadCount } from "./wire.ts";
